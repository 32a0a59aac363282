#include "core/engine/worker/running_tasks.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace moonstain {

namespace {

/// Under this share of a CPU a task counts as doing nothing.
constexpr double kIdleShare = 0.01;

double seconds_between(RunningTasks::Clock::time_point from,
                       RunningTasks::Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

void RunningTasks::add(unsigned worker, NodeIndex node, const Needs& needs,
                       Clock::time_point now) {
  tasks_[worker] = {node, needs, now, now};
  memory_bytes_ += needs.memory_bytes;
  threads_ += needs.threads;
  gpus_ += needs.gpus;
}

bool RunningTasks::has_room(const Needs& needs, unsigned cores,
                            std::uint64_t memory_bytes) const {
  return empty() || (threads_ + needs.threads <= cores &&
                     memory_bytes_ + needs.memory_bytes <= memory_bytes);
}

NodeIndex RunningTasks::remove(unsigned worker) {
  const auto found = tasks_.find(worker);
  check(found != tasks_.end(), "worker ", worker, " has no task");
  const NodeIndex node = found->second.node;
  memory_bytes_ -= found->second.needs.memory_bytes;
  threads_ -= found->second.needs.threads;
  gpus_ -= found->second.needs.gpus;
  tasks_.erase(found);
  return node;
}

void RunningTasks::progress(unsigned worker, std::uint64_t done,
                            std::uint64_t total, Clock::time_point now) {
  Task& task = tasks_.at(worker);
  task.done = done;
  task.total = total;
  task.alive = now;
}

void RunningTasks::look(unsigned worker, double cpu_s, double since_s,
                        Clock::time_point now) {
  Task& task = tasks_.at(worker);
  if (cpu_s - task.cpu_s > kIdleShare * since_s) task.alive = now;
  task.cpu_s = cpu_s;
}

std::vector<unsigned> RunningTasks::workers() const {
  std::vector<unsigned> workers;
  for (const auto& [worker, task] : tasks_) workers.push_back(worker);
  return workers;
}

double RunningTasks::left_of(const Task& task, Clock::time_point now) {
  if (task.done == 0 || task.total < task.done) return -1;
  return seconds_between(task.began, now) *
         static_cast<double>(task.total - task.done) /
         static_cast<double>(task.done);
}

double RunningTasks::left_s(unsigned worker, Clock::time_point now) const {
  return left_of(tasks_.at(worker), now);
}

std::vector<double> RunningTasks::remaining_s(const Graph& graph,
                                              const StepTimes& estimate,
                                              Clock::time_point now) const {
  std::vector<double> remaining;
  for (const auto& [worker, task] : tasks_) {
    if (const double left = left_of(task, now); left >= 0) {
      remaining.push_back(left);
      continue;
    }
    const double spent = seconds_between(task.began, now);
    const double whole = estimate.seconds(graph.nodes[task.node].step);
    remaining.push_back(whole < 0 ? -1 : std::max(0.0, whole - spent));
  }
  return remaining;
}

std::vector<std::pair<unsigned, std::string>> RunningTasks::overdue(
    double task_limit_s, double stall_limit_s, Clock::time_point now) const {
  std::vector<std::pair<unsigned, std::string>> overdue;
  for (const auto& [worker, task] : tasks_) {
    const double spent = seconds_between(task.began, now);
    const double idle = seconds_between(task.alive, now);
    const bool over_run = task_limit_s > 0 && spent > task_limit_s;
    if (over_run || (task.needs.limit_s > 0 && spent > task.needs.limit_s)) {
      const std::string limit =
          over_run
              ? concat("--timeout gives a task ", task_limit_s, " s")
              : concat("the step's own limit is ", task.needs.limit_s, " s");
      overdue.emplace_back(
          worker,
          concat("ended after ", std::round(spent * 10) / 10, " s; ", limit));
    } else if (stall_limit_s > 0 && idle > stall_limit_s) {
      overdue.emplace_back(worker,
                           concat("ended: neither progress nor CPU use for ",
                                  std::round(idle), " s"));
    }
  }
  return overdue;
}

}  // namespace moonstain
