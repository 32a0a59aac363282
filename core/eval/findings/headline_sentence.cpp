#include "core/eval/findings/headline_sentence.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/eval/findings/baseline_words.h"
#include "core/eval/findings/copies.h"
#include "core/eval/findings/labels.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/reading_kind.h"

namespace moonstain {
namespace {

// The sentence about one set of findings, piece by piece.
class Clause {
 public:
  explicit Clause(const Findings& findings)
      : findings_(findings),
        headline_(findings.headline),
        data_(findings.data),
        metric_(parse_metric(findings.headline.metric)),
        model_(label_of(findings.model)),
        scores_(findings.predictors.at(0).find(headline_.reading,
                                               headline_.metric)) {}

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
                      stands_on_both_sides() || headline_.unit == kNoUnit;
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
    return out + baseline_words(findings_, open || std::isnan(value)) +
           (judged ? published() : "");
  }

 private:
  std::size_t unfitted() const {
    const auto& models = findings_.training.models;
    return static_cast<std::size_t>(
        std::count_if(models.begin(), models.end(),
                      [](const FittedModel& one) { return !one.fitted(); }));
  }

  // Why no verdict is given: all that is so.
  std::string fault() const {
    const Collapse& collapse = findings_.collapse;
    std::string said;
    const auto add = [&](const std::string& words) {
      said += concat(said.empty() ? " " : "; it ", words);
    };
    if (collapse.collapsed) {
      add(concat("has collapsed: it predicts almost one value (",
                 reading_kind(collapse.reading).label, ") in ",
                 collapse.units.size(), " of ",
                 counted(data_.units.size(), data_.unit)));
    }
    if (unfitted() > 0) {
      const std::size_t models = findings_.training.models.size();
      add(concat("was not fitted: ",
                 models == 1 ? std::string()
                             : concat("in ", unfitted(), " of ",
                                      counted(models, "model"), " "),
                 "the loss is not below that of a prediction without "
                 "features"));
    }
    if (stands_on_both_sides()) {
      add("was scored on what it may have learned: one specimen under two "
          "names stands on both sides");
    }
    if (headline_.unit == kNoUnit) {
      add(concat("was trained on ", plural(data_.unit),
                 " that it is scored on"));
    }
    return said;
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

  // The published number of this metric, reading and averaging, where it is
  // judged, or that there is none.
  std::string published() const {
    const JudgedClaim* found = nullptr;
    for (const JudgedClaim& one : findings_.claims) {
      const NumberVerdict verdict = one.number.verdict;
      if (one.whose(findings_.model) != findings_.model ||
          one.metric != headline_.metric || one.reading != headline_.reading ||
          one.ours.averaging != headline_.averaging ||
          (one.published && (verdict == NumberVerdict::none ||
                             verdict == NumberVerdict::cannot_be_tested))) {
        continue;
      }
      if (found != nullptr) return "";  // two of them: neither is the one
      found = &one;
    }
    if (found != nullptr && !found->published) {
      return "; no number of it was published";
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
  std::vector<std::string> trivial, published, labels;
  std::vector<std::pair<std::string, std::string>> above;
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
      labels.push_back(label);
      if (one.excluded) above.push_back({label, claim.published_text});
    }
  }
  if (trivial.empty()) return "";
  // Two published numbers of one metric are told apart by themselves.
  std::vector<std::string> above_in;
  for (const auto& [label, text] : above) {
    const bool one_of_many = std::ranges::count(labels, label) > 1;
    above_in.push_back(one_of_many ? concat(label, " ", text) : label);
  }
  return concat("An answer of ", predictor, " scores ", listed(trivial),
                "; the paper reports ", listed(published),
                ", which its counts put above it in ",
                above.empty()                    ? "none of them"
                : above.size() == trivial.size() ? "all of them"
                                                 : listed(above_in) + " alone",
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
