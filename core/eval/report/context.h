#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"

namespace moonstain::report {

/// One leak as the planner traced it (core/engine/plan/lineage.h).
struct LeakRow {
  std::string severity;  ///< "label", "selection", "input only", "pretraining"
  std::string unit;      ///< "patient her2st/C on both sides of 5 folds"
  /// Where it enters and how it reaches the score, outermost first:
  /// {"recipe.lua:31", "model", "predictions", "expression_scores"}
  std::vector<std::string> path;
  /// Name of the switch whose turning removes it; empty: unacknowledged.
  std::string acknowledged_by;
  /// Outputs of the recipe that its scores are in; none: not known which.
  std::vector<std::string> outputs{};
  /// Further ways of the same units and severity, each once: "recipe.lua:40
  /// ridge_model", "recipe.lua:52 mean_predictions (2 times)".
  std::vector<std::string> other_ways{};
  /// Units that lose scores of the leak, some or all, with that switch at its
  /// audited value, so that it goes with them: "her2st/C2".
  std::vector<std::string> not_scored{};
};

/// One kind of leakage on the model info sheet (bindings/audit/info_sheet.h).
struct SheetRow {
  std::string code;    ///< "L1.1"
  std::string kind;    ///< "no test set"
  std::string answer;  ///< "none found"
  std::string sentence;
  std::vector<std::string> evidence;
  std::string question;
};

/// What the tasks of one predictor took, or those that several need, in words.
struct CostRow {
  std::string what;
  std::string tasks;
  std::string wall;  ///< "1 h 2 min"; "not run here": the next two are empty
  std::string cpu;
  std::string peak;
};

/// The member of `Context::methods` with other people's programs: contexts that
/// are kept in a workspace have them under this word.
inline constexpr const char* kProgramsMember = "commands";

/// What a page says beside what the findings hold: how this run was made.
/// Nothing of it is in the store, and every text may come from a stranger's
/// recipe: the renderer escapes all of it.
struct Context {
  std::string recipe;   ///< "hist_loocv"
  std::string variant;  ///< "dataset=her2st unit=patient", "" for the default
  std::vector<LeakRow> leaks;  ///< no rows: none was found
  /// Sources that scores depend on and of which nobody says what they have
  /// learned from, each once: where there is one, no rows say nothing.
  std::vector<std::string> unknown_origins;
  /// Of one output's page: those whose scores are in others alone.
  std::vector<LeakRow> leaks_elsewhere;
  /// What is there with every leak switch audited, beside those of `leaks` that
  /// no switch acknowledges; none acknowledged.
  std::vector<LeakRow> leaks_audited;
  /// What the recipe's findings say and its plan contradicts, a line each:
  /// "recipe.lua:40: findings says unit = patient, but ...".
  std::vector<std::string> contradictions;
  /// Sentences on outputs that others made and the page does not show.
  std::vector<std::string> not_shown;
  /// False where the planner's answer is not known: the page says so.
  bool leaks_traced = true;
  std::vector<SheetRow> sheet;  ///< none: the run has no model info sheet
  /// The plan: {"nodes": [{"step", "version", "options", "section", "where",
  /// "id", "learned_from"}], "sources": [{"name", "sha256", "size_bytes",
  /// "learned_from"}], "params": [{"name", "value", "default",
  /// "paper", "sentence", "set_by_user"}], "switches": [{"name", "kind",
  /// "published", "audited", "value", "why"}], "commands": [{"name", "program",
  /// "interpreter", "confined", "where"}]}. Every member may be missing.
  Json methods = Json::object();
  /// Versions and the like, in this order: {"moonstain", "0.1.0"},
  /// {"numeric class", "native ..."}.
  std::vector<std::pair<std::string, std::string>> versions;
  /// What the run took, from the ledger: {"hist_model", "6 tasks, 41 min"}.
  std::vector<std::pair<std::string, std::string>> timings;
  /// The same by predictor, and what is to be said of it, a sentence each.
  std::vector<CostRow> costs;
  std::vector<std::string> cost_notes;
  /// Commands that repeat this report, one a line.
  std::vector<std::string> repeat;
};

}  // namespace moonstain::report
