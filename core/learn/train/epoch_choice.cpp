#include "core/learn/train/epoch_choice.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace moonstain {
namespace {

void check_scores(std::span<const double> first,
                  std::span<const double> second) {
  check(!first.empty() && (second.empty() || second.size() == first.size()),
        "an epoch is chosen by ", first.size(), " and ", second.size(),
        " scores; expected as many of each, or none of the second");
}

double comparable(double score) {
  return std::isnan(score) ? -std::numeric_limits<double>::infinity() : score;
}

// How many are better, plus 1.
std::size_t rank_of(std::span<const double> scores, std::size_t epoch) {
  const double own = comparable(scores[epoch]);
  return 1 + static_cast<std::size_t>(std::count_if(
                 scores.begin(), scores.end(),
                 [&](double other) { return comparable(other) > own; }));
}

}  // namespace

std::size_t best_by_ranks(std::span<const double> first,
                          std::span<const double> second) {
  check_scores(first, second);
  std::size_t best = 0;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (std::size_t epoch = 0; epoch < first.size(); ++epoch) {
    const std::size_t sum =
        rank_of(first, epoch) + (second.empty() ? 0 : rank_of(second, epoch));
    if (sum >= least) continue;
    least = sum;
    best = epoch;
  }
  return best;
}

// Where one epoch is as good as another by both scores, no other epoch lies
// before it in a rank without lying before that one, too: its sum of ranks is
// never larger, and smaller where it is better by one score.
std::vector<std::size_t> may_be_best(std::span<const double> first,
                                     std::span<const double> second) {
  check_scores(first, second);
  const auto scores_of = [&](std::size_t epoch) {
    return std::pair(comparable(first[epoch]),
                     second.empty() ? 0.0 : comparable(second[epoch]));
  };
  std::vector<std::size_t> out;
  for (std::size_t epoch = 0; epoch < first.size(); ++epoch) {
    const auto own = scores_of(epoch);
    bool is_beaten = false;
    for (std::size_t other = 0; other < first.size(); ++other) {
      const auto its = scores_of(other);
      is_beaten |= its.first >= own.first && its.second >= own.second &&
                   (its != own || other < epoch);
    }
    if (!is_beaten) out.push_back(epoch);
  }
  return out;
}

}  // namespace moonstain
