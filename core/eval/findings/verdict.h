#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/step/kind_words.h"
#include "core/eval/findings/expected.h"
#include "core/eval/findings/predictor_kind.h"
#include "core/stats/summary.h"

namespace moonstain {

/// First axis: is it the published number?
enum class NumberVerdict {
  reproduced,  ///< same data, within rounding and the seeds' spread
  consistent,  ///< other data, inside the prediction interval
  differs,
  inconclusive,
  protocol_unknown,  ///< what the number depends on was not published
  cannot_be_tested,  ///< here, with the missing thing named
  none,  ///< a subset, a quick profile, the demo, or another protocol
};

/// Second axis: what does it mean beside the named baselines?
enum class MeaningVerdict { better, equivalent, worse, inconclusive };

/// How much of the paper's experiment a run is.
enum class Scope { full, subset, quick, demo };

template <>
struct KindWords<NumberVerdict> {
  static constexpr std::string_view kAll[] = {
      "reproduced",   "consistent",       "differs",
      "inconclusive", "protocol unknown", "cannot be tested here",
      "no verdict"};
};
template <>
struct KindWords<MeaningVerdict> {
  static constexpr std::string_view kAll[] = {
      "better", "equivalent within the margin", "worse", "inconclusive"};
};
template <>
struct KindWords<Scope> {
  static constexpr std::string_view kAll[] = {"full", "subset", "quick",
                                              "demo"};
};

/// What we have to set against a published number.
struct OurNumber {
  Summary over_units;         ///< over held-out units of the claim's metric
  int independent_units = 0;  ///< patients with a number
  int scores = 0;             ///< units by seeds
  int undefined_scores = 0;   ///< those among them without a number
  /// Standard deviation of the number between seeds; nothing with one seed.
  std::optional<double> seed_sd;
  int seeds = 1;
  bool same_data = false;  ///< the paper's own sections
  Scope scope = Scope::full;
  std::string scope_note;  ///< "6 of 36 sections, 2 patients"
  std::string missing;     ///< what would be needed and is not here
  /// Switches that do not stand as published: `unit is "patient", published
  /// "section"`; empty: the published protocol.
  std::string turned;
};

template <typename Verdict>
struct Judged {
  Verdict verdict;
  std::string reason;  ///< one sentence without a final point
};

/// Least number of seeds from which a spread is taken (core/README.md,
/// "Readings, verdicts").
inline constexpr int kLeastSeeds = 5;

/// In this order: something is missing -> cannot be tested here; quick or demo,
/// or switches turned -> no verdict; the protocol is unknown; our number is
/// undefined -> inconclusive; a subset -> no verdict; a part of our numbers is
/// undefined -> inconclusive, since a mean over the rest is another number;
/// then
/// - same data: within rounding plus twice the seeds' standard deviation, which
///   is taken from `kLeastSeeds` seeds or more, is
///   `reproduced`; within the spread of fewer seeds it is `inconclusive`;
///   beyond that `differs`, but `inconclusive` where fewer than
///   `kLeastSeeds` seeds were run and the published interval still covers it;
/// - other data: `consistent` inside the 95 % prediction interval that the
///   published mean, half width and number of units give for a mean of our
///   independent units, else `differs`; `inconclusive` where these are not
///   published or fewer than `kLeastUnitsForInterval` independent units are
///   ours.
Judged<NumberVerdict> judge_number(const Claim& claim, const OurNumber& ours);

/// The model against one baseline.
struct Comparison {
  std::string baseline;
  std::optional<PredictorKind> kind;      ///< nothing: it was not run
  std::map<std::string, double> by_unit;  ///< gain of the model, by patient
  Summary summary;                        ///< of these
  MeaningVerdict verdict = MeaningVerdict::inconclusive;
  std::string reason;
};

/// Where the model has no number: a gain over the rest says less than it seems.
struct ModelGaps {
  bool everywhere = false;
  int scores = 0;   ///< of the model: sections by seeds
  int lacking = 0;  ///< those undefined where the baseline has a number
};

/// Differences are gains: above 0 the model is better. With the interval of
/// their mean [low, high]: `better` when low > margin, `worse` when
/// high < -margin, `equivalent` when both lie within the margin, else
/// `inconclusive`, as it is without an interval (fewer than six patients).
///
/// @param gain_by_unit  NaN: the unit has no number on one side
/// @param gaps          of the model; with any the verdict is `inconclusive`
Comparison compare(std::string baseline, PredictorKind kind,
                   std::map<std::string, double> gain_by_unit, double margin,
                   const ModelGaps& gaps = {});

/// Over the comparisons that count: worse than any is `worse`; else any
/// inconclusive one makes it `inconclusive`; better than all is `better`; else
/// `equivalent`. Without comparisons `inconclusive`.
Judged<MeaningVerdict> judge_meaning(const std::vector<Comparison>& counting);

/// One trivial predictor beside the published number.
struct TrivialVerdict {
  TrivialScore trivial;
  /// The published number, less its rounding and interval, lies above it.
  bool excluded = false;
};
std::vector<TrivialVerdict> judge_trivial_scores(const Claim& claim,
                                                 bool higher_is_better);

}  // namespace moonstain
