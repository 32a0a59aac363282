#include "core/eval/panels/section_frame.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/data/image/image.h"
#include "core/data/image/jpeg.h"

namespace moonstain {
namespace {

// What is decoded of a whole picture, to cut the frame from.
constexpr std::int64_t kMostOverviewPx = 6000;

// From left to right: a nearer neighbour than the nearest yet lies no further
// along x alone.
double pitch_of(const Dataset& dataset) {
  const auto& xy = dataset.pixel_xy;
  std::vector<Eigen::Index> order(static_cast<std::size_t>(xy.rows()));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return std::pair(xy(a, 0), xy(a, 1)) < std::pair(xy(b, 0), xy(b, 1));
  });
  std::vector<double> nearest(order.size(),
                              std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = i + 1; j < order.size(); ++j) {
      const double along_x = xy(order[j], 0) - xy(order[i], 0);
      if (along_x * along_x >= nearest[i]) break;
      const double squared =
          (xy.row(order[j]) - xy.row(order[i])).squaredNorm();
      nearest[i] = std::min(nearest[i], squared);
      nearest[j] = std::min(nearest[j], squared);
    }
  }
  const auto middle =
      nearest.begin() + static_cast<std::ptrdiff_t>(nearest.size() / 2);
  std::nth_element(nearest.begin(), middle, nearest.end());
  return std::sqrt(*middle);
}

Picture cut(const Picture& whole, std::int64_t x, std::int64_t y,
            std::int64_t width, std::int64_t height) {
  Picture part;
  x = std::clamp<std::int64_t>(x, 0, whole.width_px - 1);
  y = std::clamp<std::int64_t>(y, 0, whole.height_px - 1);
  part.width_px = std::clamp<std::int64_t>(width, 1, whole.width_px - x);
  part.height_px = std::clamp<std::int64_t>(height, 1, whole.height_px - y);
  for (std::int64_t row = 0; row < part.height_px; ++row) {
    const auto begin =
        whole.rgb.begin() +
        static_cast<std::ptrdiff_t>(((y + row) * whole.width_px + x) * 3);
    part.rgb.insert(part.rgb.end(), begin,
                    begin + static_cast<std::ptrdiff_t>(part.width_px * 3));
  }
  return part;
}

// Places by the square of a pitch that they lie in.
using Squares =
    std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::int32_t>>;

}  // namespace

SectionFrame frame_of(const Dataset& dataset) {
  check(dataset.pixel_xy.rows() >= 2, "map of ", dataset.section, ": ",
        dataset.pixel_xy.rows(), " spot(s); a map needs at least 2");
  SectionFrame frame;
  frame.pitch_px = pitch_of(dataset);
  check(frame.pitch_px > 0, "map of ", dataset.section,
        ": most spots lie on another one; a map needs their places");
  const auto low = dataset.pixel_xy.colwise().minCoeff();
  const auto high = dataset.pixel_xy.colwise().maxCoeff();
  frame.x_px = std::max(0.0, std::floor(low[0] - frame.pitch_px));
  frame.y_px = std::max(0.0, std::floor(low[1] - frame.pitch_px));
  double right = std::ceil(high[0] + frame.pitch_px);
  double bottom = std::ceil(high[1] + frame.pitch_px);
  if (dataset.picture_width_px > 0 && dataset.picture_height_px > 0) {
    right = std::min(right, static_cast<double>(dataset.picture_width_px));
    bottom = std::min(bottom, static_cast<double>(dataset.picture_height_px));
  }
  frame.width_px = right - frame.x_px;
  frame.height_px = bottom - frame.y_px;
  check(frame.width_px > 0 && frame.height_px > 0, "map of ", dataset.section,
        ": its spots lie outside of its picture of ", dataset.picture_width_px,
        " x ", dataset.picture_height_px, " px");
  return frame;
}

