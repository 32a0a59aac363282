#pragma once

#include <optional>
#include <vector>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/engine/plan/graph.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/record/run_record.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// Results of a run's nodes, as far as the ledger knows them; the bytes need
/// not be there.
struct NodeResults {
  /// By node; a source has none, and neither has a node that comes of an
  /// unknown one.
  std::vector<std::optional<Digest>> keys;
  /// By node; of a source its sha256.
  std::vector<std::optional<Digest>> objects;

  /// Those of some nodes.
  std::vector<std::optional<Digest>> objects_of(
      const std::vector<NodeIndex>& nodes) const;
};

/// As a run finds them, key by key; of the named outputs what the run itself
/// says it made. Where the program lacks a step of the plan, nothing is known
/// but those and the sources.
NodeResults node_results(const fs::path& workspace, const StoredPlan& plan,
                         const Catalog& catalog, const RunRecord& record);

}  // namespace moonstain
