#include "core/eval/findings/verdict.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/stats/student_t.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

using Number = Judged<NumberVerdict>;

std::string lacking_words(const Lacking& lacking, std::string_view item,
                          std::string_view beside) {
  return concat("the model has no value in ", lacking.lacking, " of ",
                lacking.of, " ", plural(item), " by units ", beside);
}

// Two numbers of one method lie within the width of the first level in 95 of
// 100 cases; they are said to differ where 99 do not reach, and between the two
// nothing is said.
constexpr double kLikely = 0.95;
constexpr double kUnlikely = 0.99;

constexpr int kPlaces = 3;  // at least

// @param words  what is said of the difference, with so many places
template <typename Width, typename Words>
Number judged_by(double difference, const Width& width, NumberVerdict within,
                 const Words& words) {
  const double apart = std::abs(difference);
  const double likely = width(kLikely);
  const double unlikely = width(kUnlikely);
  const bool inside = apart <= likely;
  const bool beyond = apart > unlikely;
  const int places =
      std::max(places_apart(apart, likely, kPlaces),
               inside ? kPlaces : places_apart(apart, unlikely, kPlaces));
  return {
      inside   ? within
      : beyond ? NumberVerdict::differs
               : NumberVerdict::inconclusive,
      concat(words(places),
             inside   ? "within"
             : beyond ? "beyond"
                      : "outside of",
             " the ", fixed(beyond ? unlikely : likely, places), " that ",
             beyond ? "99" : "95", " of 100 predictions allow",
             inside || beyond ? ""
                              : concat(", within the ", fixed(unlikely, places),
                                       " that 99 allow"))};
}

Number judge_same_data(const Claim& claim, const OurNumber& ours) {
  const double value = ours.estimate.value;
  const double difference = value - *claim.published;
  const auto apart_by = [&](int places) {
    return concat("ours is ", value_text(claim.metric, value), ", ",
                  signed_fixed(difference, places), " from the published ",
                  claim.published_text);
  };
  const std::string apart = apart_by(kPlaces);
  // A hair of tolerance: 0.455 - 0.45 is not exactly 0.005.
  if (std::abs(difference) <= claim.rounding + 1e-12) {
    return {NumberVerdict::reproduced, concat(apart, ", within rounding")};
  }
  if (!ours.seed_sd && ours.seeds >= kLeastSeeds) {
    return {NumberVerdict::inconclusive,
            concat(apart, "; ", plural(ours.estimate.unit),
                   " were not all run with the same seeds, so nobody knows how "
                   "far draws lie apart")};
  }
  if (ours.seeds < kLeastSeeds) {
    return {NumberVerdict::inconclusive,
            concat(apart, "; ",
                   counted(static_cast<std::uint64_t>(ours.seeds), "seed"),
                   ours.seeds == 1 ? " does" : " do",
                   " not show how far draws lie apart, ", kLeastSeeds,
                   " are needed")};
  }
  const auto width = [&](double level) {
    return claim.rounding + 1e-12 +
           prediction_half_width(*ours.seed_sd, ours.seeds, 1, level);
  };
  return judged_by(difference, width, NumberVerdict::reproduced,
                   [&](int places) {
                     return concat(apart_by(places), ", one draw beside ",
                                   ours.seeds, " of ours: ");
                   });
}

Number judge_other_data(const Claim& claim, const OurNumber& ours) {
  const Estimate& mine = ours.estimate;
  if (mine.effective_clusters < kLeastUnitsForInterval - 1e-9) {
    return {
        NumberVerdict::inconclusive,
        concat(counted(static_cast<std::uint64_t>(mine.clusters), mine.cluster),
               mine.clusters == 1 ? " counts as " : " count as ",
               fixed(mine.effective_clusters,
                     places_apart(mine.effective_clusters,
                                  kLeastUnitsForInterval, 1)),
               "; no interval is given below ", kLeastUnitsForInterval)};
  }
  if (mine.averaging == Averaging::median) {
    return {NumberVerdict::inconclusive,
            "ours is a median, and a prediction interval is one of means"};
  }
  if (!claim.half_width || *claim.half_width == 0 || !claim.units ||
      *claim.units < 2) {
    return {NumberVerdict::inconclusive,
            "the published interval or its number of units is not stated"};
  }
  if (claim.unit != mine.cluster) {
    return {NumberVerdict::inconclusive,
            concat("the published interval is over ", *claim.units, " ",
                   claim.unit.empty() ? "units that are not named"
                                      : plural(claim.unit),
                   ", which says nothing of other ", plural(mine.cluster))};
  }
  const int n = *claim.units;
  const double sd = *claim.half_width / interval_half_width(1.0, n);
  const auto width = [&](double level) {
    return claim.rounding +
           student_t_quantile(0.5 + level / 2, n - 1) * sd *
               std::sqrt(1.0 / n + 1.0 / mine.effective_clusters);
  };
  const double difference = mine.value - *claim.published;
  return judged_by(
      difference, width, NumberVerdict::consistent, [&](int places) {
        return concat("ours is ", value_text(claim.metric, mine.value), ", ",
                      signed_fixed(difference, places), " from the published ",
                      claim.published_text, ", for ", mine.clusters, " other ",
                      plural(mine.cluster), ": ");
      });
}

}  // namespace

