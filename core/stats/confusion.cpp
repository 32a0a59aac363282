#include "core/stats/confusion.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double ratio(std::int64_t part, std::int64_t whole, double undefined) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole)
                   : undefined;
}

// NaN values are left out with their weights.
double mean_of(const std::vector<ClassScores>& scores,
               const std::vector<double>& weights, double ClassScores::*score) {
  double sum = 0;
  double weight = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!std::isnan(scores[i].*score)) {
      sum += weights[i] * (scores[i].*score);
      weight += weights[i];
    }
  }
  return weight > 0 ? sum / weight : kNone;
}

ClassScores averaged(const std::vector<ClassScores>& scores,
                     const std::vector<double>& weights) {
  return {mean_of(scores, weights, &ClassScores::precision),
          mean_of(scores, weights, &ClassScores::recall),
          mean_of(scores, weights, &ClassScores::f1),
          mean_of(scores, weights, &ClassScores::iou)};
}

}  // namespace

Confusion confusion_of(const std::vector<std::string>& truth,
                       const std::vector<std::string>& called) {
  check(truth.size() == called.size(), "confusion_of: ", truth.size(),
        " true classes, ", called.size(), " called ones; each unit has both");
  std::set<std::string> names(truth.begin(), truth.end());
  names.insert(called.begin(), called.end());
  Confusion confusion;
  confusion.classes.assign(names.begin(), names.end());
  const auto count = static_cast<Eigen::Index>(names.size());
  confusion.counts.setZero(count, count);
  const auto place = [&](const std::string& name) {
    return std::lower_bound(confusion.classes.begin(), confusion.classes.end(),
                            name) -
           confusion.classes.begin();
  };
  for (std::size_t i = 0; i < truth.size(); ++i) {
    ++confusion.counts(place(truth[i]), place(called[i]));
  }
  return confusion;
}

double accuracy(const Confusion& confusion) {
  return ratio(confusion.counts.trace(), confusion.units(), kNone);
}

double balanced_accuracy(const Confusion& confusion) {
  return macro_scores(confusion, kNone).recall;
}

double cohen_kappa(const Confusion& confusion) {
  const auto n = static_cast<double>(confusion.units());
  double by_chance = 0;
  for (Eigen::Index i = 0; i < confusion.counts.rows(); ++i) {
    by_chance += static_cast<double>(confusion.counts.row(i).sum()) / n *
                 static_cast<double>(confusion.counts.col(i).sum()) / n;
  }
  return by_chance < 1.0 ? (accuracy(confusion) - by_chance) / (1.0 - by_chance)
                         : kNone;
}

std::vector<ClassScores> class_scores(const Confusion& confusion,
                                      double zero_division) {
  std::vector<ClassScores> scores;
  for (Eigen::Index i = 0; i < confusion.counts.rows(); ++i) {
    const std::int64_t right = confusion.counts(i, i);
    const std::int64_t truly = confusion.counts.row(i).sum();
    const std::int64_t called = confusion.counts.col(i).sum();
    scores.push_back({ratio(right, called, zero_division),
                      ratio(right, truly, zero_division),
                      ratio(2 * right, truly + called, zero_division),
                      ratio(right, truly + called - right, zero_division)});
  }
  return scores;
}

ClassScores macro_scores(const Confusion& confusion, double zero_division) {
  return averaged(class_scores(confusion, zero_division),
                  std::vector<double>(confusion.classes.size(), 1.0));
}

ClassScores weighted_scores(const Confusion& confusion, double zero_division) {
  std::vector<double> sizes;
  for (Eigen::Index i = 0; i < confusion.counts.rows(); ++i) {
    sizes.push_back(static_cast<double>(confusion.counts.row(i).sum()));
  }
  return averaged(class_scores(confusion, zero_division), sizes);
}

}  // namespace moonstain
