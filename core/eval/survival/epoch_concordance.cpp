#include "core/eval/survival/epoch_concordance.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/survival/followed_patients.h"
#include "core/eval/survival/risk_groups.h"
#include "core/eval/survival/risk_scores.h"
#include "core/stats/quantiles.h"
#include "core/stats/survival/concordance.h"
#include "core/stats/survival/event_folds.h"
#include "core/stats/survival/log_rank.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "epoch_concordance";

std::vector<double> risks_at(const Matrix& risks, std::size_t epoch,
                             const std::vector<std::size_t>& patients) {
  std::vector<double> out;
  for (const std::size_t i : patients) {
    out.push_back(
        risks(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(epoch)));
  }
  return out;
}

// Risks above the median of their fold against the others, a stratum a fold.
LogRank by_median(const FollowUp& patients, const Matrix& risks,
                  const EpochCurves& curves,
                  const std::vector<std::size_t>& epochs) {
  std::vector<std::size_t> order;
  std::vector<std::string> groups, strata;
  for (std::size_t k = 0; k < epochs.size(); ++k) {
    const auto& held_out = curves.held_out[k];
    const auto of_fold = risks_at(risks, epochs[k], held_out);
    const double median = quantile(of_fold, 0.5);
    for (std::size_t i = 0; i < held_out.size(); ++i) {
      order.push_back(held_out[i]);
      groups.emplace_back(of_fold[i] > median ? kHighRisk : kLowRisk);
      strata.push_back(concat("fold ", k + 1));
    }
  }
  return log_rank(followed_at(patients, order), groups, strata);
}

}  // namespace

EpochCurves epoch_curves(const FollowUp& patients, const Matrix& risks,
                         std::int64_t folds, std::int64_t fold_seed) {
  check(std::cmp_equal(risks.rows(), patients.patients()), kStep, ": risks of ",
        risks.rows(), " and ", patients.patients(), " patients");
  EpochCurves curves;
  curves.concordance.resize(risks.cols(), folds);
  Eigen::Index k = 0;
  for (const EventFold& fold :
       event_folds(patients, static_cast<std::size_t>(folds),
                   static_cast<std::uint32_t>(fold_seed))) {
    const FollowUp held_out = followed_at(patients, fold.held_out);
    for (Eigen::Index epoch = 0; epoch < risks.cols(); ++epoch) {
      curves.concordance(epoch, k) =
          concordance(held_out, risks_at(risks, static_cast<std::size_t>(epoch),
                                         fold.held_out))
              .index();
    }
    curves.held_out.push_back(fold.held_out);
    ++k;
  }
  return curves;
}

std::vector<std::size_t> chosen_epochs(const EpochCurves& curves,
                                       EpochRule rule,
                                       std::int64_t from_epoch) {
  const Eigen::Index epochs = curves.concordance.rows();
  const Eigen::Index first = rule == EpochRule::checkpoint ? from_epoch
                             : rule == EpochRule::last     ? epochs - 1
                                                           : 0;
  check(first >= 0 && first < epochs, kStep, ": a state is chosen from epoch ",
        "index ", first, " on, and there are ", epochs, " epochs");
  std::vector<std::size_t> chosen;
  for (Eigen::Index k = 0; k < curves.concordance.cols(); ++k) {
    Eigen::Index best = first;
    for (Eigen::Index epoch = first; epoch < epochs; ++epoch) {
      const double value = curves.concordance(epoch, k);
      check(!std::isnan(value), kStep, ": in fold ", k + 1,
            " nobody died before another's end; nothing can be compared");
      if (value > curves.concordance(best, k)) best = epoch;
    }
    chosen.push_back(static_cast<std::size_t>(best));
  }
  return chosen;
}

double mean_at(const EpochCurves& curves,
               const std::vector<std::size_t>& epochs) {
  double sum = 0;
  for (std::size_t k = 0; k < epochs.size(); ++k) {
    sum += curves.concordance(static_cast<Eigen::Index>(epochs[k]),
                              static_cast<Eigen::Index>(k));
  }
  return sum / static_cast<double>(epochs.size());
}

Scores epoch_concordance(const FollowUp& patients, const Matrix& risks,
                         const EpochConcordanceOptions& options) {
  const EpochCurves curves =
      epoch_curves(patients, risks, options.folds, options.fold_seed);
  const auto by = [&](EpochRule rule) {
    return mean_at(curves, chosen_epochs(curves, rule, options.from_epoch));
  };
  const auto epochs =
      chosen_epochs(curves, EpochRule::last, options.from_epoch);

  Scores scores = begun_risk_scores(patients);
  const auto column = [&](const char* name, double value) {
    add_risk_metric(scores, name, value);
  };
  column("concordance", mean_at(curves, epochs));
  // Of one epoch, chosen before, nothing is known of the others.
  if (risks.cols() > 1) {
    column("epoch_inflation", by(EpochRule::maximum) - by(EpochRule::last));
    for (const std::string_view word : KindWords<EpochRule>::kAll) {
      scores.facts[concat("concordance_", word)] =
          by(*kind_of<EpochRule>(word));
    }
  }
  const LogRank test = by_median(patients, risks, curves, epochs);
  column("log_rank_chi2", test.statistic);
  column("log_rank_p", test.p);
  for (std::size_t k = 0; k < epochs.size(); ++k) {
    scores.facts[concat("concordance_fold_", k + 1)] = curves.concordance(
        static_cast<Eigen::Index>(epochs[k]), static_cast<Eigen::Index>(k));
  }
  return scores;
}

StepKind epoch_concordance_step() {
  using Own = EpochConcordanceOptions;
  return with_follow_up(
             StepKind("epoch_concordance", 3,
                      "Concordance of risks at the last epoch, and what "
                      "choosing one by the same patients would add.")
                 .numeric(Numeric::libm)
                 .applies<Predictions>("risk", "after every epoch, held out")
                 .applies<Cohort>("cohort", "who was followed for how long")
                 .scores("risk"))
      .option("folds", &Own::folds, "as the risks were held out", {2, {}})
      .option("fold_seed", &Own::fold_seed, "as the risks were held out",
              {0, 4e9})
      .option("from_epoch", &Own::from_epoch,
              "first that a checkpoint is of, from 0", {0, {}})
      .needs(in_memory(3, 5))
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const auto cohort = in.get<Cohort>("cohort");
        const auto risk = in.get<Predictions>("risk");
        const FollowedPatients followed =
            followed_patients(cohort, options.as<FollowUpColumns>(), kStep);
        const auto own = options.as<Own>();
        Scores scores = epoch_concordance(
            follow_up_of(followed, risk.names,
                         concat(kStep, ": follow-up of ", cohort.about)),
            risk.values, own);
        scores.predictor = risk.predictor;
        scores.unit = risk.about;
        scores.target = concat(options.as<FollowUpColumns>().time, " to ",
                               options.as<FollowUpColumns>().event);
        const std::string said =
            concat(risk.predictor.name, " on ", scores.unit, ": concordance ");
        const auto value = [&](const char* fact) {
          return fixed(scores.fact(fact), 3);
        };
        log_line(risk.values.cols() == 1
                     ? concat(said, fixed(scores.columns[0].values[0], 3),
                              " at the one epoch there is")
                     : concat(said, value("concordance_maximum"),
                              " at its highest epochs, ",
                              value("concordance_checkpoint"),
                              " at the chosen, ", value("concordance_last"),
                              " at the last"));
        return scores;
      });
}

}  // namespace moonstain
