#pragma once

#include <string>
#include <vector>

#include "bindings/audit/replanner.h"
#include "bindings/lua/plan/plan.h"
#include "core/engine/plan/lineage.h"

namespace moonstain {

/// Why a switch does not acknowledge a leak.
struct NoCure {
  std::string name;  ///< of the switch; "checkpoint and unit" where both turned
  /// "no score of her2st/A1 is left", "a leak (label) of patient her2st/C
  /// remains".
  std::string reason;
};

/// A traced leak, and the switch whose turning removes it. Several models that
/// were fitted to the same units and are acknowledged alike are one; what was
/// chosen, or brought from outside, is one each.
struct JudgedLeak {
  Leak leak;                      ///< its scores are those of all
  std::vector<std::string> by;    ///< `Leak::by` of all that are told as one
  std::vector<std::string> path;  ///< "recipe.lua:31", "hist_model", ...
  /// Outputs of the recipe that need one of its scores, sorted.
  std::vector<std::string> outputs;
  /// Further ways of the same units and severity: "recipe.lua:40 ridge_model".
  std::vector<std::string> other_ways;
  /// "unit"; "checkpoint and unit" where only both together remove it; empty
  /// when the leak is unacknowledged.
  std::string acknowledged_by;
  /// Of an acknowledged leak: what its predictors are not scored on, or less
  /// often, once that is turned, sorted: there the leak goes with the score.
  std::vector<std::string> not_scored;
  /// Of an unacknowledged leak: every turning that does not remove it.
  std::vector<NoCure> tried;
};

/// A source of which nobody says what it was learned from.
struct UnknownSource {
  std::string source;
  std::vector<std::string> path;  ///< to a score
};

/// A switch that could not be turned to see whether a leak goes with it.
struct UnturnedSwitch {
  std::string name;  ///< "checkpoint and unit" where both were turned
  std::string error;
};

/// A predictor whose scored values were made from the labels they are scored
/// by: it shows what they say, and is no competitor.
struct NamedOracle {
  /// What the option `name` calls it of the last step on its way that has one,
  /// else the step that is scored: "spot_depth". Several, sorted, where one
  /// line of a recipe makes them.
  std::vector<std::string> predictors;
  Oracle oracle;
  std::vector<std::string> path;
};

struct LeakReport {
  std::vector<JudgedLeak> leaks;  ///< worst first
  std::vector<NamedOracle> oracles;
  std::vector<UnknownSource> unknown;
  std::vector<UnturnedSwitch> unturned;
  /// `Lineage::wider`, judged and told as `leaks` are.
  std::vector<JudgedLeak> wider;
  /// With every leak switch audited, but for those that are named among `leaks`
  /// as unacknowledged. Node indices and outputs are that plan's.
  std::vector<JudgedLeak> at_audited_end;
  Lineage lineage;  ///< of the plan
  bool all_acknowledged() const;
  /// Names of the sources in `unknown`, sorted, each once.
  std::vector<std::string> unknown_sources() const;
  /// The one that a traced leak is told in, or nullptr.
  const JudgedLeak* of(const Leak& leak) const;
  /// Whether a traced leak is told and a switch acknowledges it.
  bool acknowledges(const Leak& leak) const;
};

/// Traces the plan, and for each leak looks which switches of kind "leak"
/// remove it once they stand at their audited values: one by one, then all of
/// them. Where several do, one that keeps all scores comes first, then the one
/// that removes the fewest.
///
/// A leak is removed when each of its predictors is still scored on something
/// (same_scores.h) and the units of its scores have no leak left that is as
/// severe or worse and at as narrow a unit or narrower. Scores that went with
/// it are named: a method that needs two sections to learn from is not scored
/// where holding out a patient leaves one. A switch that takes away all scores
/// of a predictor shows nothing of it, and removes no leak. A leak by somebody
/// else (`Leak::by`) that the plan has already, at least as bad and for the
/// same units, is judged by itself and does not count: turning the checkpoint
/// removes the leak by the choice of an epoch while that by the choice of genes
/// stays, and is not acknowledged by it.
///
/// Sections that the plan's graph has as one specimen are so in every turned
/// plan, also where it is not the files that tell.
LeakReport judge_leaks(const Replanner& replanner, const lua::Plan& plan);

}  // namespace moonstain
