#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/learn/examples/grid_section.h"

namespace moonstain {

/// A section of 32 x 32 cells whose side x side spots begin at row 8 and this
/// column; a blank cell has three ones. Features, three of a spot, and targets
/// are left to be filled.
inline GridSection square_section(const std::string& name, int side, int column,
                                  std::vector<std::string> genes) {
  GridSection made;
  made.grid.section = name;
  made.grid.rows = 32;
  made.grid.columns = 32;
  made.encoder = "colour";
  made.blank = Eigen::VectorXf::Ones(3);
  made.features.resize(side * side, 3);
  made.targets.resize(side * side, std::ssize(genes));
  made.genes = std::move(genes);
  for (int spot = 0; spot < side * side; ++spot) {
    made.grid.spots.push_back(concat("spot", spot));
    made.grid.row.push_back(8 + spot / side);
    made.grid.column.push_back(column + spot % side);
  }
  return made;
}

}  // namespace moonstain
