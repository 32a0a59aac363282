#include "core/eval/panels/pair_overlay_panel_step.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/stored/pair_map.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/section_frame.h"
#include "core/eval/panels/section_map.h"

namespace moonstain {
namespace {

using Rgb = std::array<std::uint8_t, 3>;
using Point = Eigen::Vector2d;

constexpr double kSquares = 10;
constexpr Rgb kEdgeOfA{0, 114, 178};
constexpr Rgb kEdgeOfB{230, 120, 0};

// Pixels of B's view to pixels of A's.
AffineMap between_views(const TissueView& a, const TissueView& b,
                        const Transform& transform) {
  AffineMap map = transform.map;
  map.col(0) *= b.x_px;
  map.col(1) *= b.y_px;
  map.row(0) /= a.x_px;
  map.row(1) /= a.y_px;
  return map;
}

AffineMap inverse(const AffineMap& map) {
  const double determinant = map(0, 0) * map(1, 1) - map(0, 1) * map(1, 0);
  AffineMap out;
  out.leftCols<2>() << map(1, 1), -map(0, 1), -map(1, 0), map(0, 0);
  out.leftCols<2>() /= determinant;
  out.col(2) = -out.leftCols<2>() * map.col(2);
  return out;
}

Point at(const AffineMap& map, const Point& place) {
  return map.leftCols<2>() * place + map.col(2);
}

// The pixel of a view that holds a place; -1 where none does.
std::int64_t pixel_of(const TissueView& view, const Point& place) {
  const auto x = static_cast<std::int64_t>(std::floor(place[0]));
  const auto y = static_cast<std::int64_t>(std::floor(place[1]));
  const bool inside = x >= 0 && y >= 0 && x < view.picture.width_px &&
                      y < view.picture.height_px;
  return inside ? y * view.picture.width_px + x : -1;
}

// Between the four centres around a place; white outside of the picture.
Rgb colour_of(const Picture& picture, const Point& place) {
  const std::int64_t width = picture.width_px, height = picture.height_px;
  if (place[0] < 0 || place[1] < 0 || place[0] > static_cast<double>(width) ||
      place[1] > static_cast<double>(height)) {
    return {255, 255, 255};
  }
  const double x =
      std::clamp(place[0] - 0.5, 0.0, static_cast<double>(width - 1));
  const double y =
      std::clamp(place[1] - 0.5, 0.0, static_cast<double>(height - 1));
  const auto x0 = static_cast<std::int64_t>(x);
  const auto y0 = static_cast<std::int64_t>(y);
  const double fx = x - static_cast<double>(x0);
  const double fy = y - static_cast<double>(y0);
  Rgb out{};
  for (std::size_t c = 0; c < 3; ++c) {
    const auto value = [&](std::int64_t right, std::int64_t below) {
      const std::int64_t column = std::min(x0 + right, width - 1);
      const std::int64_t row = std::min(y0 + below, height - 1);
      return static_cast<double>(
          picture
              .rgb[static_cast<std::size_t>(3 * (row * width + column)) + c]);
    };
    out[c] = static_cast<std::uint8_t>(
        0.5 + (1 - fy) * ((1 - fx) * value(0, 0) + fx * value(1, 0)) +
        fy * ((1 - fx) * value(0, 1) + fx * value(1, 1)));
  }
  return out;
}

bool is_tissue(const TissueView& view, const Point& place) {
  const std::int64_t pixel = pixel_of(view, place);
  return pixel >= 0 && view.tissue[static_cast<std::size_t>(pixel)] != 0;
}

// The outermost of places that are added.
struct Box {
  Point low = Point::Constant(1e300);
  Point high = Point::Constant(-1e300);

