#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/engine/slurm/settings.h"
#include "core/engine/step/needs.h"

namespace moonstain::slurm {

/// What one job is asked for; the tasks of an array have the same.
struct Request {
  std::uint64_t memory_mb = 0;
  unsigned time_min = 0;
  unsigned threads = 1;
  unsigned gpus = 0;

  auto operator<=>(const Request&) const = default;
};

/// How long a job should last: shorter ones cost the cluster more than they
/// compute.
inline constexpr double kJobSeconds = 300;

/// What a task is asked for.
///
/// Memory: its needs and 512 MB for program and libraries, rounded up to a
/// quarter of the power of two below, so that like tasks share an array. Time:
/// `settings.time_min`, else an hour, doubled until it holds four times what
/// the task is expected to take beside two jobs' length of others.
///
/// @param expected_s  below 0: unknown
/// @param memory_factor, time_factor  1, more for a retry
Request request_of(const Needs& needs, double expected_s,
                   const Settings& settings, unsigned memory_factor = 1,
                   unsigned time_factor = 1);

/// Divides tasks of one request into jobs of some `kJobSeconds` each, in
/// order. A task of unknown time counts as ten seconds: the job's budget keeps
/// it short where that is wrong.
/// @return the tasks' places in `expected_s`, by job
std::vector<std::vector<std::size_t>> jobs_of(
    const std::vector<double>& expected_s);

/// After how many seconds a job begins no further task.
double budget_s(const Request& request);

/// The sbatch command line, to be run in the array's folder.
std::vector<std::string> sbatch_command(const std::string& job_name,
                                        unsigned jobs, const Request& request,
                                        const Settings& settings);

/// What every job starts; it finds its batch by its index.
std::string job_script(const std::filesystem::path& worker,
                       const std::filesystem::path& folder);

}  // namespace moonstain::slurm
