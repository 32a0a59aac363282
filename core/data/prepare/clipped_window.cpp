#include "core/data/prepare/clipped_window.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/geometry.h"

namespace moonstain {
namespace {

// Of positions far beyond any picture, so that sums of them are numbers.
constexpr double kFarthestPx = 1e12;

std::int64_t whole_px(double center) {
  return static_cast<std::int64_t>(
      std::clamp(std::trunc(center), -kFarthestPx, kFarthestPx));
}

// A side, and the numbers that it was made from as the error says them.
std::pair<double, std::string> side_of(const Dataset& dataset,
                                       const WindowOptions& options,
                                       std::string_view step) {
  check(options.side_px == 0 || options.side_um == 0, step,
        ": side_px = ", options.side_px, " and side_um = ", options.side_um,
        " both say how wide a window is; give one");
  if (options.side_px > 0) {
    return {static_cast<double>(options.side_px), "side_px"};
  }
  if (options.side_um > 0) {
    check(dataset.um_per_px > 0, step, ": side_um = ", options.side_um,
          " needs the scale of section ", dataset.section,
          ", which is not known; give `dataset` um_per_px or spot_pitch_um");
    return {std::nearbyint(options.side_um / dataset.um_per_px),
            concat("side_um = ", options.side_um, " at ", dataset.um_per_px,
                   " um/px")};
  }
  if (dataset.spot_diameter_px > 0) {
    return {std::ceil(dataset.spot_diameter_px),
            concat("a spot's diameter of ", dataset.spot_diameter_px, " px")};
  }
  const double pitch_px = trusted_pitch_px(geometry_of(dataset));
  check(pitch_px > 0, step, ": section ", dataset.section,
        " knows neither the diameter of its spots nor their distance; give "
        "side_px or side_um");
  return {std::nearbyint(pitch_px / 2),
          concat("half of ", pitch_px, " px between spots")};
}

}  // namespace

std::int64_t window_side_px(const Dataset& dataset,
                            const WindowOptions& options,
                            std::string_view step) {
  const auto [side, from] = side_of(dataset, options, step);
  check(side >= 2 && side <= 1e6, step, ": a window of section ",
        dataset.section, " would be ", side, " px wide (", from,
        "), expected 2 to 1000000");
  return static_cast<std::int64_t>(side);
}

Box clipped_window(const Dataset& dataset, std::size_t spot,
                   std::int64_t side_px, std::int64_t width_px,
                   std::int64_t height_px, std::string_view step) {
  const auto i = static_cast<Eigen::Index>(spot);
  const std::int64_t x = whole_px(dataset.pixel_xy(i, 0));
  const std::int64_t y = whole_px(dataset.pixel_xy(i, 1));
  const std::int64_t half = side_px / 2;
  const std::int64_t left = std::max<std::int64_t>(x - half, 0);
  const std::int64_t top = std::max<std::int64_t>(y - half, 0);
  const std::int64_t right = std::min(x + half, width_px);
  const std::int64_t bottom = std::min(y + half, height_px);
  if (left < right && top < bottom) {
    return {left, top, right - left, bottom - top};
  }
  const std::pair<std::int64_t, std::string_view> beyond[] = {
      {-x, "left of"},
      {-y, "above"},
      {x - (width_px - 1), "right of"},
      {y - (height_px - 1), "below"}};
  const auto farthest = std::max_element(std::begin(beyond), std::end(beyond));
  fail(step, ": spot ", dataset.spots[spot], " of section ", dataset.section,
       " lies outside the picture, ", farthest->first, " px ", farthest->second,
       " its ", width_px, " x ", height_px, " px, and its window of ", 2 * half,
       " px has none of them; are the positions those of this picture?");
}

}  // namespace moonstain