Picture picture_in(const SectionFrame& frame, const fs::path& picture,
                   const std::string& name, std::int64_t longest_px) {
  const auto image = Image::open(picture, name);
  const double scale =
      std::min(1.0, static_cast<double>(longest_px) /
                        std::max(frame.width_px, frame.height_px));
  const auto longest = std::max(image->width_px(), image->height_px());
  const auto wanted = std::clamp<std::int64_t>(
      std::llround(static_cast<double>(longest) * scale), 1, kMostOverviewPx);
  const Picture whole = image->overview(wanted);
  const double shrunk = static_cast<double>(whole.width_px) /
                        static_cast<double>(image->width_px());
  return cut(whole, std::llround(frame.x_px * shrunk),
             std::llround(frame.y_px * shrunk),
             std::llround(frame.width_px * shrunk),
             std::llround(frame.height_px * shrunk));
}

std::string jpeg_within(const Picture& picture, std::size_t bytes) {
  Picture shown = picture;
  for (;;) {
    for (const int quality : {80, 60, 40, 20}) {
      std::string jpeg = jpeg_encode(shown, quality);
      if (jpeg.size() <= bytes) return jpeg;
    }
    const auto longest = std::max(shown.width_px, shown.height_px);
    check(longest >= 16, "a picture of ", shown.width_px, " x ",
          shown.height_px, " px takes more than ", bytes, " bytes");
    shown = shrink(shown, longest / 2);
  }
}

NearestPlaces nearest_places(const Dataset& dataset, const SectionFrame& frame,
                             std::int64_t longest_px) {
  const double cell_px = std::max(frame.width_px, frame.height_px) /
                         static_cast<double>(longest_px);
  NearestPlaces nearest;
  nearest.width_px =
      std::max<std::int64_t>(1, std::llround(frame.width_px / cell_px));
  nearest.height_px =
      std::max<std::int64_t>(1, std::llround(frame.height_px / cell_px));
  const auto& xy = dataset.pixel_xy;
  const auto square_of = [&](double x, double y) {
    return std::pair(static_cast<std::int64_t>(
                         std::floor((x - frame.x_px) / frame.pitch_px)),
                     static_cast<std::int64_t>(
                         std::floor((y - frame.y_px) / frame.pitch_px)));
  };
  Squares squares;
  for (Eigen::Index i = 0; i < xy.rows(); ++i) {
    squares[square_of(xy(i, 0), xy(i, 1))].push_back(
        static_cast<std::int32_t>(i));
  }
  // The nearest within reach lies in the pixel's square or one beside it.
  const double reach = 0.55 * frame.pitch_px;
  nearest.place.reserve(
      static_cast<std::size_t>(nearest.width_px * nearest.height_px));
  for (std::int64_t row = 0; row < nearest.height_px; ++row) {
    const double y = frame.y_px + (static_cast<double>(row) + 0.5) *
                                      frame.height_px /
                                      static_cast<double>(nearest.height_px);
    for (std::int64_t column = 0; column < nearest.width_px; ++column) {
      const double x = frame.x_px + (static_cast<double>(column) + 0.5) *
                                        frame.width_px /
                                        static_cast<double>(nearest.width_px);
      const auto [across, down] = square_of(x, y);
      std::int32_t best = -1;
      double least = std::numeric_limits<double>::infinity();
      for (std::int64_t j = down - 1; j <= down + 1; ++j) {
        for (std::int64_t i = across - 1; i <= across + 1; ++i) {
          const auto found = squares.find({i, j});
          if (found == squares.end()) continue;
          for (const std::int32_t place : found->second) {
            const double along_x = std::abs(xy(place, 0) - x);
            const double along_y = std::abs(xy(place, 1) - y);
            const double squared = along_x * along_x + along_y * along_y;
            if (along_x <= reach && along_y <= reach && squared < least) {
              least = squared;
              best = place;
            }
          }
        }
      }
      nearest.place.push_back(best);
    }
  }
  return nearest;
}

}  // namespace moonstain
