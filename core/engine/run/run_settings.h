#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/engine/jail/jail.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/record/events.h"
#include "core/engine/slurm/settings.h"
#include "core/engine/worker/gpus.h"

namespace moonstain {

/// Where and how a graph is run. Nothing of it enters a result, the numeric
/// class excepted, which is already in the nodes' ids.
struct RunSettings {
  std::filesystem::path workspace = ".moonstain";
  std::filesystem::path results = "results";
  /// The recipe's, so that another of its name does not take its place in
  /// `results`; empty: not known.
  std::filesystem::path recipe_folder;
  std::filesystem::path worker;  ///< the program moonstain-worker
  NumericClass numbers;
  Gpus gpus;  ///< where `numbers` has networks on a GPU

  /// Folders in which source files are looked for, by size and sha256: those
  /// of `--data` first, then $MOONSTAIN_DATA, samples, the recipe's folder.
  std::vector<std::filesystem::path> data_folders;

  unsigned cores = 0;              ///< tasks at once; 0: CPUs of this process
  std::uint64_t memory_bytes = 0;  ///< 0: 0.8 of the machine's memory
  std::uint64_t task_memory_bytes = 0;  ///< of one task; 0: by its needs
  JailSettings jail;
  bool keep_going = false;  ///< after a failure, finish what does not need it
  bool no_wait = false;     ///< fail when another engine has the workspace
  std::vector<std::string> outputs;  ///< names; empty: all of the graph
  std::string variant;  ///< folder under results/RECIPE; empty: variant_name()
  std::string command;  ///< as typed, for the run record and for who waits
  std::string origin;   ///< of the recipe, for the run record; may be empty

  double task_limit_s = 0;     ///< a task over it is ended; 0: no limit
  double stall_limit_s = 900;  ///< without CPU use or progress; 0: no limit
  EventSink sink;              ///< may be empty

  /// Tasks are jobs of a Slurm cluster. `cores` then is how many may be out at
  /// once (0: 10,000); `memory_bytes` has no meaning.
  bool use_slurm = false;
  slurm::Settings slurm;
};

struct TaskFailure {
  NodeIndex node = 0;
  /// "recipe.lua:12: patches mob/1: spot 10x23 lies ..."
  std::string message;
  std::filesystem::path stage;  ///< what the step had written, kept
  std::filesystem::path log;    ///< empty when there is none
};

}  // namespace moonstain
