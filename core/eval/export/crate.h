#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/engine/plan/graph.h"
#include "core/engine/record/run_record.h"
#include "core/eval/export/stored_value.h"

namespace moonstain {

/// When a step ran that made a result, in this run or in an earlier one.
struct StepRun {
  std::string run;    ///< "0012"
  std::string began;  ///< "2026-11-21T07:59:11.250+00:00"
  std::string ended;
};

/// What a crate says of a run: its record, its plan, and what came of it.
struct CrateRun {
  RunRecord record;
  std::string program_version;  ///< of moonstain
  const Graph* graph = nullptr;
  /// By node; nothing where it has no result. Of a source its sha256.
  std::vector<std::optional<Digest>> objects;
  std::map<NodeIndex, StepRun> times;            ///< those that are known
  std::map<std::string, std::string> sentences;  ///< by step: what it does
  std::string plan_text;                         ///< the plan as JSON
  /// The recipe's folder where it still makes this plan; else empty.
  fs::path recipe;
  /// Results that go into the crate whole, by the node that made them.
  std::map<NodeIndex, StoredValue> values;
};

/// Writes a run as a Workflow Run RO-Crate, profile Provenance Run Crate 0.5:
/// the run, every step of it as an action with its times, what each took and
/// made by digest, params and switches, the recipe and the plan, and the named
/// results with all their files.
///
///     ro-crate-metadata.json
///     plan.json               what was run, node by node
///     recipe/...              where the recipe still makes this plan: files
///                             of its folder, and those below it that it takes
///     results/NAME/...        the values
///
/// The workflow is the recipe, or the plan where the recipe has changed since.
/// Results that no output names, and the data's files, are not in the crate:
/// they are named by digest. Nothing in it is a path of this machine; times
/// are the run's.
///
/// @param folder  empty
/// @throws Error  where a file cannot be copied
///
/// Source: https://w3id.org/ro/wfrun/provenance/0.5, on RO-Crate 1.1.
void write_crate(const CrateRun& run, const fs::path& folder);

}  // namespace moonstain