  void add(const Point& place) {
    low = low.cwiseMin(place);
    high = high.cwiseMax(place);
  }
};

void add_tissue(Box& box, const TissueView& view, const AffineMap& map) {
  for (std::int64_t y = 0; y < view.picture.height_px; ++y) {
    for (std::int64_t x = 0; x < view.picture.width_px; ++x) {
      const Point place(static_cast<double>(x) + 0.5,
                        static_cast<double>(y) + 0.5);
      if (is_tissue(view, place)) box.add(at(map, place));
    }
  }
}

}  // namespace

PairFrame pair_frame(const TissueView& a, const TissueView& b,
                     const Transform& transform, std::int64_t longest_px) {
  AffineMap same;
  same << 1, 0, 0, 0, 1, 0;
  Box box;
  add_tissue(box, a, same);
  add_tissue(box, b, between_views(a, b, transform));
  const double margin = (box.high - box.low).maxCoeff() / 20;
  const auto side = [margin](double low, double high, std::int64_t size) {
    const auto first = std::clamp<std::int64_t>(
        static_cast<std::int64_t>(std::floor(low - margin)), 0, size - 1);
    const auto end = std::clamp<std::int64_t>(
        static_cast<std::int64_t>(std::ceil(high + margin)), first + 1, size);
    return std::pair(first, end - first);
  };
  PairFrame out;
  std::tie(out.x, out.width) =
      side(box.low[0], box.high[0], a.picture.width_px);
  std::tie(out.y, out.height) =
      side(box.low[1], box.high[1], a.picture.height_px);
  out.times =
      std::max<std::int64_t>(1, longest_px / std::max(out.width, out.height));
  return out;
}

Picture pair_overlay(const TissueView& a, const TissueView& b,
                     const Transform& transform, const PairFrame& frame) {
  const AffineMap to_b = inverse(between_views(a, b, transform));
  Picture out{frame.width * frame.times, frame.height * frame.times, {}};
  out.rgb.reserve(static_cast<std::size_t>(3 * out.width_px * out.height_px));
  const double square =
      static_cast<double>(std::max(out.width_px, out.height_px)) / kSquares;
  const auto place = [&](std::int64_t x, std::int64_t y) {
    const auto times = static_cast<double>(frame.times);
    return Point(
        static_cast<double>(frame.x) + (static_cast<double>(x) + 0.5) / times,
        static_cast<double>(frame.y) + (static_cast<double>(y) + 0.5) / times);
  };
  // Where the next pixel but one to the right or below is of the other kind.
  const auto on_edge = [&](std::int64_t x, std::int64_t y, auto tissue) {
    const bool here = tissue(place(x, y));
    return here != tissue(place(x + 2, y)) || here != tissue(place(x, y + 2));
  };
  for (std::int64_t y = 0; y < out.height_px; ++y) {
    for (std::int64_t x = 0; x < out.width_px; ++x) {
      const Point in_a = place(x, y);
      const auto column = static_cast<int>(static_cast<double>(x) / square);
      const auto row = static_cast<int>(static_cast<double>(y) / square);
      Rgb colour = (column + row) % 2 == 0
                       ? colour_of(a.picture, in_a)
                       : colour_of(b.picture, at(to_b, in_a));
      if (on_edge(x, y,
                  [&](const Point& p) { return is_tissue(b, at(to_b, p)); })) {
        colour = kEdgeOfB;
      }
      if (on_edge(x, y, [&](const Point& p) { return is_tissue(a, p); })) {
        colour = kEdgeOfA;
      }
      out.rgb.insert(out.rgb.end(), colour.begin(), colour.end());
    }
  }
  return out;
}

namespace {

struct PairPanelOptions {
  std::string title = "One section laid on the next";
  std::int64_t longest_px = 800;
  bool spots = true;
};

// A tenth of a pixel is finer than a line is drawn.
double tenth(double value) { return std::round(10 * value) / 10; }

// A square (A's) or the same on its corner (B's) around each spot.
void add_spots(PicturePanel& panel, std::size_t of, const Positions& xy,
               const TissueView& a, const PairFrame& frame, double reach_px,
               bool on_corner) {
  const auto times = static_cast<double>(frame.times);
  const double half = 0.12 * reach_px / a.x_px * times;
  const double corners[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
  const double turned[4][2] = {{-1, 0}, {0, -1}, {1, 0}, {0, 1}};
  for (Eigen::Index spot = 0; spot < xy.rows(); ++spot) {
    const double x =
        (xy(spot, 0) / a.x_px - static_cast<double>(frame.x)) * times;
    const double y =
        (xy(spot, 1) / a.y_px - static_cast<double>(frame.y)) * times;
    if (x < 0 || y < 0 || x > panel.width_px || y > panel.height_px) continue;
    Outline one{of, {}, {}};
    for (const auto& corner : on_corner ? turned : corners) {
      one.x.push_back(tenth(x + half * corner[0]));
      one.y.push_back(tenth(y + half * corner[1]));
    }
    panel.outlines.push_back(std::move(one));
  }
}

Panel pair_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<PairPanelOptions>();
  const auto a = in.get<TissueView>("a");
  const auto b = in.get<TissueView>("b");
  const auto transform = in.get<Transform>("transform");
  const auto map = in.get<PairMap>("pair_map");
  check(a.section == transform.section_a && b.section == transform.section_b &&
            map.section_a == a.section && map.section_b == b.section,
        "pair_overlay_panel: views of ", a.section, " and ", b.section,
        ", a transform of ", transform.section_b, " to ", transform.section_a,
        " and a map of ", map.section_b, " to ", map.section_a,
        "; expected one pair");
  const PairFrame frame = pair_frame(a, b, transform, own.longest_px);
  const Picture overlay = pair_overlay(a, b, transform, frame);
  PicturePanel data;
  data.picture = "picture.jpg";
  data.width_px = static_cast<double>(overlay.width_px);
  data.height_px = static_cast<double>(overlay.height_px);
  data.um_per_px = a.um_per_px / static_cast<double>(frame.times);
  data.unit = "spot";
  if (own.spots) {
    data.classes = {concat(a.section, ", squares"),
                    concat(b.section, ", on a corner")};
    add_spots(data, 0, map.xy_a, a, frame, map.reach_px, false);
    add_spots(data, 1, map.xy_b, a, frame, map.reach_px, true);
  }
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(
      "Squares of ", a.section, " alternate with ", b.section,
      " as it is laid on it", transform.mirrored() ? ", seen from behind" : "",
      "; blue is the edge of the first one's tissue, orange of the other's. "
      "Dice ",
      fixed(transform.dice, 3), ", correlation ",
      fixed(transform.correlation, 3), ", inside of the tissue ",
      fixed(transform.inside, 3), "; ", map.mapped_spots().size(), " of ",
      map.spots_a.size(), " spots have one of the other section near.",
      map.compared() ? "" : concat(" Not compared: ", map.refusal, "."));
  for (const std::string& remark : transform.remarks) {
    panel.caption += " " + remark;
  }
  panel.files[data.picture] = jpeg_within(overlay, kPictureBytes);
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind pair_overlay_panel_step() {
  return StepKind("pair_overlay_panel", 1,
                  "Two sections in one picture, as one is laid on the other.")
      .applies<TissueView>("a", "the section whose picture stays")
      .applies<TissueView>("b", "the section that is laid on it")
      .applies<Transform>("transform", "of b to a")
      .applies<PairMap>("pair_map", "of their spots")
      .option("title", &PairPanelOptions::title, "heading of the panel")
      .option("longest_px", &PairPanelOptions::longest_px,
              "longest side of the picture", {64, 2000})
      .unit("px")
      .option("spots", &PairPanelOptions::spots, "draw the spots of both")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 256 * kMiB + 4 * sizes.total(),
                     .seconds = 2};
      })
      .makes<Panel>(pair_panel);
}

}  // namespace moonstain
