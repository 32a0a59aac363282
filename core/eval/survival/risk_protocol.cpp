#include "core/eval/survival/risk_protocol.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/stats/kfold.h"
#include "core/stats/survival/cox.h"
#include "core/stats/survival/cox_each.h"

namespace moonstain {
namespace {

// Mean and deviation of a feature over training patients.
struct Scale {
  Eigen::Index feature = 0;
  double mean = 0;
  double deviation = 0;
};

// Nothing where the feature is constant, or missing in more than half.
std::optional<Scale> scale_of(const MatrixD& values, Eigen::Index feature,
                              const std::vector<std::size_t>& training) {
  double sum = 0, count = 0;
  for (const std::size_t i : training) {
    const double value = values(static_cast<Eigen::Index>(i), feature);
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  if (2 * count < static_cast<double>(training.size())) return std::nullopt;
  Scale scale{feature, sum / count, 0};
  bool varies = false;
  double first = std::nan("");
  for (const std::size_t i : training) {
    const double value = values(static_cast<Eigen::Index>(i), feature);
    if (std::isnan(value)) continue;
    if (std::isnan(first)) first = value;
    varies = varies || value != first;
    scale.deviation += (value - scale.mean) * (value - scale.mean);
  }
  if (!varies) return std::nullopt;
  scale.deviation = std::sqrt(scale.deviation / (count - 1));
  return scale;
}

double scaled(const MatrixD& values, std::size_t patient, const Scale& scale) {
  const double value =
      values(static_cast<Eigen::Index>(patient), scale.feature);
  return std::isnan(value) ? 0 : (value - scale.mean) / scale.deviation;
}

MatrixD scaled_rows(const MatrixD& values,
                    const std::vector<std::size_t>& patients,
                    const std::vector<Scale>& scales) {
  MatrixD out(static_cast<Eigen::Index>(patients.size()),
              static_cast<Eigen::Index>(scales.size()));
  for (std::size_t i = 0; i < patients.size(); ++i) {
    for (std::size_t k = 0; k < scales.size(); ++k) {
      out(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) =
          scaled(values, patients[i], scales[k]);
    }
  }
  return out;
}

// Those of smallest p, by the statistic, which does not reach 0 as p does.
std::vector<Scale> chosen(const FollowUp& training,
                          const std::vector<Scale>& scales, const MatrixD& x,
                          std::int64_t count) {
  const auto each =
      cox_each(risk_sets(training, {}, "survival_risk"), x, Ties::efron);
  std::vector<std::size_t> order;
  for (std::size_t k = 0; k < each.size(); ++k) {
    if (!std::isnan(each[k].likelihood_ratio.statistic)) order.push_back(k);
  }
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return each[a].likelihood_ratio.statistic >
           each[b].likelihood_ratio.statistic;
  });
  order.resize(std::min(order.size(), static_cast<std::size_t>(count)));
  std::vector<Scale> out;
  for (const std::size_t k : order) out.push_back(scales[k]);
  return out;
}

// One fit of the protocol and whom it holds out.
struct HeldOutFit {
  const CoxFit& fit;
  const std::vector<Scale>& features;
  const std::vector<std::size_t>& held_out;
  Eigen::VectorXd risk;  // [held out]
};

void each_fit(const FollowUp& patients, const MatrixD& values,
              const RiskProtocol& protocol, std::string_view what,
              const std::function<void(const HeldOutFit&)>& take,
              const std::function<void(std::int64_t)>& progress) {
  check_follow_up(patients, what);
  const std::size_t count = patients.patients();
  const std::size_t deaths = patients.deaths();
  check(std::cmp_greater_equal(deaths, protocol.folds), what, ": ",
        counted(deaths, "death"), " of ", count, " patients and ",
        protocol.folds,
        " folds: a fold would hold no death; take fewer folds or more "
        "patients");
  std::vector<std::string> labels;
  for (const bool died : patients.died) labels.push_back(died ? "1" : "0");

  for (std::int64_t repeat = 0; repeat < protocol.repeats; ++repeat) {
    const StratifiedFolds split =
        stratified_k_folds(labels, static_cast<std::size_t>(protocol.folds),
                           static_cast<std::uint32_t>(protocol.seed + repeat));
    for (const std::vector<std::size_t>& held_out : split.folds) {
      std::vector<std::size_t> training;
      for (std::size_t i = 0, k = 0; i < count; ++i) {
        if (k < held_out.size() && held_out[k] == i) {
          ++k;
        } else {
          training.push_back(i);
        }
      }
      std::vector<Scale> scales;
      for (Eigen::Index k = 0; k < values.cols(); ++k) {
        if (const auto scale = scale_of(values, k, training)) {
          scales.push_back(*scale);
        }
      }
      const FollowUp seen = followed_at(patients, training);
      const std::vector<Scale> best =
          scales.empty()
              ? scales
              : chosen(seen, scales, scaled_rows(values, training, scales),
                       protocol.features);
      check(!best.empty(), what, ": of ", values.cols(),
            " features none varies over ", training.size(),
            " training patients");
      const CoxFit fit = cox(seen, scaled_rows(values, training, best),
                             {.ridge = protocol.ridge});
      take({fit, best, held_out,
            scaled_rows(values, held_out, best) * fit.coefficients});
    }
    if (progress) progress(repeat + 1);
  }
}

// The cumulative hazard of a patient with covariates 0 up to a time.
double hazard_until(const CoxFit& fit, double time) {
  const auto after =
      std::ranges::upper_bound(fit.baseline, time, {}, &BaselineStep::time);
  return after == fit.baseline.begin() ? 0
                                       : std::prev(after)->cumulative_hazard;
}

}  // namespace

CrossFittedRisk cross_fitted_risk(
    const FollowUp& patients, const MatrixD& values,
    const RiskProtocol& protocol,
    const std::function<void(std::int64_t)>& progress) {
  CrossFittedRisk out;
  out.risk.assign(patients.patients(), 0.0);
  out.chosen.assign(static_cast<std::size_t>(values.cols()), 0);
  const auto take = [&](const HeldOutFit& one) {
    ++out.fits;
    out.unbounded += !one.fit.converged;
    for (const Scale& feature : one.features) {
      ++out.chosen[static_cast<std::size_t>(feature.feature)];
    }
    for (std::size_t i = 0; i < one.held_out.size(); ++i) {
      out.risk[one.held_out[i]] += one.risk[static_cast<Eigen::Index>(i)] /
                                   static_cast<double>(protocol.repeats);
    }
  };
  each_fit(patients, values, protocol, "survival_risk", take, progress);
  return out;
}

std::vector<double> cross_fitted_chances(
    const FollowUp& patients, const MatrixD& values,
    const RiskProtocol& protocol,
    const std::function<void(std::int64_t)>& progress) {
  std::vector<double> chances(patients.patients(), 0.0);
  const auto take = [&](const HeldOutFit& one) {
    for (std::size_t i = 0; i < one.held_out.size(); ++i) {
      const std::size_t patient = one.held_out[i];
      const double hazard = hazard_until(one.fit, patients.times[patient]) *
                            std::exp(one.risk[static_cast<Eigen::Index>(i)]);
      chances[patient] +=
          std::exp(-hazard) / static_cast<double>(protocol.repeats);
    }
  };
  each_fit(patients, values, protocol, "survival_chances", take, progress);
  return chances;
}

}  // namespace moonstain
