#include "core/stats/friedman.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>
#include <limits>
#include <set>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Sum over groups of equal values of t^3 - t, t being their number.
double ties_of(const Eigen::Ref<const Eigen::RowVectorXd>& values) {
  const std::multiset<double> all(values.begin(), values.end());
  double sum = 0;
  for (auto at = all.begin(); at != all.end(); at = all.upper_bound(*at)) {
    const auto equal = static_cast<double>(all.count(*at));
    sum += equal * equal * equal - equal;
  }
  return sum;
}

void put_f(FriedmanTest& test, double units, double methods) {
  if (units < 2) {
    test.f = test.f_p = kNan;
    return;
  }
  const double left = units * (methods - 1) - test.chi_squared;
  // All units rank alike: what is left is 0 but for rounding.
  if (left <= 1e-9 * units) {
    test.f = std::numeric_limits<double>::infinity();
    test.f_p = 0;
    return;
  }
  test.f = (units - 1) * test.chi_squared / left;
  test.f_p = boost::math::cdf(boost::math::complement(
      boost::math::fisher_f(methods - 1, (methods - 1) * (units - 1)),
      std::max(test.f, 0.0)));
}

}  // namespace

MatrixD ranks_within_rows(const MatrixDView& values) {
  MatrixD ranks(values.rows(), values.cols());
  for (Eigen::Index row = 0; row < values.rows(); ++row) {
    for (Eigen::Index i = 0; i < values.cols(); ++i) {
      const double value = values(row, i);
      const auto above = (values.row(row).array() > value).count();
      const auto equal = (values.row(row).array() == value).count();
      ranks(row, i) =
          static_cast<double>(above) + (static_cast<double>(equal) + 1) / 2;
    }
  }
  return ranks;
}

FriedmanTest friedman_test(const MatrixDView& values) {
  check(values.rows() >= 1 && values.cols() >= 2, "friedman_test: got ",
        values.rows(), " unit(s) and ", values.cols(),
        " method(s); expected at least 1 and 2");
  check(!values.array().isNaN().any(),
        "friedman_test: a unit lacks the value of a method; leave the method "
        "out");
  const auto n = static_cast<double>(values.rows());
  const auto k = static_cast<double>(values.cols());
  FriedmanTest test;
  test.mean_ranks = ranks_within_rows(values).colwise().sum().transpose() / n;
  double ties = 0;
  for (Eigen::Index row = 0; row < values.rows(); ++row) {
    ties += ties_of(values.row(row));
  }
  const double all_tied = n * k * (k * k - 1);
  if (ties == all_tied) {
    test.chi_squared = test.p = test.f = test.f_p = kNan;
    return test;
  }
  const double apart =
      (test.mean_ranks.array() - (k + 1) / 2).square().sum() * n;
  test.chi_squared = 12 * apart / (k * (k + 1)) / (1 - ties / all_tied);
  test.p = boost::math::cdf(boost::math::complement(
      boost::math::chi_squared(k - 1), test.chi_squared));
  put_f(test, n, k);
  return test;
}

}  // namespace moonstain
