#include "core/eval/findings/baseline_words.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/eval/findings/gain_by_cluster.h"
#include "core/eval/findings/labels.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr int kPlaces = 3;

class BaselineWords {
 public:
  explicit BaselineWords(const Findings& findings)
      : findings_(findings),
        headline_(findings.headline),
        data_(findings.data),
        metric_(parse_metric(findings.headline.metric)),
        model_(label_of(findings.model)),
        scores_(scores_of(findings.predictors.at(0))) {}

  // The baselines, and how sure each comparison is.
  // @param alone  the baselines' numbers are said and compared with nothing
  std::string text(bool alone) const {
    if (trivial().empty()) {
      return concat("; no baseline stands beside it",
                    alone ? "" : limit(scores_->estimate));
    }
    if (best() == nullptr) {
      return concat("; none of its baselines has a number there",
                    alone ? "" : limit(scores_->estimate));
    }
    std::vector<Standing> going_on;
    std::string clauses;
    std::vector<std::string> limits;
    for (const Baseline& one : baselines()) {
      const Standing standing = standing_beside(one, alone);
      if (standing.goes_on) {
        going_on.push_back(standing);
      } else {
        clauses += concat("; ", standing.words, standing.clusters);
      }
      if (std::find(limits.begin(), limits.end(), standing.limit) ==
          limits.end()) {
        limits.push_back(standing.limit);
      }
    }
    std::string out = joined(going_on) + clauses;
    for (const std::string& one : limits) out += one;
    return out;
  }

 private:
  // How the number stands to one baseline.
  struct Standing {
    std::string words;
    /// It goes on from the model's number: "less than ...". Else it is a clause
    /// of its own.
    bool goes_on = false;
    std::string limit{};     ///< what keeps it from saying more
    std::string clusters{};  ///< ", ahead in 1 of 2 patients", after `words`
  };

  // ", more than a (0.1) and less than b (0.3)", ", which is not told apart
  // from a (0.1)".
  static std::string joined(const std::vector<Standing>& going_on) {
    const bool commas = std::ranges::any_of(
        going_on, [](const Standing& one) { return !one.clusters.empty(); });
    std::string out;
    for (std::size_t i = 0; i < going_on.size(); ++i) {
      const Standing& one = going_on[i];
      out += concat(i == 0 || i + 1 < going_on.size() ? ", "
                    : commas                          ? ", and "
                                                      : " and ",
                    going_on.size() == 1 && one.words.starts_with("not ")
                        ? "which is "
                        : "",
                    one.words, one.clusters);
    }
    return out;
  }

  const MetricScores* scores_of(const PredictorFindings& predictor) const {
    return predictor.find(headline_.reading, headline_.metric);
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
    // An interval that stands here does not hold 0: both are told apart.
    const bool small = difference == fixed(0, kPlaces);
    const bool level = small && !gain.interval;
    const std::string ours = value_text(*metric_.kind, value);
    const bool ahead = gain.value > 0;
    // Two numbers that are shown alike cannot be one more than the other.
    const bool alike = ours == value_text(*metric_.kind, one.value);
    const bool agree = ahead == is_better(*metric_.kind, value, one.value);
    if (gain.units == 1 && (level || alike || agree)) {
      return {concat("beside ", shown, " of ", one.words), true, end};
    }
    if (level && ours == shown) {
      return {concat("as much as ", one.words), true, end};
    }
    if (level || alike || !agree) {
      const std::string how =
          level ? "both are level"
                : concat(model_, ahead ? " is better by " : " is worse by ",
                         small ? "less than 0.001" : difference);
      return {concat(one.words, " has ", shown, ", but over the ",
                     plural(data_.item), " that both define ", how),
              false, end, level ? "" : clusters_words(*one.gain)};
    }
    const char* how = metric_.higher_is_better()
                          ? (ahead ? "more than " : "less than ")
                          : (ahead ? "less, which is better, than "
                                   : "more, which is worse, than ");
    return {concat(how, one.words, " (", shown, ")"), true, end,
            clusters_words(*one.gain)};
  }

  // In how many clusters the model is what it is by the gain's mean, and where
  // another mean says otherwise.
  std::string clusters_words(const Gain& gain) const {
    const GainByCluster by_cluster = gain_by_cluster(gain);
    if (by_cluster.of < 2) return "";
    const bool ahead = gain.estimate.value > 0;
    return concat(
        ahead ? ", ahead in " : ", behind in ",
        by_cluster.in(ahead ? by_cluster.ahead : by_cluster.behind,
                      data_.cluster),
        by_cluster.reversed
            ? concat(" but ", ahead ? "behind" : "ahead", " where every ",
                     by_cluster.noun, " counts the same")
            : "");
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

  const Findings& findings_;
  const Headline& headline_;
  const ScoredData& data_;
  Metric metric_;
  std::string model_;
  const MetricScores* scores_;
};

}  // namespace

std::string baseline_words(const Findings& findings, bool alone) {
  return BaselineWords(findings).text(alone);
}

}  // namespace moonstain
