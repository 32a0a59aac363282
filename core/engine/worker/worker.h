#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

/// What a worker program needs to know of the libraries its steps use.
struct WorkerHooks {
  /// Runs once in the template, before any worker is forked: loads and warms
  /// libraries, and leaves one thread. May be empty.
  std::function<void()> prepare;
  std::string libtorch;  ///< version, or empty
  /// "avx512", "avx2" or "default", asked after `prepare`. May be empty.
  std::function<std::string()> capability;
  /// What the program does as a job of a cluster: WORKER, FOLDER and JOB to an
  /// exit code. Where it is empty there is no `--batch`.
  std::function<int(const fs::path&, const fs::path&, unsigned)> batch;
};

/// main() of a program that runs steps:
///
///     --catalog    prints the declarations of all steps (catalog.h)
///     --template   serves an engine at file 3 (worker_pool.h)
///     --batch FOLDER JOB   is a cluster's job (`WorkerHooks::batch`)
///
/// The template runs `prepare`, makes sure that it has one thread, and forks a
/// worker whenever the engine asks. A worker is shut in (jail/jail.h) and
/// takes one task at a time: it runs the step's body in an empty folder, with
/// its output in a pipe that the engine gave it, and answers with the files
/// written and what it took. It leaves when the engine closes its socket, and
/// is killed when the engine dies.
///
/// @return the exit code: 2 for wrong arguments
int worker_main(const std::vector<StepKind>& steps, const WorkerHooks& hooks,
                int argc, char** argv);

}  // namespace moonstain
