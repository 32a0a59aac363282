#include "core/data/image/image.h"

#include <openslide.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <numeric>
#include <queue>
#include <type_traits>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_kind.h"
#include "core/data/image/block_means.h"
#include "core/data/image/exif.h"
#include "core/data/image/jpeg.h"
#include "core/data/image/ome_scale.h"
#include "core/data/image/png.h"

namespace moonstain {
namespace {

/// A level of a slide up to this size is read as a whole for an overview: 64 MB
/// as OpenSlide gives it.
constexpr std::int64_t kMostPxAtOnce = std::int64_t{1} << 24;
/// Else in pieces of about this side.
constexpr std::int64_t kPiecePx = 2048;

// Boxes in the order in which a scan from the top meets them.
std::vector<std::size_t> by_top(std::span<const Box> boxes) {
  std::vector<std::size_t> order(boxes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) {
                     return boxes[a].y_px < boxes[b].y_px;
                   });
  return order;
}

std::size_t bytes_of(const Box& box) {
  check(box.width_px > 0 && box.height_px > 0, "a box of ", box.width_px, " x ",
        box.height_px, " px is empty");
  return static_cast<std::size_t>(3 * box.width_px * box.height_px);
}

std::vector<std::uint8_t> filled(const Box& box, Rgb colour) {
  std::vector<std::uint8_t> pixels(bytes_of(box));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = colour[i % 3];
  return pixels;
}

// Copies what a row of the picture has in a box.
void copy_row(std::span<const std::uint8_t> row, std::int64_t y, const Box& box,
              std::vector<std::uint8_t>& pixels) {
  const auto width = static_cast<std::int64_t>(row.size() / 3);
  const std::int64_t begin = std::max<std::int64_t>(box.x_px, 0);
  const std::int64_t end = std::min(box.x_px + box.width_px, width);
  if (begin >= end) return;
  std::memcpy(
      pixels.data() + 3 * ((y - box.y_px) * box.width_px + begin - box.x_px),
      row.data() + 3 * begin, static_cast<std::size_t>(3 * (end - begin)));
}

// One pass from the top over a picture that comes row by row.
template <typename Reader>
void scan_boxes(Reader& reader, std::span<const Box> boxes, Rgb outside,
                const Image::Sink& sink) {
  const std::int64_t width = reader.width_px();
  const std::int64_t height = reader.height_px();
  const auto order = by_top(boxes);

  // Columns that any box needs.
  std::int64_t begin = width;
  std::int64_t end = 0;
  for (const Box& box : boxes) {
    begin = std::min(begin, std::max<std::int64_t>(box.x_px, 0));
    end = std::max(end, std::min(box.x_px + box.width_px, width));
  }
  if constexpr (requires { reader.use_columns(begin, end); }) {
    if (begin < end) reader.use_columns(begin, end);
  }

  struct Open {
    std::size_t index;
    std::int64_t bottom;
    std::vector<std::uint8_t> pixels;
  };
  std::vector<Open> open;
  std::size_t next = 0;
  std::int64_t y = 0;
  while (next < order.size() || !open.empty()) {
    while (next < order.size() && boxes[order[next]].y_px <= y) {
      const Box& box = boxes[order[next]];
      open.push_back(
          {order[next], box.y_px + box.height_px, filled(box, outside)});
      ++next;
    }
    // Boxes that end here, or lie above the picture.
    std::vector<std::size_t> ended;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open[i].bottom <= y || y >= height) ended.push_back(i);
    }
    std::sort(ended.begin(), ended.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(open[a].bottom, open[a].index) <
             std::pair(open[b].bottom, open[b].index);
    });
    for (const std::size_t i : ended) sink(open[i].index, open[i].pixels);
    std::sort(ended.rbegin(), ended.rend());
    for (const std::size_t i : ended) {
      if (i + 1 != open.size()) std::swap(open[i], open.back());
      open.pop_back();
    }
    if (open.empty() && next == order.size()) break;
    if (y >= height) {
      y = std::numeric_limits<std::int64_t>::max();  // the rest lies below
      continue;
    }
    if (open.empty()) {
      const std::int64_t top = std::min(boxes[order[next]].y_px, height);
      if constexpr (requires { reader.skip_rows(top - y); }) {
        // What lies below all rows that are needed is not decoded at all.
        if (top < height) reader.skip_rows(top - y);
        y = top;
      } else {
        for (; y < top && top < height; ++y) reader.read_row();
        y = top;
      }
      continue;
    }
    const auto row = reader.read_row();
    for (Open& box : open) copy_row(row, y, boxes[box.index], box.pixels);
    ++y;
  }
}

