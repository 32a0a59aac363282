#include "core/stats/binned_similarity.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/matrix.h"

namespace moonstain {
namespace {

constexpr int kBins = 256;

// The bin of each value: the number of the last edge below it. Edges are
// low + k step, whatever the division says, so a guess is moved to its place.
Eigen::ArrayXd bins_of(std::span<const float> list) {
  Eigen::ArrayXd values =
      Eigen::Map<const Eigen::ArrayXf>(list.data(),
                                       static_cast<Eigen::Index>(list.size()))
          .cast<double>();
  const double largest = values.maxCoeff();
  if (largest != 0) values /= largest;
  const double low = values.minCoeff();
  const double range = values.maxCoeff() - low;
  if (range == 0) return Eigen::ArrayXd::Constant(values.size(), 127);
  const double step = range / kBins;
  const auto edge = [&](int k) { return low + k * step; };
  for (double& value : values) {
    int bin = std::clamp(static_cast<int>(std::ceil((value - low) / step)) - 1,
                         0, kBins - 1);
    while (bin > 0 && edge(bin) >= value) --bin;
    while (bin + 1 < kBins && edge(bin + 1) < value) ++bin;
    value = bin;
  }
  return values;
}

}  // namespace

double binned_similarity(std::span<const float> predicted,
                         std::span<const float> measured) {
  check(predicted.size() == measured.size(),
        "binned_similarity: ", predicted.size(), " predicted values, ",
        measured.size(), " measured ones; expected as many");
  check(measured.size() >= 2, "binned_similarity: got ", measured.size(),
        " value(s); a variance needs at least 2");
  constexpr double kLevels = kBins - 1;
  constexpr double kMeans = (0.01 * kLevels) * (0.01 * kLevels);
  constexpr double kSpreads = (0.03 * kLevels) * (0.03 * kLevels);
  Eigen::ArrayXd x = bins_of(predicted);
  Eigen::ArrayXd y = bins_of(measured);
  const double x_mean = x.mean();
  const double y_mean = y.mean();
  x -= x_mean;
  y -= y_mean;
  const auto divisor = static_cast<double>(measured.size() - 1);
  const double alike = 2 * (x * y).sum() / divisor + kSpreads;
  const double apart =
      (x.square().sum() + y.square().sum()) / divisor + kSpreads;
  return (2 * x_mean * y_mean + kMeans) * alike /
         ((x_mean * x_mean + y_mean * y_mean + kMeans) * apart);
}

}  // namespace moonstain
