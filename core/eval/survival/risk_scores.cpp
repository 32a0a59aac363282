#include "core/eval/survival/risk_scores.h"

#include "core/eval/metrics/reading_kind.h"
#include "core/eval/survival/survival_facts.h"

namespace moonstain {

Scores begun_risk_scores(const FollowUp& patients) {
  Scores scores;
  scores.unit_kind = ScoredUnit::cohort;
  scores.item = "risk";
  scores.items = {"risk"};
  scores.places = {{std::string(readings::kPatients.name),
                    static_cast<std::int64_t>(patients.patients())}};
  scores.facts[survival_facts::kPatients] =
      static_cast<double>(patients.patients());
  scores.facts[survival_facts::kDeaths] =
      static_cast<double>(patients.deaths());
  return scores;
}

void add_risk_metric(Scores& scores, const char* name, double value) {
  scores.columns.push_back({std::string(readings::kPatients.name), name,
                            Eigen::VectorXd::Constant(1, value)});
}

}  // namespace moonstain
