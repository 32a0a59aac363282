#include "core/eval/study/nominal_log_rank.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/eval/survival/survival_facts.h"

namespace moonstain {
namespace {

namespace facts = survival_facts;

std::string of_permutations(const Scores& scores) {
  const auto fact = [&](const char* name) {
    const auto found = scores.facts.find(name);
    return found == scores.facts.end() ? 0.0 : found->second;
  };
  if (fact(facts::kOfProtocol) != 1) return "";
  return rate_words(
      rate_of(static_cast<std::int64_t>(fact(facts::kPermutedBelow)),
              static_cast<std::int64_t>(fact(facts::kPermutations))),
      "permutations that were learned anew");
}

std::string of_study(const std::vector<DecisionStudy>& parts) {
  if (parts.empty()) return "";
  const DecisionStudy study = joined_study(parts);
  check(!study.is_planted(Subject::survival),
        "synthetic study: survival is planted (effect ", study.hazard_effect,
        "), so it says nothing of what chance gives a log-rank test");
  const auto found =
      std::ranges::find(study.decisions, kNominalLogRank, &Decision::name);
  check(found != study.decisions.end(), "synthetic study: no decision '",
        kNominalLogRank, "'");
  return rate_words(
      rate_of(study, static_cast<std::size_t>(found - study.decisions.begin())),
      "made-up cohorts with nothing planted");
}

}  // namespace

std::string nominal_log_rank_words(const Scores& scores,
                                   const std::vector<DecisionStudy>& parts) {
  const std::string permuted = of_permutations(scores);
  const std::string made_up = of_study(parts);
  if (permuted.empty() && made_up.empty()) return "";
  return concat("by chance alone p is below 0.05 in ", permuted,
                permuted.empty() || made_up.empty() ? "" : ", and in ",
                made_up);
}

}  // namespace moonstain
