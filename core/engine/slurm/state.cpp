#include "core/engine/slurm/state.h"

#include <sys/wait.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <set>

#include "core/base/error.h"

namespace moonstain::slurm {

namespace {

constexpr unsigned kMostJobs = 1000;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool read_number(std::string_view text, auto& number) {
  const char* end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && read_to == end;
}

bool lives(const JobState& state) {
  const Fate fate = fate_of(state);
  return fate == Fate::waiting || fate == Fate::running;
}

// Lines of `text`, one after the other.
std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

}  // namespace

std::vector<std::string> squeue_command(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    if (!list.empty()) list += ',';
    list += name;
  }
  return {"squeue",
          "--noheader",
          "--array",
          "--states=all",
          concat("--name=", list),
          "--Format=Name:128|,ArrayJobID:20|,ArrayTaskID:20|,State:20|,"
          "Reason:60|,exit_code:20|"};
}

States parse_squeue(std::string_view text) {
  States states;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (trimmed(line).empty()) continue;
    std::vector<std::string_view> fields;
    std::string_view rest = line;
    for (std::size_t at; (at = rest.find('|')) != std::string_view::npos;) {
      fields.push_back(trimmed(rest.substr(0, at)));
      rest.remove_prefix(at + 1);
    }
    unsigned index = 0;
    JobState state;
    const bool whole = fields.size() == 6 &&
                       (fields[2] == "N/A" || read_number(fields[2], index)) &&
                       read_number(fields[5], state.status);
    check(whole, "squeue: a line is '", line,
          "'; expected NAME|JOB|INDEX|STATE|REASON|STATUS|");
    state.job = fields[2] == "N/A" ? std::string(fields[1])
                                   : concat(fields[1], "_", fields[2]);
    state.state = fields[3];
    state.reason = fields[4];
    JobState& kept = states[{std::string(fields[0]), index}];
    if (kept.job.empty() || !lives(kept)) kept = std::move(state);
  }
  return states;
}

unsigned most_jobs(std::string_view scontrol_config) {
  while (!scontrol_config.empty()) {
    const std::string_view line = take_line(scontrol_config);
    const auto equals = line.find('=');
    if (equals == std::string_view::npos ||
        trimmed(line.substr(0, equals)) != "MaxArraySize") {
      continue;
    }
    unsigned size = 0;
    check(read_number(trimmed(line.substr(equals + 1)), size),
          "scontrol show config: '", line, "' holds no number");
    check(size > 0,
          "--executor slurm: the cluster takes no arrays of jobs "
          "(its MaxArraySize is 0)");
    return std::min(size, kMostJobs);
  }
  fail("scontrol show config: no line 'MaxArraySize = ...'");
}

Fate fate_of(const JobState& state) {
  static const std::set<std::string, std::less<>> waiting = {
      "PENDING",       "REQUEUED",     "REQUEUE_FED", "REQUEUE_HOLD",
      "RESV_DEL_HOLD", "SPECIAL_EXIT", "CONFIGURING"};
  static const std::set<std::string, std::less<>> running = {
      "RUNNING",  "COMPLETING", "SUSPENDED", "STOPPED",
      "RESIZING", "SIGNALING",  "STAGE_OUT"};
  static const std::set<std::string, std::less<>> lost = {
      "NODE_FAIL", "BOOT_FAIL", "PREEMPTED", "REVOKED"};
  if (waiting.contains(state.state)) return Fate::waiting;
  if (running.contains(state.state)) return Fate::running;
  if (lost.contains(state.state)) return Fate::lost;
  if (state.state == "COMPLETED") return Fate::rest;
  if (state.state == "TIMEOUT" || state.state == "DEADLINE") {
    return Fate::timeout;
  }
  if (state.state == "OUT_OF_MEMORY") return Fate::memory;
  if (state.state == "CANCELLED") return Fate::cancelled;
  // Without control groups a job that the kernel killed for memory looks like
  // any that was killed.
  if (WIFSIGNALED(state.status) && WTERMSIG(state.status) == SIGKILL) {
    return Fate::memory;
  }
  return Fate::failed;
}

std::string words_of(const JobState& state) {
  std::string words =
      concat("Slurm job ", state.job, " ended as ", state.state);
  if (state.state != "FAILED") return words;
  return WIFSIGNALED(state.status)
             ? concat(words, " by signal ", WTERMSIG(state.status))
             : concat(words, " with code ", WEXITSTATUS(state.status));
}

}  // namespace moonstain::slurm
