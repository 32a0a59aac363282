#include "core/eval/findings/headline_sentence.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/eval/findings/copies.h"
#include "core/eval/findings/labels.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr int kPlaces = 3;

// The sentence about one set of findings, piece by piece.
class Clause {
 public:
  explicit Clause(const Findings& findings)
      : findings_(findings),
        headline_(findings.headline),
        data_(findings.data),
        metric_(parse_metric(findings.headline.metric)),
        model_(label_of(findings.model)),
        scores_(scores_of(findings.predictors.at(0))) {}

  bool scored() const { return !data_.units.empty() && scores_ != nullptr; }

  /// Without a final point.
  /// @param judged  the published number may stand in it
  std::string text(const std::string& lead, bool judged) const {
    if (!scored()) {
      return concat(lead, " nothing was held out and scored, so that ", model_,
                    " has no number");
    }
    const double value = scores_->estimate.value;
    std::string out = concat(lead, " ", model_);
    const bool open = findings_.collapse.collapsed || unfitted() > 0 ||
                      stands_on_both_sides();
    if (std::isnan(value)) {
      out += concat(open ? fault() : "", open ? "; it has" : " has",
                    " no number (", protocol(), "), which is undefined in ",
                    "every ", data_.unit);
    } else if (open) {
      out += concat(fault(), "; no verdict is given on the meaning of its ",
                    number(), " (", protocol(), ")");
    } else {
      out += concat(" scores ", number(), " (", protocol(), ")");
    }
    return out + beside(open || std::isnan(value)) +
           (judged ? published() : "");
  }

 private:
  const MetricScores* scores_of(const PredictorFindings& predictor) const {
    return predictor.find(headline_.reading, headline_.metric);
  }

  std::size_t unfitted() const {
    const auto& models = findings_.training.models;
    return static_cast<std::size_t>(
        std::count_if(models.begin(), models.end(),
                      [](const FittedModel& one) { return !one.fitted(); }));
  }

  // Why no verdict is given.
  std::string fault() const {
    const Collapse& collapse = findings_.collapse;
    if (collapse.collapsed) {
      return concat(" has collapsed: it predicts almost one value (",
                    reading_kind(collapse.reading).label, ") in ",
                    collapse.units.size(), " of ",
                    counted(data_.units.size(), data_.unit));
    }
    if (unfitted() == 0) {
      return concat(" was scored on what it may have learned: one specimen ",
                    "under two names stands on both sides");
    }
    return concat(" was not fitted: in ", unfitted(), " of ",
                  counted(findings_.training.models.size(), "model"),
                  " the loss is not below that of a prediction without "
                  "features");
  }

  // One specimen was learned from and scored, under two names.
  bool stands_on_both_sides() const {
    return std::any_of(findings_.copies.begin(), findings_.copies.end(),
                       [](const SectionCopy& one) { return one.apart; });
  }

  std::string number() const {
    const Estimate& estimate = scores_->estimate;
    return concat(
        value_text(*metric_.kind, estimate.value),
        estimate.interval
            ? concat(", 95 % interval ",
                     value_text(*metric_.kind, estimate.interval->low), " to ",
                     value_text(*metric_.kind, estimate.interval->high))
            : "");
  }

  // What the number is of, and what of it has none.
  std::string protocol() const {
    const Estimate& estimate = scores_->estimate;
    std::string words = concat(metric_.label(data_.item), ", ",
                               reading_kind(headline_.reading).label, ", ",
                               held_out_words(headline_.unit));
    if (estimate.undefined > 0 && estimate.units > 0) {
      words += concat(", of ", estimate.units, " of ",
                      counted(data_.units.size(), data_.unit));
    }
    const ItemTotals& items =
        findings_.predictors.at(0).readings.at(headline_.reading).items;
    const Lacking lacking{static_cast<std::int64_t>(items.scored),
                          items.counts.undefined};
    if (lacking.too_many() && estimate.units > 0) {
      words += concat(", ", lacking.lacking, " of ", lacking.of, " values by ",
                      data_.item, " undefined");
    }
    return words;
  }

  struct Baseline {
    std::string words;  ///< "the trivial predictor tissue mask"
    bool run = false;
    double value = 0;   ///< NaN: it has no number
    std::string shown;  ///< "0.162", or "0.162 over 5 of 6 sections"
    const Gain* gain = nullptr;
  };

  Baseline baseline_of(const PredictorFindings& one) const {
    const MetricScores* scores = scores_of(one);
    return {concat(one.kind == PredictorKind::simple ? "the simple baseline "
                                                     : "the trivial predictor ",
                   label_of(one.name)),
            true, scores == nullptr ? std::nan("") : scores->estimate.value,
            scores == nullptr ? "" : shown_of(scores->estimate),
            gain_over(one.name)};
  }

