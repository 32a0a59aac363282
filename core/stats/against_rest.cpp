#include "core/stats/against_rest.h"

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/stats/adjusted_p.h"
#include "core/stats/student_t.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kLeast = 1e-9;  // scanpy's, so that nothing is divided by 0

double log2_fold_of(double one, double rest) {
  return std::log2((std::expm1(one) + kLeast) / (std::expm1(rest) + kLeast));
}

}  // namespace

AgainstRest against_rest(const MatrixView& values,
                         const std::vector<std::int32_t>& group,
                         std::int64_t groups) {
  check(static_cast<Eigen::Index>(group.size()) == values.rows(),
        "against_rest: ", values.rows(), " rows and groups of ", group.size());
  AgainstRest out;
  out.rows.assign(static_cast<std::size_t>(groups), 0);
  for (const std::int32_t one : group) {
    check(one >= -1 && one < groups, "against_rest: a row is of group ", one,
          ", expected -1 or one of the ", groups, " from 0");
    if (one >= 0) ++out.rows[static_cast<std::size_t>(one)];
  }
  const MatrixD none = MatrixD::Constant(groups, values.cols(), kNone);
  out.t = out.p = out.q = out.difference = out.log2_fold = none;
  std::vector<double> in, rest;
  for (std::int64_t one = 0; one < groups; ++one) {
    for (Eigen::Index column = 0; column < values.cols(); ++column) {
      in.clear();
      rest.clear();
      for (std::size_t row = 0; row < group.size(); ++row) {
        if (group[row] < 0) continue;
        (group[row] == one ? in : rest)
            .push_back(values(static_cast<Eigen::Index>(row), column));
      }
      const WelchTest test = welch_test(in, rest);
      out.t(one, column) = test.t;
      out.p(one, column) = test.p;
      const double mean = mean_of_defined(in), other = mean_of_defined(rest);
      out.difference(one, column) = mean - other;
      out.log2_fold(one, column) = log2_fold_of(mean, other);
    }
    const std::vector<double> p(out.p.row(one).begin(), out.p.row(one).end());
    const std::vector<double> q = benjamini_hochberg(p);
    out.q.row(one) =
        Eigen::RowVectorXd::Map(q.data(), static_cast<Eigen::Index>(q.size()));
  }
  return out;
}

}  // namespace moonstain
