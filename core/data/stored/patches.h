#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// Square RGB crops centred on the spots of one section, and one blank tile
/// that stands for every cell of a grid without a spot. Plain Zarr group:
/// `pixels` [tiles, height, width, 3] uint8, `spots` [spots].
struct Patches {
  static constexpr std::string_view kType = "Patches";

  std::string section;
  std::vector<std::string> spots;  ///< [spots]
  std::int64_t size_px = 0;        ///< side of a stored tile
  bool has_blank = false;  ///< tile number `spots.size()` is the blank one
  std::vector<std::uint8_t> pixels;  ///< [spots + blank, size, size, 3]

  std::int64_t tiles() const {
    return static_cast<std::int64_t>(spots.size()) + (has_blank ? 1 : 0);
  }
  static Patches read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
