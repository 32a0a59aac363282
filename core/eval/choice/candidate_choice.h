#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/baselines/ridge_model.h"

namespace moonstain {

class StepKind;

/// One way to predict, and how well it does on parts of the training sections
/// that it was not fitted on.
struct Candidate {
  std::string name;  ///< of its predictor
  /// Mean over the parts left out of the mean over genes of Pearson's r.
  double score = 0;
  double alpha = 0;       ///< penalty of a ridge; 0: it is none
  std::int64_t rank = 0;  ///< of a ridge's map; 0: not bounded
};

/// Which of several ways to predict the training sections speak for. Plain Zarr
/// group: `names`, `scores`, `alphas`, `ranks` [candidates]; attributes `fold`,
/// `parts`, `chosen`.
struct CandidateChoice {
  static constexpr std::string_view kType = "CandidateChoice";

  std::string fold;                   ///< that was held out of all this
  std::int64_t parts = 0;             ///< of the training sections, left out
  std::vector<Candidate> candidates;  ///< in the order given
  std::size_t chosen = 0;             ///< place of the highest score

  const Candidate& best() const { return candidates.at(chosen); }

  static CandidateChoice read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// How well one prediction does: the mean over genes of Pearson's r over the
/// spots that were measured. A gene that was measured as constant says nothing
/// and is left out; one that is predicted as constant, though it varies, counts
/// as 0, so that no candidate gains by saying nothing.
///
/// @param tried     of at least these spots, joined by name
/// @param measured  of the same part and genes
/// @return          NaN where no gene varies
/// @throws Error    on fewer than two spots, other genes, or a spot without a
///                  prediction
double candidate_score(const Predictions& tried, const Targets& measured);

/// Compares candidates on parts of the training sections, each part predicted
/// by what was fitted on the others. The highest score wins, of equal ones the
/// candidate that comes first: those of `tried` in their order, then the
/// ridges.
///
/// A ridge that searched its penalty has done the same by itself
/// (`choose_ridge` in core/stats/ridge_search.h): its best candidate stands
/// here with the score that it had there, so that all are chosen from at one
/// level. Its search leaves genes aside that it predicts as constant.
///
/// @param tried     one a candidate and part; candidates are told apart by the
///                  names of their predictors
/// @param measured  one a part; may be empty where nothing is tried
/// @param ridges    each with a search that left out as many parts, whole
///                  sections of what it was given
/// @param names     what the predictions of each of `ridges` are called
/// @throws Error    on no candidate, one named twice, a candidate that lacks a
///                  part or has one twice, a ridge without a search, or one
///                  that left out something else
///
/// Source: choice by what was left out, Stone 1974,
/// doi:10.1111/j.2517-6161.1974.tb00994.x.
CandidateChoice candidate_choice(const std::vector<Predictions>& tried,
                                 const std::vector<Targets>& measured,
                                 const std::vector<RidgeModel>& ridges,
                                 const std::vector<std::string>& names);

/// `candidate_choice`: this as a step.
StepKind candidate_choice_step();

}  // namespace moonstain
