#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/eval/findings/expected.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/verdict.h"
#include "core/stats/estimate.h"

namespace moonstain::report {

/// What findings that stand in the store say of one claim.
struct ClaimFound {
  std::string setting;  ///< under which they stand: "profile=quick"; "": none
  Estimate number;      ///< in the reading in which the number is judged
  Judged<NumberVerdict> judged{};
  Estimate meant;  ///< in the reading in which its meaning is
  Judged<MeaningVerdict> meaning{};
  /// Of the baselines that the claim names the one that scores highest beside
  /// the model: its label and number; "" where none was scored.
  std::string control;
  double control_value = 0;
};

/// What findings say of the claim that is the `at`-th of theirs; nothing where
/// theirs are others, or where the predictor that it names was not run.
std::optional<ClaimFound> claim_found(const Findings& findings, std::size_t at,
                                      const Claim& claim, std::string setting);

/// A claim of a recipe, and what is known of it here.
struct ListedClaim {
  std::string paper;   ///< as it names it, or else the recipe's head
  std::string recipe;  ///< "ghist_cells"
  std::string output;  ///< "findings"
  Claim claim;
  std::string missing;  ///< as the recipe says: without it nothing is tested
  std::optional<ClaimFound> published;  ///< its switches as published
  std::optional<ClaimFound> audited;    ///< all of them audited

  /// Ours, of which the page shows numbers and verdicts; nullptr where it was
  /// not run, and where what is missing keeps it from being tested: what was
  /// run instead is of other data, or of another quantity.
  const ClaimFound* ours_published() const;
  const ClaimFound* ours_audited() const;
  /// Trivial predictors beside the published number, by arithmetic.
  std::vector<TrivialVerdict> trivial() const;
  /// The published number does not exclude a trivial predictor: it alone does
  /// not say that the model is more than that.
  bool excluded_by_arithmetic() const;
  /// The verdict on the number under the published protocol, and why. Of a
  /// claim that was not run that it cannot be tested here, where the paper has
  /// no number or the recipe says what is missing; else nothing.
  std::optional<Judged<NumberVerdict>> number() const;
};

/// A recipe as it was looked at.
struct ListedRecipe {
  std::string name;
  std::string paper;    ///< "": it names none, and its claims do not count
  std::string command;  ///< "moonstain run recipes/ghist_cells"
  std::string problem;  ///< why it cannot be planned; "" of all others
  std::vector<ListedClaim> claims;

  bool was_run() const;
  /// One that judges no claim and can be planned has nothing to show.
  bool is_shown() const { return !claims.empty() || !problem.empty(); }
};

/// A recipe whose claims are of several papers, as it stands under each of
/// them, in the order in which its claims come to them; one without claims as
/// it is.
std::vector<ListedRecipe> by_own_papers(ListedRecipe recipe);

/// In place of a verdict on what nobody has run.
inline constexpr std::string_view kNotRun = "not run here";

/// How many claims came out how.
struct ClaimCounts {
  std::size_t claims = 0;
  std::map<std::string, std::size_t> number;   ///< by word; also `kNotRun`
  std::map<std::string, std::size_t> meaning;  ///< by word; also `kNotRun`
  std::size_t excluded = 0;                    ///< by arithmetic
  std::map<std::string, std::size_t> missing;  ///< by what is missing

  void add(const ListedClaim& claim);
};

/// The words of a verdict, or `kNotRun`; of what was not run for want of what
/// the recipe says is missing that it cannot be tested here.
std::string number_words(const ListedClaim& claim);
std::string meaning_words(const ListedClaim& claim);

/// What a claim's sentence of why tells.
enum class Why {
  arithmetic,   ///< what reaches the published number by arithmetic
  missing,      ///< what is not here
  numbers,      ///< ours, and the best control's
  unpublished,  ///< that there is no number
  not_run,
};
Why why_of(const ListedClaim& claim);

/// Why the claim stands as it does, in one sentence made of what was computed:
/// what reaches the number by arithmetic; else what is missing; else our
/// numbers and the best control; else that it was not run. Where a trivial
/// predictor reaches it on a condition that the paper leaves open, that too.
std::string why_sentence(const ListedClaim& claim);

/// In the place of counts where there is nothing to count.
inline constexpr std::string_view kNoClaims =
    "No claim of a paper: none of these recipes states one (expected.json).";

/// "3 reproduced, 40 cannot be tested here, 12 not run here", in the order of
/// the verdicts; what no claim has is left out.
std::string number_counts(const ClaimCounts& counts);
std::string meaning_counts(const ClaimCounts& counts);

/// Recipes that name a paper, by it, in the order in which papers come first.
std::vector<std::pair<std::string, std::vector<const ListedRecipe*>>> by_paper(
    const std::vector<ListedRecipe>& recipes);

/// How many cannot be planned, and which: "1 recipe cannot be planned, so that
/// its claims are not counted: own_method"; "" of none.
std::string unplanned_words(const std::vector<const ListedRecipe*>& recipes);
std::string unplanned_words(const std::vector<ListedRecipe>& recipes);

/// Of all claims that count.
ClaimCounts counts_of(const std::vector<ListedRecipe>& recipes);
ClaimCounts counts_of(const std::vector<const ListedRecipe*>& recipes);

}  // namespace moonstain::report
