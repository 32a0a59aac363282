#include "core/eval/findings/warnings.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/eval/findings/labels.h"
#include "core/eval/metrics/metric_kind.h"

namespace moonstain {
namespace {

// The estimate of the headline's metric; nullptr where there is no number.
const Estimate* headline_estimate(const Findings& findings,
                                  const PredictorFindings& predictor) {
  const MetricScores* scores =
      predictor.find(findings.headline.reading, findings.headline.metric);
  if (scores == nullptr || std::isnan(scores->estimate.value)) return nullptr;
  return &scores->estimate;
}

struct Ceiling {
  const PredictorFindings* predictor = nullptr;
  const Estimate* estimate = nullptr;
};

// Of an error the lowest.
Ceiling best_ceiling(const Findings& findings, const MetricKind& kind) {
  Ceiling best;
  for (const PredictorFindings& one : findings.predictors) {
    if (one.kind != PredictorKind::ceiling) continue;
    const Estimate* estimate = headline_estimate(findings, one);
    if (estimate == nullptr) continue;
    if (best.estimate == nullptr ||
        is_better(kind, estimate->value, best.estimate->value)) {
      best = {&one, estimate};
    }
  }
  return best;
}

// Units with a gain, and those without a number on one side.
struct GainedUnits {
  std::size_t gained = 0;
  std::size_t undefined = 0;
  bool all_above = true;
};

GainedUnits gained_units(const Gain& gain) {
  GainedUnits units;
  for (const auto& [unit, value] : gain.by_unit) {
    if (std::isnan(value)) {
      ++units.undefined;
      continue;
    }
    ++units.gained;
    units.all_above = units.all_above && value > 0;
  }
  return units;
}

}  // namespace

std::optional<std::string> above_ceiling(const Findings& findings) {
  if (findings.predictors.empty()) return std::nullopt;
  const Estimate* model =
      headline_estimate(findings, findings.predictors.front());
  if (model == nullptr) return std::nullopt;
  const std::string& metric = findings.headline.metric;
  const MetricKind& kind = *parse_metric(metric).kind;
  const Ceiling ceiling = best_ceiling(findings, kind);
  if (ceiling.estimate == nullptr) return std::nullopt;
  const auto gain = std::find_if(
      findings.gains.begin(), findings.gains.end(),
      [&](const Gain& one) { return one.baseline == ceiling.predictor->name; });
  if (gain == findings.gains.end() || !(gain->estimate.value > 0)) {
    return std::nullopt;
  }
  const auto& interval = ceiling.estimate->interval;
  const GainedUnits units = gained_units(*gain);
  const bool higher = kind.higher_is_better;
  const bool beyond = interval
                          ? is_better(kind, model->value,
                                      higher ? interval->high : interval->low)
                          : units.gained > 0 && units.all_above;
  if (!beyond) return std::nullopt;
  const std::string_view side = higher ? "above" : "below";
  const std::string beside =
      interval ? concat("95 % interval ", value_text(kind, interval->low),
                        " to ", value_text(kind, interval->high))
               : concat("without an interval, but ", side, " it in each of ",
                        counted(units.gained, findings.data.unit),
                        units.undefined == 0
                            ? ""
                            : concat("; ", units.undefined,
                                     units.undefined == 1 ? " has" : " have",
                                     " no number on one side"));
  return concat(
      label_of(findings.model), " scores ", value_text(kind, model->value),
      ", ", side, higher ? " the highest ceiling: " : " the lowest ceiling: ",
      label_of(ceiling.predictor->name), ", ",
      value_text(kind, ceiling.estimate->value), " (", beside,
      "). Either the model has seen what it is scored on, which is a leak, or "
      "what the ceiling assumes does not hold here: of one by thinned counts, "
      "that they are Poisson given a spot's true expression. No such number "
      "should be believed before it is known which.");
}

std::optional<std::string> as_measured(const Findings& findings) {
  const std::string& metric = findings.headline.metric;
  if (!metric.starts_with("pearson.")) return std::nullopt;
  const auto values = findings.items.by_predictor.find(findings.model);
  if (values == findings.items.by_predictor.end()) return std::nullopt;
  constexpr double kShownAsOne = 0.9995;
  std::size_t equal = 0;
  for (const double r : values->second) {
    if (r < kShownAsOne) return std::nullopt;
    if (!std::isnan(r)) ++equal;
  }
  if (equal == 0) return std::nullopt;
  return concat(label_of(findings.model), " is the measurement: of ",
                counted(equal, findings.data.item), " each has a Pearson r of ",
                "1.000. Either the truth was given as predictions, or it was "
                "made of them; no number of this page says anything of a "
                "model.");
}

std::vector<std::string> noted(const Findings& findings) {
  std::vector<std::string> notes = findings.notes;
  if (auto warning = above_ceiling(findings)) {
    notes.push_back(*std::move(warning));
  }
  if (auto warning = as_measured(findings)) {
    notes.push_back(*std::move(warning));
  }
  return notes;
}

}  // namespace moonstain
