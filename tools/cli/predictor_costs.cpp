#include "tools/cli/predictor_costs.h"

#include <algorithm>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "tools/cli/words.h"

namespace moonstain {
namespace {

constexpr int kNobody = -1;
constexpr int kSeveral = -2;
constexpr std::size_t kMostNameColumns = 42;

// The first node of each task.
std::vector<NodeIndex> task_of_node(
    const std::vector<std::optional<Digest>>& keys) {
  std::unordered_map<Digest, NodeIndex> first;
  std::vector<NodeIndex> tasks;
  for (NodeIndex node = 0; node < keys.size(); ++node) {
    tasks.push_back(keys[node] ? first.emplace(*keys[node], node).first->second
                               : node);
  }
  return tasks;
}

// Marks the predictions' tasks, and all that they come from, as this one's.
void claim(const Graph& graph, const std::vector<NodeIndex>& tasks,
           const std::vector<NodeIndex>& from, int predictor,
           std::vector<int>& owners) {
  std::vector<bool> seen(graph.nodes.size());
  std::vector<NodeIndex> left(from);
  while (!left.empty()) {
    const NodeIndex node = left.back();
    left.pop_back();
    if (seen[node]) continue;
    seen[node] = true;
    int& owner = owners[tasks[node]];
    owner = owner == kNobody || owner == predictor ? predictor : kSeveral;
    for (const NodeIndex input : inputs_of(graph.nodes[node])) {
      left.push_back(input);
    }
  }
}

Json sum_json(const CostSum& sum) {
  const bool none = sum.nothing_known();
  return {{"tasks", sum.tasks},
          {"tasks_of_other_runs", sum.of_other},
          {"tasks_not_recorded", sum.unknown},
          {"seconds", none ? Json(nullptr) : Json(sum.seconds)},
          {"cpu_s", none ? Json(nullptr) : Json(sum.cpu_s)},
          {"peak_bytes", none ? Json(nullptr) : Json(sum.peak_bytes)}};
}

Json steps_json(const std::map<std::string, CostSum>& steps) {
  Json json = Json::object();
  for (const auto& [step, sum] : steps) json[step] = sum_json(sum);
  return json;
}

std::string parameter_words(const PredictorCost& one) {
  if (one.parameters_unknown) return "not recorded";
  if (one.parameters.empty()) return "-";
  const auto [least, most] = std::ranges::minmax(one.parameters);
  return least == most ? grouped(least)
                       : concat(grouped(least), " to ", grouped(most));
}

report::CostRow row_of(const std::string& what, const CostSum& sum) {
  report::CostRow row{.what = what,
                      .tasks = concat(sum.tasks),
                      .wall = "not run here",
                      .cpu = {},
                      .peak = {}};
  if (sum.nothing_known()) return row;
  row.wall =
      concat(sum.unknown > 0 ? "at least " : "", duration_words(sum.seconds));
  row.cpu = duration_words(sum.cpu_s);
  row.peak = size_words(sum.peak_bytes);
  return row;
}

std::string line_of(const report::CostRow& row, const std::string& parameters,
                    std::size_t width) {
  std::string line =
      concat(padded(row.what, width), "  ", right_aligned(row.tasks, 5), "  ");
  line += row.cpu.empty() ? padded(row.wall, 42)
                          : concat(right_aligned(row.wall, 17), "  ",
                                   right_aligned(row.cpu, 12), "  ",
                                   right_aligned(row.peak, 9));
  line += concat("  ", parameters);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

void CostSum::add(const std::optional<TaskCost>& cost, const std::string& run) {
  ++tasks;
  if (!cost) {
    ++unknown;
    return;
  }
  of_other += cost->run != run;
  seconds += cost->seconds;
  cpu_s += cost->cpu_s;
  peak_bytes = std::max(peak_bytes, cost->peak_bytes);
}

PredictorCosts predictor_costs(
    const Graph& graph, const std::vector<PredictedBy>& predictors,
    const std::vector<std::optional<Digest>>& keys,
    const std::vector<std::optional<TaskCost>>& costs, const std::string& run) {
  const std::vector<NodeIndex> tasks = task_of_node(keys);
  std::vector<int> owners(graph.nodes.size(), kNobody);
  PredictorCosts made;
  for (const PredictedBy& one : predictors) {
    claim(graph, tasks, one.predictions,
          static_cast<int>(made.predictors.size()), owners);
    made.predictors.push_back({one.name, one.label});
  }
  for (NodeIndex node = 0; node < graph.nodes.size(); ++node) {
    const int owner = owners[node];
    if (owner == kNobody || graph.nodes[node].is_source()) continue;
    const std::string step = graph.nodes[node].step.str();
    if (owner == kSeveral) {
      made.shared.add(costs[node], run);
      made.shared_steps[step].add(costs[node], run);
    } else {
      PredictorCost& one = made.predictors[static_cast<std::size_t>(owner)];
      one.all.add(costs[node], run);
      one.steps[step].add(costs[node], run);
      one.nodes.push_back(node);
    }
  }
  return made;
}

std::vector<report::CostRow> cost_rows(const PredictorCosts& costs) {
  std::vector<report::CostRow> rows;
  for (const PredictorCost& one : costs.predictors) {
    rows.push_back(row_of(one.label, one.all));
  }
  if (costs.shared.tasks == 0) return rows;
  rows.push_back(row_of("shared by several", costs.shared));
  for (const auto& [step, sum] : costs.shared_steps) {
    rows.push_back(row_of("  " + step, sum));
  }
  return rows;
}

std::vector<std::string> cost_notes(const PredictorCosts& costs) {
  std::size_t of_other = costs.shared.of_other;
  std::size_t unknown = costs.shared.unknown;
  for (const PredictorCost& one : costs.predictors) {
    of_other += one.all.of_other;
    unknown += one.all.unknown;
  }
  std::vector<std::string> notes{
      "Wall and CPU time are sums over tasks, also of those that ran side by "
      "side.",
      "The peak is the largest task's.",
      "CPU seconds stand for energy: no meter is read, and none of a GPU.",
      "Scoring and drawing are not counted."};
  if (of_other > 0) {
    notes.push_back(concat(counted(of_other, "task"),
                           " kept from other runs: as long as it took there."));
  }
  if (unknown > 0) {
    notes.push_back(concat(counted(unknown, "task"),
                           " not run here, and nowhere recorded."));
  }
  return notes;
}

std::string cost_table(const PredictorCosts& costs) {
  const std::vector<report::CostRow> rows = cost_rows(costs);
  std::size_t width = width_of("shared by several");
  for (const report::CostRow& row : rows) {
    width = std::max(width, width_of(row.what));
  }
  width = std::min(width, kMostNameColumns);
  std::string text =
      concat(padded("", width), "  tasks  ", right_aligned("wall", 17), "  ",
             right_aligned("CPU", 12), "  ", right_aligned("peak", 9),
             "  parameters\n");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text += line_of(
        rows[i],
        i < costs.predictors.size() ? parameter_words(costs.predictors[i]) : "",
        width);
  }
  for (const std::string& note : cost_notes(costs)) text += note + "\n";
  return text;
}

Json cost_json(const PredictorCosts& costs) {
  Json predictors = Json::array();
  for (const PredictorCost& one : costs.predictors) {
    Json json = sum_json(one.all);
    json["name"] = one.name;
    json["label"] = one.label;
    json["parameters"] = nullptr;
    if (!one.parameters_unknown && !one.parameters.empty()) {
      const auto [least, most] = std::ranges::minmax(one.parameters);
      json["parameters"] = {{"least", least}, {"most", most}};
    }
    json["steps"] = steps_json(one.steps);
    predictors.push_back(std::move(json));
  }
  Json shared = sum_json(costs.shared);
  shared["steps"] = steps_json(costs.shared_steps);
  return {{"predictors", std::move(predictors)}, {"shared", std::move(shared)}};
}

}  // namespace moonstain