Judged<NumberVerdict> judge_number(const Claim& claim, const OurNumber& ours) {
  if (!claim.published) {
    return {NumberVerdict::cannot_be_tested,
            concat("no number was published: ", claim.not_published)};
  }
  if (!ours.missing.empty()) {
    return {NumberVerdict::cannot_be_tested,
            concat("missing here: ", ours.missing)};
  }
  if (!ours.state.copies.empty()) {
    return {NumberVerdict::none, ours.state.copies};
  }
  if (!ours.state.learned.empty()) {
    return {NumberVerdict::none, ours.state.learned};
  }
  if (!ours.state.collapsed.empty()) {
    return {NumberVerdict::inconclusive, ours.state.collapsed};
  }
  const std::string note =
      ours.scope_note.empty() ? "" : concat(": ", ours.scope_note);
  if (ours.scope == Scope::demo) {
    return {NumberVerdict::none, concat("a demonstration", note)};
  }
  if (ours.scope == Scope::quick) {
    return {NumberVerdict::none, concat("a quick profile", note)};
  }
  if (!ours.protocol_stated) {
    return {NumberVerdict::none,
            "the recipe does not say under which protocol this is: "
            "findings { protocol = ms.protocol() }"};
  }
  if (!ours.turned.empty()) {
    return {NumberVerdict::none, concat("another protocol than the published: ",
                                        listed(ours.turned))};
  }
  if (claim.protocol_unknown) {
    return {NumberVerdict::protocol_unknown,
            concat(claim.protocol, ours.scope == Scope::subset
                                       ? concat("; and a subset", note)
                                       : "")};
  }
  if (std::isnan(ours.estimate.value)) {
    return {NumberVerdict::inconclusive,
            concat("our number is undefined: ", ours.estimate.how)};
  }
  if (ours.scope == Scope::subset) {
    return {NumberVerdict::none, concat("a subset", note)};
  }
  const std::string rest =
      concat("; ", value_text(claim.metric, ours.estimate.value),
             " over the rest is another number");
  if (ours.undefined_scores > 0) {
    return {
        NumberVerdict::inconclusive,
        concat(ours.undefined_scores, " of ", ours.scores, " scores (",
               plural(ours.estimate.unit), " by seeds) are undefined", rest)};
  }
  if (ours.lacking.too_many()) {
    return {NumberVerdict::inconclusive,
            lacking_words(ours.lacking, ours.item, "whose measurement varies") +
                rest};
  }
  return ours.same_data ? judge_same_data(claim, ours)
                        : judge_other_data(claim, ours);
}

