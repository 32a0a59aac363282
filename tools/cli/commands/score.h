#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/eval/findings/findings.h"
#include "tools/cli/commands/run.h"
#include "tools/cli/session.h"

namespace moonstain {

struct ScoreOptions {
  std::vector<std::string> predictions;  ///< --pred
  std::vector<std::string> truth;
  fs::path sheet;
  fs::path trained_on;  ///< empty: not known
  std::string target = "cp10k_log1p";
  std::string truth_unit;  ///< of values that are no counts; empty: they are
  std::string section_column = "section";
  std::string predictions_layer;
  std::string truth_layer;
  std::string element;  ///< of SpatialData, --table
  /// Largest share of a section's measured spots without a prediction.
  double most_missing = 0.5;
  std::string model = "predictions";
  std::string name;   ///< of the data set; empty: that of the sheet
  std::string title;  ///< empty: made of the model's name
  fs::path expected;
  fs::path recipe;  ///< folder; empty: WORKSPACE/score/NAME
  std::int64_t seed = 1;
  std::int64_t thinnings = 5;
  RunOptions run;
};

/// `moonstain score`: writes a recipe of predictions that were made elsewhere
/// (score_recipe.h) and runs it, as `run` would.
///
/// With --json the last line is the numbers of the page (`score_json`).
int score_command(const CommonOptions& common, const ScoreOptions& options);

/// The numbers of the page, one object:
///
///     { "event": "score", "recipe": "...", "report": "....html",
///       "results": "...", "model": "predictions", "metric": "pearson.mean",
///       "reading": "tissue", "target": "ln(1 + ...)", "value": 0.31,
///       "interval": [0.2, 0.4] or null, "units": 8, "patients": 3,
///       "genes": 200, "by_unit": {"samples/A1": 0.3},
///       "predictors": {"predictions": {"kind": "model", "metrics":
///         {"pearson.mean": 0.31, ...}}, ...},
///       "trained_on": "known" or "unknown", "leaks": [...], "notes": [...] }
///
/// A number that does not exist is null. Members may be added, never renamed.
/// @param leaks  as `plan --json` has them
Json score_json(const Findings& findings, const Json& leaks);

}  // namespace moonstain
