#include "core/stats/trivial_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace moonstain {

double mask_correlation(double p, double mean, double sd) {
  if (!(p > 0 && p < 1) || mean == 0) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double cv = sd / mean;
  const double r = 1.0 / std::sqrt(1.0 + cv * cv / (1.0 - p));
  return mean > 0 ? r : -r;
}

double mask_reaches_up_to_cv(double p, double r) {
  check(p > 0 && p < 1, "mask_reaches_up_to_cv: tissue fraction ", p,
        " does not lie between 0 and 1");
  check(r > 0 && r <= 1, "mask_reaches_up_to_cv: r is ", r,
        "; it lies above 0 and is at most 1");
  return std::sqrt((1.0 - p) * (1.0 / (r * r) - 1.0));
}

double mask_auc(double t, double q) {
  check(0 < q && q <= t && t < 1, "mask_auc: the class has a share of ", q,
        ", the tissue of ", t,
        "; expected the class within the tissue, and cells outside of it");
  return 0.5 + (1.0 - t) / (2.0 * (1.0 - q));
}

double mask_auc_reaches_from_class_share(double t, double auc) {
  check(t > 0 && t < 1, "mask_auc_reaches_from_class_share: tissue fraction ",
        t, " does not lie between 0 and 1");
  check(auc > 0.5 && auc < 1, "mask_auc_reaches_from_class_share: the area is ",
        auc, "; it lies between 0.5 and 1");
  return std::max(0.0, 1.0 - (1.0 - t) / (2.0 * auc - 1.0));
}

double expected_maximum(std::int64_t k, double mean, double sd) {
  check(k >= 1, "expected_maximum: best of ", k,
        " draws; at least 1 is needed");
  constexpr int kSteps = 4000;
  constexpr double kWidth = 16.0 / kSteps;
  const auto density = [k](double x) {
    const double phi =
        std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::acos(-1.0));
    const double below = 0.5 * std::erfc(-x / std::sqrt(2.0));
    const auto n = static_cast<double>(k);
    return n * std::pow(below, n - 1.0) * phi * x;
  };
  double sum = density(-8.0) + density(8.0);
  for (int i = 1; i < kSteps; ++i) {
    sum += (i % 2 == 1 ? 4.0 : 2.0) * density(-8.0 + i * kWidth);
  }
  return mean + sd * sum * kWidth / 3.0;
}

std::int64_t draws_that_reach(double value, double mean, double sd) {
  check(sd > 0, "draws_that_reach: the spread is ", sd, "; it lies above 0");
  constexpr std::int64_t kMost = 1'000'000;
  const auto reach = [&](std::int64_t k) {
    return expected_maximum(k, mean, sd) >= value;
  };
  if (value <= mean) return 1;
  if (!reach(kMost)) return 0;
  std::int64_t below = 1;  // too few
  std::int64_t enough = kMost;
  while (enough - below > 1) {
    const std::int64_t middle = below + (enough - below) / 2;
    (reach(middle) ? enough : below) = middle;
  }
  return enough;
}

}  // namespace moonstain
