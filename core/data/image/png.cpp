#include "core/data/image/png.h"

#include <png.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/image/exif.h"
#include "core/data/image/png_writer.h"

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
  bool has_alpha = false;
  std::vector<std::uint8_t> pixels;  // one row, or all of an interlaced one
  std::vector<std::uint8_t> rgb;     // one row, laid on white

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

  // Bytes of a row as libpng gives it.
  std::size_t row_bytes() const { return png_get_rowbytes(png, info); }

  int orientation() const {
    png_bytep exif = nullptr;
    png_uint_32 bytes = 0;
    if (png_get_eXIf_1(png, info, &bytes, &exif) == 0) return 1;
    return exif_orientation({reinterpret_cast<const char*>(exif), bytes});
  }

  void read_header() {
    guarded([&] {
      png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, on_error,
                                   on_warning);
      check(png != nullptr, "no memory for libpng");
      info = png_create_info_struct(png);
      png_set_read_fn(png, this, &State::read);
      png_read_info(png, info);
      width_px = png_get_image_width(png, info);
      height_px = png_get_image_height(png, info);
      has_alpha = (png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA) != 0 ||
                  png_get_valid(png, info, PNG_INFO_tRNS) != 0;
    });
    with_context(concat("picture ", name),
                 [&] { check_upright(orientation()); });
  }

  // Rows of `channels` bytes a pixel from here on.
  void start(std::int64_t channels) {
    guarded([&] {
      interlaced = png_set_interlace_handling(png) > 1;
      png_read_update_info(png, info);
      check(row_bytes() == static_cast<std::size_t>(channels * width_px),
            "its rows do not decode to ", channels, " bytes a pixel");
      const std::int64_t rows = interlaced ? height_px : 1;
      check(channels * width_px * rows <= kInterlacedBytes,
            "is interlaced and has ", width_px, " x ", height_px,
            " px, too many to hold; save it without interlacing");
      pixels.resize(static_cast<std::size_t>(channels * width_px * rows));
      if (interlaced) {
        std::vector<png_bytep> starts;
        for (std::int64_t y = 0; y < height_px; ++y) {
          starts.push_back(pixels.data() + channels * width_px * y);
        }
        png_read_image(png, starts.data());
      }
    });
  }

  void open() {
    read_header();
    png_set_expand(png);
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    start(has_alpha ? 4 : 3);
  }

  // The next row as libpng gives it.
  const std::uint8_t* next() {
    std::size_t at = 0;
    guarded([&] {
      check(next_row < height_px, "a row behind the last was asked for");
      if (interlaced) {
        at = static_cast<std::size_t>(next_row) * row_bytes();
      } else {
        png_read_row(png, pixels.data(), nullptr);
      }
      ++next_row;
    });
    return pixels.data() + at;
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

bool PngReader::has_alpha() const { return state_->has_alpha; }

std::string PngReader::remark() const {
  png_textp texts = nullptr;
  int count = 0;
  png_get_text(state_->png, state_->info, &texts, &count);
  for (int i = 0; i < count; ++i) {
    if (std::string_view(texts[i].key) == kRemarkKey) return texts[i].text;
  }
  return "";
}

std::span<const std::uint8_t> PngReader::read_row() {
  State& state = *state_;
  const auto width = static_cast<std::size_t>(state.width_px);
  const std::uint8_t* row = state.next();
  if (!state.has_alpha) return {row, 3 * width};
  state.rgb.resize(3 * width);
  for (std::size_t x = 0; x < width; ++x) {
    const unsigned alpha = row[4 * x + 3];
    for (std::size_t c = 0; c < 3; ++c) {
      const unsigned laid = row[4 * x + c] * alpha + 255 * (255 - alpha);
      state.rgb[3 * x + c] = static_cast<std::uint8_t>((laid + 127) / 255);
    }
  }
  return state.rgb;
}

void PngReader::check_sample_range(const fs::path& path,
                                   const std::string& name) {
  constexpr unsigned kAll = 65535;
  State state;
  state.name = name;
  state.file = std::make_unique<FileReader>(path);
  state.read_header();
  if (png_get_bit_depth(state.png, state.info) != 16) return;
  const std::int64_t channels = png_get_channels(state.png, state.info);
  const std::int64_t colours = channels > 2 ? 3 : 1;  // the others are alpha
  state.start(2 * channels);
  unsigned most = 0;
  for (std::int64_t y = 0; y < state.height_px; ++y) {
    const std::uint8_t* row = state.next();
    for (std::int64_t x = 0; x < state.width_px; ++x) {
      for (std::int64_t c = 0; c < colours; ++c) {
        const std::uint8_t* sample = row + 2 * (x * channels + c);
        most = std::max(most, 256U * sample[0] + sample[1]);
      }
    }
  }
  check(most > kAll / 4, "picture ", name, ": its samples of 16 bits reach ",
        most, " of ", kAll,
        ": they look like fewer bits stored in 16, of which the upper 8 alone "
        "are nearly black; scale them to the whole range, or save the picture "
        "with 8 bits");
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
