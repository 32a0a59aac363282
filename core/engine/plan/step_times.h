#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/engine/plan/graph.h"

namespace moonstain {

/// How long steps take, learned from earlier runs and from this one.
class StepTimes {
 public:
  /// @param step_seconds  `Ledger::step_seconds`
  explicit StepTimes(std::map<std::string, double> step_seconds)
      : step_seconds_(std::move(step_seconds)) {}

  /// Below 0: unknown.
  double seconds(const std::string& step) const;
  void learn(const std::string& step, double seconds);

  /// Wall time of the longest way from the start of each node to an output, by
  /// node: what is on the longest way goes first. Steps of unknown time count
  /// as one second.
  std::vector<double> ranks(const Graph& graph) const;

  /// A node is expected to be run, or is no more.
  void expect(const std::string& step) { ++open_[step]; }
  void settle(const std::string& step) { --open_[step]; }

  /// Wall time until all is done.
  /// @param running_s  what the running tasks still take, each
  /// @return below 0 where a step's time is unknown
  double remaining_s(const std::vector<double>& running_s,
                     unsigned cores) const;

 private:
  std::map<std::string, double> step_seconds_;
  std::map<std::string, std::uint32_t> seen_;
  std::map<std::string, std::int64_t> open_;
};

}  // namespace moonstain
