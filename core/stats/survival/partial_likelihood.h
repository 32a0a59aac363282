#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "core/base/matrix.h"
#include "core/engine/step/kind_words.h"
#include "core/stats/survival/risk_sets.h"

namespace moonstain {

/// What stands for deaths at one time, whose order is not known.
enum class Ties {
  breslow,  ///< each beside the whole risk set
  efron,    ///< the k-th of d beside the set less k / d of those who died
};

template <>
struct KindWords<Ties> {
  static constexpr std::string_view kAll[] = {"breslow", "efron"};
};

/// What share of those who died at one time is taken off the risk set of one
/// of their deaths.
/// @param death  from 0 to before `deaths`, how many died at that time
double tie_share(Ties ties, std::size_t death, std::size_t deaths);

/// Cox's partial likelihood of hazards that covariates multiply by
/// exp(x b), and what Newton's method needs of it.
///
/// With w = exp(x b) and a death's denominator D = sum of w over its risk set
/// (by Efron less a share of those who died), the gradient is the sum over
/// deaths of x - m, m the mean of x under w, and the information the sum of the
/// variances under w. That sum is X' diag(a) X - M' M, M the means and a_i =
/// w_i times the sum of 1 / D over the deaths that patient i was at risk at:
/// two products of matrices, where adding up each set's variance would take p^2
/// for every patient.
///
/// Source: Cox 1975, doi:10.1093/biomet/62.2.269; Breslow 1974,
/// doi:10.2307/2529620; Efron 1977, doi:10.1080/01621459.1977.10480613.
class PartialLikelihood {
 public:
  /// @param covariates  [patients, covariates], finite
  PartialLikelihood(const RiskSets& sets, const MatrixD& covariates, Ties ties);

  struct At {
    double log_likelihood = 0;  ///< not finite where exp leaves its range
    Eigen::VectorXd gradient;
    Eigen::MatrixXd information;
  };
  At at(const Eigen::VectorXd& coefficients) const;

  /// How much the hazard of a patient with covariates 0 adds up at each of
  /// `RiskSets::ends`: one over the denominators of its deaths.
  std::vector<double> baseline(const Eigen::VectorXd& coefficients) const;

 private:
  struct Weights {
    Eigen::VectorXd w;  ///< exp(x b - shift of the stratum)
    Eigen::VectorXd log_w;
    std::vector<double> shift;  ///< [strata]
  };
  Weights weights(const Eigen::VectorXd& coefficients) const;

  const RiskSets& sets_;
  Ties ties_;
  Eigen::RowVectorXd centre_;
  MatrixD sorted_;  ///< [patients in the sets' order, covariates], centred
};

}  // namespace moonstain