/// A picture that is read in rows from the top, by `Reader`.
template <typename Reader>
class ScannedImage : public Image {
 public:
  ScannedImage(fs::path path, std::string name)
      : path_(std::move(path)), name_(std::move(name)) {
    const Reader reader(path_, name_);
    width_px_ = reader.width_px();
    height_px_ = reader.height_px();
    if constexpr (std::is_same_v<Reader, PngReader>) {
      has_alpha_ = reader.has_alpha();
      remark_ = reader.remark();
      PngReader::check_sample_range(path_, name_);
    }
  }
  std::int64_t width_px() const override { return width_px_; }
  std::int64_t height_px() const override { return height_px_; }
  bool has_alpha() const override { return has_alpha_; }
  std::string remark() const override { return remark_; }

  void read_boxes(std::span<const Box> boxes, Rgb outside,
                  const Sink& sink) const override {
    Reader reader(path_, name_);
    scan_boxes(reader, boxes, outside, sink);
  }

  Picture overview(std::int64_t longest_px) const override {
    std::int64_t longest = std::max(width_px_, height_px_);
    Reader reader(path_, name_);
    if constexpr (std::is_same_v<Reader, JpegReader>) {
      int halvings = 0;
      while (halvings < 3 && longest >> (halvings + 1) >= longest_px) {
        ++halvings;
      }
      reader.use_scale(halvings);
      longest >>= halvings;
    }
    const std::int64_t width = reader.width_px();
    BlockMeans means(width, reader.height_px(),
                     std::max<std::int64_t>(1, longest / longest_px));
    for (std::int64_t y = 0; y < reader.height_px(); ++y) {
      means.add(0, y, width, reader.read_row());
    }
    return shrink(std::move(means).finish(), longest_px);
  }

 private:
  fs::path path_;
  std::string name_;
  std::int64_t width_px_ = 0;
  std::int64_t height_px_ = 0;
  bool has_alpha_ = false;
  std::string remark_;
};

class SlideImage : public Image {
 public:
  SlideImage(const fs::path& path, std::string name)
      : name_(std::move(name)),
        slide_(openslide_open(path.c_str()), openslide_close) {
    check(slide_ != nullptr, "picture ", name_,
          ": is no JPEG, no PNG and no slide that OpenSlide knows; a TIFF has "
          "to be tiled (vips tiffsave --tile makes it so), other formats saved "
          "as PNG");
    with_context(concat("picture ", name_),
                 [&] { check_upright(tiff_orientation(path)); });
    check_slide();
    openslide_get_level0_dimensions(slide_.get(), &width_px_, &height_px_);
    um_per_px_ = scale_of_sides(property(OPENSLIDE_PROPERTY_NAME_MPP_X),
                                property(OPENSLIDE_PROPERTY_NAME_MPP_Y));
    const char* description =
        openslide_get_property_value(slide_.get(), "tiff.ImageDescription");
    if (!has_property(OPENSLIDE_PROPERTY_NAME_MPP_X) &&
        description != nullptr) {
      um_per_px_ = ome_um_per_px(description, width_px_, height_px_);
    }
    if (const char* colour = openslide_get_property_value(
            slide_.get(), OPENSLIDE_PROPERTY_NAME_BACKGROUND_COLOR)) {
      const std::string_view text(colour);
      std::uint32_t value = 0;
      const auto end = text.data() + text.size();
      if (text.size() == 6 &&
          std::from_chars(text.data(), end, value, 16).ptr == end) {
        background_ = {static_cast<std::uint8_t>(value >> 16),
                       static_cast<std::uint8_t>(value >> 8),
                       static_cast<std::uint8_t>(value)};
      }
    }
  }
  std::int64_t width_px() const override { return width_px_; }
  std::int64_t height_px() const override { return height_px_; }
  double um_per_px() const override { return um_per_px_; }

