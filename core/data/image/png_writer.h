#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/path.h"

namespace moonstain {

/// The text of a PNG in which a step says what a report should say of the
/// picture.
inline constexpr std::string_view kRemarkKey = "Moonstain remark";

/// Writes a PNG of 8 bits in RGB as rows come, so that a picture of a slide
/// need not be held. The same pixels and remark give the same bytes.
///
/// @throws Error (all members) naming the file
class PngWriter {
 public:
  /// @param remark  a sentence of letters of ASCII (`Image::remark`); empty:
  ///                none
  PngWriter(const fs::path& path, std::int64_t width_px, std::int64_t height_px,
            std::string_view remark = "");
  ~PngWriter();
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;

  /// The next rows, [any number, width, 3].
  void add(std::span<const std::uint8_t> rgb);
  /// @throws Error unless all rows have come
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace moonstain
