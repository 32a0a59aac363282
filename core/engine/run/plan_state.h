#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

enum class NodeState : std::uint8_t {
  source,       ///< a file
  kept,         ///< its result is known
  will_run,     ///< its result is not there
  may_be_kept,  ///< depends on what an input turns out to be
  not_needed,   ///< no output asks for it
};

/// "source", "kept", "will run", "may be kept", "not needed".
std::string_view state_name(NodeState state);

/// What a run would do with each node of a plan. Vectors are by node.
struct PlanState {
  std::vector<NodeState> states;
  std::vector<std::optional<Digest>> keys;     ///< where inputs are known
  std::vector<std::optional<Digest>> objects;  ///< where kept; of a source its
                                               ///< sha256
  std::uint32_t kept = 0, will_run = 0, may_be_kept = 0;
};

/// Reads the workspace's ledger without a lock and without waiting; a
/// workspace that is not there holds nothing. No object is looked at.
///
/// @param outputs  names; empty: all
PlanState plan_state(const Graph& graph, const Catalog& catalog,
                     const NumericClass& numbers,
                     const std::filesystem::path& workspace,
                     const std::vector<std::string>& outputs = {});

}  // namespace moonstain