  void read_boxes(std::span<const Box> boxes, Rgb outside,
                  const Sink& sink) const override {
    // In the order of their ends, as the contract has it; the tile cache of
    // OpenSlide serves boxes that lie in one row of tiles.
    std::vector<std::size_t> order(boxes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) {
                       return boxes[a].y_px + boxes[a].height_px <
                              boxes[b].y_px + boxes[b].height_px;
                     });
    for (const std::size_t index : order) {
      const Box& box = boxes[index];
      std::vector<std::uint8_t> pixels = filled(box, outside);
      const std::int64_t x0 = std::max<std::int64_t>(box.x_px, 0);
      const std::int64_t y0 = std::max<std::int64_t>(box.y_px, 0);
      const std::int64_t x1 = std::min(box.x_px + box.width_px, width_px_);
      const std::int64_t y1 = std::min(box.y_px + box.height_px, height_px_);
      if (x0 < x1 && y0 < y1) {
        const auto part = read_level(0, x0, y0, x1 - x0, y1 - y0, background_);
        for (std::int64_t y = y0; y < y1; ++y) {
          std::memcpy(pixels.data() +
                          3 * ((y - box.y_px) * box.width_px + x0 - box.x_px),
                      part.data() + 3 * (y - y0) * (x1 - x0),
                      static_cast<std::size_t>(3 * (x1 - x0)));
        }
      }
      sink(index, pixels);
    }
  }

  Picture overview(std::int64_t longest_px) const override {
    const double factor = static_cast<double>(std::max(width_px_, height_px_)) /
                          static_cast<double>(longest_px);
    const int level = openslide_get_best_level_for_downsample(
        slide_.get(), std::max(1.0, factor));
    std::int64_t width = 0;
    std::int64_t height = 0;
    openslide_get_level_dimensions(slide_.get(), level, &width, &height);
    if (width * height <= kMostPxAtOnce) {
      return shrink(
          {width, height, read_level(level, 0, 0, width, height, background_)},
          longest_px);
    }
    BlockMeans means(
        width, height,
        std::max<std::int64_t>(1, std::max(width, height) / longest_px));
    read_pieces(level, background_, [&](const Box& piece, const auto& rgb) {
      means.add(piece.x_px, piece.y_px, piece.width_px, rgb);
    });
    return shrink(std::move(means).finish(), longest_px);
  }

  std::vector<LevelSize> levels() const override {
    std::vector<LevelSize> out(
        static_cast<std::size_t>(openslide_get_level_count(slide_.get())));
    for (std::size_t i = 0; i < out.size(); ++i) {
      openslide_get_level_dimensions(slide_.get(), static_cast<int>(i),
                                     &out[i].width_px, &out[i].height_px);
    }
    check_slide();
    return out;
  }

  Picture level(std::size_t number) const override {
    const LevelSize size = levels().at(number);
    Picture out{size.width_px, size.height_px, {}};
    out.rgb.resize(
        static_cast<std::size_t>(3 * size.width_px * size.height_px));
    read_pieces(static_cast<int>(number), {0, 0, 0},
                [&](const Box& piece, const auto& rgb) {
                  for (std::int64_t y = 0; y < piece.height_px; ++y) {
                    std::memcpy(
                        out.rgb.data() +
                            3 * ((piece.y_px + y) * size.width_px + piece.x_px),
                        rgb.data() + 3 * y * piece.width_px,
                        static_cast<std::size_t>(3 * piece.width_px));
                  }
                });
    return out;
  }

 private:
  // A number among the properties; 0 where there is none.
  double property(const char* name) const {
    const char* text = openslide_get_property_value(slide_.get(), name);
    double value = 0;
    if (text != nullptr) {
      std::from_chars(text, text + std::strlen(text), value);
    }
    return std::isfinite(value) && value > 0 ? value : 0;
  }

  bool has_property(const char* name) const {
    return openslide_get_property_value(slide_.get(), name) != nullptr;
  }

  void check_slide() const {
    const char* error = openslide_get_error(slide_.get());
    check(error == nullptr, "picture ", name_, ": ",
          error == nullptr ? "" : error);
  }

  // A level piece by piece from the top, none of which cuts a tile: each is
  // decoded once. `sink` is called with the piece's box in the level and its
  // pixels.
  template <typename Sink>
  void read_pieces(int level, Rgb under, const Sink& sink) const {
    std::int64_t width = 0;
    std::int64_t height = 0;
    openslide_get_level_dimensions(slide_.get(), level, &width, &height);
    const std::int64_t piece_width = piece_px(level, "tile-width");
    const std::int64_t piece_height = piece_px(level, "tile-height");
    const double scale = openslide_get_level_downsample(slide_.get(), level);
    const auto in_level_0 = [scale](std::int64_t at) {
      return std::llround(static_cast<double>(at) * scale);
    };
    for (std::int64_t y = 0; y < height; y += piece_height) {
      const std::int64_t rows = std::min(piece_height, height - y);
      for (std::int64_t x = 0; x < width; x += piece_width) {
        const std::int64_t columns = std::min(piece_width, width - x);
        sink(Box{x, y, columns, rows},
             read_level(level, in_level_0(x), in_level_0(y), columns, rows,
                        under));
      }
    }
  }

  // A multiple of the level's tiles, or kPiecePx where it has none or large
  // ones.
  std::int64_t piece_px(int level, std::string_view side) const {
    const char* text = openslide_get_property_value(
        slide_.get(), concat("openslide.level[", level, "].", side).c_str());
    const std::int64_t tile = text != nullptr ? std::atoll(text) : 0;
    if (tile < 1 || tile > kPiecePx) return kPiecePx;
    return kPiecePx / tile * tile;
  }

  // Premultiplied ARGB of OpenSlide to RGB on what lies under it.
  std::vector<std::uint8_t> read_level(int level, std::int64_t x,
                                       std::int64_t y, std::int64_t width,
                                       std::int64_t height, Rgb under) const {
    std::vector<std::uint32_t> argb(static_cast<std::size_t>(width * height));
    openslide_read_region(slide_.get(), argb.data(), x, y, level, width,
                          height);
    check_slide();
    std::vector<std::uint8_t> rgb;
    rgb.reserve(3 * argb.size());
    for (const std::uint32_t pixel : argb) {
      const std::uint32_t rest = 255 - (pixel >> 24);
      for (std::size_t c = 0; c < 3; ++c) {
        const std::uint32_t value = pixel >> (16 - 8 * c) & 0xff;
        rgb.push_back(
            static_cast<std::uint8_t>(value + (rest * under[c] + 127) / 255));
      }
    }
    return rgb;
  }

  std::string name_;
  std::unique_ptr<openslide_t, void (*)(openslide_t*)> slide_;
  std::int64_t width_px_ = 0;
  std::int64_t height_px_ = 0;
  double um_per_px_ = 0;
  Rgb background_{255, 255, 255};
};

}  // namespace