  // A number, and of how many units where some lack one.
  std::string shown_of(const Estimate& estimate) const {
    return concat(value_text(*metric_.kind, estimate.value),
                  estimate.undefined > 0
                      ? concat(" over ", estimate.units, " of ",
                               counted(static_cast<std::size_t>(
                                           estimate.units + estimate.undefined),
                                       data_.unit))
                      : "");
  }

  // The null and simple predictors.
  std::vector<const PredictorFindings*> trivial() const {
    std::vector<const PredictorFindings*> list;
    for (const PredictorFindings& one : findings_.predictors) {
      if (one.kind == PredictorKind::simple ||
          one.kind == PredictorKind::null) {
        list.push_back(&one);
      }
    }
    return list;
  }

  // The best of them with a number; nullptr where none has one.
  const PredictorFindings* best() const {
    const PredictorFindings* found = nullptr;
    double least = 0;
    for (const PredictorFindings* one : trivial()) {
      const double value = baseline_of(*one).value;
      if (std::isnan(value) ||
          (found != nullptr && !is_better(*metric_.kind, value, least))) {
        continue;
      }
      found = one;
      least = value;
    }
    return found;
  }

  bool is_of_model(const JudgedClaim& claim) const {
    return claim.whose(findings_.model) == findings_.model;
  }

  // Which baselines count was said before the first run, by a claim about the
  // headline's metric: these in its order, whatever came of them, and then the
  // best of all, where that is another. Without such a claim the best.
  std::vector<Baseline> baselines() const {
    std::vector<Baseline> list;
    const PredictorFindings* last = best();
    const auto claim = std::find_if(
        findings_.claims.begin(), findings_.claims.end(),
        [&](const JudgedClaim& one) {
          return is_of_model(one) && one.metric == headline_.metric &&
                 !one.meaning.against.empty();
        });
    if (claim != findings_.claims.end()) {
      for (const Comparison& one : claim->meaning.against) {
        const PredictorFindings* named = findings_.find(one.gain.baseline);
        if (named == nullptr) {
          list.push_back({label_of(one.gain.baseline), false, 0, "", nullptr});
          continue;
        }
        list.push_back(baseline_of(*named));
        if (named == last) last = nullptr;
      }
    }
    if (last != nullptr) list.push_back(baseline_of(*last));
    return list;
  }

  const Gain* gain_over(const std::string& baseline) const {
    const auto found = std::find_if(
        findings_.gains.begin(), findings_.gains.end(),
        [&](const Gain& gain) { return gain.baseline == baseline; });
    return found == findings_.gains.end() ? nullptr : &*found;
  }

  // How the number stands to one baseline.
  struct Standing {
    std::string words;
    /// It goes on from the model's number: "less than ...". Else it is a clause
    /// of its own.
    bool goes_on = false;
    std::string limit{};  ///< what keeps it from saying more
  };

  // The baselines, and how sure each comparison is.
  // @param alone  the baselines' numbers are said and compared with nothing
  std::string beside(bool alone) const {
    if (trivial().empty()) {
      return concat("; no baseline stands beside it",
                    alone ? "" : limit(scores_->estimate));
    }
    if (best() == nullptr) {
      return concat("; none of its baselines has a number there",
                    alone ? "" : limit(scores_->estimate));
    }
    std::vector<std::string> going_on;
    std::string clauses;
    std::vector<std::string> limits;
    for (const Baseline& one : baselines()) {
      const Standing standing = standing_beside(one, alone);
      if (standing.goes_on) {
        going_on.push_back(standing.words);
      } else {
        clauses += concat("; ", standing.words);
      }
      if (std::find(limits.begin(), limits.end(), standing.limit) ==
          limits.end()) {
        limits.push_back(standing.limit);
      }
    }
    std::string out;
    for (std::size_t i = 0; i < going_on.size(); ++i) {
      out += concat(i == 0                    ? ", "
                    : i + 1 < going_on.size() ? ", "
                                              : " and ",
                    going_on.size() == 1 && going_on[i].starts_with("not ")
                        ? "which is "
                        : "",
                    going_on[i]);
    }
    out += clauses;
    for (const std::string& one : limits) out += one;
    return out;
  }

  Standing standing_beside(const Baseline& one, bool alone) const {
    if (!one.run) return {one.words + " was not run"};
    if (std::isnan(one.value)) return {one.words + " has no number there"};
    const std::string& shown = one.shown;
    if (alone) return {concat(one.words, " has ", shown)};
    if (one.gain == nullptr || std::isnan(one.gain->estimate.value)) {
      return {concat(one.words, " has ", shown, ", but no ", data_.item,
                     " has a number from both")};
    }
    if (one.gain->lacking.too_many()) {
      return {concat("it lacks ", one.gain->lacking.lacking, " of the ",
                     one.gain->lacking.of, " values by ", data_.item, " that ",
                     one.words, " (", shown,
                     ") has, and is not set against it")};
    }
    return compared(one);
  }

