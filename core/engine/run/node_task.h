#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"
#include "core/engine/worker/task.h"

namespace moonstain {

/// From a node to what a worker is asked for.

/// A task with what the node itself says: step, options, whether it starts
/// programs and whether it runs on a GPU. A program is a task of the step that
/// runs programs, which is told its limits too.
Task task_of_node(const Graph& graph, const Catalog& catalog,
                  const NumericClass& numbers, NodeIndex node);

/// What each of `nodes` takes, in their order: as a program declares, as a step
/// says when it is asked, or `Needs{}`; and a GPU where the class of the run
/// has it there.
///
/// @param content_bytes  of a value that is there, as InputSizes has it
/// @param ask            the workers (Executor::needs); called at most once
std::vector<Needs> needs_of_nodes(
    const Graph& graph, const Catalog& catalog, const NumericClass& numbers,
    const std::vector<NodeIndex>& nodes,
    const std::function<std::uint64_t(NodeIndex)>& content_bytes,
    const std::function<std::vector<Needs>(const std::vector<NeedsQuery>&)>&
        ask);

/// Memory that tasks of a run may have.
struct MemoryOffer {
  std::uint64_t run_bytes = 0;      ///< of all together; 0: nobody knows
  std::uint64_t task_bytes = 0;     ///< of one, as `--task-memory` says; 0: any
  std::uint64_t machine_bytes = 0;  ///< of the machine
  std::uint64_t usable_bytes = 0;   ///< of it, where `--memory` says nothing
};

/// Why a task that declares these needs could never run, with both figures and
/// what to do; empty: it can. What a step of ours says is an estimate and is
/// tried.
std::string needs_problem(const Needs& declared, const MemoryOffer& offer);

}  // namespace moonstain
