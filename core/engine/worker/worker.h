#pragma once

#include <functional>
#include <vector>

#include "core/base/path.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/worker/worker_template.h"

namespace moonstain {

/// What a worker program needs to know beside its steps.
struct WorkerHooks : TemplateHooks {
  /// What the program does as a job of a cluster: WORKER, FOLDER and JOB to an
  /// exit code. Where it is empty there is no `--batch`.
  std::function<int(const fs::path&, const fs::path&, unsigned)> batch;
  /// The GPUs that the libraries find, in their order: the numeric class of
  /// each. Where it is empty there is neither --gpus nor --resident.
  std::function<std::vector<std::string>()> gpus;
  /// From here on networks of this process run on that GPU.
  std::function<void(unsigned)> use_gpu;
};

/// main() of a program that runs steps:
///
///     --catalog    prints the declarations of all steps (catalog.h)
///     --template   serves an engine at file 3 (worker_template.h)
///     --resident GPU CLASS   takes an engine's tasks at file 3, one after
///                  another, with their networks on that GPU
///                  (worker_tasks.h); refuses where the GPU computes in
///                  another class than the plan is made for
///     --gpus       tells an engine at file 3 what GPUs there are
///     --sandbox    runs a program confined (program/sandbox.h)
///     --batch FOLDER JOB   is a cluster's job (`WorkerHooks::batch`)
///
/// @return the exit code: 2 for wrong arguments
int worker_main(const std::vector<StepKind>& steps, const WorkerHooks& hooks,
                int argc, char** argv);

}  // namespace moonstain