  Standing compared(const Baseline& one) const {
    const std::string& shown = one.shown;
    const Estimate& gain = one.gain->estimate;
    if (gain.interval && gain.interval->low <= 0 && gain.interval->high >= 0) {
      return {concat("not told apart from ", one.words, " (", shown, ")"),
              true};
    }
    const double value = scores_->estimate.value;
    const std::string end = limit(gain);
    const std::string difference = fixed(std::abs(gain.value), kPlaces);
    const bool level = difference == fixed(0, kPlaces);
    if (level && value_text(*metric_.kind, value) == shown) {
      return {concat("as much as ", one.words), true, end};
    }
    const bool ahead = gain.value > 0;
    if (level || ahead != is_better(*metric_.kind, value, one.value)) {
      const std::string how =
          level ? "both are level"
                : concat(model_, ahead ? " is better by " : " is worse by ",
                         difference);
      return {concat(one.words, " has ", shown, ", but over the ",
                     plural(data_.item), " that both define ", how),
              false, end};
    }
    const char* how = metric_.higher_is_better()
                          ? (ahead ? "more than " : "less than ")
                          : (ahead ? "less, which is better, than "
                                   : "more, which is worse, than ");
    return {concat(how, one.words, " (", shown, ")"), true, end};
  }

  // What keeps a number without an interval from saying more.
  std::string limit(const Estimate& estimate) const {
    if (estimate.interval) return "";
    const auto units = static_cast<std::size_t>(estimate.units);
    const auto clusters = static_cast<std::size_t>(estimate.clusters);
    if (units == 1) {
      return concat("; one ", data_.unit, " says nothing of another");
    }
    if (clusters == 1) {
      return concat("; the ", counted(units, data_.unit), " are of one ",
                    data_.cluster, ", which says nothing of another");
    }
    if (estimate.effective_clusters < kLeastUnitsForInterval - 1e-9) {
      return concat("; ", counted(clusters, data_.cluster),
                    " are too few to say how sure that is");
    }
    return concat("; ", estimate.how);
  }

  // The published number of this metric and reading, where it is judged, or
  // that there is none.
  std::string published() const {
    const JudgedClaim* found = nullptr;
    for (const JudgedClaim& one : findings_.claims) {
      const NumberVerdict verdict = one.number.verdict;
      if (!is_of_model(one) || one.metric != headline_.metric ||
          one.reading != headline_.reading ||
          (one.published && (verdict == NumberVerdict::none ||
                             verdict == NumberVerdict::cannot_be_tested))) {
        continue;
      }
      if (found != nullptr) return "";  // two of them: neither is the one
      found = &one;
    }
    if (found != nullptr && !found->published) {
      return "; the paper reports no number of it";
    }
    return found == nullptr
               ? ""
               : concat("; the paper reports ", found->published_text, " (",
                        word_of(found->number.verdict), ")");
  }

  const Findings& findings_;
  const Headline& headline_;
  const ScoredData& data_;
  Metric metric_;
  std::string model_;
  const MetricScores* scores_;
};

// Where nothing was scored: what a trivial predictor scores by arithmetic, the
// published numbers beside it, and which of them their own counts leave above.
std::string arithmetic_words(const Findings& findings) {
  std::vector<std::string> trivial, published, above;
  std::string predictor;
  for (const JudgedClaim& claim : findings.claims) {
    for (const TrivialVerdict& one : claim.trivial) {
      const auto& range = one.trivial.of_published;
      if (!range) continue;
      const auto shown = [&](double value) {
        return value_text(claim.metric, value);
      };
      const std::string label =
          parse_metric(claim.metric).label(findings.data.item);
      predictor = one.trivial.predictor;
      trivial.push_back(concat(shown(one.trivial.value), " (", label, ")"));
      published.push_back(concat(claim.published_text, " (by its counts ",
                                 shown(range->low), " to ", shown(range->high),
                                 ")"));
      if (one.excluded) above.push_back(label);
    }
  }
  if (trivial.empty()) return "";
  return concat("An answer of ", predictor, " scores ", listed(trivial),
                "; the paper reports ", listed(published), ", which is ",
                above.empty() ? std::string("not above it in any of them")
                : above.size() == trivial.size()
                    ? std::string("above it in all of them")
                    : concat("above it in ", listed(above), " alone"),
                ". ");
}

}  // namespace

std::string headline_sentence(const Findings& findings) {
  const Clause clause(findings);
  return concat(clause.scored() ? "" : arithmetic_words(findings),
                clause.text("Here", true), ".");
}

std::string headline_sentence(const Walk& walk) {
  const Clause published(walk.published);
  const Clause audited(walk.audited);
  const std::string lead = walk.published.protocol.turned().empty()
                               ? "Under the published protocol"
                               : "With every switch as published";
  if (!published.scored() || audited.scored()) {
    return concat(published.text(lead, true), "; ",
                  audited.text("under the audited protocol", false), ".");
  }
  return concat(published.text(lead, true),
                "; under the audited protocol nothing is left to hold out.");
}

}  // namespace moonstain
