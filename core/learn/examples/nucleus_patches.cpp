#include "core/learn/examples/nucleus_patches.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Where a pixel of one scale has its centre among the pixels of the other, and
// which two of those lie around it.
struct Between {
  std::int64_t low = 0;
  std::int64_t high = 0;
  double share = 0;  // of `high`

  Between(std::int64_t at, double ratio, std::int64_t length) {
    const double centre = (static_cast<double>(at) + 0.5) * ratio - 0.5;
    const double last = static_cast<double>(length - 1);
    const double inside = std::clamp(centre, 0.0, last);
    low = static_cast<std::int64_t>(inside);
    high = std::min(low + 1, length - 1);
    share = inside - static_cast<double>(low);
  }
};

std::int64_t nearest(std::int64_t at, double ratio, std::int64_t length) {
  return std::min(
      static_cast<std::int64_t>((static_cast<double>(at) + 0.5) * ratio),
      length - 1);
}

// The part of a patch that is shown, in pixels of the patch.
Box shown_part(const PatchPlace& place, std::int64_t side_px,
               const PatchScale& scale) {
  const auto clipped = [&](std::int64_t start, std::int64_t first,
                           std::int64_t end) {
    const std::int64_t from =
        std::clamp<std::int64_t>(first - start, 0, side_px);
    return std::pair(from,
                     std::clamp<std::int64_t>(end - start, from, side_px));
  };
  const auto [left, right] = clipped(place.x_px, 0, scale.width_px);
  const auto [top, bottom] =
      clipped(place.y_px, std::max<std::int64_t>(0, place.shown.first),
              std::min(scale.height_px, place.shown.end));
  return {left, top, right - left, bottom - top};
}

// Pixels of the picture that the shown part is made from. Labels and colours
// share it: the nearest centre is one of the two around.
Box source_of(const PatchPlace& place, const Box& shown,
              const PatchScale& scale, const Image& image) {
  const auto along = [&](std::int64_t first, std::int64_t count,
                         std::int64_t length) {
    const Between low(first, scale.ratio, length);
    const Between high(first + count - 1, scale.ratio, length);
    return std::pair(low.low, high.high + 1 - low.low);
  };
  if (shown.width_px == 0 || shown.height_px == 0) return {0, 0, 1, 1};
  const auto [x, width] =
      along(place.x_px + shown.x_px, shown.width_px, image.width_px());
  const auto [y, height] =
      along(place.y_px + shown.y_px, shown.height_px, image.height_px());
  return {x, y, width, height};
}

void fill_patch(NucleusPatch& patch, const PatchPlace& place, const Box& source,
                const PatchScale& scale, const Image& image,
                std::span<const std::uint8_t> rgb,
                std::span<const std::int32_t> labels) {
  const Box& shown = patch.shown;
  for (std::int64_t y = shown.y_px; y < shown.y_px + shown.height_px; ++y) {
    const Between rows(place.y_px + y, scale.ratio, image.height_px());
    const std::int64_t label_row =
        nearest(place.y_px + y, scale.ratio, image.height_px()) - source.y_px;
    for (std::int64_t x = shown.x_px; x < shown.x_px + shown.width_px; ++x) {
      const Between columns(place.x_px + x, scale.ratio, image.width_px());
      const std::int64_t label_column =
          nearest(place.x_px + x, scale.ratio, image.width_px()) - source.x_px;
      const auto to = static_cast<std::size_t>(y * patch.side_px + x);
      patch.labels[to] = labels[static_cast<std::size_t>(
          label_row * source.width_px + label_column)];
      const auto at = [&](std::int64_t row, std::int64_t column,
                          std::size_t channel) {
        const auto pixel = static_cast<std::size_t>(
            (row - source.y_px) * source.width_px + column - source.x_px);
        return static_cast<double>(rgb[3 * pixel + channel]);
      };
      for (std::size_t channel = 0; channel < 3; ++channel) {
        const auto across = [&](std::int64_t row) {
          const double left = at(row, columns.low, channel);
          return left + columns.share * (at(row, columns.high, channel) - left);
        };
        const double above = across(rows.low);
        const double value = above + rows.share * (across(rows.high) - above);
        patch.rgb[3 * to + channel] =
            static_cast<std::uint8_t>(std::floor(value + 0.5));
      }
    }
  }
}

}  // namespace