Comparison compare(Gain gain, double margin, std::string_view item) {
  Comparison comparison;
  comparison.counts = !gain.baseline_silent || gain.model_silent;
  comparison.gain = std::move(gain);
  const Gain& of = comparison.gain;
  const Estimate& mean = of.estimate;
  if (of.model_silent) {
    comparison.reason = "the model's number is undefined";
    return comparison;
  }
  if (of.baseline_silent) {
    comparison.reason = "has no number in this reading";
    return comparison;
  }
  if (mean.units == 0) {
    comparison.reason = concat("no ", mean.unit, " has a number on both sides");
    return comparison;
  }
  std::string missing;
  if (mean.undefined > 0) {
    missing = concat(
        "; ", counted(static_cast<std::uint64_t>(mean.undefined), mean.unit),
        mean.undefined == 1 ? " has" : " have", " no number on one side");
  }
  const std::string beside = "that the baseline defines";
  if (of.lacking.lacking > 0) {
    missing += "; " + lacking_words(of.lacking, item, beside);
  }
  if (of.lacking.too_many()) {
    comparison.reason = concat(lacking_words(of.lacking, item, beside), "; ",
                               signed_fixed(mean.value, 3), " over the rest");
    return comparison;
  }
  if (!mean.interval) {
    comparison.reason = concat(signed_fixed(mean.value, 3), ", ",
                               mean.of_what(), "; ", mean.how, missing);
    return comparison;
  }
  const auto [low, high] = *mean.interval;
  comparison.verdict = low > margin     ? MeaningVerdict::better
                       : high < -margin ? MeaningVerdict::worse
                       : low >= -margin && high <= margin
                           ? MeaningVerdict::equivalent
                           : MeaningVerdict::inconclusive;
  int places = kPlaces;
  for (const double limit : {margin, -margin}) {
    for (const double end : {low, high}) {
      places = std::max(places, places_apart(end, limit, kPlaces));
    }
  }
  comparison.reason =
      concat(signed_fixed(mean.value, places), " (", signed_fixed(low, places),
             " to ", signed_fixed(high, places), "), ", mean.of_what(), ", ",
             mean.how, ", margin ", margin, missing);
  return comparison;
}

Judged<MeaningVerdict> judge_meaning(const std::vector<Comparison>& against,
                                     const ModelState& state) {
  if (!state.copies.empty()) {
    return {MeaningVerdict::none, state.copies};
  }
  if (!state.learned.empty()) {
    return {MeaningVerdict::none, state.learned};
  }
  if (!state.collapsed.empty()) {
    return {MeaningVerdict::inconclusive, state.collapsed};
  }
  if (!state.not_fitted.empty()) {
    return {MeaningVerdict::none, state.not_fitted};
  }
  std::string reason;
  const auto add = [&](const std::string& words) {
    reason += concat(reason.empty() ? "" : "; ", words);
  };
  std::size_t counting = 0;
  for (const Comparison& one : against) counting += one.counts;
  bool any_worse = false;
  bool any_open = false;
  bool all_better = true;
  for (const Comparison& one : against) {
    if (!one.counts) continue;
    const std::string_view link = one.verdict == MeaningVerdict::better ||
                                          one.verdict == MeaningVerdict::worse
                                      ? " than "
                                      : " against ";
    add(concat(counting == 1 ? "" : word_of(one.verdict),
               counting == 1 ? "against " : link, one.gain.baseline, ": ",
               one.reason));
    any_worse |= one.verdict == MeaningVerdict::worse;
    any_open |= one.verdict == MeaningVerdict::inconclusive;
    all_better &= one.verdict == MeaningVerdict::better;
  }
  for (const Comparison& one : against) {
    if (!one.counts) {
      add(one.gain.baseline + " has no number in this reading");
    }
  }
  if (counting == 0) {
    return {MeaningVerdict::inconclusive,
            reason.empty() ? "no named baseline was run" : reason};
  }
  return {any_worse    ? MeaningVerdict::worse
          : any_open   ? MeaningVerdict::inconclusive
          : all_better ? MeaningVerdict::better
                       : MeaningVerdict::equivalent,
          reason};
}

std::vector<TrivialVerdict> judge_trivial_scores(const Claim& claim,
                                                 bool higher_is_better) {
  std::vector<TrivialVerdict> verdicts;
  if (!claim.published) return verdicts;
  // A hair of tolerance: 0.8 - 0.795 is not exactly 0.005.
  constexpr double kHair = 1e-12;
  const double slack = claim.rounding + claim.half_width.value_or(0.0) + kHair;
  for (const TrivialScore& trivial : claim.trivial) {
    if (trivial.reaches_where) {
      verdicts.push_back({trivial, false});
      continue;
    }
    if (trivial.of_published) {
      verdicts.push_back(
          {trivial, higher_is_better
                        ? trivial.of_published->low > trivial.value + kHair
                        : trivial.of_published->high < trivial.value - kHair});
      continue;
    }
    const double lead = higher_is_better ? *claim.published - trivial.value
                                         : trivial.value - *claim.published;
    verdicts.push_back({trivial, lead > slack});
  }
  return verdicts;
}

}  // namespace moonstain
