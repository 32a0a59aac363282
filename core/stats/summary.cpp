#include "core/stats/summary.h"

#include <cmath>
#include <limits>

#include "core/stats/student_t.h"

namespace moonstain {

Summary summarise(const std::vector<double>& values) {
  Summary summary;
  double sum = 0;
  for (const double value : values) {
    if (std::isnan(value)) {
      ++summary.missing;
    } else {
      ++summary.n;
      sum += value;
    }
  }
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  summary.mean = summary.n > 0 ? sum / summary.n : kNone;
  double squares = 0;
  for (const double value : values) {
    if (!std::isnan(value)) {
      squares += (value - summary.mean) * (value - summary.mean);
    }
  }
  summary.sd = summary.n > 1 ? std::sqrt(squares / (summary.n - 1)) : kNone;
  if (summary.n >= kLeastUnitsForInterval) {
    summary.half_width = interval_half_width(summary.sd, summary.n);
  }
  return summary;
}

double mean_of_defined(const std::vector<double>& values) {
  return summarise(values).mean;
}

double mean_of_named(const std::map<std::string, double>& values) {
  std::vector<double> all;
  for (const auto& [name, value] : values) all.push_back(value);
  return mean_of_defined(all);
}

std::map<std::string, double> paired_differences(
    const std::map<std::string, double>& a,
    const std::map<std::string, double>& b) {
  std::map<std::string, double> differences;
  for (const auto& [unit, value] : a) {
    const auto other = b.find(unit);
    if (other != b.end() && !std::isnan(value) && !std::isnan(other->second)) {
      differences[unit] = value - other->second;
    }
  }
  return differences;
}

}  // namespace moonstain
