#include "core/eval/panels/map_layer.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "core/base/text.h"
#include "core/data/image/png.h"
#include "core/eval/panels/colour_map.h"
#include "core/stats/quantiles.h"

namespace moonstain {
namespace {

constexpr int kColours = 64;
// Places in the palette.
constexpr std::uint8_t kNothing = 0;
constexpr std::uint8_t kUndefined = 1;
constexpr std::uint8_t kFirst = 2;

std::vector<PaletteColour> palette() {
  std::vector<PaletteColour> colours{{0, 0, 0, 0}};
  const auto add = [&](double value) {
    const auto [red, green, blue] = viridis_rgb(value);
    colours.push_back({red, green, blue, 255});
  };
  add(std::numeric_limits<double>::quiet_NaN());
  for (int i = 0; i < kColours; ++i) add(i / (kColours - 1.0));
  return colours;
}

// "#rrggbb" as a colour of a palette.
PaletteColour palette_colour(const std::string& text) {
  const auto part = [&](std::size_t at) {
    return static_cast<std::uint8_t>(
        std::stoi(text.substr(at, 2), nullptr, 16));
  };
  return {part(1), part(3), part(5), 255};
}

// Of finite values; NaN of none.
std::pair<double, double> limits_of(const std::vector<double>& values,
                                    MapLimits limits) {
  if (values.empty()) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    return {kNone, kNone};
  }
  const auto [least, largest] =
      std::minmax_element(values.begin(), values.end());
  if (limits == MapLimits::range) return {*least, *largest};
  const double first = quantile(values, 0.25);
  const double third = quantile(values, 0.75);
  if (first == third) return {*least, *largest};
  const double reach = 1.5 * (third - first);
  return {std::max(first - reach, *least), std::min(third + reach, *largest)};
}

constexpr std::string_view kOther = "other types";
constexpr const char* kClassColours[] = {
    "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00",
    "#cc79a7", "#332288", "#44aa99", "#117733", "#999933", "#ddcc77",
    "#882255", "#aa4499", "#661100", "#6699cc"};
constexpr const char* kOtherColour = "#555555";

}  // namespace

std::int32_t ClassColours::of(const std::string& name) const {
  if (name.empty()) return -1;
  const auto found = std::find(names.begin(), names.end(), name);
  return static_cast<std::int32_t>(
      found == names.end() ? static_cast<std::ptrdiff_t>(names.size()) - 1
                           : found - names.begin());
}

ClassColours class_colours(const std::vector<std::string>& places) {
  std::map<std::string, std::int64_t> counts;
  for (const std::string& name : places) {
    if (!name.empty()) ++counts[name];
  }
  std::vector<std::pair<std::string, std::int64_t>> classes(counts.begin(),
                                                            counts.end());
  std::stable_sort(
      classes.begin(), classes.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });
  ClassColours made;
  for (const auto& [name, count] : classes) {
    const std::size_t at = made.names.size();
    if (at == std::size(kClassColours)) {
      made.names.emplace_back(kOther);
      made.colours.emplace_back(kOtherColour);
      break;
    }
    made.names.push_back(name);
    made.colours.emplace_back(kClassColours[at]);
  }
  return made;
}

void add_layer(ItemMap& item, DrawnLayer drawn,
               std::map<std::string, std::string>& files) {
  files[drawn.layer.file] = std::move(drawn.png);
  item.layers.push_back(std::move(drawn.layer));
}

DrawnLayer draw_layer(std::string name, std::string file,
                      const NearestPlaces& nearest,
                      const std::vector<double>& values, MapLimits limits) {
  DrawnLayer drawn{{std::move(name), std::move(file), 0, 0, 0, {}}, ""};
  MapLayer& layer = drawn.layer;
  std::vector<double> defined;
  std::copy_if(values.begin(), values.end(), std::back_inserter(defined),
               [](double value) { return std::isfinite(value); });
  layer.undefined = std::ssize(values) - std::ssize(defined);
  const auto [low, high] = limits_of(defined, limits);
  layer.low = low;
  layer.high = high;
  const double span = layer.high - layer.low;
  std::vector<std::uint8_t> pixels;
  pixels.reserve(nearest.place.size());
  for (const std::int32_t place : nearest.place) {
    if (place < 0) {
      pixels.push_back(kNothing);
      continue;
    }
    const double value = values[static_cast<std::size_t>(place)];
    const double share =
        span > 0 ? std::clamp((value - layer.low) / span, 0.0, 1.0) : 0.0;
    pixels.push_back(std::isfinite(value)
                         ? static_cast<std::uint8_t>(
                               kFirst + std::lround(share * (kColours - 1)))
                         : kUndefined);
  }
  static const std::vector<PaletteColour> kPalette = palette();
  drawn.png = png_encode(pixels, nearest.width_px, nearest.height_px, kPalette);
  return drawn;
}

namespace {

// Grey for a place without a class.
DrawnLayer draw_classes(std::string name, std::string file,
                        const NearestPlaces& nearest,
                        const std::vector<std::string>& places,
                        const ClassColours& colours) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  DrawnLayer drawn{{std::move(name), std::move(file), kNone, kNone, 0, {}}, ""};
  std::vector<MapClass>& classes = drawn.layer.classes.emplace();
  std::vector<PaletteColour> palette{{0, 0, 0, 0}};
  const auto [red, green, blue] =
      viridis_rgb(std::numeric_limits<double>::quiet_NaN());
  palette.push_back({red, green, blue, 255});
  for (std::size_t i = 0; i < colours.names.size(); ++i) {
    classes.push_back({colours.names[i], colours.colours[i], 0});
    palette.push_back(palette_colour(colours.colours[i]));
  }
  std::vector<std::uint8_t> colour_of;
  for (const std::string& one : places) {
    const std::int32_t at = colours.of(one);
    if (at < 0) {
      ++drawn.layer.undefined;
    } else {
      ++classes[static_cast<std::size_t>(at)].places;
    }
    colour_of.push_back(at < 0 ? kUndefined
                               : static_cast<std::uint8_t>(kFirst + at));
  }
  std::vector<std::uint8_t> pixels;
  pixels.reserve(nearest.place.size());
  for (const std::int32_t place : nearest.place) {
    pixels.push_back(place < 0 ? kNothing
                               : colour_of[static_cast<std::size_t>(place)]);
  }
  drawn.png = png_encode(pixels, nearest.width_px, nearest.height_px, palette);
  return drawn;
}

}  // namespace

ItemMap class_map(std::string name, std::string_view stem,
                  const NearestPlaces& nearest,
                  const std::vector<std::string>& measured,
                  const std::vector<std::string>* predicted,
                  std::map<std::string, std::string>& files) {
  std::vector<std::string> all = measured;
  if (predicted != nullptr) {
    all.insert(all.end(), predicted->begin(), predicted->end());
  }
  const ClassColours colours = class_colours(all);
  ItemMap item{
      std::move(name), std::numeric_limits<double>::quiet_NaN(), {}, {}};
  add_layer(item,
            draw_classes("measured", concat(stem, ".measured.png"), nearest,
                         measured, colours),
            files);
  if (predicted == nullptr) return item;
  add_layer(item,
            draw_classes("predicted", concat(stem, ".predicted.png"), nearest,
                         *predicted, colours),
            files);
  double same = 0, both = 0;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    if (measured[i].empty() || (*predicted)[i].empty()) continue;
    ++both;
    same += measured[i] == (*predicted)[i];
  }
  if (both > 0) item.same = same / both;
  return item;
}

}  // namespace moonstain
