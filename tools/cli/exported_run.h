#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/record/run_record.h"
#include "core/eval/export/stored_value.h"
#include "tools/cli/session.h"

namespace moonstain {

/// A result that is asked for.
struct ExportedValue {
  NodeIndex node = 0;
  StoredValue value;
};

/// What it is, for who asks why a form has no place for it.
std::string type_words(const StoredValue& value);

/// An ended run whose results go elsewhere: its record, its plan, and where its
/// results lie.
struct ExportedRun {
  RunRecord record;
  StoredPlan plan;
  /// By node, as far as the ledger knows them; of a source its sha256. The
  /// bytes need not be there.
  std::vector<std::optional<Digest>> objects;
  std::vector<ExportedValue> values;  ///< in order of names
};

/// @param what     a run's number, "latest", or a recipe: of that the last run
/// @param variant  of the recipe; empty: any
/// @param paths    results by paths as `why` has them, in place of the named
///                 outputs: "findings.scores[1].predictions"
/// @throws Error   when there is no such run, on one that still runs, when a
///                 result was not made, is no longer in the store, or is not as
///                 it was made
ExportedRun exported_run(const fs::path& workspace, const Catalog& catalog,
                         const std::string& what, const std::string& variant,
                         const std::vector<std::string>& paths);

}  // namespace moonstain