PatchScale patch_scale(std::int64_t width_px, std::int64_t height_px,
                       double picture_um_per_px, double um_per_px,
                       std::string_view where) {
  if (um_per_px == 0) return {1, width_px, height_px, picture_um_per_px};
  check(picture_um_per_px > 0, where, ": um_per_px = ", um_per_px,
        " needs the scale of the picture, which is not known; give `dataset` "
        "um_per_px, or leave the option out");
  PatchScale scale;
  scale.ratio = um_per_px / picture_um_per_px;
  scale.um_per_px = um_per_px;
  const auto scaled = [&](std::int64_t length) {
    return std::max<std::int64_t>(
        1, std::llround(static_cast<double>(length) / scale.ratio));
  };
  scale.width_px = scaled(width_px);
  scale.height_px = scaled(height_px);
  return scale;
}

void read_patches(
    const Image& image, LabelReader& labels, const PatchScale& scale,
    std::span<const PatchPlace> places, std::int64_t side_px,
    const std::function<void(std::size_t, NucleusPatch&&)>& sink) {
  const LabelImageInfo& info = labels.info();
  check(
      info.width_px == image.width_px() && info.height_px == image.height_px(),
      "the label image of section ", info.section, " is ", info.width_px, " x ",
      info.height_px, " px, the picture ", image.width_px(), " x ",
      image.height_px(), " px; give the labels of that picture");
  std::vector<Box> shown;
  std::vector<Box> sources;
  for (const PatchPlace& place : places) {
    shown.push_back(shown_part(place, side_px, scale));
    sources.push_back(source_of(place, shown.back(), scale, image));
  }
  image.read_boxes(
      sources, {0, 0, 0},
      [&](std::size_t index, std::span<const std::uint8_t> rgb) {
        const auto pixels = static_cast<std::size_t>(side_px * side_px);
        NucleusPatch patch{side_px, std::vector<std::uint8_t>(3 * pixels),
                           std::vector<std::int32_t>(pixels), shown[index]};
        const Box& source = sources[index];
        fill_patch(patch, places[index], source, scale, image, rgb,
                   labels.window(source.x_px, source.y_px, source.width_px,
                                 source.height_px));
        sink(index, std::move(patch));
      });
}

std::unordered_map<std::int32_t, NucleusShape> nucleus_shapes(
    LabelReader& labels) {
  constexpr std::int64_t kRows = 64;
  std::unordered_map<std::int32_t, NucleusShape> shapes;
  const LabelImageInfo& info = labels.info();
  for (std::int64_t top = 0; top < info.height_px; top += kRows) {
    const std::int64_t rows = std::min(kRows, info.height_px - top);
    const auto values = labels.window(0, top, info.width_px, rows);
    for (std::int64_t y = 0; y < rows; ++y) {
      const auto row =
          std::span(values).subspan(static_cast<std::size_t>(y * info.width_px),
                                    static_cast<std::size_t>(info.width_px));
      // Run by run of one label.
      for (std::size_t x = 0, end = 0; x < row.size(); x = end) {
        end = x + 1;
        while (end < row.size() && row[end] == row[x]) ++end;
        if (row[x] == 0) continue;
        NucleusShape& shape = shapes[row[x]];
        if (shape.area_px2 == 0) shape.rows = {top + y, top + y + 1};
        const auto pixels = static_cast<double>(end - x);
        shape.area_px2 += static_cast<std::int64_t>(end - x);
        shape.x_px += pixels * static_cast<double>(x + end) / 2;
        shape.y_px += pixels * (static_cast<double>(top + y) + 0.5);
        shape.rows.end = top + y + 1;
      }
    }
  }
  for (auto& [label, shape] : shapes) {
    shape.x_px /= static_cast<double>(shape.area_px2);
    shape.y_px /= static_cast<double>(shape.area_px2);
  }
  return shapes;
}

}  // namespace moonstain
