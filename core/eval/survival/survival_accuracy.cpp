#include "core/eval/survival/survival_accuracy.h"

#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/stored/join.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/survival/followed_patients.h"
#include "core/eval/survival/risk_groups.h"
#include "core/eval/survival/risk_scores.h"
#include "core/stats/survival/concordance.h"
#include "core/stats/survival/concordance_gain.h"
#include "core/stats/survival/d_calibration.h"
#include "core/stats/survival/dynamic_auc.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "survival_accuracy";

void add_interval(std::map<std::string, double>& facts, const char* name,
                  const std::optional<Interval>& interval) {
  if (!interval) return;
  facts[concat(name, "_low")] = interval->low;
  facts[concat(name, "_high")] = interval->high;
}

}  // namespace

Scores survival_accuracy(const FollowUp& patients,
                         const std::vector<double>& risks,
                         const std::optional<std::vector<double>>& base,
                         const std::optional<std::vector<double>>& chances,
                         const SurvivalAccuracyOptions& options) {
  const Censoring censoring(patients);
  Scores scores = begun_risk_scores(patients);
  const auto column = [&](const char* name, double value) {
    add_risk_metric(scores, name, value);
  };
  column("concordance", concordance(patients, risks).index());
  column("uno_concordance",
         uno_concordance(censoring, patients, risks, censoring.longest()));
  const DynamicAuc areas =
      dynamic_auc(censoring, patients, risks, options.times);
  column("dynamic_auc", areas.mean);
  for (std::size_t k = 0; k < options.times.size(); ++k) {
    scores.facts[concat("auc_at_", options.times[k])] = areas.by_time[k];
  }
  if (base) {
    const ConcordanceGain gain = concordance_gain(
        patients, risks, *base, {.draws = options.draws, .seed = options.seed});
    column("concordance_gain", gain.harrell.gain);
    column("uno_gain", gain.uno.gain);
    add_interval(scores.facts, "concordance_gain", gain.harrell.interval);
    add_interval(scores.facts, "uno_gain", gain.uno.interval);
  }
  if (chances) {
    const DCalibration calibration = d_calibration(*chances, patients.died);
    column("calibration_p", calibration.test.p);
    scores.facts["calibration_chi2"] = calibration.test.statistic;
    for (std::size_t bin = 0; bin < calibration.patients.size(); ++bin) {
      scores.facts[concat("calibration_bin_", bin + 1)] =
          calibration.patients[bin];
    }
  }
  return scores;
}

namespace {

// One value a patient of another predictor, in the order of these names.
std::optional<std::vector<double>> values_of(
    const Inputs& in, const char* input,
    const std::vector<std::string>& patients) {
  const auto given = in.get_or_none<Predictions>(input);
  if (!given) return std::nullopt;
  check_one_risk(*given, kStep);
  std::vector<double> values;
  for (const Eigen::Index at :
       places_of(patients, given->names, "patient",
                 concat(kStep, ": ", input, " of ", given->about))) {
    values.push_back(given->values(at, 0));
  }
  return values;
}

}  // namespace

StepKind survival_accuracy_step() {
  using Own = SurvivalAccuracyOptions;
  return with_follow_up(
             StepKind("survival_accuracy", 1,
                      "A risk beside another of the same patients: gain of "
                      "concordance, areas by time, calibration.")
                 .numeric(Numeric::libm)
                 .applies<Predictions>("risk", "of the patients")
                 .applies<Cohort>("cohort", "who was followed for how long")
                 .applies<Predictions>("base",
                                       "another risk of the same patients")
                 .optional()
                 .applies<Predictions>("chances",
                                       "to live longer than each was followed, "
                                       "as `survival_chances` makes them")
                 .optional()
                 .scores("risk"))
      .option("times", &Own::times,
              "at which those who have died are told from those who live on")
      .required()
      .option("draws", &Own::draws, "of patients, for intervals", {100, {}})
      .option("seed", &Own::seed, "of the draws")
      .needs(in_memory(3, 20))
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const auto cohort = in.get<Cohort>("cohort");
        const auto risk = in.get<Predictions>("risk");
        const FollowedPatients followed =
            followed_patients(cohort, options.as<FollowUpColumns>(), kStep);
        Scores scores = survival_accuracy(
            follow_up_of(followed, risk.names,
                         concat(kStep, ": follow-up of ", cohort.about)),
            one_risk(risk, kStep), values_of(in, "base", risk.names),
            values_of(in, "chances", risk.names), options.as<Own>());
        scores.predictor = risk.predictor;
        scores.unit = cohort.about;
        scores.target = concat(options.as<FollowUpColumns>().time, " to ",
                               options.as<FollowUpColumns>().event);
        log_line(concat(risk.predictor.name, " on ", scores.unit,
                        ": area under the ROC curve by time ",
                        fixed(scores.columns[2].values[0], 3)));
        return scores;
      });
}

}  // namespace moonstain
