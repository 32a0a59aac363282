#include "core/stats/survival/d_calibration.h"

#include <algorithm>

#include "core/base/error.h"

namespace moonstain {

DCalibration d_calibration(const std::vector<double>& chances,
                           const std::vector<bool>& died, std::size_t bins) {
  check(chances.size() == died.size() && !died.empty(),
        "d_calibration: ", chances.size(), " chances of ", died.size(),
        " patients; expected as many, and at least one");
  check(bins >= 2, "d_calibration: ", bins, " bin(s); at least 2 are needed");
  const auto count = static_cast<double>(bins);
  DCalibration out;
  out.patients.assign(bins, 0.0);
  for (std::size_t i = 0; i < chances.size(); ++i) {
    const double chance = chances[i];
    check(chance >= 0 && chance <= 1, "d_calibration: a chance of survival is ",
          chance, "; it lies from 0 to 1");
    const std::size_t bin =
        std::min(static_cast<std::size_t>(chance * count), bins - 1);
    if (died[i] || chance == 0) {
      ++out.patients[bin];
      continue;
    }
    for (std::size_t below = 0; below < bin; ++below) {
      out.patients[below] += 1 / count / chance;
    }
    out.patients[bin] += 1 - static_cast<double>(bin) / count / chance;
  }
  const double expected = static_cast<double>(chances.size()) / count;
  double statistic = 0;
  for (const double patients : out.patients) {
    statistic += (patients - expected) * (patients - expected) / expected;
  }
  out.test = chi_squared(statistic, static_cast<int>(bins) - 1);
  return out;
}

}  // namespace moonstain
