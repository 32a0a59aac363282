#include "core/eval/findings/verdict.h"

#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/stats/student_t.h"

namespace moonstain {
namespace {

using Number = Judged<NumberVerdict>;

Number judge_same_data(const Claim& claim, const OurNumber& ours) {
  const double difference = ours.over_units.mean - claim.published;
  const bool has_spread = ours.seed_sd && ours.seeds >= kLeastSeeds;
  const double seeds = has_spread ? 2.0 * *ours.seed_sd : 0.0;
  const std::string apart =
      concat("ours is ", fixed(ours.over_units.mean, 3), ", ",
             signed_fixed(difference, 3), " from the published ",
             fixed(claim.published, 3));
  // A hair of tolerance: 0.455 - 0.45 is not exactly 0.005.
  if (std::abs(difference) <= claim.rounding + seeds + 1e-12) {
    return {NumberVerdict::reproduced,
            concat(apart, ", within rounding",
                   seeds > 0 ? " and the seeds' spread" : "")};
  }
  if (!has_spread && ours.seed_sd &&
      std::abs(difference) <= claim.rounding + 2.0 * *ours.seed_sd) {
    return {NumberVerdict::inconclusive,
            concat(apart, ", within the spread of ", ours.seeds, " seeds; ",
                   kLeastSeeds, " are needed to take one")};
  }
  if (ours.seeds < kLeastSeeds && claim.half_width &&
      std::abs(difference) <= *claim.half_width) {
    return {NumberVerdict::inconclusive,
            concat(apart, ", within the published interval, and ", ours.seeds,
                   " seed(s) do not show the seeds' spread; ", kLeastSeeds,
                   " are needed")};
  }
  return {NumberVerdict::differs,
          concat(apart, ", beyond rounding",
                 has_spread ? " and the seeds' spread" : "")};
}

Number judge_other_data(const Claim& claim, const OurNumber& ours) {
  if (ours.independent_units < kLeastUnitsForInterval) {
    return {NumberVerdict::inconclusive,
            concat(ours.independent_units,
                   " independent unit(s); no interval is given below ",
                   kLeastUnitsForInterval)};
  }
  if (!claim.half_width || !claim.units || *claim.units < 2) {
    return {NumberVerdict::inconclusive,
            "the published interval or its number of units is not stated"};
  }
  const int n = *claim.units;
  const double sd = *claim.half_width / interval_half_width(1.0, n);
  const double width = prediction_half_width(sd, n, ours.independent_units);
  const double difference = ours.over_units.mean - claim.published;
  const std::string sentence =
      concat("ours is ", fixed(ours.over_units.mean, 3), "; the published ",
             fixed(claim.published, 3), " predicts ",
             fixed(claim.published - width, 3), " to ",
             fixed(claim.published + width, 3), " for ", ours.independent_units,
             " other units");
  return {std::abs(difference) <= width ? NumberVerdict::consistent
                                        : NumberVerdict::differs,
          sentence};
}

}  // namespace

Judged<NumberVerdict> judge_number(const Claim& claim, const OurNumber& ours) {
  if (!ours.missing.empty()) {
    return {NumberVerdict::cannot_be_tested,
            concat("missing here: ", ours.missing)};
  }
  const std::string note =
      ours.scope_note.empty() ? "" : concat(": ", ours.scope_note);
  if (ours.scope == Scope::demo) {
    return {NumberVerdict::none, concat("a demonstration", note)};
  }
  if (ours.scope == Scope::quick) {
    return {NumberVerdict::none, concat("a quick profile", note)};
  }
  if (!ours.turned.empty()) {
    return {NumberVerdict::none,
            concat("another protocol than the published: ", ours.turned)};
  }
  if (claim.protocol_unknown) {
    return {NumberVerdict::protocol_unknown,
            concat(claim.protocol, ours.scope == Scope::subset
                                       ? concat("; and a subset", note)
                                       : "")};
  }
  if (std::isnan(ours.over_units.mean)) {
    return {NumberVerdict::inconclusive,
            "our number is undefined: no gene has a correlation"};
  }
  if (ours.scope == Scope::subset) {
    return {NumberVerdict::none, concat("a subset", note)};
  }
  if (ours.undefined_scores > 0) {
    return {NumberVerdict::inconclusive,
            concat(ours.undefined_scores, " of ", ours.scores,
                   " scores (sections by seeds) are undefined; ",
                   fixed(ours.over_units.mean, 3),
                   " over the rest is another number")};
  }
  return ours.same_data ? judge_same_data(claim, ours)
                        : judge_other_data(claim, ours);
}

Comparison compare(std::string baseline, PredictorKind kind,
                   std::map<std::string, double> gain_by_unit, double margin,
                   const ModelGaps& gaps) {
  Comparison comparison;
  comparison.baseline = std::move(baseline);
  comparison.kind = kind;
  comparison.by_unit = std::move(gain_by_unit);
  std::vector<double> gains;
  for (const auto& [unit, gain] : comparison.by_unit) {
    gains.push_back(gain);
  }
  comparison.summary = summarise(gains);
  const Summary& summary = comparison.summary;
  if (gaps.everywhere) {
    comparison.reason = "the model's number is undefined";
    return comparison;
  }
  const std::string missing =
      summary.missing == 0
          ? ""
          : concat("; ", summary.missing,
                   summary.missing == 1 ? " patient has" : " patients have",
                   " no number on one side");
  const std::string patients =
      concat(summary.n, summary.n == 1 ? " patient" : " patients");
  if (gaps.lacking > 0) {
    comparison.reason = concat(
        "the model has no number in ", gaps.lacking, " of ", gaps.scores,
        " scores (sections by seeds) where the baseline has one; ",
        signed_fixed(summary.mean, 3), " over the rest, ", patients, missing);
    return comparison;
  }
  if (summary.n == 0) {
    comparison.reason = "no patient has a number on both sides";
    return comparison;
  }
  if (!summary.half_width) {
    comparison.reason =
        concat(signed_fixed(summary.mean, 3), " over ", patients,
               "; no interval below ", kLeastUnitsForInterval, missing);
    return comparison;
  }
  const double low = summary.mean - *summary.half_width;
  const double high = summary.mean + *summary.half_width;
  comparison.verdict = low > margin     ? MeaningVerdict::better
                       : high < -margin ? MeaningVerdict::worse
                       : low >= -margin && high <= margin
                           ? MeaningVerdict::equivalent
                           : MeaningVerdict::inconclusive;
  comparison.reason = concat(
      signed_fixed(summary.mean, 3), " (", signed_fixed(low, 3), " to ",
      signed_fixed(high, 3), ") over ", patients, ", margin ", margin, missing);
  return comparison;
}

Judged<MeaningVerdict> judge_meaning(const std::vector<Comparison>& counting) {
  if (counting.empty()) {
    return {MeaningVerdict::inconclusive, "no named baseline was run"};
  }
  std::string reason;
  bool any_worse = false;
  bool any_open = false;
  bool all_better = true;
  for (const Comparison& one : counting) {
    const std::string_view link = one.verdict == MeaningVerdict::better ||
                                          one.verdict == MeaningVerdict::worse
                                      ? " than "
                                      : " against ";
    reason += concat(reason.empty() ? "" : "; ",
                     counting.size() == 1 ? "" : word_of(one.verdict),
                     counting.size() == 1 ? "against " : link, one.baseline,
                     ": ", one.reason);
    any_worse |= one.verdict == MeaningVerdict::worse;
    any_open |= one.verdict == MeaningVerdict::inconclusive;
    all_better &= one.verdict == MeaningVerdict::better;
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
  const double slack = claim.rounding + claim.half_width.value_or(0.0);
  for (const TrivialScore& trivial : claim.trivial) {
    const double lead = higher_is_better ? claim.published - trivial.value
                                         : trivial.value - claim.published;
    verdicts.push_back({trivial, lead > slack});
  }
  return verdicts;
}

}  // namespace moonstain
