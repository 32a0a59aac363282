#include "core/engine/plan/step_times.h"

#include <algorithm>

namespace moonstain {

double StepTimes::seconds(const std::string& step) const {
  const auto found = step_seconds_.find(step);
  return found == step_seconds_.end() ? -1 : found->second;
}

// What this run shows counts more than what earlier ones did: options differ.
void StepTimes::learn(const std::string& step, double seconds) {
  const std::uint32_t seen = ++seen_[step];
  double& mean = step_seconds_[step];
  mean += (seconds - mean) / seen;
}

std::vector<double> StepTimes::ranks(const Graph& graph) const {
  std::vector<double> ranks(graph.nodes.size(), 0);
  for (std::size_t node = graph.nodes.size(); node-- > 0;) {
    const Node& what = graph.nodes[node];
    if (what.is_source()) continue;
    const double known = seconds(what.step);
    ranks[node] += known < 0 ? 1 : known;
    for (const NodeIndex from : inputs_of(what)) {
      ranks[from] = std::max(ranks[from], ranks[node]);
    }
  }
  return ranks;
}

double StepTimes::remaining_s(const std::vector<double>& running_s,
                              unsigned cores) const {
  double work = 0;
  double longest = 0;
  for (const auto& [step, count] : open_) {
    if (count <= 0) continue;
    const double known = seconds(step);
    if (known < 0) return -1;
    work += known * static_cast<double>(count);
  }
  for (const double left : running_s) {
    if (left < 0) return -1;
    work += left;
    longest = std::max(longest, left);
  }
  return std::max(longest, work / std::max(1U, cores));
}

}  // namespace moonstain
