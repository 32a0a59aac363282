#include "core/eval/findings/warnings.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
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

Ceiling highest_ceiling(const Findings& findings) {
  Ceiling highest;
  for (const PredictorFindings& one : findings.predictors) {
    if (one.kind != PredictorKind::ceiling) continue;
    const Estimate* estimate = headline_estimate(findings, one);
    if (estimate == nullptr) continue;
    if (highest.estimate == nullptr ||
        estimate->value > highest.estimate->value) {
      highest = {&one, estimate};
    }
  }
  return highest;
}

bool gains_everywhere(const Gain& gain) {
  std::size_t units = 0;
  for (const auto& [unit, value] : gain.by_unit) {
    if (std::isnan(value)) continue;
    if (value <= 0) return false;
    ++units;
  }
  return units > 0;
}

}  // namespace

std::optional<std::string> above_ceiling(const Findings& findings) {
  if (findings.predictors.empty()) return std::nullopt;
  const Estimate* model =
      headline_estimate(findings, findings.predictors.front());
  const Ceiling ceiling = highest_ceiling(findings);
  if (model == nullptr || ceiling.estimate == nullptr) return std::nullopt;
  const auto gain = std::find_if(
      findings.gains.begin(), findings.gains.end(),
      [&](const Gain& one) { return one.baseline == ceiling.predictor->name; });
  if (gain == findings.gains.end() || !(gain->estimate.value > 0)) {
    return std::nullopt;
  }
  const auto& interval = ceiling.estimate->interval;
  if (interval ? model->value <= interval->high : !gains_everywhere(*gain)) {
    return std::nullopt;
  }
  const std::string& metric = findings.headline.metric;
  const std::string beside =
      interval ? concat("95 % interval ", value_text(metric, interval->low),
                        " to ", value_text(metric, interval->high))
               : concat("without an interval, but above it in every ",
                        findings.data.unit);
  return concat(
      label_of(findings.model), " scores ", value_text(metric, model->value),
      ", above the highest ceiling: ", label_of(ceiling.predictor->name), ", ",
      value_text(metric, ceiling.estimate->value), " (", beside,
      "). Either the model has seen what it is scored on, which is a leak, or "
      "what the ceiling assumes does not hold here: of one by thinned counts, "
      "that they are Poisson given a spot's true expression. No such number "
      "should be believed before it is known which.");
}

std::vector<std::string> noted(const Findings& findings) {
  std::vector<std::string> notes = findings.notes;
  if (auto warning = above_ceiling(findings)) {
    notes.push_back(*std::move(warning));
  }
  return notes;
}

}  // namespace moonstain