std::vector<Box> bands_of(std::int64_t width_px, std::int64_t height_px,
                          std::int64_t band_px) {
  std::vector<Box> bands;
  for (std::int64_t y = 0; y < height_px; y += band_px) {
    bands.push_back({0, y, width_px, std::min(band_px, height_px - y)});
  }
  return bands;
}

std::unique_ptr<Image> Image::open(const fs::path& path, std::string name) {
  if (name.empty()) name = path.string();
  std::string start;
  {
    FileReader file(path);
    check(file.size_bytes() >= 8, "picture ", name, ": has ", file.size_bytes(),
          " bytes, no picture is that small");
    start.resize(std::min<std::size_t>(file.size_bytes(), kFileKindBytes));
    file.read_at(start.data(), start.size(), 0);
  }
  if (start.starts_with("\xff\xd8\xff")) {
    return std::make_unique<ScannedImage<JpegReader>>(path, std::move(name));
  }
  if (start.starts_with("\x89PNG\r\n\x1a\n")) {
    return std::make_unique<ScannedImage<PngReader>>(path, std::move(name));
  }
  const auto kind = file_kind(start);
  if (kind && kind->stands_in) {
    fail("picture ", name, ": is ", kind->name, ", expected a picture; ",
         kind->remedy);
  }
  return std::make_unique<SlideImage>(path, std::move(name));
}

Picture Image::level(std::size_t number) const {
  const LevelSize size = levels().at(number);
  return read_region({0, 0, size.width_px, size.height_px}, {0, 0, 0});
}

Picture Image::read_region(const Box& box, Rgb outside) const {
  Picture out{box.width_px, box.height_px, {}};
  read_boxes({&box, 1}, outside,
             [&](std::size_t, std::span<const std::uint8_t> pixels) {
               out.rgb.assign(pixels.begin(), pixels.end());
             });
  return out;
}

}  // namespace moonstain
