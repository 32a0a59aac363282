#include "core/eval/survival/chosen_epoch.h"

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/survival/followed_patients.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "chosen_epoch";

}  // namespace

Matrix risk_at_chosen_epoch(const FollowUp& patients, const Matrix& risks,
                            const ChosenEpochOptions& options) {
  const EpochCurves curves =
      epoch_curves(patients, risks, options.folds, options.fold_seed);
  const std::vector<std::size_t> epochs =
      chosen_epochs(curves, options.rule, options.from_epoch);
  Matrix chosen(risks.rows(), 1);
  for (std::size_t fold = 0; fold < epochs.size(); ++fold) {
    for (const std::size_t patient : curves.held_out[fold]) {
      const auto i = static_cast<Eigen::Index>(patient);
      chosen(i, 0) = risks(i, static_cast<Eigen::Index>(epochs[fold]));
    }
  }
  return chosen;
}

StepKind chosen_epoch_step() {
  using Own = ChosenEpochOptions;
  return with_follow_up(
             StepKind(kStep, 1,
                      "Risks at the epoch of each fold that a rule takes.")
                 .numeric(Numeric::libm)
                 .applies<Predictions>("risk", "after every epoch, held out")
                 .applies<Cohort>("cohort", "who was followed for how long")
                 .learns<Cohort>("chosen_on", Learned::selection,
                                 "the same patients, where the rule chooses by "
                                 "them")
                 .optional())
      .option("rule", &Own::rule, "which epoch of a fold is taken")
      .required()
      .option("folds", &Own::folds, "as the risks were held out", {2, {}})
      .option("fold_seed", &Own::fold_seed, "as the risks were held out",
              {0, 4e9})
      .option("from_epoch", &Own::from_epoch,
              "first that a checkpoint is of, from 0", {0, {}})
      .needs(in_memory(3, 5))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        const auto own = options.as<Own>();
        const bool chooses = own.rule != EpochRule::last;
        check(in.has("chosen_on") == chooses, kStep, ": rule = \"",
              word_of(own.rule),
              chooses ? "\" chooses by the patients; give them as `chosen_on`"
                      : "\" chooses nothing; leave out `chosen_on`");
        auto risk = in.get<Predictions>("risk");
        const auto cohort = in.get<Cohort>(chooses ? "chosen_on" : "cohort");
        const FollowedPatients followed =
            followed_patients(cohort, options.as<FollowUpColumns>(), kStep);
        risk.values = risk_at_chosen_epoch(
            follow_up_of(followed, risk.names,
                         concat(kStep, ": follow-up of ", cohort.about)),
            risk.values, own);
        risk.variables = {std::string(word_of(own.rule))};
        return risk;
      });
}

}  // namespace moonstain
