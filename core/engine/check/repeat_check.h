#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/plan/graph.h"
#include "core/engine/run/run.h"
#include "core/engine/run/run_settings.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// A node whose two results are not the same bytes.
struct NodeDifference {
  NodeIndex node = 0;
  /// What of the repetition makes it differ: "when it is repeated", or "under
  /// another instruction set (ATEN_CPU_CAPABILITY=default ...) alone".
  std::string varied;
  /// First result; empty where it is not there.
  std::filesystem::path first;
  std::filesystem::path second;
  /// The repetition failed; the first run did not.
  std::string error;
};

/// What came of running nodes again.
struct RepeatCheck {
  std::uint32_t nodes = 0;  ///< compared
  /// Of these, run on a GPU and compared with the CPU by tolerance.
  std::uint32_t by_tolerance = 0;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::vector<NodeDifference> differences;  ///< in order of the plan
};

struct RepeatCheckSettings {
  RunSettings run;  ///< `workspace` is the user's and is only read
  /// Scratch folder; must not be there. Left where something differs.
  std::filesystem::path scratch;
  std::int64_t seed = 0;  ///< of the order of tasks, and of a sample
  /// Whether two results of one node, a folder each, agree within the tolerance
  /// between numeric classes. Must be there where networks run on a GPU.
  std::function<bool(const std::filesystem::path& first,
                     const std::filesystem::path& second)>
      alike;
  /// Nodes compared, nodes to compare.
  std::function<void(std::uint32_t, std::uint32_t)> progress;
};

/// What a repetition changes in the environment of a worker, by what a step
/// declares of its numbers. Only what the class leaves open:
///
/// - `exact`: LibTorch's and oneDNN's kernels for plain x86-64, the C library
///   without AVX2, FMA and wider, JPEG without vector code;
/// - `libm`: the same, but the C library keeps AVX2 and FMA, which pick the
///   versions of exp and log that the class names;
/// - `torch`, `network`: nothing: the class names the set, and every library
///   follows it.
std::map<std::string, std::string> varied_environment(Numeric numeric);

/// Runs every node that the outputs need twice and compares all bytes.
///
/// First a run in a workspace of its own, one task at a time, all in one
/// worker where none grows or fails, in the scheduler's order. Then every node
/// again from the first run's objects (read under another path), `cores` at
/// once, in random order, each in a fresh process, and under
/// `varied_environment`. A node that differs there is run once more without
/// the other environment, to tell which of the two it depends on.
///
/// What ran on a GPU the first time runs on the CPU the second time, and is
/// compared by `RepeatCheckSettings::alike`.
///
/// @return nothing when the first run did not end well; see `outcome`
/// @throws Error as `run`
std::optional<RepeatCheck> check_repeats(const Graph& graph,
                                         const Catalog& catalog,
                                         const RepeatCheckSettings& settings,
                                         RunOutcome& outcome);

/// Recomputes a share of what the workspace holds of this plan and compares it
/// with what is stored; what is stored of a GPU by the CPU, as above. Which
/// nodes is drawn from `seed`: the same seed, plan
/// and store give the same nodes.
///
/// @param share  above 0, at most 1; at least one node is taken
/// @throws Error when the workspace holds nothing of this plan
RepeatCheck check_sample(const Graph& graph, const Catalog& catalog,
                         const RepeatCheckSettings& settings, double share);

}  // namespace moonstain
