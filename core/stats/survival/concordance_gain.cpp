#include "core/stats/survival/concordance_gain.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/stats/quantiles.h"
#include "core/stats/survival/concordance.h"

namespace moonstain {
namespace {

struct Gains {
  double harrell = 0;
  double uno = 0;
};

Gains gains_of(const FollowUp& patients, const std::vector<double>& risks,
               const std::vector<double>& base, double before) {
  const Censoring censoring(patients);
  const double until = std::min(before, censoring.longest());
  return {concordance(patients, risks).index() -
              concordance(patients, base).index(),
          uno_concordance(censoring, patients, risks, until) -
              uno_concordance(censoring, patients, base, until)};
}

std::optional<Interval> interval_of(const std::vector<double>& gains) {
  constexpr double kLevel = 0.95;
  if (gains.size() < 2) return std::nullopt;
  return Interval{quantile(gains, (1 - kLevel) / 2),
                  quantile(gains, (1 + kLevel) / 2)};
}

}  // namespace

ConcordanceGain concordance_gain(const FollowUp& patients,
                                 const std::vector<double>& risks,
                                 const std::vector<double>& base,
                                 const GainOptions& options) {
  check(options.draws >= 1, "concordance_gain: ", options.draws,
        " draws; at least one is needed");
  const Gains seen = gains_of(patients, risks, base, options.before);
  const std::size_t count = patients.patients();
  std::vector<double> harrell, uno, of_risks(count), of_base(count);
  std::vector<std::size_t> drawn(count);
  ConcordanceGain out;
  for (std::int64_t draw = 0; draw < options.draws; ++draw) {
    RandomStream stream(options.seed, "concordance_gain", "draw",
                        static_cast<std::uint64_t>(draw));
    for (std::size_t i = 0; i < count; ++i) {
      drawn[i] = stream.below(count);
      of_risks[i] = risks[drawn[i]];
      of_base[i] = base[drawn[i]];
    }
    const Gains gains = gains_of(followed_at(patients, drawn), of_risks,
                                 of_base, options.before);
    if (std::isnan(gains.harrell)) {
      ++out.draws_without_pairs;
      continue;
    }
    harrell.push_back(gains.harrell);
    if (!std::isnan(gains.uno)) uno.push_back(gains.uno);
  }
  out.harrell = {seen.harrell, interval_of(harrell)};
  out.uno = {seen.uno, interval_of(uno)};
  return out;
}

}  // namespace moonstain
