#include "core/eval/survival/risk_groups.h"

#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/places.h"
#include "core/engine/step/step_kind.h"
#include "core/stats/quantiles.h"

namespace moonstain {

std::vector<std::string> risk_groups(const std::vector<double>& risks,
                                     RiskCut cut) {
  for (std::size_t i = 0; i < risks.size(); ++i) {
    check(std::isfinite(risks[i]), "risk_groups: the risk of patient ", i,
          " is ", risks[i], "; expected a finite number");
  }
  const double low = quantile(risks, cut == RiskCut::median ? 0.5 : 0.25);
  const double high = cut == RiskCut::median ? std::nextafter(low, INFINITY)
                                             : quantile(risks, 0.75);
  std::vector<std::string> groups;
  std::size_t above = 0, below = 0;
  for (const double risk : risks) {
    above += risk >= high;
    below += risk <= low;
    groups.emplace_back(risk >= high  ? kHighRisk
                        : risk <= low ? kLowRisk
                                      : std::string_view());
  }
  check(low < high && above > 0 && below > 0, "risk_groups: of ",
        counted(risks.size(), "risk"), " ", above, " lie at or above ", high,
        " and ", below, " at or below ", low,
        "; they do not tell two groups apart");
  return groups;
}

void check_one_risk(const Predictions& risk, std::string_view what) {
  check(risk.variables.size() == 1, what, ": ", risk.predictor.name,
        " predicts ", counted(risk.variables.size(), risk.variable_axis),
        "; expected one risk a patient");
}

std::vector<double> one_risk(const Predictions& risk, std::string_view what) {
  check(risk.unit_kind == ObservedKind::patient, what, ": ",
        risk.predictor.name, " predicts of a ", word_of(risk.unit_kind),
        ", expected of patients");
  check_one_risk(risk, what);
  std::vector<double> out;
  for (Eigen::Index i = 0; i < risk.values.rows(); ++i) {
    out.push_back(double{risk.values(i, 0)});
  }
  return out;
}

namespace {

struct RiskGroupsOptions {
  RiskCut cut = RiskCut::quartiles;
};

}  // namespace

StepKind risk_groups_step() {
  return StepKind("risk_groups", 1,
                  "Patients with their risk and whether it is high or low.")
      .applies<Predictions>("risk", "of the patients")
      .applies<Cohort>("cohort", "the patients")
      .option("cut", &RiskGroupsOptions::cut,
              "quartiles leave out who lies between them; median takes all")
      .needs(in_memory(3, 2))
      .makes<Cohort>([](const Inputs& in, const Options& options) {
        const auto risk = in.get<Predictions>("risk");
        std::vector<double> values = one_risk(risk, "risk_groups");
        std::vector<std::string> groups =
            risk_groups(values, options.as<RiskGroupsOptions>().cut);
        Cohort out = narrowed(in.get<Cohort>("cohort"), risk.names);
        out.clinical.push_back({"risk", std::move(values)});
        out.clinical.push_back({"risk_group", std::move(groups)});
        return out;
      });
}

}  // namespace moonstain
