#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {

/// What is said of a section's label image: all but its pixels.
struct LabelImageInfo {
  std::string section;
  std::int64_t width_px = 0;  ///< of the picture at full resolution
  std::int64_t height_px = 0;
  std::string rule;  ///< how the labels were made, a sentence
};

/// Which pixels of a section's picture belong to which object: 0 is background,
/// all pixels of one nucleus have its number. Plain Zarr group: `labels`
/// [height, width] int32, 0 or more, and a group `objects` whose attribute
/// `labels` is how many labels there are, 0 not among them.
///
/// This is all of it in memory, for tests and small pictures. One of a slide
/// can have 4 GB: what must take any reads it by LabelReader and writes it by
/// LabelWriter.
struct LabelImage : LabelImageInfo {
  static constexpr std::string_view kType = "LabelImage";

  std::int64_t labels = 0;           ///< distinct ones, without 0
  std::vector<std::int32_t> values;  ///< [height, width]

  static LabelImage read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// Writes labels row by row, as they come; memory holds a row of chunks.
///
/// @throws Error (all members) naming the folder
class LabelWriter {
 public:
  LabelWriter(const fs::path& folder, const LabelImageInfo& info);

  /// The next rows, any number of whole ones.
  void add(std::span<const std::int32_t> values);
  /// @param labels  distinct ones, without 0
  /// @throws Error  unless all rows have come
  void finish(std::int64_t labels);

 private:
  zarr::Writer out_;
  zarr::RowWriter<std::int32_t> values_;
};

/// Reads labels by window; memory holds the rows of chunks that the last window
/// crosses, so windows that go down a picture read each once.
///
/// @throws Error (all members) naming the folder, what was found and expected
class LabelReader {
 public:
  explicit LabelReader(const fs::path& folder);

  const LabelImageInfo& info() const { return info_; }
  std::int64_t labels() const { return labels_; }

  /// [height, width] of the part whose upper left pixel is (x, y); it must lie
  /// in the picture.
  std::vector<std::int32_t> window(std::int64_t x_px, std::int64_t y_px,
                                   std::int64_t width_px,
                                   std::int64_t height_px);

 private:
  struct ChunkRow {
    std::int64_t number = 0;
    std::vector<std::int32_t> values;  ///< [rows, width]
  };
  const ChunkRow& chunk_row(std::int64_t number);

  zarr::Reader in_;
  LabelImageInfo info_;
  std::int64_t labels_ = 0;
  std::int64_t chunk_rows_ = 1;  ///< pixels from the top of one to the next
  std::deque<ChunkRow> held_;
};

}  // namespace moonstain
