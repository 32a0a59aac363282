#include "core/eval/panels/scatter_panel.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/eval/panels/defined_pairs.h"

namespace moonstain {
namespace {

constexpr std::size_t kBins = 40;  // along each side

struct Ends {
  double low = 0;
  double high = 0;
};

// Where all values are one, a width of 1 around it.
Ends ends_of(const std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *low < *high ? Ends{*low, *high} : Ends{*low - 0.5, *high + 0.5};
}

std::size_t bin_of(double value, const Ends& ends) {
  const double share = (value - ends.low) / (ends.high - ends.low);
  return std::min(kBins - 1,
                  static_cast<std::size_t>(share * static_cast<double>(kBins)));
}

Density density_of(const std::vector<double>& x, const std::vector<double>& y) {
  const Ends along_x = ends_of(x);
  const Ends along_y = ends_of(y);
  Density density{along_x.low, along_x.high, along_y.low, along_y.high, {}};
  density.counts.assign(kBins, std::vector<std::int64_t>(kBins, 0));
  for (std::size_t i = 0; i < x.size(); ++i) {
    ++density.counts[bin_of(y[i], along_y)][bin_of(x[i], along_x)];
  }
  return density;
}

std::vector<double> rounded(std::vector<double> values, int digits) {
  double factor = 1;
  for (int i = 0; i < digits; ++i) factor *= 10;
  for (double& value : values) value = std::round(value * factor) / factor;
  return values;
}

}  // namespace

ScatterItem scatter_item(std::string name, const std::vector<double>& x,
                         const std::vector<double>& y, int digits) {
  check(x.size() == y.size(), "scatter of '", name, "': ", x.size(), " x, but ",
        y.size(), " y");
  const DefinedPairs pairs = defined_pairs(x, y);
  ScatterItem item;
  item.name = std::move(name);
  item.n = static_cast<std::int64_t>(pairs.x.size());
  item.undefined = static_cast<std::int64_t>(pairs.undefined);
  item.r = pairs.pearson();
  if (pairs.x.size() > kMostPoints) {
    item.density = density_of(pairs.x, pairs.y);
  } else {
    item.x = rounded(pairs.x, digits);
    item.y = rounded(pairs.y, digits);
  }
  return item;
}

}  // namespace moonstain
