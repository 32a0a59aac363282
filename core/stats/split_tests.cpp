#include "core/stats/split_tests.h"

#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/stats/student_t.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) /
         static_cast<double>(values.size());
}

}  // namespace

void check_splits(const Splits& splits, const MatrixView& values,
                  std::int64_t least) {
  check(splits.cols() == values.rows(), "split_tests: splits are [",
        splits.rows(), ", ", splits.cols(), "], values are [", values.rows(),
        ", ", values.cols(), "]; both must be of the same units");
  check(least >= 2, "split_tests: groups of at least ", least,
        "; a test needs at least 2 units in each");
}

SplitTests split_tests(const Splits& splits, const MatrixView& values,
                       std::int64_t least) {
  check_splits(splits, values, least);
  SplitTests out;
  out.p = MatrixD::Constant(splits.rows(), values.cols(), kNone);
  out.low = out.p;
  out.high = out.p;
  const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic> by_column = values;
  for (Eigen::Index split = 0; split < splits.rows(); ++split) {
    std::vector<Eigen::Index> low_units, high_units;
    for (Eigen::Index unit = 0; unit < splits.cols(); ++unit) {
      if (splits(split, unit) < 0) low_units.push_back(unit);
      if (splits(split, unit) > 0) high_units.push_back(unit);
    }
    std::vector<double> low, high;
    const auto defined = [&](const std::vector<Eigen::Index>& units,
                             Eigen::Index column, std::vector<double>& out) {
      out.clear();
      for (const Eigen::Index unit : units) {
        const double value = by_column(unit, column);
        if (!std::isnan(value)) out.push_back(value);
      }
    };
    const auto enough = static_cast<std::size_t>(least);
    if (low_units.size() < enough || high_units.size() < enough) continue;
    for (Eigen::Index column = 0; column < values.cols(); ++column) {
      defined(low_units, column, low);
      defined(high_units, column, high);
      if (low.size() < enough || high.size() < enough) continue;
      const double p = welch_test(low, high).p;
      if (std::isnan(p)) continue;
      out.p(split, column) = p;
      out.low(split, column) = mean_of(low);
      out.high(split, column) = mean_of(high);
    }
  }
  return out;
}

}  // namespace moonstain
