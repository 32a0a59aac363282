#include "core/data/tissue/gaussian.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/base/error.h"

namespace moonstain {
namespace {

using Row = Eigen::Map<Eigen::ArrayXf>;
using ConstRow = Eigen::Map<const Eigen::ArrayXf>;

/// Of the middle, of its neighbours, and so on; both sides sum to 1.
std::vector<float> weights_of(double sigma_px) {
  std::vector<double> weights;
  double sum = 0;
  for (std::int64_t k = 0; k <= gaussian_reach_px(sigma_px); ++k) {
    const double at = static_cast<double>(k) / sigma_px;
    weights.push_back(std::exp(-0.5 * at * at));
    sum += (k == 0 ? 1 : 2) * weights.back();
  }
  std::vector<float> out;
  for (const double weight : weights) {
    out.push_back(static_cast<float>(weight / sum));
  }
  return out;
}

}  // namespace

std::int64_t gaussian_reach_px(double sigma_px) {
  return static_cast<std::int64_t>(4 * sigma_px + 0.5);
}

std::vector<float> gaussian(std::span<const float> values,
                            std::int64_t width_px, std::int64_t height_px,
                            double sigma_px) {
  check(static_cast<std::int64_t>(values.size()) == width_px * height_px &&
            sigma_px >= 0,
        "gaussian: ", values.size(), " values of ", width_px, " x ", height_px,
        " px, sigma ", sigma_px, " px");
  std::vector<float> out(values.begin(), values.end());
  if (gaussian_reach_px(sigma_px) == 0) return out;
  const std::vector<float> weights = weights_of(sigma_px);
  const auto reach = static_cast<std::int64_t>(weights.size()) - 1;
  // A row, smoothed along columns, with `reach` more of its ends at either
  // side.
  std::vector<float> padded(static_cast<std::size_t>(width_px + 2 * reach));
  const auto row_at = [&](std::int64_t y) {
    return ConstRow(
        values.data() +
            std::clamp<std::int64_t>(y, 0, height_px - 1) * width_px,
        width_px);
  };
  for (std::int64_t y = 0; y < height_px; ++y) {
    Row middle(padded.data() + reach, width_px);
    middle = weights[0] * row_at(y);
    for (std::int64_t k = 1; k <= reach; ++k) {
      middle += weights[static_cast<std::size_t>(k)] *
                (row_at(y - k) + row_at(y + k));
    }
    std::fill_n(padded.begin(), reach, middle[0]);
    std::fill_n(padded.end() - reach, reach, middle[width_px - 1]);
    Row result(out.data() + y * width_px, width_px);
    result = weights[0] * middle;
    for (std::int64_t k = 1; k <= reach; ++k) {
      const ConstRow left(padded.data() + reach - k, width_px);
      const ConstRow right(padded.data() + reach + k, width_px);
      result += weights[static_cast<std::size_t>(k)] * (left + right);
    }
  }
  return out;
}

}  // namespace moonstain
