// Part of slurm_executor.h: what becomes of a task that Slurm has, by its
// result or the end of its job.

#include <algorithm>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/slurm/slurm_executor.h"

namespace moonstain::slurm {

namespace {

constexpr unsigned kMostLost = 3;
constexpr unsigned kMoreMemory = 2;
constexpr unsigned kMoreTime = 4;
constexpr std::size_t kMostOutput = 2000;

// The end of what a job has printed, as it may say why it failed. What becomes
// of it, Scheduler::fail_task makes safe for a terminal.
std::string printed(const Folder& folder, unsigned job) {
  if (!path_exists(folder.out(job))) return "it printed nothing";
  std::string text = read_file(folder.out(job));
  while (text.ends_with('\n')) text.pop_back();
  if (text.empty()) return "it printed nothing";
  if (text.size() > kMostOutput) {
    text = "..." + text.substr(text.size() - kMostOutput);
  }
  return concat("it printed: ", text);
}

}  // namespace

void SlurmExecutor::gather_results(std::vector<WorkerReport>& out) {
  scanned_at_ = Clock::now();
  for (auto& [name, array] : arrays_) {
    if (array.entries.empty()) continue;
    for (const unsigned number : list_results(array.folder)) {
      if (array.entries.contains(number)) {
        take_result(array, number, out);
      } else if (!array.taken.contains(number)) {
        array.results.insert(number);
      }
    }
  }
}

void SlurmExecutor::take_result(Array& array, unsigned number,
                                std::vector<WorkerReport>& out) {
  const unsigned entry = array.entries.at(number);
  const Entry& what = entries_.at(entry);
  array.entries.erase(number);
  array.results.erase(number);
  array.taken.insert(number);
  Result result;
  try {
    result = read_result(array.folder, number);
  } catch (const Error& e) {
    result.task.error = e.what();
  }
  std::string& error = result.task.error;
  const fs::path stage = array.folder.root / "stage" / result.stage;
  if (error.empty() && !is_folder(stage)) {
    // An engine has taken it, and was killed before the ledger knew.
    remove_file(array.folder.result(number));
    again(entry);
    return;
  }
  if (!error.empty() && result.out_of_memory) {
    if (retry(entry, kMoreMemory, 1, out)) {
      remove_file(array.folder.result(number));
      return;
    }
    error += concat("; ", result.task.host, " (Slurm job ", result.job,
                    ") was asked for ", array.record.memory_mb, " MB",
                    what.memory_factor > 1 ? ", more than at first" : "");
  }
  const fs::path log = array.folder.root / "log" / result.log;
  if (!result.log.empty() && path_exists(log)) {
    rename_path(log, what.task.log);
  }
  // The result and its stage stay together until the stage is published: a
  // result without its stage is run again.
  if (!result.stage.empty()) result.task.stage = stage;
  remove_file(array.folder.result(number));
  if (error.empty()) {
    auto& [mean_s, seen] = learned_[what.task.step];
    mean_s += (result.task.seconds - mean_s) / ++seen;
  }
  out.push_back({entry, what.task.node, std::nullopt, std::move(result.task)});
  entries_.erase(entry);
}

// A job has ended: what of the tasks that it leaves without a result?
void SlurmExecutor::judge(Array& array, unsigned index, Fate fate,
                          std::vector<WorkerReport>& out) {
  const Job& job = array.jobs[index];
  std::vector<unsigned> open;
  for (const unsigned number : job.tasks) {
    const auto bound = array.entries.find(number);
    if (bound == array.entries.end()) continue;
    open.push_back(bound->second);
    array.entries.erase(bound);
  }
  if (open.empty()) return;
  if (holding_ && fate == Fate::cancelled) return;  // by us
  if (path_exists(array.folder.broken(index))) {
    report_failures(open,
                    concat("Slurm job ", job.state.job, " could not run it ",
                           read_file(array.folder.broken(index))),
                    out);
    return;
  }
  const unsigned first = open.front();
  switch (fate) {
    case Fate::waiting:
    case Fate::running:
      return;
    case Fate::failed:
      report_failures(open,
                      concat("its ", words_of(job.state), "; ",
                             printed(array.folder, index)),
                      out);
      return;
    case Fate::cancelled:
      report_failures(open,
                      concat("its ", words_of(job.state),
                             "; the same command runs it again"),
                      out);
      return;
    case Fate::timeout:
      if (!retry(first, 1, kMoreTime, out)) {
        report_failure(
            first,
            concat("its ", words_of(job.state), ", at its limit of ",
                   array.record.time_min, " min; give more with --slurm-time"),
            out);
      }
      break;
    case Fate::memory:
      if (!retry(first, kMoreMemory, 1, out)) {
        report_failure(
            first,
            concat("its ", words_of(job.state), ", with ",
                   array.record.memory_mb,
                   " MB: it was out of memory, unless somebody killed it"),
            out);
      }
      break;
    case Fate::rest:
    case Fate::lost: {
      // A job that ended in order and did nothing counts as lost, and one
      // that Slurm has never had does not.
      const bool counts = fate == Fate::rest ? open.size() == job.tasks.size()
                                             : !job.state.job.empty();
      for (const unsigned entry : open) {
        if (counts && ++entries_.at(entry).lost > kMostLost) {
          report_failure(
              entry,
              concat("its ", words_of(job.state), " without a result, as ",
                     kMostLost, " before it"),
              out);
        } else {
          again(entry);
        }
      }
      return;
    }
  }
  for (std::size_t i = 1; i < open.size(); ++i) again(open[i]);
}

void SlurmExecutor::again(unsigned entry) {
  if (!holding_) waiting_.push_back(entry);
}

void SlurmExecutor::report_failure(unsigned entry, const std::string& error,
                                   std::vector<WorkerReport>& out) {
  TaskResult result;
  result.error = error;
  out.push_back(
      {entry, entries_.at(entry).task.node, std::nullopt, std::move(result)});
  entries_.erase(entry);
}

// The same for all: said once where the run ends with it.
void SlurmExecutor::report_failures(const std::vector<unsigned>& entries,
                                    const std::string& error,
                                    std::vector<WorkerReport>& out) {
  for (const unsigned entry : entries) {
    report_failure(entry, error, out);
    if (!settings_.keep_going) return;
  }
}

// @return whether the task is tried once more, with more
bool SlurmExecutor::retry(unsigned entry, unsigned memory_factor,
                          unsigned time_factor,
                          std::vector<WorkerReport>& out) {
  Entry& what = entries_.at(entry);
  if (!settings_.slurm.retry || what.memory_factor * what.time_factor > 1) {
    return false;
  }
  what.memory_factor = memory_factor;
  what.time_factor = time_factor;
  const std::string words = memory_factor > 1
                                ? concat("killed; tried again with ",
                                         memory_factor, " times the memory")
                                : concat("ran out of time; tried again with ",
                                         time_factor, " times as much");
  out.push_back(
      {entry, what.task.node, TaskProgress{0, 0, words}, std::nullopt});
  again(entry);
  return true;
}

// Folders of which nothing is awaited any more.
void SlurmExecutor::remove_finished() {
  for (auto at = arrays_.begin(); at != arrays_.end();) {
    const Array& array = at->second;
    bool awaited = !array.entries.empty();
    for (const Job& job : array.jobs) {
      awaited = awaited || (array.adopted && !job.over &&
                            std::any_of(job.tasks.begin(), job.tasks.end(),
                                        [&](unsigned number) {
                                          return !array.taken.contains(number);
                                        }));
    }
    awaited = awaited || (array.adopted && !array.results.empty());
    if (awaited) {
      ++at;
      continue;
    }
    // Where a dying job has something open the next engine removes it.
    try_remove_tree(array.folder.root);
    at = arrays_.erase(at);
  }
}

}  // namespace moonstain::slurm
