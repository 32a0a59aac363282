#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/data/prepare/expression.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/targets.h"

namespace moonstain {

/// The sections of her2st whose pictures are at hand; B4 is of one patient, the
/// others are of another.
inline const std::vector<std::string> kHer2stSections{"B4", "C2", "C3",
                                                      "C4", "C5", "C6"};

/// One of her2st, pictured or not. Needs $MOONSTAIN_DATA.
Dataset her2st_section(const std::string& name);

/// What is read of them, once. Needs $MOONSTAIN_DATA.
struct Her2stSections {
  std::vector<Dataset> datasets;
  std::vector<GridMap> grids;  ///< 80 x 64 cells, row offset 1

  static const Her2stSections& get();

  /// Of the 785 genes of the common list, 10,000 a spot.
  std::vector<Targets> targets(Total total, Log log) const;

  /// Colour statistics of windows of this width, by section; by "mean",
  /// "mean_sd" and "nine". Decodes the pictures.
  std::map<std::string, std::vector<Features>> colours(
      std::int64_t crop_px) const;
};

/// A list without what stands at some places.
template <typename T>
std::vector<T> without(const std::vector<T>& list,
                       const std::vector<std::size_t>& left_out) {
  std::vector<T> rest;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (std::find(left_out.begin(), left_out.end(), i) == left_out.end()) {
      rest.push_back(list[i]);
    }
  }
  return rest;
}

/// Sections held out together with the section at `i`: its patient's, or it
/// alone.
std::vector<std::size_t> her2st_held_out(std::size_t i, bool patient);

}  // namespace moonstain
