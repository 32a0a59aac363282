#include "core/eval/panels/survival_panel.h"

#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/eval/panels/words.h"
#include "core/stats/survival/kaplan_meier.h"
#include "core/stats/survival/log_rank.h"

namespace moonstain {

CurvePanel survival_panel(const FollowUp& patients,
                          const std::vector<std::string>& group,
                          const AxisWords& time, const std::string& unit,
                          const std::string& event,
                          const std::vector<double>& at_risk_at) {
  check_follow_up(patients, "survival_panel");
  check(group.size() == patients.patients(),
        "survival_panel: ", patients.patients(), " times, but ", group.size(),
        " groups");
  std::map<std::string, FollowUp> groups;
  for (std::size_t i = 0; i < group.size(); ++i) {
    FollowUp& one = groups[group[i]];
    one.times.push_back(patients.times[i]);
    one.died.push_back(patients.died[i]);
  }
  CurvePanel panel;
  panel.x = time;
  panel.y = {concat("share without ", event), "", false};
  panel.form = CurveForm::step;
  panel.unit = unit;
  panel.interval = "95 % interval at each time (Greenwood, log-log)";
  panel.at_risk_at = at_risk_at;
  if (groups.size() > 1) {
    panel.note =
        concat("Log-rank p ", short_number(log_rank(patients, group).p), ".");
  }
  for (const auto& [name, members] : groups) {
    Curve curve;
    curve.name = name;
    for (const SurvivalStep& step : kaplan_meier(members)) {
      curve.x.push_back(step.time);
      curve.y.push_back(step.survival);
      curve.low.push_back(step.low);
      curve.high.push_back(step.high);
      if (step.censored > 0) curve.censored.push_back(step.time);
    }
    if (!at_risk_at.empty()) {
      curve.at_risk = numbers_at_risk(members, at_risk_at);
    }
    panel.curves.push_back(std::move(curve));
  }
  return panel;
}

}  // namespace moonstain
