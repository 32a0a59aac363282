#include "core/stats/quantiles.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/base/error.h"
#include "core/stats/columns.h"

namespace moonstain {
namespace {

struct Position {
  std::int64_t below;
  double share_above;
};

Position position_of(double q, std::int64_t n) {
  check(q >= 0 && q <= 1, "quantile: q is ", q, "; it lies in 0 to 1");
  check(n > 0, "quantile: the sample is empty");
  const double at = q * static_cast<double>(n - 1);
  const double below = std::floor(at);
  return {static_cast<std::int64_t>(below), at - below};
}

}  // namespace

double quantile(std::vector<double> values, double q) {
  const auto n = static_cast<std::int64_t>(values.size());
  const Position p = position_of(q, n);
  const auto at = values.begin() + p.below;
  std::nth_element(values.begin(), at, values.end());
  const double low = *at;
  const double high =
      p.below + 1 < n ? *std::min_element(at + 1, values.end()) : low;
  return low + (high - low) * p.share_above;
}

MatrixD column_quantiles(const MatrixView& values,
                         const std::vector<double>& q) {
  std::vector<Position> positions;
  for (const double one : q) {
    positions.push_back(position_of(one, values.rows()));
  }
  MatrixD quantiles(values.cols(), static_cast<Eigen::Index>(q.size()));
  Columns columns(values);
  std::vector<std::uint32_t> keys(static_cast<std::size_t>(values.rows()));
  std::vector<std::uint32_t> scratch;
  for (Eigen::Index column = 0; column < values.cols(); ++column) {
    const std::span<const float> sample = columns.at(column);
    for (std::size_t i = 0; i < sample.size(); ++i) {
      check(!std::isnan(sample[i]), "column_quantiles: row ", i, " of column ",
            column, " is NaN, which has no place among the others");
      keys[i] = key_of(sample[i]);
    }
    radix_sort<0>(keys, scratch);
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const auto below = static_cast<std::size_t>(positions[i].below);
      const double low = double{value_of(keys[below])};
      const double high =
          below + 1 < keys.size() ? double{value_of(keys[below + 1])} : low;
      quantiles(column, static_cast<Eigen::Index>(i)) =
          low + (high - low) * positions[i].share_above;
    }
  }
  return quantiles;
}

double byte_quantile(const std::vector<std::int64_t>& counts, double q) {
  check(counts.size() == 256, "byte_quantile: got ", counts.size(),
        " counts; a byte has 256 values");
  std::int64_t n = 0;
  for (const std::int64_t count : counts) {
    n += count;
  }
  const Position p = position_of(q, n);
  const auto value_at = [&](std::int64_t rank) {
    std::size_t value = 0;
    for (std::int64_t seen = counts[0]; seen <= rank; seen += counts[value]) {
      ++value;
    }
    return static_cast<double>(value);
  };
  const double low = value_at(p.below);
  const double high = value_at(std::min(p.below + 1, n - 1));
  return low + (high - low) * p.share_above;
}

}  // namespace moonstain
