#include "core/stats/mask_scores.h"

#include <limits>

#include "core/base/error.h"

namespace moonstain {
namespace {

double share(std::int64_t part, std::int64_t all) {
  return all == 0 ? std::numeric_limits<double>::quiet_NaN()
                  : static_cast<double>(part) / static_cast<double>(all);
}

}  // namespace

MaskCounts& MaskCounts::operator+=(const MaskCounts& more) {
  both += more.both;
  called_only += more.called_only;
  seen_only += more.seen_only;
  neither += more.neither;
  return *this;
}

CallScores mask_scores(const MaskCounts& counts) {
  CallScores scores;
  scores.iou = share(counts.both, counts.called() + counts.seen_only);
  scores.dice = share(2 * counts.both, counts.called() + counts.seen());
  scores.sensitivity = share(counts.both, counts.seen());
  scores.specificity =
      share(counts.neither, counts.neither + counts.called_only);
  scores.precision = share(counts.both, counts.called());
  scores.f1 = scores.dice;
  scores.accuracy = share(counts.both + counts.neither, counts.places());
  return scores;
}

CallScores published_mask_scores(const MaskCounts& counts) {
  check(counts.places() > 0, "published_mask_scores: a mask without a place");
  // What a place is held against: seen, or with nothing seen, everything.
  MaskCounts held = counts;
  if (counts.seen() == 0) {
    held = {.both = counts.called(),
            .called_only = 0,
            .seen_only = counts.neither,
            .neither = 0};
  }
  constexpr double kSmooth = 1e-5;
  constexpr double kLeast = 1e-6;
  const auto of = [](std::int64_t count) { return static_cast<double>(count); };
  CallScores scores;
  scores.iou = (of(counts.both) + kSmooth) /
               (of(counts.called() + counts.seen_only) + kSmooth);
  scores.dice = 2 * scores.iou / (scores.iou + 1);
  scores.sensitivity = of(held.both) / (of(held.seen()) + kLeast);
  scores.specificity =
      of(held.neither) / (of(held.neither + held.called_only) + kLeast);
  scores.precision = of(held.both) / (of(held.called()) + kLeast);
  scores.f1 = 2 * scores.sensitivity * scores.precision /
              (scores.sensitivity + scores.precision + kLeast);
  scores.accuracy = of(held.both + held.neither) / of(held.places());
  return scores;
}

}  // namespace moonstain
