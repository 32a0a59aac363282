#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"
#include "core/data/stored/tile_width.h"

namespace moonstain {

/// One vector a spot, from its picture alone, and the vector of the blank
/// tile. AnnData on Zarr: X [spots, features], uns/blank [features]; where the
/// width of the tiles is known uns/tile_pitches and uns/tile_um.
struct Features {
  static constexpr std::string_view kType = "Features";

  std::string section;
  std::string encoder;             ///< "mobilenet_v1/block8"
  std::vector<std::string> spots;  ///< [spots]
  Matrix values;                   ///< [spots, features]
  Eigen::VectorXf blank;           ///< [features]; empty when there is none
  TileWidth tiles = {};            ///< of the tiles they are made from

  static Features read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
