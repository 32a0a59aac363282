#include "core/stats/survival/partial_likelihood.h"

#include <cmath>
#include <limits>

namespace moonstain {

double tie_share(Ties ties, std::size_t death, std::size_t deaths) {
  return ties == Ties::breslow
             ? 0.0
             : static_cast<double>(death) / static_cast<double>(deaths);
}

PartialLikelihood::PartialLikelihood(const RiskSets& sets,
                                     const MatrixD& covariates, Ties ties)
    : sets_(sets),
      ties_(ties),
      centre_(covariates.colwise().mean()),
      sorted_(covariates.rows(), covariates.cols()) {
  for (std::size_t i = 0; i < sets.order.size(); ++i) {
    sorted_.row(static_cast<Eigen::Index>(i)) =
        covariates.row(static_cast<Eigen::Index>(sets.order[i])) - centre_;
  }
}

PartialLikelihood::Weights PartialLikelihood::weights(
    const Eigen::VectorXd& coefficients) const {
  Weights out;
  out.log_w = sorted_ * coefficients;
  // The likelihood does not change where all of a stratum shift alike.
  out.shift.assign(sets_.strata.size(),
                   -std::numeric_limits<double>::infinity());
  for (const EndOfFollowUp& one : sets_.ends) {
    const auto begin = static_cast<Eigen::Index>(one.begin);
    const auto count = static_cast<Eigen::Index>(one.end) - begin;
    out.shift[one.stratum] = std::max(
        out.shift[one.stratum], out.log_w.segment(begin, count).maxCoeff());
  }
  for (const EndOfFollowUp& one : sets_.ends) {
    const auto begin = static_cast<Eigen::Index>(one.begin);
    const auto count = static_cast<Eigen::Index>(one.end) - begin;
    out.log_w.segment(begin, count).array() -= out.shift[one.stratum];
  }
  out.w = out.log_w.array().exp();
  return out;
}

PartialLikelihood::At PartialLikelihood::at(
    const Eigen::VectorXd& coefficients) const {
  const Weights weighted = weights(coefficients);
  const Eigen::VectorXd& w = weighted.w;
  const Eigen::Index covariates = sorted_.cols();
  At out;
  out.gradient = Eigen::VectorXd::Zero(covariates);
  MatrixD means(static_cast<Eigen::Index>(sets_.deaths), covariates);
  // Of each set of patients who ended together: the sum of 1 / D of the deaths
  // after it in the order, itself included, and of the shares taken off.
  std::vector<double> hazard(sets_.ends.size(), 0.0);
  std::vector<double> taken(sets_.ends.size(), 0.0);

  double sum = 0;
  Eigen::RowVectorXd sum_x = Eigen::RowVectorXd::Zero(covariates);
  Eigen::RowVectorXd died_x(covariates);
  Eigen::Index row = 0;
  for (std::size_t k = 0; k < sets_.ends.size(); ++k) {
    const EndOfFollowUp& one = sets_.ends[k];
    if (k == 0 || sets_.ends[k - 1].stratum != one.stratum) {
      sum = 0;
      sum_x.setZero();
    }
    double died = 0;
    died_x.setZero();
    for (std::size_t i = one.begin; i < one.end; ++i) {
      const auto at = static_cast<Eigen::Index>(i);
      sum += w[at];
      sum_x.noalias() += w[at] * sorted_.row(at);
      if (i >= one.begin + one.deaths) continue;
      died += w[at];
      died_x.noalias() += w[at] * sorted_.row(at);
      out.log_likelihood += weighted.log_w[at];
      out.gradient += sorted_.row(at).transpose();
    }
    for (std::size_t death = 0; death < one.deaths; ++death, ++row) {
      const double c = tie_share(ties_, death, one.deaths);
      const double denominator = sum - c * died;
      out.log_likelihood -= std::log(denominator);
      means.row(row) = (sum_x - c * died_x) / denominator;
      hazard[k] += 1 / denominator;
      taken[k] += c / denominator;
    }
  }
  out.gradient -= means.colwise().sum().transpose();

  Eigen::VectorXd a(w.size());
  double after = 0;
  for (std::size_t k = sets_.ends.size(); k-- > 0;) {
    const EndOfFollowUp& one = sets_.ends[k];
    if (k + 1 == sets_.ends.size() ||
        sets_.ends[k + 1].stratum != one.stratum) {
      after = 0;
    }
    after += hazard[k];
    for (std::size_t i = one.begin; i < one.end; ++i) {
      const auto at = static_cast<Eigen::Index>(i);
      a[at] = w[at] * (i < one.begin + one.deaths ? after - taken[k] : after);
    }
  }
  const MatrixD weighted_x = a.asDiagonal() * sorted_;
  out.information.noalias() = sorted_.transpose() * weighted_x;
  out.information.noalias() -= means.transpose() * means;
  return out;
}

std::vector<double> PartialLikelihood::baseline(
    const Eigen::VectorXd& coefficients) const {
  const Weights weighted = weights(coefficients);
  const double at_centre = centre_.dot(coefficients);
  std::vector<double> out;
  double sum = 0;
  for (std::size_t k = 0; k < sets_.ends.size(); ++k) {
    const EndOfFollowUp& one = sets_.ends[k];
    if (k == 0 || sets_.ends[k - 1].stratum != one.stratum) sum = 0;
    double died = 0;
    for (std::size_t i = one.begin; i < one.end; ++i) {
      sum += weighted.w[static_cast<Eigen::Index>(i)];
      if (i < one.begin + one.deaths) {
        died += weighted.w[static_cast<Eigen::Index>(i)];
      }
    }
    double hazard = 0;
    for (std::size_t death = 0; death < one.deaths; ++death) {
      hazard += 1 / (sum - tie_share(ties_, death, one.deaths) * died);
    }
    out.push_back(hazard *
                  std::exp(-(weighted.shift[one.stratum] + at_centre)));
  }
  return out;
}

}  // namespace moonstain
