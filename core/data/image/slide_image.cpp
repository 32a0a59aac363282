#include "core/data/image/slide_image.h"

#include <openslide.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/image/block_means.h"
#include "core/data/image/exif.h"
#include "core/data/image/ome_scale.h"

namespace moonstain {

namespace {

/// A level of a slide up to this size is read as a whole for an overview: 64 MB
/// as OpenSlide gives it.
constexpr std::int64_t kMostPxAtOnce = std::int64_t{1} << 24;
/// Else in pieces of about this side.
constexpr std::int64_t kPiecePx = 2048;

class SlideImage : public Image {
 public:
  SlideImage(const fs::path& path, std::string name)
      : name_(std::move(name)),
        slide_(openslide_open(path.c_str()), openslide_close) {
    if (slide_ == nullptr) {
      with_context(concat("picture ", name_),
                   [&] { check_tiff_is_whole(path); });
    }
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
      std::vector<std::uint8_t> pixels = filled_box(box, outside);
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

std::unique_ptr<Image> open_slide(const fs::path& path, std::string name) {
  return std::make_unique<SlideImage>(path, std::move(name));
}

}  // namespace moonstain
