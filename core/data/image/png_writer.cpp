#include "core/data/image/png_writer.h"

#include <png.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/file.h"

namespace moonstain {
namespace {

constexpr std::int64_t kLongestSide = 2'147'483'647;  // of the format

// Errors leave libpng as exceptions; see core/data/image/jpeg.cpp.
[[noreturn]] void on_error(png_structp, png_const_charp message) {
  throw Error(message);
}

void on_warning(png_structp, png_const_charp) {}

void write_bytes(png_structp png, png_bytep bytes, std::size_t count) {
  static_cast<FileWriter*>(png_get_io_ptr(png))
      ->write({reinterpret_cast<const char*>(bytes), count});
}

}  // namespace

struct PngWriter::State {
  std::string name;
  FileWriter file;
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  std::int64_t rows = 0;  // that have come
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr,
                                            on_error, on_warning);
  png_infop info = png_create_info_struct(png);

  State(const fs::path& path, std::int64_t width, std::int64_t height)
      : name(path.filename()), file(path), width_px(width), height_px(height) {}
  ~State() { png_destroy_write_struct(&png, &info); }
};

PngWriter::PngWriter(const fs::path& path, std::int64_t width_px,
                     std::int64_t height_px, std::string_view remark)
    : state_(std::make_unique<State>(path, width_px, height_px)) {
  State& state = *state_;
  check(width_px > 0 && height_px > 0 && width_px <= kLongestSide &&
            height_px <= kLongestSide,
        "picture ", state.name, ": ", width_px, " x ", height_px,
        " px, expected sides from 1 to ", kLongestSide);
  png_set_write_fn(state.png, &state.file, write_bytes, [](png_structp) {});
  png_set_user_limits(state.png, kLongestSide, kLongestSide);
  png_set_compression_level(state.png, 6);
  png_set_IHDR(state.png, state.info, static_cast<png_uint_32>(width_px),
               static_cast<png_uint_32>(height_px), 8, PNG_COLOR_TYPE_RGB,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (!remark.empty()) {
    std::string key(kRemarkKey);
    std::string text(remark);
    png_text one{};
    one.compression = PNG_TEXT_COMPRESSION_NONE;
    one.key = key.data();
    one.text = text.data();
    one.text_length = text.size();
    png_set_text(state.png, state.info, &one, 1);
  }
  png_write_info(state.png, state.info);
}

PngWriter::~PngWriter() = default;

void PngWriter::add(std::span<const std::uint8_t> rgb) {
  State& state = *state_;
  const auto row = static_cast<std::size_t>(3 * state.width_px);
  const auto rows = static_cast<std::int64_t>(rgb.size() / row);
  check(rgb.size() % row == 0 && state.rows + rows <= state.height_px,
        "picture ", state.name, ": ", rgb.size(), " values come after ",
        state.rows, " of ", state.height_px, " rows of ", row);
  for (std::int64_t y = 0; y < rows; ++y) {
    png_write_row(state.png, rgb.data() + static_cast<std::size_t>(y) * row);
  }
  state.rows += rows;
}

void PngWriter::finish() {
  State& state = *state_;
  check(state.rows == state.height_px, "picture ", state.name, ": ", state.rows,
        " of ", state.height_px, " rows have come");
  png_write_end(state.png, nullptr);
  state.file.finish();
}

}  // namespace moonstain
