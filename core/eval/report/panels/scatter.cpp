#include "core/eval/report/panels/scatter.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/data/image/png.h"
#include "core/eval/panels/colour_map.h"
#include "core/eval/report/html.h"
#include "core/eval/report/panels/plot.h"
#include "core/eval/report/svg.h"

namespace moonstain::report {
namespace {

constexpr double kSide = 300;

// Least and largest value along both sides.
struct Ends {
  std::vector<double> x;
  std::vector<double> y;
};

Ends ends_of(const ScatterItem& item) {
  if (item.density.counts.empty()) return {item.x, item.y};
  return {{item.density.x_low, item.density.x_high},
          {item.density.y_low, item.density.y_high}};
}

std::string points_of(const Plot& plot, const ScatterItem& item) {
  std::string points;
  for (std::size_t i = 0; i < item.x.size(); ++i) {
    points += empty_element("circle", {{"cx", px(plot.x(item.x[i]))},
                                       {"cy", px(plot.y(item.y[i]))},
                                       {"r", "2.2"}});
  }
  return element("g", {{"fill", "#0072b2"}, {"fill-opacity", "0.45"}}, points);
}

std::int64_t most_in(const Density& density) {
  std::int64_t most = 0;
  for (const auto& row : density.counts) {
    for (const std::int64_t count : row) most = std::max(most, count);
  }
  return most;
}

// A pixel a bin, coloured by the logarithm of its count.
std::string density_of(const Plot& plot, const Density& density) {
  constexpr int kColours = 64;
  std::vector<PaletteColour> palette{{0, 0, 0, 0}};
  for (int i = 0; i < kColours; ++i) {
    const auto [red, green, blue] = viridis_rgb(i / (kColours - 1.0));
    palette.push_back({red, green, blue, 255});
  }
  const double most = std::log(
      static_cast<double>(std::max<std::int64_t>(2, most_in(density))));
  std::vector<std::uint8_t> pixels;
  for (auto row = density.counts.rbegin(); row != density.counts.rend();
       ++row) {
    for (const std::int64_t count : *row) {
      const double share =
          count > 0 ? std::log(static_cast<double>(count)) / most : 0;
      pixels.push_back(count == 0
                           ? std::uint8_t{0}
                           : static_cast<std::uint8_t>(
                                 1 + std::lround(share * (kColours - 1))));
    }
  }
  const std::string png =
      png_encode(pixels, static_cast<std::int64_t>(density.counts[0].size()),
                 static_cast<std::int64_t>(density.counts.size()), palette);
  const double left = plot.x(density.x_low);
  const double top = plot.y(density.y_high);
  return empty_element("image", {{"x", px(left)},
                                 {"y", px(top)},
                                 {"width", px(plot.x(density.x_high) - left)},
                                 {"height", px(plot.y(density.y_low) - top)},
                                 {"preserveAspectRatio", "none"},
                                 {"class", "cells"},
                                 {"href", data_address(png)}});
}

std::string item_html(const ScatterPanel& panel, const ScatterItem& item,
                      const std::string& id) {
  Ends ends = ends_of(item);
  if (panel.same_scale) {
    ends.x.insert(ends.x.end(), ends.y.begin(), ends.y.end());
    ends.y = ends.x;
  }
  const Plot plot(kSide, kSide, PlotAxis(panel.x, ends.x),
                  PlotAxis(panel.y, ends.y));
  std::string inner;
  if (panel.same_scale) {
    const PlotAxis both(panel.x, ends.x);
    inner += svg_line(plot.x(both.low()), plot.y(both.low()),
                      plot.x(both.high()), plot.y(both.high()), "join");
  }
  const bool density = !item.density.counts.empty();
  inner += density ? density_of(plot, item.density) : points_of(plot, item);
  const std::string words = concat(
      item.name, ": r ", fixed(item.r, 2), ", ",
      counted(static_cast<std::uint64_t>(item.n), panel.unit),
      item.undefined > 0
          ? concat("; ", item.undefined, " more without both values")
          : "",
      density ? concat("; a bin holds up to ", most_in(item.density)) : "");
  return element(
      "figure", {},
      plot.html(id, concat(panel.item, " ", item.name), words, inner) +
          text_element("figcaption", {}, words));
}

}  // namespace

std::string scatter_html(const ScatterPanel& panel, const Drawing& drawing) {
  std::string charts;
  bool density = false;
  for (std::size_t i = 0; i < panel.items.size(); ++i) {
    charts += item_html(panel, panel.items[i], concat(drawing.id, "-", i));
    density = density || !panel.items[i].density.counts.empty();
  }
  std::string out = density
                        ? colour_scale(drawing.id + "-scale", "one",
                                       concat("of the ", plural(panel.unit),
                                              " in a bin, by their logarithm"),
                                       "most")
                        : "";
  out += element("div", {{"class", "charts"}}, charts);
  if (panel.same_scale) {
    out += text_element(
        "p", {{"class", "small"}},
        concat("Dashed: ", panel.y.label, " equals ", panel.x.label, "."));
  }
  return out;
}

}  // namespace moonstain::report
