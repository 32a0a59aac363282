#include "core/data/image/png.h"

#include <png.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"

namespace moonstain {
namespace {

constexpr std::int64_t kInterlacedBytes = std::int64_t{1} << 30;

// Errors leave libpng as exceptions; see core/data/image/jpeg.cpp.
[[noreturn]] void on_error(png_structp, png_const_charp message) {
  throw Error(message);
}

void on_warning(png_structp, png_const_charp) {}

}  // namespace

struct PngReader::State {
  std::string name;
  std::unique_ptr<FileReader> file;
  std::string_view bytes;
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  std::int64_t next_row = 0;
  bool interlaced = false;
  std::vector<std::uint8_t> pixels;  // one row, or all of an interlaced one

  ~State() { png_destroy_read_struct(&png, &info, nullptr); }

  template <typename Body>
  void guarded(Body body) {
    try {
      body();
    } catch (const Error& e) {
      fail("picture ", name, ": ", e.what(), "; ", next_row, " of ", height_px,
           " rows were decoded before, the file is damaged or cut short");
    }
  }

  static void read(png_structp png, png_bytep out, std::size_t count) {
    auto& state = *static_cast<State*>(png_get_io_ptr(png));
    if (!state.file) {
      check(state.bytes.size() >= count, "the file ends early");
      std::memcpy(out, state.bytes.data(), count);
      state.bytes.remove_prefix(count);
      return;
    }
    while (count > 0) {
      const std::size_t got =
          state.file->read(reinterpret_cast<char*>(out), count);
      check(got > 0, "the file ends early");
      out += got;
      count -= got;
    }
  }

  void open() {
    guarded([&] {
      png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, on_error,
                                   on_warning);
      check(png != nullptr, "no memory for libpng");
      info = png_create_info_struct(png);
      png_set_read_fn(png, this, &State::read);
      png_read_info(png, info);
      width_px = png_get_image_width(png, info);
      height_px = png_get_image_height(png, info);
      png_set_expand(png);
      png_set_strip_16(png);
      png_set_strip_alpha(png);
      png_set_gray_to_rgb(png);
      interlaced = png_set_interlace_handling(png) > 1;
      png_read_update_info(png, info);
      check(
          png_get_rowbytes(png, info) == static_cast<std::size_t>(3 * width_px),
          "its rows do not decode to RGB");
      const std::int64_t rows = interlaced ? height_px : 1;
      check(3 * width_px * rows <= kInterlacedBytes, "is interlaced and has ",
            width_px, " x ", height_px,
            " px, too many to hold; save it without interlacing");
      pixels.resize(static_cast<std::size_t>(3 * width_px * rows));
      if (interlaced) {
        std::vector<png_bytep> starts;
        for (std::int64_t y = 0; y < height_px; ++y) {
          starts.push_back(pixels.data() + 3 * width_px * y);
        }
        png_read_image(png, starts.data());
      }
    });
  }
};

PngReader::PngReader(const fs::path& path, std::string name)
    : state_(std::make_unique<State>()) {
  state_->name = std::move(name);
  state_->file = std::make_unique<FileReader>(path);
  state_->open();
}

PngReader::PngReader(std::string_view bytes, std::string name)
    : state_(std::make_unique<State>()) {
  state_->name = std::move(name);
  state_->bytes = bytes;
  state_->open();
}

PngReader::~PngReader() = default;

std::int64_t PngReader::width_px() const { return state_->width_px; }

std::int64_t PngReader::height_px() const { return state_->height_px; }

std::span<const std::uint8_t> PngReader::read_row() {
  State& state = *state_;
  const auto row_bytes = static_cast<std::size_t>(3 * state.width_px);
  std::size_t at = 0;
  state.guarded([&] {
    check(state.next_row < state.height_px,
          "a row behind the last was asked for");
    if (state.interlaced) {
      at = static_cast<std::size_t>(state.next_row) * row_bytes;
    } else {
      png_read_row(state.png, state.pixels.data(), nullptr);
    }
    ++state.next_row;
  });
  return {state.pixels.data() + at, row_bytes};
}

Picture png_decode(std::string_view bytes, std::string_view name) {
  PngReader reader(bytes, std::string(name));
  Picture out{reader.width_px(), reader.height_px(), {}};
  for (std::int64_t y = 0; y < out.height_px; ++y) {
    const auto row = reader.read_row();
    out.rgb.insert(out.rgb.end(), row.begin(), row.end());
  }
  return out;
}

namespace {

// 8 bits a value; `palette` is empty unless the values are places in it.
std::string encode(std::span<const std::uint8_t> pixels, std::int64_t width_px,
                   std::int64_t height_px, int channels, int type,
                   std::span<const PaletteColour> palette) {
  struct Writer {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr,
                                              on_error, on_warning);
    png_infop info = png_create_info_struct(png);
    ~Writer() { png_destroy_write_struct(&png, &info); }
  } writer;
  std::string out;
  png_set_write_fn(
      writer.png, &out,
      [](png_structp png, png_bytep bytes, std::size_t count) {
        static_cast<std::string*>(png_get_io_ptr(png))
            ->append(reinterpret_cast<const char*>(bytes), count);
      },
      [](png_structp) {});
  png_set_compression_level(writer.png, palette.empty() ? 6 : 9);
  png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(width_px),
               static_cast<png_uint_32>(height_px), 8, type, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  std::vector<png_color> colours;
  std::vector<png_byte> alphas;
  for (const PaletteColour& one : palette) {
    colours.push_back({one[0], one[1], one[2]});
    alphas.push_back(one[3]);
  }
  if (!palette.empty()) {
    const auto count = static_cast<int>(palette.size());
    png_set_PLTE(writer.png, writer.info, colours.data(), count);
    png_set_tRNS(writer.png, writer.info, alphas.data(), count, nullptr);
  }
  png_write_info(writer.png, writer.info);
  for (std::int64_t y = 0; y < height_px; ++y) {
    png_write_row(writer.png, pixels.data() + y * width_px * channels);
  }
  png_write_end(writer.png, writer.info);
  return out;
}

}  // namespace

std::string png_encode(std::span<const std::uint8_t> pixels,
                       std::int64_t width_px, std::int64_t height_px,
                       int channels) {
  check(channels >= 1 && channels <= 4 && width_px > 0 && height_px > 0 &&
            static_cast<std::int64_t>(pixels.size()) ==
                width_px * height_px * channels,
        "png_encode: ", pixels.size(), " values for ", width_px, " x ",
        height_px, " px of ", channels, " channels");
  constexpr int kTypes[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                            PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  return encode(pixels, width_px, height_px, channels, kTypes[channels - 1],
                {});
}

std::string png_encode(std::span<const std::uint8_t> pixels,
                       std::int64_t width_px, std::int64_t height_px,
                       std::span<const PaletteColour> palette) {
  const std::size_t highest =
      pixels.empty() ? 0 : *std::max_element(pixels.begin(), pixels.end());
  check(width_px > 0 && height_px > 0 &&
            static_cast<std::int64_t>(pixels.size()) == width_px * height_px &&
            palette.size() <= 256 && highest < palette.size(),
        "png_encode: ", pixels.size(), " places up to ", highest, " for ",
        width_px, " x ", height_px, " px and a palette of ", palette.size(),
        " colours");
  return encode(pixels, width_px, height_px, 1, PNG_COLOR_TYPE_PALETTE,
                palette);
}

std::string png_encode(const Picture& picture) {
  return png_encode(picture.rgb, picture.width_px, picture.height_px, 3);
}

}  // namespace moonstain
