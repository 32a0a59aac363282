#include "core/stats/survival/cox_each.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kRise = 1e-12;
constexpr double kMove = 1e-6;
constexpr int kMostHalvings = 40;

struct At {
  double log_likelihood = 0;
  double gradient = 0;
  double information = 0;
};

// The partial likelihood of one covariate (partial_likelihood.h), whose
// variance in each risk set is added up as it is.
// @param x  in the sets' order
At likelihood_at(const RiskSets& sets, const Eigen::VectorXd& x, Ties ties,
                 double coefficient, Eigen::VectorXd& w) {
  const double shift = coefficient >= 0 ? coefficient * x.maxCoeff()
                                        : coefficient * x.minCoeff();
  w = (coefficient * x.array() - shift).exp();
  At out;
  double sum = 0, sum_x = 0, sum_xx = 0;
  std::size_t stratum = sets.ends.front().stratum;
  for (const EndOfFollowUp& one : sets.ends) {
    if (one.stratum != stratum) {
      sum = sum_x = sum_xx = 0;
      stratum = one.stratum;
    }
    double died = 0, died_x = 0, died_xx = 0;
    for (std::size_t i = one.begin; i < one.end; ++i) {
      const auto at = static_cast<Eigen::Index>(i);
      const double wx = w[at] * x[at];
      sum += w[at];
      sum_x += wx;
      sum_xx += wx * x[at];
      if (i >= one.begin + one.deaths) continue;
      died += w[at];
      died_x += wx;
      died_xx += wx * x[at];
      out.log_likelihood += coefficient * x[at] - shift;
      out.gradient += x[at];
    }
    for (std::size_t death = 0; death < one.deaths; ++death) {
      const double c = tie_share(ties, death, one.deaths);
      const double denominator = sum - c * died;
      const double mean = (sum_x - c * died_x) / denominator;
      out.log_likelihood -= std::log(denominator);
      out.gradient -= mean;
      out.information += (sum_xx - c * died_xx) / denominator - mean * mean;
    }
  }
  return out;
}

CoxOfOne of_one(const RiskSets& sets, const Eigen::VectorXd& x, Ties ties,
                std::int64_t most_steps, Eigen::VectorXd& w) {
  const double width =
      std::sqrt(x.squaredNorm() / static_cast<double>(x.size()));
  CoxOfOne out{kNone, kNone, {kNone, 1, kNone}, false};
  At now = likelihood_at(sets, x, ties, 0, w);
  const double null = now.log_likelihood;
  const double least = 1e-11 * width * width * static_cast<double>(sets.deaths);
  if (!(now.information > least)) return out;
  double coefficient = 0;
  for (std::int64_t i = 0; i < most_steps && !out.converged; ++i) {
    double step = now.gradient / now.information;
    if (!std::isfinite(step)) break;
    const double before = now.log_likelihood;
    const double lowest = before - kRise * std::abs(before);
    At next;
    bool rises = false;
    for (int halving = 0; halving < kMostHalvings && !rises; ++halving) {
      next = likelihood_at(sets, x, ties, coefficient + step, w);
      rises = next.log_likelihood >= lowest;
      if (!rises) step /= 2;
    }
    if (!rises) break;
    coefficient += step;
    now = next;
    out.converged =
        std::abs(now.log_likelihood - before) <= kRise * std::abs(before) &&
        std::abs(step) * width <= kMove;
  }
  out.coefficient = coefficient;
  out.error = 1 / std::sqrt(now.information);
  out.likelihood_ratio = chi_squared(2 * (now.log_likelihood - null), 1);
  return out;
}

}  // namespace

std::vector<CoxOfOne> cox_each(const RiskSets& sets, const MatrixD& covariates,
                               Ties ties, std::int64_t most_steps) {
  const auto patients = static_cast<Eigen::Index>(sets.order.size());
  check(covariates.rows() == patients, "cox_each: ", patients, " patients, ",
        covariates.rows(), " rows of covariates; each has one");
  check(sets.deaths > 0, "cox_each: of ", patients,
        " patients none died; nothing can be learned");
  check(covariates.allFinite(),
        "cox_each: a covariate is not finite; expected numbers alone");
  std::vector<CoxOfOne> out;
  Eigen::VectorXd x(patients), w;
  for (Eigen::Index k = 0; k < covariates.cols(); ++k) {
    const double centre = covariates.col(k).mean();
    for (Eigen::Index i = 0; i < patients; ++i) {
      x[i] = covariates(static_cast<Eigen::Index>(
                            sets.order[static_cast<std::size_t>(i)]),
                        k) -
             centre;
    }
    out.push_back(of_one(sets, x, ties, most_steps, w));
  }
  return out;
}

}  // namespace moonstain
