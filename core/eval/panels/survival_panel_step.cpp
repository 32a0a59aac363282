#include "core/eval/panels/survival_panel_step.h"

#include <cmath>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/places.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/survival_panel.h"
#include "core/eval/study/nominal_log_rank.h"
#include "core/eval/survival/followed_patients.h"
#include "core/eval/survival/risk_groups.h"
#include "core/stats/quantiles.h"

namespace moonstain {
namespace {

struct Groups {
  std::vector<std::string> names;  // [patients] "" where there is none
  std::string how;                 // a sentence
};

Groups by_column(const Cohort& cohort, const std::string& column,
                 const FollowedPatients& followed) {
  const std::vector<std::string>& texts = cohort.texts(column);
  const Places places(cohort.patients);
  Groups groups;
  for (const std::string& one : followed.patients) {
    groups.names.push_back(texts[places.find(one).value()]);
  }
  groups.how = concat("Groups by ", column, ".");
  return groups;
}

// Above the median of those followed, or not: of an odd number the middle one
// is not.
Groups by_risk(const Predictions& risk, const FollowedPatients& followed) {
  check_one_risk(risk, "survival_panel");
  const Places places(risk.names);
  const auto risk_of = [&](const std::string& patient) {
    const auto place = places.find(patient);
    return place ? std::optional<double>(
                       risk.values(static_cast<Eigen::Index>(*place), 0))
                 : std::nullopt;
  };
  std::vector<double> known;
  for (const std::string& one : followed.patients) {
    const std::optional<double> found = risk_of(one);
    if (!found) continue;
    check(std::isfinite(*found), "survival_panel: the risk of patient '", one,
          "' by ", risk.predictor.name, " is ", *found,
          "; expected a finite number");
    known.push_back(*found);
  }
  check(!known.empty(), "survival_panel: ", risk.predictor.name,
        " has no risk of a patient who was followed");
  const double median = quantile(known, 0.5);
  Groups groups;
  for (const std::string& one : followed.patients) {
    const std::optional<double> found = risk_of(one);
    groups.names.push_back(!found            ? ""
                           : *found > median ? "higher risk"
                                             : "lower risk");
  }
  groups.how =
      concat("Higher risk: above the median of ", risk.predictor.name, ".");
  return groups;
}

struct SurvivalPanelOptions {
  std::string title = "Survival";
  std::string time_unit = "days";
  std::string event_name = "death";
  std::string group;
  std::vector<double> at_risk_at;
};

Panel panel_of(const Inputs& in, const Options& options) {
  const auto own = options.as<SurvivalPanelOptions>();
  const auto columns = options.as<FollowUpColumns>();
  const auto cohort = in.get<Cohort>("cohort");
  const FollowedPatients followed =
      followed_patients(cohort, columns, "survival_panel");
  check(in.has("risk") != !own.group.empty(),
        "survival_panel: expected either the input risk or the option group, "
        "which say the groups");
  const Groups groups = own.group.empty()
                            ? by_risk(in.get<Predictions>("risk"), followed)
                            : by_column(cohort, own.group, followed);
  const GroupedPatients shown = grouped(followed.follow_up, groups.names);
  check(!shown.groups.empty(), "survival_panel: cohort ", cohort.about,
        ": no patient who was followed has a ", own.group);
  const std::size_t ungrouped = groups.names.size() - shown.groups.size();
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(
      groups.how, " ", counted(shown.groups.size(), "patient"), " of ",
      cohort.about,
      followed.without > 0 ? concat("; ", followed.without,
                                    " without a time or an event left out")
                           : "",
      ungrouped > 0 ? concat("; ", ungrouped, " without a group left out") : "",
      ".");
  const std::string nominal = nominal_log_rank_words(
      in.has("scores") ? in.get<Scores>("scores") : Scores(),
      in.list<DecisionStudy>("study"));
  if (!nominal.empty()) {
    panel.caption += concat(" The log-rank p is nominal: ", nominal, ".");
  }
  panel.data = survival_panel(shown.follow_up, shown.groups,
                              {columns.time, own.time_unit, false}, "patient",
                              own.event_name, own.at_risk_at);
  return panel;
}

}  // namespace

StepKind survival_panel_step() {
  return with_follow_up(
             StepKind("survival_panel", 2,
                      "Kaplan and Meier's curves of groups of patients, with "
                      "intervals, numbers at risk and the log-rank p.")
                 .numeric(Numeric::libm)
                 .applies<Cohort>("cohort",
                                  "the patients and their clinical columns")
                 .applies<Predictions>(
                     "risk",
                     "of the patients; groups lie above and below its "
                     "median")
                 .optional()
                 .applies<Scores>("scores",
                                  "of `survival_scores`, of the risk behind "
                                  "the groups: what the log-rank p is worth")
                 .optional()
                 .applies_many<DecisionStudy>(
                     "study",
                     "parts of a synthetic_study with nothing planted: what it "
                     "is worth there")
                 .optional()
                 .option("title", &SurvivalPanelOptions::title,
                         "heading of the panel")
                 .option("time_unit", &SurvivalPanelOptions::time_unit,
                         "of that column")
                 .option("event_name", &SurvivalPanelOptions::event_name,
                         "what the event is: death, relapse")
                 .option("group", &SurvivalPanelOptions::group,
                         "clinical column of texts that name the groups")
                 .option("at_risk_at", &SurvivalPanelOptions::at_risk_at,
                         "times at which the patients at risk are counted"))
      .needs(in_memory(3, 2))
      .makes<Panel>(panel_of);
}

}  // namespace moonstain
