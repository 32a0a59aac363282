#include "core/eval/findings/pooled.h"

#include <algorithm>
#include <string>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/eval/findings/predictor_findings.h"

namespace moonstain {
namespace {

// The predictor's scores by unit.
const PredictorScores& by_unit_of(
    const Scores& one, const std::vector<PredictorScores>& predictors) {
  const auto found = std::find_if(predictors.begin(), predictors.end(),
                                  [&](const PredictorScores& other) {
                                    return other.name() == one.predictor.name;
                                  });
  check(found != predictors.end(), "findings: `pooled` holds scores of ",
        one.predictor.name, ", which `scores` and `baselines` have not");
  return *found;
}

void check_units(const Scores& one, const PredictorScores& by_unit) {
  const Scores& first = *by_unit.units().begin()->second.front();
  const std::string noun = std::string(word_of(first.unit_kind));
  check(one.unit_kind == ScoredUnit::cohort,
        "findings: `pooled` holds scores of ", word_of(one.unit_kind), " ",
        one.unit, "; expected those of all ", plural(noun), " together");
  const auto units = static_cast<double>(by_unit.units().size());
  check(one.fact("sections") == units, "findings: `pooled` scores of ",
        one.predictor.name, " are of ", one.fact("sections"), " ", plural(noun),
        ", its scores by ", noun, " of ", units);
  check(one.target == first.target && one.items == first.items,
        "findings: `pooled` scores of ", one.predictor.name, " are of ",
        listed(one.items, 4), " (", one.target, "), its scores by ", noun,
        " of ", listed(first.items, 4), " (", first.target, ")");
}

}  // namespace

PooledScores pooled_scores(const std::vector<Scores>& pooled,
                           const std::vector<PredictorScores>& predictors) {
  PooledScores made;
  for (const Scores& one : pooled) {
    const PredictorScores& by_unit = by_unit_of(one, predictors);
    check_units(one, by_unit);
    made.units = by_unit.units().size();
    check(made.about.empty() || made.about == one.unit,
          "findings: `pooled` holds scores of ", made.about, " and of ",
          one.unit, "; expected one cohort");
    made.about = one.unit;
    const auto [entry, is_new] =
        made.by_predictor.try_emplace(one.predictor.name);
    check(is_new, "findings: `pooled` holds two scores of ", one.predictor.name,
          "; expected one a predictor");
    for (const auto& [reading, places] : one.places) {
      made.places[reading] = places;
      for (const Metric& metric : metrics_in(one, reading)) {
        entry->second[reading][metric.name] =
            metric_value(one, reading, metric);
      }
    }
  }
  const std::string& model = predictors.front().name();
  check(made.by_predictor.contains(model), "findings: `pooled` has no scores ",
        "of ", model, ", the model");
  return made;
}

}  // namespace moonstain
