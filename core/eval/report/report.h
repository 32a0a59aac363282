#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"

namespace moonstain {

namespace fs = std::filesystem;

/// One leak as the planner traced it (core/engine/plan/lineage.h), or a finding
/// of its absence: a report with no rows says that none was found.
struct LeakRow {
  std::string severity;  ///< "label", "selection", "input only", "pretraining"
  std::string unit;      ///< "patient her2st/C on both sides of 5 folds"
  /// Where it enters and how it reaches the score, outermost first:
  /// {"recipe.lua:31", "model", "predictions", "metrics"}
  std::vector<std::string> path;
  /// Name of the switch whose turning removes it; empty: unacknowledged.
  std::string acknowledged_by;
};

/// What a page says beside what the findings hold: how this run was made.
/// Nothing of it is in the store, and every text may come from a stranger's
/// recipe: the renderer escapes all of it.
struct ReportContext {
  std::string recipe;   ///< "hist_loocv"
  std::string variant;  ///< "dataset=her2st unit=patient", "" for the default
  std::vector<LeakRow> leaks;
  /// False where the planner's answer is not known: the page says so.
  bool leaks_traced = true;
  /// The plan: {"nodes": [{"step", "version", "options", "section", "where",
  /// "id", "learned_from"}], "sources": [{"name", "sha256", "size_bytes",
  /// "learned_from"}], "params": [{"name", "value", "default",
  /// "sentence", "set_by_user"}], "switches": [{"name", "kind", "published",
  /// "audited", "value", "why"}], "commands": [{"name", "program",
  /// "interpreter", "confined", "where"}]}. Every member may be missing.
  Json methods = Json::object();
  /// Versions and the like, in this order: {"moonstain", "0.1.0"},
  /// {"numeric class", "native ..."}.
  std::vector<std::pair<std::string, std::string>> versions;
  /// What the run took, from the ledger: {"hist_model", "6 tasks, 41 min"}.
  std::vector<std::pair<std::string, std::string>> timings;
  /// Commands that repeat this report, one a line.
  std::vector<std::string> repeat;
};

/// The report as one HTML page: no script, no address outside the page, all
/// charts inline SVG, so that it reads in any browser or mail program, prints,
/// and cannot run what a recipe smuggles into a name.
///
/// @param object  folder of a Findings or a Walk
/// @throws Error  when the folder is neither
std::string render_report(const fs::path& object, const ReportContext& context);

/// The first screen in words, for the terminal: lines of at most some 100
/// characters, no escape sequences except that control characters of foreign
/// text are replaced.
std::string summary_text(const fs::path& object, const ReportContext& context);

}  // namespace moonstain
