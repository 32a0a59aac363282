#include "core/stats/clustering/dispersion.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr Eigen::Index kBins = 20;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Bins of equal width with their upper ends, the lowest value in the first; all
// in one where the values are one.
std::vector<Eigen::Index> bins_of(const Eigen::VectorXd& values) {
  const double low = values.minCoeff(), high = values.maxCoeff();
  std::vector<Eigen::Index> bins;
  for (const double value : values) {
    Eigen::Index bin = 0;
    while (bin + 1 < kBins &&
           value > low + (high - low) * static_cast<double>(bin + 1) / kBins) {
      ++bin;
    }
    bins.push_back(bin);
  }
  return bins;
}

}  // namespace

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
  const std::vector<Eigen::Index> bins = bins_of(log_mean);
  Eigen::VectorXd out = Eigen::VectorXd::Constant(columns, kNone);
  for (Eigen::Index bin = 0; bin < kBins; ++bin) {
    std::vector<Eigen::Index> in;
    for (Eigen::Index k = 0; k < columns; ++k) {
      if (bins[static_cast<std::size_t>(k)] == bin &&
          !std::isnan(dispersion[k])) {
        in.push_back(k);
      }
    }
    if (in.empty()) continue;
    const Eigen::ArrayXd here = dispersion(in).array();
    const auto n = static_cast<double>(in.size());
    const double mean = here.mean();
    const double sd = std::sqrt((here - mean).square().sum() / (n - 1));
    for (const Eigen::Index k : in) {
      out[k] = in.size() == 1 ? 1 : (dispersion[k] - mean) / sd;
    }
  }
  return out;
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

}  // namespace moonstain
