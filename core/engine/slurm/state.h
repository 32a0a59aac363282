#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moonstain::slurm {

/// What Slurm says of one job of an array.
struct JobState {
  std::string job;     ///< Slurm's number, "12_7"; reissued after some crashes
  std::string state;   ///< "PENDING", "RUNNING", "TIMEOUT", ...
  std::string reason;  ///< "Resources", "TimeLimit", ...
  int status = 0;      ///< as wait(2) gives it

  bool operator==(const JobState&) const = default;
};

/// By the array's job name, which is ours and unique, and the job's index.
using States = std::map<std::pair<std::string, unsigned>, JobState>;

/// The command that asks for the jobs of all arrays in one query.
std::vector<std::string> squeue_command(const std::vector<std::string>& names);

/// Reads what `squeue_command` printed. Where Slurm has two jobs of one name
/// and index, as after a crash of its controller, the one that lives counts.
/// @throws Error on a line of another form
States parse_squeue(std::string_view text);

/// Jobs that one array may have: at most 1,000, and what `MaxArraySize` of
/// `scontrol show config` allows.
/// @throws Error when the text has no such line, or arrays are switched off
unsigned most_jobs(std::string_view scontrol_config);

/// What a job that has ended without a result for a task means for it.
enum class Fate {
  waiting,    ///< it has not begun
  running,    ///< or is about to end
  rest,       ///< it ended in order; tasks without a result were not begun
  lost,       ///< a machine's fault, or nobody knows: to be run again
  timeout,    ///< its time limit ended it
  memory,     ///< it was out of memory, or something killed it
  cancelled,  ///< by somebody else
  failed,     ///< the worker itself could not run, or crashed
};

Fate fate_of(const JobState& state);

/// "job 12_7 ended as TIMEOUT", with the exit code or the signal where the
/// state says no more than that it failed.
std::string words_of(const JobState& state);

}  // namespace moonstain::slurm
