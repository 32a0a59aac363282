#include "core/eval/report/claim_list.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/eval/findings/labels.h"
#include "core/eval/metrics/metric_kind.h"

namespace moonstain::report {
namespace {

// The baseline over which the model gains least.
void name_control(const Findings& findings, const JudgedClaim& judged,
                  ClaimFound& out) {
  const Gain* least = nullptr;
  for (const Comparison& one : judged.meaning.against) {
    if (std::isnan(one.gain.estimate.value)) continue;
    if (least == nullptr || one.gain.estimate.value < least->estimate.value) {
      least = &one.gain;
    }
  }
  if (least == nullptr) return;
  const MetricScores* scores =
      findings.find(least->baseline, judged.meaning_reading, judged.metric);
  if (scores == nullptr) return;
  out.control = label_of(least->baseline);
  out.control_value = scores->estimate.value;
}

// Words with their counts, in the order of `order`.
std::string counted_words(const std::map<std::string, std::size_t>& counts,
                          std::vector<std::string_view> order) {
  order.push_back(kNotRun);
  std::string text;
  for (const std::string_view word : order) {
    const auto found = counts.find(std::string(word));
    if (found == counts.end()) continue;
    text += concat(text.empty() ? "" : ", ", found->second, " ", word);
  }
  return text;
}

template <typename Verdict>
std::vector<std::string_view> words_in_order() {
  const auto& all = KindWords<Verdict>::kAll;
  return {std::begin(all), std::end(all)};
}

}  // namespace

std::optional<ClaimFound> claim_found(const Findings& findings, std::size_t at,
                                      const Claim& claim, std::string setting) {
  if (at >= findings.claims.size()) return std::nullopt;
  const JudgedClaim& judged = findings.claims[at];
  if (judged.claim != claim.claim || judged.metric != claim.metric ||
      judged.predictor.value_or("") != claim.predictor) {
    return std::nullopt;
  }
  if (findings.find(judged.whose(findings.model)) == nullptr) {
    return std::nullopt;
  }
  ClaimFound out;
  out.setting = std::move(setting);
  out.number = judged.ours;
  out.judged = judged.number;
  out.meaning = {judged.meaning.verdict, judged.meaning.reason};
  const MetricScores* meant = findings.find(
      judged.whose(findings.model), judged.meaning_reading, judged.metric);
  out.meant = meant == nullptr ? judged.ours : meant->estimate;
  name_control(findings, judged, out);
  return out;
}

const ClaimFound* ListedClaim::ours_published() const {
  return published && missing.empty() ? &*published : nullptr;
}

const ClaimFound* ListedClaim::ours_audited() const {
  return audited && missing.empty() ? &*audited : nullptr;
}

std::vector<TrivialVerdict> ListedClaim::trivial() const {
  if (claim.trivial.empty()) return {};
  return judge_trivial_scores(claim,
                              parse_metric(claim.metric).higher_is_better());
}

bool ListedClaim::excluded_by_arithmetic() const {
  const std::vector<TrivialVerdict> all = trivial();
  return std::any_of(all.begin(), all.end(),
                     [](const TrivialVerdict& one) { return one.reaches(); });
}

std::optional<Judged<NumberVerdict>> ListedClaim::number() const {
  if (const ClaimFound* ours = ours_published()) return ours->judged;
  if (claim.published && missing.empty()) return std::nullopt;
  OurNumber nothing;
  nothing.missing = missing;
  return judge_number(claim, nothing);
}

bool ListedRecipe::was_run() const {
  return std::any_of(claims.begin(), claims.end(), [](const ListedClaim& one) {
    return one.published || one.audited;
  });
}

std::vector<ListedRecipe> by_own_papers(ListedRecipe recipe) {
  std::vector<ListedClaim> claims = std::exchange(recipe.claims, {});
  std::vector<ListedRecipe> parts;
  for (ListedClaim& claim : claims) {
    auto part = std::find_if(
        parts.begin(), parts.end(),
        [&](const ListedRecipe& one) { return one.paper == claim.paper; });
    if (part == parts.end()) {
      parts.push_back(recipe);
      part = parts.end() - 1;
      part->paper = claim.paper;
    }
    part->claims.push_back(std::move(claim));
  }
  if (parts.empty()) parts.push_back(std::move(recipe));
  return parts;
}

std::string number_words(const ListedClaim& claim) {
  const auto judged = claim.number();
  return std::string(judged ? word_of(judged->verdict) : kNotRun);
}

std::string meaning_words(const ListedClaim& claim) {
  if (const ClaimFound* ours = claim.ours_audited()) {
    return std::string(word_of(ours->meaning.verdict));
  }
  return std::string(claim.missing.empty()
                         ? kNotRun
                         : word_of(NumberVerdict::cannot_be_tested));
}

namespace {

// How the published number stands to a trivial one that it does not exclude:
// not beyond it, or beyond by less than it is sure to.
std::string not_excluded_words(const Claim& claim, double trivial) {
  const bool higher = parse_metric(claim.metric).higher_is_better();
  const bool beyond =
      higher ? *claim.published > trivial : *claim.published < trivial;
  if (!beyond) {
    return concat(", which the published ", claim.published_text,
                  higher ? " does not exceed" : " is not below");
  }
  return concat(", which the published ", claim.published_text,
                claim.half_width
                    ? concat(" +- ", *claim.half_width, " does not exclude")
                    : ", as it is rounded, does not exclude");
}

// What reaches the published number, for sure or on a condition; "": nothing.
std::string arithmetic_sentence(const ListedClaim& claim) {
  for (const TrivialVerdict& one : claim.trivial()) {
    if (!one.reaches()) continue;
    const auto shown = [&](double value) {
      return value_text(claim.claim.metric, value);
    };
    const auto& range = one.trivial.of_published;
    return concat(
        "By arithmetic ", one.trivial.predictor, " scores ",
        shown(one.trivial.value),
        range ? concat(", which the published ", claim.claim.published_text,
                       " does not exclude: by its own counts its 95 % interval "
                       "is ",
                       shown(range->low), " to ", shown(range->high))
              : not_excluded_words(claim.claim, one.trivial.value));
  }
  return "";
}

std::string conditions(const ListedClaim& claim) {
  std::string words;
  for (const TrivialVerdict& one : claim.trivial()) {
    if (!one.trivial.reaches_where) continue;
    words += concat("; ", one.trivial.predictor, " reaches it where ",
                    *one.trivial.reaches_where);
  }
  return words;
}

// Our numbers of the ends that were run, and the best control.
std::string numbers_sentence(const ListedClaim& claim) {
  const auto shown = [&](double value) {
    return value_text(claim.claim.metric, value);
  };
  std::string words;
  if (claim.published) {
    words =
        concat("As published ours is ", shown(claim.published->number.value));
  }
  if (!claim.audited) return words;
  words += concat(words.empty() ? "Audited ours is " : ", audited ",
                  shown(claim.audited->meant.value));
  return claim.audited->control.empty()
             ? words
             : concat(words, ", where ", claim.audited->control, " has ",
                      shown(claim.audited->control_value));
}

}  // namespace

Why why_of(const ListedClaim& claim) {
  if (claim.excluded_by_arithmetic()) return Why::arithmetic;
  if (!claim.missing.empty()) return Why::missing;
  if (claim.published || claim.audited) return Why::numbers;
  return claim.claim.published ? Why::not_run : Why::unpublished;
}

std::string why_sentence(const ListedClaim& claim) {
  const auto words = [&]() -> std::string {
    switch (why_of(claim)) {
      case Why::arithmetic:
        return arithmetic_sentence(claim);
      case Why::missing:
        return concat("Not here: ", claim.missing);
      case Why::numbers:
        return numbers_sentence(claim);
      case Why::unpublished:
        return concat("The paper gives no number of it: ",
                      claim.claim.not_published);
      case Why::not_run:
        break;
    }
    return "Not run here";
  };
  return concat(words(), conditions(claim), ".");
}

void ClaimCounts::add(const ListedClaim& claim) {
  ++claims;
  ++number[number_words(claim)];
  ++meaning[meaning_words(claim)];
  excluded += claim.excluded_by_arithmetic() ? 1 : 0;
  const auto judged = claim.number();
  if (judged && judged->verdict == NumberVerdict::cannot_be_tested) {
    ++missing[claim.claim.published ? claim.missing : "a published number"];
  }
}

std::string number_counts(const ClaimCounts& counts) {
  return counted_words(counts.number, words_in_order<NumberVerdict>());
}

std::string meaning_counts(const ClaimCounts& counts) {
  auto order = words_in_order<MeaningVerdict>();
  order.push_back(word_of(NumberVerdict::cannot_be_tested));
  return counted_words(counts.meaning, std::move(order));
}

std::vector<std::pair<std::string, std::vector<const ListedRecipe*>>> by_paper(
    const std::vector<ListedRecipe>& recipes) {
  std::vector<std::pair<std::string, std::vector<const ListedRecipe*>>> papers;
  for (const ListedRecipe& recipe : recipes) {
    if (recipe.paper.empty()) continue;
    auto paper = std::find_if(
        papers.begin(), papers.end(),
        [&](const auto& one) { return one.first == recipe.paper; });
    if (paper == papers.end()) {
      papers.push_back({recipe.paper, {}});
      paper = papers.end() - 1;
    }
    paper->second.push_back(&recipe);
  }
  return papers;
}

std::string unplanned_words(const std::vector<const ListedRecipe*>& recipes) {
  std::vector<std::string> names;
  for (const ListedRecipe* recipe : recipes) {
    if (!recipe->problem.empty()) {
      names.push_back(concat("recipes/", recipe->name));
    }
  }
  if (names.empty()) return "";
  return concat(counted(names.size(), "recipe"), " cannot be planned, so that ",
                names.size() == 1 ? "its" : "their",
                " claims are not counted: ", listed(names));
}

std::string unplanned_words(const std::vector<ListedRecipe>& recipes) {
  std::vector<const ListedRecipe*> all;
  for (const ListedRecipe& recipe : recipes) all.push_back(&recipe);
  return unplanned_words(all);
}

ClaimCounts counts_of(const std::vector<const ListedRecipe*>& recipes) {
  ClaimCounts counts;
  for (const ListedRecipe* recipe : recipes) {
    for (const ListedClaim& claim : recipe->claims) counts.add(claim);
  }
  return counts;
}

ClaimCounts counts_of(const std::vector<ListedRecipe>& recipes) {
  std::vector<const ListedRecipe*> counting;
  for (const ListedRecipe& recipe : recipes) {
    if (!recipe.paper.empty()) counting.push_back(&recipe);
  }
  return counts_of(counting);
}

}  // namespace moonstain::report
