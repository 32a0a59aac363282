#include "core/eval/panels/epoch_panel_step.h"

#include <utility>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/panel.h"
#include "core/eval/survival/epoch_concordance.h"
#include "core/eval/survival/followed_patients.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "epoch_panel";

struct EpochPanelOptions {
  std::string title = "Held-out concordance by epoch";
};

Curve curve_of(const Predictions& risk, const FollowedPatients& followed,
               const EpochConcordanceOptions& how, std::string& note) {
  const EpochCurves curves =
      epoch_curves(follow_up_of(followed, risk.names,
                                concat(kStep, ": follow-up of the cohort")),
                   risk.values, how.folds, how.fold_seed);
  Curve curve;
  curve.name = risk.predictor.name;
  for (Eigen::Index epoch = 0; epoch < curves.concordance.rows(); ++epoch) {
    curve.x.push_back(static_cast<double>(epoch + 1));
    curve.y.push_back(curves.concordance.row(epoch).mean());
  }
  const auto at = [&](EpochRule rule) {
    return fixed(mean_at(curves, chosen_epochs(curves, rule, how.from_epoch)),
                 3);
  };
  note +=
      concat(note.empty() ? "" : "; ", curve.name, ": ", at(EpochRule::maximum),
             " at each fold's highest epoch, ", at(EpochRule::checkpoint),
             " at its checkpoint, ", at(EpochRule::last), " at the last");
  return curve;
}

Panel epoch_panel(const Inputs& in, const Options& options) {
  const auto how = options.as<EpochConcordanceOptions>();
  const auto followed = followed_patients(in.get<Cohort>("cohort"),
                                          options.as<FollowUpColumns>(), kStep);
  CurvePanel data;
  data.x = {"epoch", "", false};
  data.y = {"Harrell's concordance, mean over folds", "", false};
  for (const Predictions& risk : in.list<Predictions>("risks")) {
    data.curves.push_back(curve_of(risk, followed, how, data.note));
  }
  check(!data.curves.empty(), kStep, ": no risks");
  data.lines = {{"chance", 0.5}};
  Panel panel;
  panel.title = options.as<EpochPanelOptions>().title;
  panel.caption =
      "An epoch that is chosen by the patients it is judged on is never worse "
      "than the last, and mostly better, even where there is nothing to be "
      "found. A curve is a mean over folds at one epoch; a fold's highest "
      "epoch is its own.";
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind epoch_panel_step() {
  using Own = EpochConcordanceOptions;
  return with_follow_up(
             StepKind("epoch_panel", 2,
                      "Concordance of held-out patients after each epoch.")
                 .numeric(Numeric::libm)
                 .applies_many<Predictions>(
                     "risks", "after every epoch, one a predictor")
                 .applies<Cohort>("cohort", "who was followed for how long"))
      .option("title", &EpochPanelOptions::title, "heading of the panel")
      .option("folds", &Own::folds, "as the risks were held out", {2, {}})
      .option("fold_seed", &Own::fold_seed, "as the risks were held out",
              {0, 4e9})
      .option("from_epoch", &Own::from_epoch,
              "first that a checkpoint is of, from 0", {0, {}})
      .needs(in_memory(3, 5))
      .makes<Panel>(epoch_panel);
}

}  // namespace moonstain
