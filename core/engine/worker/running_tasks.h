#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/plan/graph.h"
#include "core/engine/plan/step_times.h"
#include "core/engine/step/needs.h"

namespace moonstain {

/// The tasks that workers have at the moment, and how they get on.
class RunningTasks {
 public:
  using Clock = std::chrono::steady_clock;

  void add(unsigned worker, NodeIndex node, const Needs& needs,
           Clock::time_point now);
  bool has(unsigned worker) const { return tasks_.contains(worker); }
  /// @return the node of the task that has ended
  NodeIndex remove(unsigned worker);
  NodeIndex node(unsigned worker) const { return tasks_.at(worker).node; }
  void progress(unsigned worker, std::uint64_t done, std::uint64_t total,
                Clock::time_point now);
  /// What a look at the worker's CPU time says: that it lives, or not.
  /// @param since_s  time since the last look
  void look(unsigned worker, double cpu_s, double since_s,
            Clock::time_point now);

  bool empty() const { return tasks_.empty(); }
  std::size_t size() const { return tasks_.size(); }
  unsigned gpus() const { return gpus_; }  ///< that they keep busy
  std::vector<unsigned> workers() const;
  /// Whether one more fits beside them. Alone a task may be larger.
  bool has_room(const Needs& needs, unsigned cores,
                std::uint64_t memory_bytes) const;

  /// What the worker's task still takes in seconds, by its progress; below 0:
  /// it has not said how far it is.
  double left_s(unsigned worker, Clock::time_point now) const;
  /// What each still takes in seconds, by its progress, else by how long its
  /// step takes; below 0: unknown.
  std::vector<double> remaining_s(const Graph& graph, const StepTimes& estimate,
                                  Clock::time_point now) const;

  /// Workers whose task has taken too long or does nothing, and why.
  /// @param task_limit_s  for every task; 0: none
  std::vector<std::pair<unsigned, std::string>> overdue(
      double task_limit_s, double stall_limit_s, Clock::time_point now) const;

 private:
  struct Task {
    NodeIndex node = 0;
    Needs needs;
    Clock::time_point began;
    Clock::time_point alive;  ///< when it last used a CPU or said something
    double cpu_s = 0;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
  };

  static double left_of(const Task& task, Clock::time_point now);

  std::map<unsigned, Task> tasks_;
  std::uint64_t memory_bytes_ = 0;
  unsigned threads_ = 0;
  unsigned gpus_ = 0;
};

}  // namespace moonstain
