#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/file.h"

namespace moonstain {

/// A level of a slide in RGB, all of whose tiles are one tile of the file.
struct TiledLevel {
  std::uint32_t width_px = 0;
  std::uint32_t height_px = 0;
  std::string pixels;  ///< of the tile
};

/// Such a slide.
struct TiledTiff {
  std::uint32_t width_px = 0;
  std::uint32_t height_px = 0;
  std::uint32_t tile_px = 0;
  std::string pixels;  ///< of the tile
  /// Pixels a unit, across and down; units: 2 = inch, 3 = cm. Without a unit
  /// there are none.
  std::uint32_t across = 0;
  std::uint32_t down = 0;
  std::uint32_t unit = 0;
  /// Further levels, each smaller than the one before.
  std::vector<TiledLevel> smaller = {};
  std::string description = {};  ///< of the first directory; may be empty
};

/// A tile of noise, by a formula of the place.
inline std::string noise_tile(std::uint32_t side_px) {
  std::string pixels;
  for (std::uint32_t y = 0; y < side_px; ++y) {
    for (std::uint32_t x = 0; x < side_px; ++x) {
      for (std::uint32_t k = 0; k < 3; ++k) {
        pixels += static_cast<char>(
            (7 * x * x + 13 * y * y + 5 * x * y + 31 * k) * 2654435761U >> 24);
      }
    }
  }
  return pixels;
}

/// TIFF 6.0, little-endian; a directory a level, behind each its lists and the
/// tile.
inline void write_tiled_tiff(const fs::path& path, const TiledTiff& slide) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint32_t kText = 2, kShort = 3, kLong = 4, kRational = 5;
  const auto bytes_of = [](std::uint32_t value, std::size_t count) {
    return std::string(reinterpret_cast<const char*>(&value), count);
  };
  const auto tiles_of = [&](std::uint32_t px) {
    return (px + slide.tile_px - 1) / slide.tile_px;
  };
  std::vector<TiledLevel> levels = slide.smaller;
  levels.insert(levels.begin(),
                {slide.width_px, slide.height_px, slide.pixels});
  std::string file = "II*";
  file += bytes_of(0, 1) + bytes_of(8, 4);
  for (std::size_t number = 0; number < levels.size(); ++number) {
    const TiledLevel& level = levels[number];
    const std::uint32_t tiles =
        tiles_of(level.width_px) * tiles_of(level.height_px);
    const std::string description = number == 0 && !slide.description.empty()
                                        ? slide.description + '\0'
                                        : std::string();
    const std::uint32_t entries =
        (slide.unit == 0 ? 12 : 15) + (description.empty() ? 0 : 1);
    const auto start = static_cast<std::uint32_t>(file.size());
    const std::uint32_t bits_at = start + 2 + 12 * entries + 4;
    const std::uint32_t across_at = bits_at + 6;
    const std::uint32_t offsets_at = across_at + 16;
    const std::uint32_t counts_at = offsets_at + 4 * tiles;
    const std::uint32_t description_at = counts_at + 4 * tiles;
    const auto description_bytes =
        static_cast<std::uint32_t>(description.size());
    const std::uint32_t tile_at = description_at + description_bytes;
    const auto tile_bytes = static_cast<std::uint32_t>(level.pixels.size());
    file += bytes_of(entries, 2);
    const auto entry = [&](std::uint32_t tag, std::uint32_t type,
                           std::uint32_t count, std::uint32_t value) {
      file += bytes_of(tag, 2) + bytes_of(type, 2) + bytes_of(count, 4) +
              bytes_of(value, 4);
    };
    entry(254, kLong, 1, number == 0 ? 0 : 1);  // of reduced resolution
    entry(256, kLong, 1, level.width_px);
    entry(257, kLong, 1, level.height_px);
    entry(258, kShort, 3, bits_at);  // bits of a sample
    entry(259, kShort, 1, 1);        // not packed
    entry(262, kShort, 1, 2);        // RGB
    if (!description.empty()) {
      entry(270, kText, description_bytes, description_at);
    }
    entry(277, kShort, 1, 3);  // samples of a pixel
    if (slide.unit != 0) {
      entry(282, kRational, 1, across_at);
      entry(283, kRational, 1, across_at + 8);
    }
    entry(284, kShort, 1, 1);  // side by side
    if (slide.unit != 0) entry(296, kShort, 1, slide.unit);
    entry(322, kLong, 1, slide.tile_px);
    entry(323, kLong, 1, slide.tile_px);
    // A list of one stands in its entry.
    entry(324, kLong, tiles, tiles == 1 ? tile_at : offsets_at);
    entry(325, kLong, tiles, tiles == 1 ? tile_bytes : counts_at);
    file += bytes_of(
        number + 1 == levels.size() ? 0 : (tile_at + tile_bytes + 1) / 2 * 2,
        4);
    for (int sample = 0; sample < 3; ++sample) file += bytes_of(8, 2);
    file += bytes_of(slide.across, 4) + bytes_of(1, 4);
    file += bytes_of(slide.down, 4) + bytes_of(1, 4);
    for (std::uint32_t i = 0; i < tiles; ++i) file += bytes_of(tile_at, 4);
    for (std::uint32_t i = 0; i < tiles; ++i) file += bytes_of(tile_bytes, 4);
    file += description + level.pixels;
    file.resize((file.size() + 1) / 2 * 2);  // directories begin at even bytes
  }
  write_file(path, file);
}

}  // namespace moonstain
