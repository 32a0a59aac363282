#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/stored/predictor_kind.h"
#include "core/engine/step/kind_words.h"
#include "core/eval/findings/expected.h"
#include "core/stats/estimate.h"

namespace moonstain {

/// First axis: is it the published number?
enum class NumberVerdict {
  reproduced,  ///< same data, within rounding and what one draw may differ by
  consistent,  ///< other data, inside the prediction interval
  differs,
  inconclusive,
  protocol_unknown,  ///< what the number depends on was not published
  cannot_be_tested,  ///< here, with the missing thing named: data, a number
  none,  ///< a subset, a quick profile, the demo, another protocol, a leak
};

/// Second axis: what does it mean beside the named baselines?
enum class MeaningVerdict {
  better,
  equivalent,
  worse,
  inconclusive,
  none,  ///< the model was not fitted, or may know what it is scored on
};

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
      "better", "equivalent within the margin", "worse", "inconclusive",
      "no verdict"};
};
template <>
struct KindWords<Scope> {
  static constexpr std::string_view kAll[] = {"full", "subset", "quick",
                                              "demo"};
};

template <typename Verdict>
struct Judged {
  Verdict verdict;
  std::string reason;  ///< one sentence without a final point
};

/// Least number of seeds from which a spread is taken (core/README.md,
/// "Readings, verdicts").
inline constexpr int kLeastSeeds = 5;

/// Share of items that a model may lack beside what could be scored. A mean
/// over fewer is that of other items, and no verdict is given of it.
inline constexpr double kMostLacking = 0.05;

/// Items by units and seeds in which there could be a value, and those of them
/// in which the model has none.
struct Lacking {
  std::int64_t of = 0;
  std::int64_t lacking = 0;

  /// More than `kMostLacking`.
  bool too_many() const {
    return static_cast<double>(lacking) >
           kMostLacking * static_cast<double>(of);
  }
};

/// What keeps every verdict open, whatever the numbers are.
struct ModelState {
  std::string collapsed;   ///< in words; "": it has not
  std::string not_fitted;  ///< in words; "": it was, or nobody knows
  /// A specimen on both sides under two names, in words; "": none is known.
  std::string copies{};
  std::string learned{};  ///< it learned what is scored, in words; "": not so
};

/// What we have to set against a published number.
struct OurNumber {
  Estimate estimate;          ///< of the claim's metric, in the claim's reading
  Lacking lacking;            ///< beside items whose measurement varies
  std::string item = "gene";  ///< noun
  int scores = 0;             ///< units by seeds
  int undefined_scores = 0;   ///< those among them without a number
  /// Standard deviation of the number between seeds; nothing with one seed.
  std::optional<double> seed_sd;
  int seeds = 1;
  bool same_data = false;  ///< the paper's own sections
  Scope scope = Scope::full;
  std::string scope_note;       ///< "6 of 36 sections, 2 patients"
  std::string missing;          ///< what would be needed and is not here
  bool protocol_stated = true;  ///< the recipe says where its knobs stand
  /// What does not stand as published; none: the published protocol.
  std::vector<std::string> turned;
  ModelState state;
};

/// In this order: no number was published, or something is missing -> cannot be
/// tested here; a specimen
/// stands on both sides under two names, or what is scored was learned from ->
/// no verdict; the model has collapsed
/// -> inconclusive; quick or demo, or something turned -> no verdict; the
/// protocol is unknown; our number is undefined -> inconclusive; a subset
/// -> no verdict; units or more than `kMostLacking` of the items undefined ->
/// inconclusive, since a mean over the rest is another number; then
/// - same data: within rounding `reproduced`. Else ours are k draws and the
///   published number is one more: inside the 95 % prediction interval for one
///   draw, and the rounding, `reproduced`; beyond the 99 % one `differs`;
///   between them `inconclusive`. Below `kLeastSeeds` seeds nobody knows how
///   far draws lie apart: `inconclusive`.
/// - other data: by the prediction interval that the published mean, half width
///   and number of units give for a mean of as many independent units as ours
///   count: inside the 95 % one `consistent`, beyond the 99 % one `differs`;
///   `inconclusive` between them, where these are not published, where the
///   interval is not over what is independent (an interval over sections says
///   nothing of other patients), where the number is a median, or where fewer
///   than `kLeastUnitsForInterval` are ours.
/// How often `differs` is said of an equal method: README.md, "False alarms".
Judged<NumberVerdict> judge_number(const Claim& claim, const OurNumber& ours);

/// How much better the model is than one baseline: positive is better, for
/// errors too. In each unit over the items that both define.
struct Gain {
  std::string baseline;
  std::optional<PredictorKind> kind;      ///< nothing: it was not run
  std::map<std::string, double> by_unit;  ///< NaN: no value on one side
  Estimate estimate;                      ///< of these
  Lacking lacking;  ///< of the model, beside what the baseline defines
  bool model_silent = false;     ///< the model has no value anywhere
  bool baseline_silent = false;  ///< the baseline has none
};

/// A gain judged against a margin.
struct Comparison {
  Gain gain;
  MeaningVerdict verdict = MeaningVerdict::inconclusive;
  std::string reason;
  /// False where the baseline has no number in the reading, but the model has.
  bool counts = true;
};

/// With the gain's interval [low, high]: `better` when low > margin, `worse`
/// when high < -margin, `equivalent` when both lie within the margin, else
/// `inconclusive`, as it is without an interval, and where the model lacks too
/// many of the items.
///
/// @param item  noun
Comparison compare(Gain gain, double margin, std::string_view item);

/// Over the comparisons that count: worse than any is `worse`; else any
/// inconclusive one makes it `inconclusive`; better than all is `better`; else
/// `equivalent`. Without comparisons `inconclusive`; of a collapsed model too,
/// and `none` of one that was not fitted, or where a specimen stands on both
/// sides under two names, or what is scored was learned from.
Judged<MeaningVerdict> judge_meaning(const std::vector<Comparison>& against,
                                     const ModelState& state);

/// One trivial predictor beside the published number.
struct TrivialVerdict {
  TrivialScore trivial;
  /// The published number lies above it: less its rounding and interval, or
  /// where its own counts say how sure it is, with all of that range.
  bool excluded = false;

  /// It scores the published number, whatever else the paper does not state.
  bool reaches() const { return !excluded && !trivial.reaches_where; }
};
std::vector<TrivialVerdict> judge_trivial_scores(const Claim& claim,
                                                 bool higher_is_better);

}  // namespace moonstain
