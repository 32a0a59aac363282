#include "core/eval/panels/roc_panel.h"

#include <algorithm>
#include <utility>

#include "core/stats/roc.h"

namespace moonstain {
namespace {

constexpr double kLeastStep = 0.001;

}  // namespace

RocCurve roc_of(std::string name, const std::vector<double>& scores,
                const std::vector<bool>& positive) {
  RocCurve curve;
  curve.name = std::move(name);
  curve.auc = roc_auc(scores, positive);
  curve.positives = std::count(positive.begin(), positive.end(), true);
  curve.negatives =
      static_cast<std::int64_t>(positive.size()) - curve.positives;
  if (curve.positives == 0 || curve.negatives == 0) return curve;
  const std::vector<RocPoint> points = roc_curve(scores, positive);
  auto& x = curve.false_positive_rate;
  auto& y = curve.true_positive_rate;
  for (const RocPoint& one : points) {
    const bool kept = x.empty() || &one == &points.back() ||
                      one.false_positive_rate - x.back() >= kLeastStep ||
                      one.true_positive_rate - y.back() >= kLeastStep;
    if (!kept) continue;
    x.push_back(one.false_positive_rate);
    y.push_back(one.true_positive_rate);
  }
  return curve;
}

}  // namespace moonstain
