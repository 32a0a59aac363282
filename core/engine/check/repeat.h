#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"
#include "core/engine/worker/worker_pool.h"

namespace moonstain {

/// How nodes are run again.
struct RepeatSettings {
  std::filesystem::path store;    ///< holds the objects that are read
  std::filesystem::path scratch;  ///< a folder of its own, for stages and logs
  std::filesystem::path worker;   ///< the program moonstain-worker
  NumericClass numbers;
  WorkerVariation variation;
  std::vector<std::filesystem::path> data_folders;
  unsigned cores = 0;              ///< tasks at once; 0: CPUs of this process
  std::uint64_t memory_bytes = 0;  ///< 0: 0.8 of the machine's memory
  double task_limit_s = 0;         ///< a task over it is ended; 0: no limit
  double stall_limit_s = 900;      ///< without CPU use or progress; 0: no limit
  std::uint64_t order_seed = 0;    ///< the order of the tasks follows from it
};

/// What came out of one node. The stage is the receiver's to remove.
struct RepeatResult {
  NodeIndex node = 0;
  std::string error;  ///< empty: it succeeded
  std::map<std::string, FileEntry> files;
  std::filesystem::path stage;
  std::filesystem::path log;
};

/// Runs nodes again, each with the objects that are there as its inputs, so
/// that no node waits for another and none inherits another's difference. The
/// order is a permutation drawn from `order_seed`. Nothing is published.
///
/// @param objects  by node: of the inputs of `nodes` at least; of a source
///                 its sha256
/// @param done     called for each node as it ends
/// @throws Error   when a source is missing or workers cannot be started
void repeat_nodes(const Graph& graph, const Catalog& catalog,
                  const RepeatSettings& settings,
                  const std::vector<NodeIndex>& nodes,
                  const std::vector<std::optional<Digest>>& objects,
                  const std::function<void(const RepeatResult&)>& done);

}  // namespace moonstain
