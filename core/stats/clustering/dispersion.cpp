#include "core/stats/clustering/dispersion.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr std::int64_t kBins = 20;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Intervals of equal width, each with its right end.
std::vector<std::size_t> bins_of(const Eigen::VectorXd& values,
                                 std::int64_t bins) {
  const double least = values.minCoeff();
  const double width = (values.maxCoeff() - least) / static_cast<double>(bins);
  std::vector<double> right_ends;
  for (std::int64_t bin = 1; bin < bins; ++bin) {
    right_ends.push_back(least + static_cast<double>(bin) * width);
  }
  std::vector<std::size_t> out;
  for (const double value : values) {
    const auto end =
        std::lower_bound(right_ends.begin(), right_ends.end(), value);
    out.push_back(static_cast<std::size_t>(end - right_ends.begin()));
  }
  return out;
}

}  // namespace

Eigen::VectorXd normalised_by_bins(const Eigen::VectorXd& log_mean,
                                   const Eigen::VectorXd& dispersion,
                                   std::int64_t bins) {
  struct Bin {
    double columns = 0;
    double mean = 0;
    double squares = 0;
  };
  const std::vector<std::size_t> bin_of = bins_of(log_mean, bins);
  std::vector<Bin> all(static_cast<std::size_t>(bins));
  const auto for_defined = [&](auto body) {
    for (Eigen::Index k = 0; k < dispersion.size(); ++k) {
      if (std::isnan(dispersion[k])) continue;
      body(all[bin_of[static_cast<std::size_t>(k)]], k);
    }
  };
  for_defined([&](Bin& own, Eigen::Index k) {
    own.columns += 1;
    own.mean += dispersion[k];
  });
  for (Bin& own : all) own.mean /= own.columns;
  for_defined([&](Bin& own, Eigen::Index k) {
    const double from_mean = dispersion[k] - own.mean;
    own.squares += from_mean * from_mean;
  });
  Eigen::VectorXd out = Eigen::VectorXd::Constant(dispersion.size(), kNone);
  for_defined([&](const Bin& own, Eigen::Index k) {
    const double deviation = std::sqrt(own.squares / (own.columns - 1));
    if (own.columns == 1) {
      out[k] = 1;
    } else if (deviation > 0) {
      out[k] = (dispersion[k] - own.mean) / deviation;
    }
  });
  return out;
}

Eigen::VectorXd normalised_dispersions(const MatrixDView& logged) {
  check(logged.rows() >= 2, "normalised_dispersions: got ", logged.rows(),
        " row(s); a variance needs at least 2");
  const auto rows = static_cast<double>(logged.rows());
  const Eigen::Index columns = logged.cols();
  Eigen::VectorXd log_mean(columns), dispersion(columns);
  for (Eigen::Index k = 0; k < columns; ++k) {
    const Eigen::ArrayXd x = logged.col(k).array().expm1();
    const double mean = x.mean();
    const bool constant = x.minCoeff() == x.maxCoeff();
    const double variance = (x - mean).square().sum() / (rows - 1);
    log_mean[k] = std::log1p(mean == 0 ? 1e-12 : mean);
    dispersion[k] = constant || mean == 0 ? kNone : std::log(variance / mean);
  }
  return normalised_by_bins(log_mean, dispersion, kBins);
}

std::vector<Eigen::Index> highest(const Eigen::VectorXd& values,
                                  std::int64_t count) {
  std::vector<Eigen::Index> order;
  for (Eigen::Index k = 0; k < values.size(); ++k) {
    if (!std::isnan(values[k])) order.push_back(k);
  }
  std::stable_sort(
      order.begin(), order.end(),
      [&](Eigen::Index a, Eigen::Index b) { return values[a] > values[b]; });
  if (static_cast<std::int64_t>(order.size()) > count) {
    order.resize(static_cast<std::size_t>(count));
  }
  std::sort(order.begin(), order.end());
  return order;
}

std::vector<Eigen::Index> highest_and_equal(const Eigen::VectorXd& values,
                                            std::int64_t count) {
  std::vector<Eigen::Index> out = highest(values, count);
  if (out.empty()) return out;
  const double least = values(out).minCoeff();
  out.clear();
  for (Eigen::Index k = 0; k < values.size(); ++k) {
    if (values[k] >= least) out.push_back(k);
  }
  return out;
}

}  // namespace moonstain
