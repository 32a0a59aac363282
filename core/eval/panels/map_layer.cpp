#include "core/eval/panels/map_layer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/data/image/png.h"
#include "core/eval/panels/colour_map.h"

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

}  // namespace

DrawnLayer draw_layer(std::string name, std::string file,
                      const NearestPlaces& nearest,
                      const std::vector<double>& values) {
  DrawnLayer drawn{{std::move(name), std::move(file), 0, 0, 0}, ""};
  MapLayer& layer = drawn.layer;
  layer.low = std::numeric_limits<double>::infinity();
  layer.high = -layer.low;
  for (const double value : values) {
    if (!std::isfinite(value)) {
      ++layer.undefined;
      continue;
    }
    layer.low = std::min(layer.low, value);
    layer.high = std::max(layer.high, value);
  }
  if (layer.low > layer.high) {
    layer.low = layer.high = std::numeric_limits<double>::quiet_NaN();
  }
  const double span = layer.high - layer.low;
  std::vector<std::uint8_t> pixels;
  pixels.reserve(nearest.place.size());
  for (const std::int32_t place : nearest.place) {
    if (place < 0) {
      pixels.push_back(kNothing);
      continue;
    }
    const double value = values[static_cast<std::size_t>(place)];
    const double share = span > 0 ? (value - layer.low) / span : 0.0;
    pixels.push_back(std::isfinite(value)
                         ? static_cast<std::uint8_t>(
                               kFirst + std::lround(share * (kColours - 1)))
                         : kUndefined);
  }
  static const std::vector<PaletteColour> kPalette = palette();
  drawn.png = png_encode(pixels, nearest.width_px, nearest.height_px, kPalette);
  return drawn;
}

}  // namespace moonstain
