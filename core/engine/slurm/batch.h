#pragma once

#include <filesystem>

namespace moonstain::slurm {

/// What a job of a cluster does: runs the tasks of one batch file
/// (core/engine/slurm/files.h) one after the other in a worker process of its
/// own each, as the engine would, and leaves a result file for each. A task
/// that has a result already is passed over, so that a job that is started
/// anew goes on where it was. No task is begun after the batch's budget.
///
/// @param worker  the program moonstain-worker
/// @param folder  of the array
/// @param job     the job's index in it
/// @return        the exit code: 0 also where tasks have failed, 1 when none
///                could be run, for which `broken/JOB` then has the reason
int run_batch(const std::filesystem::path& worker,
              const std::filesystem::path& folder, unsigned job);

}  // namespace moonstain::slurm
