#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/path.h"
#include "core/data/image/picture.h"

namespace moonstain {

/// Decodes a JPEG from top to bottom, a row at a time, so that memory is
/// bounded by rows, not by the picture (a progressive JPEG needs its
/// coefficients in memory: two bytes a sample). Decoder settings are Pillow's:
/// accurate integer DCT, fancy upsampling, RGB; grey becomes RGB.
///
/// @throws Error (all members) naming the picture; on a truncated or damaged
///               one also how many rows were decoded before; on CMYK, and on a
///               picture that is noted to be turned (exif.h)
class JpegReader {
 public:
  /// @param name  for errors: the manifest's path of the file
  JpegReader(const fs::path& path, std::string name);
  /// Decodes from memory.
  JpegReader(std::string_view bytes, std::string name);
  ~JpegReader();
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  /// After `use_scale` the size of the scaled picture.
  std::int64_t width_px() const;
  std::int64_t height_px() const;

  /// Halves the sides `halvings` times (0 to 3) while decoding, which is much
  /// faster than decoding whole. Before the first row.
  void use_scale(int halvings);

  /// Columns [begin, end) alone are asked for from here on; the decoder may
  /// leave out the others. Before the first row.
  void use_columns(std::int64_t begin, std::int64_t end);

  /// The next row, [width, 3]; columns that were not asked for hold anything.
  std::span<const std::uint8_t> read_row();
  /// Passes over rows, cheaper than reading them.
  void skip_rows(std::int64_t count);

 private:
  struct State;
  void start();
  std::unique_ptr<State> state_;
};

/// Whole picture from memory.
Picture jpeg_decode(std::string_view bytes, std::string_view name);

/// Baseline JPEG as Pillow's `save` makes it by default: 4:2:0 chroma,
/// accurate integer DCT, standard Huffman tables.
/// @param quality  1 to 100
std::string jpeg_encode(const Picture& picture, int quality);

}  // namespace moonstain
