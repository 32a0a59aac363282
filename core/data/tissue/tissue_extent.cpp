#include "core/data/tissue/tissue_extent.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "core/base/error.h"
#include "core/data/tissue/largest_part.h"
#include "core/data/tissue/smallest_rectangle.h"
#include "core/data/tissue/square_filter.h"

namespace moonstain {
namespace {

constexpr std::int64_t kBoxHalfPx = 4;     // 9 x 9
constexpr std::int64_t kCloseHalfPx = 12;  // 25 x 25
constexpr std::int64_t kOpenHalfPx = 4;    // four times 3 x 3
constexpr std::int64_t kEdge = 200;

std::vector<std::uint8_t> grey_of(const Picture& picture) {
  std::vector<std::uint8_t> grey(picture.rgb.size() / 3);
  const std::uint8_t* rgb = picture.rgb.data();
  for (std::uint8_t& value : grey) {
    value = static_cast<std::uint8_t>(
        (3735 * rgb[0] + 19235 * rgb[1] + 9798 * rgb[2] + (1 << 14)) >> 15);
    rgb += 3;
  }
  return grey;
}

// A place on a line of so many pixels, mirrored at its first and last.
std::int64_t mirrored(std::int64_t at, std::int64_t length) {
  if (length == 1) return 0;
  const std::int64_t period = 2 * (length - 1);
  at = ((at % period) + period) % period;
  return at < length ? at : period - at;
}

// |across - down|, at most 255.
std::vector<std::uint8_t> scharr_difference(
    const std::vector<std::uint8_t>& grey, std::int64_t width,
    std::int64_t height) {
  std::vector<std::uint8_t> out(grey.size());
  for (std::int64_t y = 0; y < height; ++y) {
    const std::uint8_t* above = grey.data() + mirrored(y - 1, height) * width;
    const std::uint8_t* row = grey.data() + y * width;
    const std::uint8_t* below = grey.data() + mirrored(y + 1, height) * width;
    for (std::int64_t x = 0; x < width; ++x) {
      const std::int64_t l = mirrored(x - 1, width);
      const std::int64_t r = mirrored(x + 1, width);
      const int across = 3 * (above[r] - above[l]) + 10 * (row[r] - row[l]) +
                         3 * (below[r] - below[l]);
      const int down = 3 * (below[l] - above[l]) + 10 * (below[x] - above[x]) +
                       3 * (below[r] - above[r]);
      out[static_cast<std::size_t>(y * width + x)] =
          static_cast<std::uint8_t>(std::min(std::abs(across - down), 255));
    }
  }
  return out;
}

}  // namespace

std::vector<std::uint8_t> edge_mask(const Picture& picture) {
  const std::int64_t width = picture.width_px, height = picture.height_px;
  const std::vector<std::uint8_t> edges =
      scharr_difference(grey_of(picture), width, height);

  // Sums of columns of the box are carried from row to row, sums of boxes from
  // column to column. A mean that rounds to more than kEdge is one above
  // kEdge + 1/2; 81 is odd, so none is just that.
  constexpr std::int64_t kSide = 2 * kBoxHalfPx + 1;
  constexpr std::int64_t kTwiceLeast = kSide * kSide * (2 * kEdge + 1);
  std::vector<std::int64_t> columns(static_cast<std::size_t>(width), 0);
  const auto add_row = [&](std::int64_t y, std::int64_t sign) {
    const std::uint8_t* row = edges.data() + mirrored(y, height) * width;
    for (std::size_t x = 0; x < columns.size(); ++x)
      columns[x] += sign * row[x];
  };
  const auto column = [&](std::int64_t x) {
    return columns[static_cast<std::size_t>(mirrored(x, width))];
  };
  for (std::int64_t y = -kBoxHalfPx; y < kBoxHalfPx; ++y) add_row(y, 1);
  std::vector<std::uint8_t> mask(edges.size());
  for (std::int64_t y = 0; y < height; ++y) {
    add_row(y + kBoxHalfPx, 1);
    std::int64_t sum = 0;
    for (std::int64_t x = -kBoxHalfPx; x < kBoxHalfPx; ++x) sum += column(x);
    for (std::int64_t x = 0; x < width; ++x) {
      sum += column(x + kBoxHalfPx);
      mask[static_cast<std::size_t>(y * width + x)] = 2 * sum > kTwiceLeast;
      sum -= column(x - kBoxHalfPx);
    }
    add_row(y - kBoxHalfPx, -1);
  }
  return mask;
}

Extent tissue_extent(const Picture& picture) {
  std::vector<std::uint8_t> mask = edge_mask(picture);
  const std::int64_t width = picture.width_px;
  dilate(mask, width, kCloseHalfPx);
  erode(mask, width, kCloseHalfPx);
  erode(mask, width, kOpenHalfPx);
  dilate(mask, width, kOpenHalfPx);
  const LargestPart part = largest_part(mask, width);
  check(part.area > 0, "shows no tissue: no part of its ", width, " x ",
        picture.height_px, " px has edges over ", 2 * kOpenHalfPx + 1, " x ",
        2 * kOpenHalfPx + 1, " px");
  const auto corners = smallest_rectangle(part.outline);
  const auto whole = [](float at) { return static_cast<std::int64_t>(at); };
  Extent out{whole(corners[0].x), whole(corners[0].x), whole(corners[0].y),
             whole(corners[0].y)};
  for (const RectangleCorner& corner : corners) {
    out.x1 = std::min(out.x1, whole(corner.x));
    out.x2 = std::max(out.x2, whole(corner.x));
    out.y1 = std::min(out.y1, whole(corner.y));
    out.y2 = std::max(out.y2, whole(corner.y));
  }
  return out;
}

}  // namespace moonstain
