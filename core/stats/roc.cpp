#include "core/stats/roc.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string_view>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Units at or above a distinct score.
struct Called {
  double threshold;
  std::int64_t positive;
  std::int64_t negative;
};

// For each distinct score, from the highest down.
std::vector<Called> called_at(const std::vector<double>& scores,
                              const std::vector<bool>& positive,
                              std::string_view what) {
  check(scores.size() == positive.size(), what, ": ", scores.size(),
        " scores, ", positive.size(), " classes; each unit has both");
  for (std::size_t i = 0; i < scores.size(); ++i) {
    check(!std::isnan(scores[i]), what, ": score ", i,
          " is NaN, which has no rank");
  }
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return scores[a] > scores[b];
  });
  std::vector<Called> called;
  Called sum{0, 0, 0};
  for (std::size_t i = 0; i < order.size(); ++i) {
    sum.threshold = scores[order[i]];
    ++(positive[order[i]] ? sum.positive : sum.negative);
    if (i + 1 == order.size() || scores[order[i + 1]] != sum.threshold) {
      called.push_back(sum);
    }
  }
  return called;
}

double ratio(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole)
                   : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

std::vector<RocPoint> roc_curve(const std::vector<double>& scores,
                                const std::vector<bool>& positive) {
  const std::vector<Called> called = called_at(scores, positive, "roc_curve");
  const Called all = called.empty() ? Called{0, 0, 0} : called.back();
  std::vector<RocPoint> points{{std::numeric_limits<double>::infinity(),
                                ratio(0, all.negative),
                                ratio(0, all.positive)}};
  for (const Called& at : called) {
    points.push_back({at.threshold, ratio(at.negative, all.negative),
                      ratio(at.positive, all.positive)});
  }
  return points;
}

// Trapezia over counts: integers, so that nothing is lost before the division.
double roc_auc(const std::vector<double>& scores,
               const std::vector<bool>& positive) {
  double twice_area = 0;
  Called last{0, 0, 0};
  for (const Called& at : called_at(scores, positive, "roc_auc")) {
    twice_area += static_cast<double>(at.negative - last.negative) *
                  static_cast<double>(at.positive + last.positive);
    last = at;
  }
  return last.positive > 0 && last.negative > 0
             ? twice_area / 2.0 / static_cast<double>(last.positive) /
                   static_cast<double>(last.negative)
             : std::numeric_limits<double>::quiet_NaN();
}

double average_precision(const std::vector<double>& scores,
                         const std::vector<bool>& positive) {
  double sum = 0;
  std::int64_t last = 0;
  for (const Called& at : called_at(scores, positive, "average_precision")) {
    sum += static_cast<double>(at.positive - last) *
           ratio(at.positive, at.positive + at.negative);
    last = at.positive;
  }
  return last > 0 ? sum / static_cast<double>(last)
                  : std::numeric_limits<double>::quiet_NaN();
}

double top_precision(const std::vector<double>& scores,
                     const std::vector<bool>& positive, double share) {
  if (scores.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double room =
      std::max(1.0, std::floor(share * static_cast<double>(scores.size())));
  double hits = 0;
  Called last{0, 0, 0};
  for (const Called& at : called_at(scores, positive, "top_precision")) {
    const auto taken = static_cast<double>(last.positive + last.negative);
    const auto tied = static_cast<double>(at.positive + at.negative) - taken;
    const double part = std::min(1.0, (room - taken) / tied);
    hits += part * static_cast<double>(at.positive - last.positive);
    if (part < 1 || taken + tied == room) break;
    last = at;
  }
  return hits / room;
}

}  // namespace moonstain
