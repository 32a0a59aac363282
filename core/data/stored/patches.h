#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/data/stored/tile_width.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {

/// What is said of a section's tiles: all but their pixels.
struct PatchInfo {
  std::string section;
  std::vector<std::string> spots;  ///< [spots]
  std::int64_t size_px = 0;        ///< side of a stored tile
  bool has_blank = false;  ///< tile number `spots.size()` is the blank one

  std::int64_t tiles() const {
    return static_cast<std::int64_t>(spots.size()) + (has_blank ? 1 : 0);
  }
  std::size_t tile_bytes() const {
    return static_cast<std::size_t>(size_px * size_px * 3);
  }
};

/// How the tiles of a section were cropped from its picture: what a report
/// says of them, and what a model compares.
struct CropNotes {
  std::int64_t crop_px = 0;  ///< side at full resolution
  /// On the tissue; unknown where it may be any (`scale` of the step).
  TileWidth width = {};
  /// Of the dataset (dataset.h): "checked", "not checked", "as_given".
  std::string geometry = {};
  /// Tiles in which at least 95 % of the pixels have no channel below 200: no
  /// tissue. Right sections of her2st and MOB have none; shifted, mirrored
  /// or scaled positions have 7 to 100 % of them.
  std::int64_t blank_tiles = 0;
  std::int64_t outside_tiles = 0;  ///< those whose crop passes the border
};

/// Square RGB crops centred on the spots of one section, and one blank tile
/// that stands for every cell of a grid without a spot. Plain Zarr group:
/// `pixels` [tiles, height, width, 3] uint8, `spots` [spots]; of cropped tiles
/// also a group `crops`, whose attributes are CropNotes.
///
/// This is all of them in memory, for made-up sections and tests. A section can
/// have 5,000 tiles of 150 kB: what must take any reads them by PatchReader and
/// writes them by PatchWriter.
struct Patches : PatchInfo {
  static constexpr std::string_view kType = "Patches";

  std::vector<std::uint8_t> pixels;  ///< [spots + blank, size, size, 3]

  static Patches read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// Writes tiles in their order, as they come; memory holds a chunk of them,
/// 4 MiB or one tile.
///
/// @throws Error (all members) naming the folder
class PatchWriter {
 public:
  PatchWriter(const fs::path& folder, const PatchInfo& info);

  /// The next tiles, [n, size, size, 3]. The blank one comes last.
  void add(std::span<const std::uint8_t> pixels);
  /// @param notes  of cropped tiles
  /// @throws Error unless all tiles have come
  void finish(const std::optional<CropNotes>& notes = {});

 private:
  zarr::Writer out_;
  zarr::RowWriter<std::uint8_t> pixels_;
};

/// Reads tiles by range; memory holds a chunk of them and the range.
///
/// @throws Error (all members) naming the folder, what was found and expected
class PatchReader {
 public:
  explicit PatchReader(const fs::path& folder);

  const PatchInfo& info() const { return info_; }
  /// Nothing of tiles that were not cropped by us.
  const std::optional<CropNotes>& notes() const { return notes_; }

  /// Tiles [first, last) as [last - first, size, size, 3], until the next
  /// call. Ranges that rise read each chunk once.
  std::span<const std::uint8_t> tiles(std::int64_t first, std::int64_t last);

 private:
  /// Tile `tile` and those behind it that lie in its chunk.
  std::span<const std::uint8_t> from_chunk(std::int64_t tile);

  zarr::Reader in_;
  PatchInfo info_;
  std::optional<CropNotes> notes_;
  std::int64_t chunk_tiles_ = 1;
  std::int64_t chunk_begin_ = 0;  ///< first tile in `chunk_`
  std::vector<std::uint8_t> chunk_;
  std::vector<std::uint8_t> range_;  ///< one that lies in several chunks
};

}  // namespace moonstain
