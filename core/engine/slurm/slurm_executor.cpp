#include "core/engine/slurm/slurm_executor.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"

namespace moonstain::slurm {

namespace {

constexpr std::chrono::seconds kQueryEvery{5};
constexpr std::chrono::seconds kScanEvery{1};
constexpr std::chrono::seconds kSubmitEvery{2};
constexpr std::chrono::seconds kAfterRefusal{30};
constexpr std::chrono::seconds kQueryLimit{60};
constexpr std::chrono::minutes kSilenceLimit{30};
constexpr int kCommandLimitMs = 20'000;

// The workspace in the names of its jobs: a copy of it elsewhere has another.
std::string workspace_name(const fs::path& slurm) {
  const fs::path id = slurm / "id";
  if (!path_exists(id)) replace_file(id, unique_name());
  return sha256(concat(read_file(id), "\n", fs::canonical(slurm).native()))
      .hex()
      .substr(0, 12);
}

// sbatch did not reach the controller, or did not hear its answer.
bool is_unsure(const Reply& reply) {
  if (!reply.in_time) return true;
  for (const std::string_view words :
       {"Unable to contact", "timed out", "Connection refused",
        "Transport endpoint", "Zero Bytes", "temporarily unable", "standby"}) {
    if (reply.error.find(words) != std::string::npos) return true;
  }
  return false;
}

States ask_states(const std::vector<std::string>& names) {
  if (names.empty()) return {};
  const Reply reply = ask(squeue_command(names), kCommandLimitMs);
  check(reply.ok(),
        "--executor slurm: jobs of an earlier run may still be in "
        "Slurm, and it does not answer: ",
        reply.error, "; repeat the command when it does");
  return parse_squeue(reply.out);
}

}  // namespace

SlurmExecutor::SlurmExecutor(TaskSettings settings, const Workspace& workspace,
                             const std::string& run)
    : settings_(std::move(settings)),
      workspace_(workspace),
      run_(run),
      pool_(settings_.worker, settings_.numbers, workspace.stage(), {}) {
  check_commands();
  const Reply config = ask({"scontrol", "show", "config"}, kCommandLimitMs);
  check(config.ok(), "--executor slurm: Slurm does not answer: ",
        config.in_time ? config.error : "no reply in 20 s");
  most_jobs_ = most_jobs(config.out);
  make_folders(workspace.slurm());
  prefix_ = concat("moonstain-", workspace_name(workspace.slurm()), "-");
  answered_at_ = Clock::now();
  adopt_arrays();
}

SlurmExecutor::~SlurmExecutor() { remove_finished(); }

// What an earlier engine has left: results, and jobs that still live.
void SlurmExecutor::adopt_arrays() {
  std::vector<std::string> asked;
  for (const std::string& name : list_folder(workspace_.slurm())) {
    const Folder folder{workspace_.slurm() / name};
    if (!is_folder(folder.root)) continue;
    Array array;
    try {
      array.record = read_record(folder);
    } catch (const Error&) {
      try_remove_tree(folder.root);  // nothing was asked of Slurm yet
      continue;
    }
    array.folder = folder;
    array.adopted = true;
    array.jobs.resize(array.record.jobs.size());
    if (!path_exists(folder.cancelled())) {
      asked.push_back(array.record.job_name);
    }
    arrays_.emplace(name, std::move(array));
  }
  const States states = ask_states(asked);
  for (auto& [name, array] : arrays_) {
    for (const unsigned number : list_results(array.folder)) {
      array.results.insert(number);
    }
    for (unsigned index = 0; index < array.jobs.size(); ++index) {
      Job& job = array.jobs[index];
      const auto state = states.find({array.record.job_name, index});
      job.over = true;
      if (state != states.end()) {
        job.state = state->second;
        const Fate fate = fate_of(job.state);
        job.over = fate != Fate::waiting && fate != Fate::running;
      }
      for (const auto& [number, key] : array.record.jobs[index]) {
        job.tasks.push_back(number);
        if (!job.over || array.results.contains(number)) {
          adoptable_.emplace(key, std::pair{name, number});
        }
      }
    }
  }
  remove_finished();
}

// @return whether an earlier engine's job has made the result, or will
bool SlurmExecutor::take_up(unsigned entry) {
  const auto [begin, end] = adoptable_.equal_range(entries_[entry].ask.key);
  for (auto at = begin; at != end; ++at) {
    const auto [name, number] = at->second;
    const auto found = arrays_.find(name);
    if (found == arrays_.end()) continue;
    Array& array = found->second;
    const auto lives = [&, number = number] {
      for (const Job& job : array.jobs) {
        if (std::find(job.tasks.begin(), job.tasks.end(), number) !=
            job.tasks.end()) {
          return !job.over;
        }
      }
      return false;
    };
    if (!array.results.contains(number) && !lives()) continue;
    array.entries[number] = entry;
    adoptable_.erase(at);
    return true;
  }
  return false;
}

unsigned SlurmExecutor::start(const Task& task, const TaskAsk& ask) {
  const unsigned entry = next_entry_++;
  entries_[entry] = {task, ask};
  if (!take_up(entry)) waiting_.push_back(entry);
  return entry;
}

std::vector<int> SlurmExecutor::files() const {
  std::vector<int> files = {pool_.file()};
  if (query_ && query_->socket() >= 0) files.push_back(query_->socket());
  return files;
}

std::vector<WorkerReport> SlurmExecutor::reports() {
  std::vector<WorkerReport> out;
  // What the last call has reported is published by now, out of its folder.
  remove_finished();
  pool_.reports();  // throws where the template has ended
  gather_states(out);
  if (const auto now = Clock::now(); now - scanned_at_ >= kScanEvery) {
    gather_results(out);
  }
  submit(out);
  return out;
}

// Asks Slurm once for all jobs, and takes note of what it says.
void SlurmExecutor::gather_states(std::vector<WorkerReport>& out) {
  const auto now = Clock::now();
  if (query_) {
    auto reply = query_->poll();
    if (!reply && now - asked_at_ >= kQueryLimit) reply = query_->wait(0);
    if (!reply) return;
    query_.reset();
    if (!reply->ok()) {
      check(now - answered_at_ < kSilenceLimit,
            "Slurm has not answered for 30 min: ", reply->error,
            "; its jobs go on and keep what they make: repeat the command to "
            "take them up");
      return;
    }
    answered_at_ = asked_at_;
    const States states = parse_squeue(reply->out);
    gather_results(out);  // before a job that has ended is judged
    hear(states, out);
    return;
  }
  if (now - asked_at_ < kQueryEvery) return;
  asked_.clear();
  std::vector<std::string> names;
  for (const auto& [name, array] : arrays_) {
    if (array.entries.empty() ||
        std::all_of(array.jobs.begin(), array.jobs.end(),
                    [](const Job& job) { return job.over; })) {
      continue;
    }
    asked_.push_back(name);
    names.push_back(array.record.job_name);
  }
  asked_at_ = now;
  if (names.empty()) {
    answered_at_ = now;
  } else {
    query_ = std::make_unique<Command>(squeue_command(names));
  }
}

void SlurmExecutor::hear(const States& states, std::vector<WorkerReport>& out) {
  for (const std::string& name : asked_) {
    const auto found = arrays_.find(name);
    if (found == arrays_.end()) continue;
    Array& array = found->second;
    for (unsigned index = 0; index < array.jobs.size(); ++index) {
      Job& job = array.jobs[index];
      if (job.over) continue;
      const auto state = states.find({array.record.job_name, index});
      if (state == states.end()) {
        // Twice, as a controller that has just begun may not know all yet.
        if (++job.missing < 2) continue;
        job.over = true;
        judge(array, index, Fate::lost, out);
        continue;
      }
      job.missing = 0;
      job.state = state->second;
      const Fate fate = fate_of(job.state);
      if (fate == Fate::waiting || fate == Fate::running) continue;
      job.over = true;
      judge(array, index, fate, out);
    }
  }
}

double SlurmExecutor::expected_s(const Entry& entry) const {
  const auto learned = learned_.find(entry.task.step);
  return learned == learned_.end() ? entry.ask.expected_s
                                   : learned->second.first;
}

bool SlurmExecutor::any_out() const {
  return std::any_of(arrays_.begin(), arrays_.end(), [](const auto& array) {
    return !array.second.entries.empty();
  });
}

// Hands out what waits: by what is asked for, in jobs of some minutes.
void SlurmExecutor::submit(std::vector<WorkerReport>& out) {
  const auto now = Clock::now();
  if (waiting_.empty() || holding_) return;
  if (now < submit_from_ && any_out()) return;
  submit_from_ = now + kSubmitEvery;
  std::map<Request, std::vector<unsigned>> groups;
  for (const unsigned entry : waiting_) {
    const Entry& what = entries_.at(entry);
    groups[request_of(what.ask.needs, expected_s(what), settings_.slurm,
                      what.memory_factor, what.time_factor)]
        .push_back(entry);
  }
  waiting_.clear();
  for (const auto& [request, group] : groups) {
    std::vector<double> expected;
    for (const unsigned entry : group) {
      expected.push_back(expected_s(entries_.at(entry)));
    }
    std::vector<std::vector<unsigned>> jobs;
    for (const auto& places : jobs_of(expected)) {
      if (jobs.size() == most_jobs_) {
        submit_array(request, jobs, out);
        jobs.clear();
      }
      auto& job = jobs.emplace_back();
      for (const std::size_t place : places) job.push_back(group[place]);
    }
    submit_array(request, jobs, out);
  }
}

void SlurmExecutor::submit_array(const Request& request,
                                 const std::vector<std::vector<unsigned>>& jobs,
                                 std::vector<WorkerReport>& out) {
  const std::string name = concat(run_, "-", zero_padded(next_array_++, 3));
  Array array;
  array.folder = Folder{workspace_.slurm() / name};
  array.record = {
      concat(prefix_, name), request.memory_mb, request.time_min, {}};
  make_array_folders(array.folder);
  write_file(array.folder.script(),
             job_script(fs::absolute(settings_.worker), array.folder.root));
  unsigned number = 0;
  for (unsigned index = 0; index < jobs.size(); ++index) {
    Batch batch{settings_.numbers,       settings_.task_limit_s,
                settings_.stall_limit_s, budget_s(request),
                settings_.jail,          {}};
    Job& job = array.jobs.emplace_back();
    auto& recorded = array.record.jobs.emplace_back();
    for (const unsigned entry : jobs[index]) {
      const Entry& what = entries_.at(entry);
      batch.tasks.emplace_back(number, what.task);
      job.tasks.push_back(number);
      recorded.emplace_back(number, what.ask.key);
      array.entries[number] = entry;
      ++number;
    }
    write_batch(array.folder, index, batch);
  }
  // From here on another engine would look for these jobs.
  write_record(array.folder, array.record);
  const std::vector<std::string> command =
      sbatch_command(array.record.job_name, static_cast<unsigned>(jobs.size()),
                     request, settings_.slurm);
  const Reply reply = ask(command, kCommandLimitMs, array.folder.root);
  // Where Slurm's answer was lost, its next list tells whether it has them.
  if (reply.ok() || is_unsure(reply)) {
    arrays_.emplace(name, std::move(array));
    return;
  }
  // Where it stays in part, as NFS keeps what a dying job has open, the next
  // engine removes the rest.
  try_remove_tree(array.folder.root);
  if (reply.error.find("limit") != std::string::npos && any_out()) {
    // As many as this user may have: the others have to end first.
    for (const auto& job : jobs) {
      waiting_.insert(waiting_.end(), job.begin(), job.end());
    }
    most_jobs_ = std::max<unsigned>(1, static_cast<unsigned>(jobs.size() / 2));
    submit_from_ = Clock::now() + kAfterRefusal;
    return;
  }
  std::string words;
  for (const std::string& word : command) words += " " + word;
  std::vector<unsigned> entries;
  for (const auto& job : jobs) {
    entries.insert(entries.end(), job.begin(), job.end());
  }
  report_failures(entries,
                  concat("Slurm takes no job for it: ", reply.error,
                         "\n  asked with:", words),
                  out);
}

bool SlurmExecutor::hold() {
  if (!holding_) {
    holding_ = true;
    waiting_.clear();
    cancel_jobs(false);
    query_.reset();
    asked_at_ = {};
    held_at_ = Clock::now();
  }
  if (answered_at_ < held_at_) return false;
  for (const auto& [name, array] : arrays_) {
    for (const Job& job : array.jobs) {
      if (!array.entries.empty() && !job.over &&
          fate_of(job.state) == Fate::running) {
        return false;
      }
    }
  }
  return true;
}

void SlurmExecutor::cancel() { cancel_jobs(true); }

// Those of this run and those it has taken up; what an earlier run has left
// for another recipe goes on.
void SlurmExecutor::cancel_jobs(bool running_too) {
  for (const auto& [name, array] : arrays_) {
    if (array.entries.empty()) continue;
    if (running_too) replace_file(array.folder.cancelled(), "");
    std::vector<std::string> words = {"scancel"};
    if (!running_too) words.push_back("--state=PENDING");
    words.push_back(concat("--name=", array.record.job_name));
    const Reply reply = ask(words, kCommandLimitMs);
    check(reply.ok(), "jobs named ", array.record.job_name,
          " could not be cancelled, and may go on: ", reply.error);
  }
}

}  // namespace moonstain::slurm
