#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/path.h"
#include "core/data/image/picture.h"

namespace moonstain {

/// Decodes a PNG from top to bottom, a row at a time; an interlaced one is held
/// whole. Palette and grey become RGB (Pillow's convert("RGB")), 16 bits become
/// 8, what is transparent is laid on white as slides are.
///
/// @throws Error (all members) naming the picture and the rows decoded before;
///               on a picture that is noted to be turned (exif.h)
class PngReader {
 public:
  PngReader(const fs::path& path, std::string name);
  PngReader(std::string_view bytes, std::string name);
  ~PngReader();
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  std::int64_t width_px() const;
  std::int64_t height_px() const;
  bool has_alpha() const;  ///< a channel, or a transparent colour
  /// What the step that made the picture says of it (png_writer.h); else empty.
  std::string remark() const;
  /// The next row, [width, 3].
  std::span<const std::uint8_t> read_row();

  /// Decodes a PNG of 16 bits a sample to its end; others are not looked at.
  ///
  /// @throws Error when no sample passes a quarter of the range: samples of 8
  ///               to 14 bits stored in 16, of which the upper 8 alone would be
  ///               nearly black
  static void check_sample_range(const fs::path& path, const std::string& name);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whole picture from memory.
Picture png_decode(std::string_view bytes, std::string_view name);

/// Red, green, blue, alpha.
using PaletteColour = std::array<std::uint8_t, 4>;

/// A PNG file in memory; the same pixels give the same bytes.
///
/// @param pixels    [height, width, channels], 8 bits each
/// @param channels  1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
std::string png_encode(std::span<const std::uint8_t> pixels,
                       std::int64_t width_px, std::int64_t height_px,
                       int channels);
/// The same of few colours, which takes a third of the room.
///
/// @param pixels   [height, width] places in the palette
/// @param palette  1 to 256 colours
std::string png_encode(std::span<const std::uint8_t> pixels,
                       std::int64_t width_px, std::int64_t height_px,
                       std::span<const PaletteColour> palette);
std::string png_encode(const Picture& picture);

}  // namespace moonstain
