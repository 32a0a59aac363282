#include "core/eval/findings/findings.h"

#include <algorithm>
#include <limits>

namespace moonstain {

const PredictorFindings* Findings::find(std::string_view predictor) const {
  const auto found = std::find_if(
      predictors.begin(), predictors.end(),
      [&](const PredictorFindings& one) { return one.name == predictor; });
  return found == predictors.end() ? nullptr : &*found;
}

const MetricScores* Findings::find(std::string_view predictor,
                                   const std::string& reading,
                                   const std::string& metric) const {
  const PredictorFindings* found = find(predictor);
  return found == nullptr ? nullptr : found->find(reading, metric);
}

const MetricScores* PredictorFindings::find(const std::string& reading,
                                            const std::string& metric) const {
  const auto in = readings.find(reading);
  if (in == readings.end()) return nullptr;
  const auto found = in->second.metrics.find(metric);
  return found == in->second.metrics.end() ? nullptr : &found->second;
}

double PooledScores::value(const std::string& predictor,
                           const std::string& reading,
                           const std::string& metric) const {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const auto of = by_predictor.find(predictor);
  if (of == by_predictor.end()) return kNone;
  const auto in = of->second.find(reading);
  if (in == of->second.end()) return kNone;
  const auto found = in->second.find(metric);
  return found == in->second.end() ? kNone : found->second;
}

double Findings::headline_value(std::string_view predictor) const {
  const MetricScores* scores =
      find(predictor, headline.reading, headline.metric);
  return scores == nullptr ? std::numeric_limits<double>::quiet_NaN()
                           : scores->estimate.value;
}

}  // namespace moonstain
