#include "core/engine/check/repeat_check.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/random.h"
#include "core/engine/check/repeat.h"
#include "core/engine/run/plan_state.h"
#include "core/engine/store/store.h"
#include "core/engine/store/workspace.h"

namespace moonstain {

namespace {

std::uint64_t size_of(const std::map<std::string, FileEntry>& files) {
  std::uint64_t bytes = 0;
  for (const auto& [path, entry] : files) bytes += entry.size_bytes;
  return bytes;
}

RepeatSettings repeat_settings(const RepeatCheckSettings& settings) {
  RepeatSettings repeat;
  repeat.worker = settings.run.worker;
  repeat.numbers = settings.run.numbers;
  repeat.numbers.cuda.clear();
  repeat.data_folders = settings.run.data_folders;
  repeat.cores = settings.run.cores;
  repeat.memory_bytes = settings.run.memory_bytes;
  repeat.task_limit_s = settings.run.task_limit_s;
  repeat.stall_limit_s = settings.run.stall_limit_s;
  repeat.order_seed = static_cast<std::uint64_t>(settings.seed);
  repeat.variation.one_task_each = true;
  return repeat;
}

std::string words_of(const std::map<std::string, std::string>& environment) {
  std::string words;
  for (const auto& [name, value] : environment) {
    words += concat(words.empty() ? "" : " ", name, "=", value);
  }
  return words;
}

/// Repeats nodes and compares what comes out with `objects`.
class RepeatComparison {
 public:
  RepeatComparison(const Graph& graph, const Catalog& catalog,
                   const RepeatCheckSettings& settings,
                   const std::vector<std::optional<Digest>>& objects,
                   std::uint32_t total)
      : graph_(graph),
        catalog_(catalog),
        settings_(settings),
        objects_(objects),
        total_(total) {}

  void compare(const std::vector<NodeIndex>& nodes, RepeatSettings repeat,
               const std::string& varied) {
    repeat_nodes(graph_, catalog_, repeat, nodes, objects_,
                 [&](const RepeatResult& result) {
                   note(result, repeat, varied);
                   ++done_;
                   if (settings_.progress) settings_.progress(done_, total_);
                 });
  }

  /// Nodes that differed only under another environment are told apart.
  void attribute(const std::set<NodeIndex>& varied, RepeatSettings repeat) {
    std::vector<NodeIndex> again;
    for (const auto& [node, difference] : differences_) {
      if (varied.contains(node)) again.push_back(node);
    }
    std::set<NodeIndex> alike;
    repeat_nodes(graph_, catalog_, repeat, again, objects_,
                 [&](const RepeatResult& result) {
                   if (same(result, repeat)) alike.insert(result.node);
                   try_remove_tree(result.stage);
                 });
    for (const NodeIndex node : again) {
      if (!alike.contains(node)) differences_.at(node).varied = kRepeated;
    }
  }

  RepeatCheck report() {
    for (auto& [node, difference] : differences_) {
      report_.differences.push_back(std::move(difference));
    }
    return std::move(report_);
  }

  static constexpr const char* kRepeated = "when it is repeated";

 private:
  bool by_tolerance(NodeIndex node) const {
    const Node& what = graph_.nodes[node];
    return runs_on_gpu(settings_.run.numbers,
                       numeric_of(catalog_.step(what.step), what.options));
  }

  fs::path first_of(NodeIndex node, const RepeatSettings& repeat) const {
    return fs::canonical(Workspace{repeat.store}.object(*objects_[node]));
  }

  bool same(const RepeatResult& result, const RepeatSettings& repeat) const {
    if (!result.error.empty()) return false;
    return object_digest(result.files) == *objects_[result.node] ||
           (by_tolerance(result.node) &&
            settings_.alike(first_of(result.node, repeat), result.stage));
  }

  void note(const RepeatResult& result, const RepeatSettings& repeat,
            const std::string& varied) {
    ++report_.nodes;
    report_.files += result.files.size();
    report_.bytes += size_of(result.files);
    if (by_tolerance(result.node)) ++report_.by_tolerance;
    if (same(result, repeat)) {
      try_remove_tree(result.stage);
      return;
    }
    NodeDifference& difference = differences_[result.node];
    difference.node = result.node;
    difference.varied = by_tolerance(result.node)
                            ? "between GPU and CPU by more than the tolerance"
                            : varied;
    difference.first = first_of(result.node, repeat);
    difference.second = result.stage;
    difference.error = result.error;
  }

  const Graph& graph_;
  const Catalog& catalog_;
  const RepeatCheckSettings& settings_;
  const std::vector<std::optional<Digest>>& objects_;
  std::uint32_t total_;
  std::uint32_t done_ = 0;
  RepeatCheck report_;
  std::map<NodeIndex, NodeDifference> differences_;
};

}  // namespace

std::map<std::string, std::string> varied_environment(Numeric numeric) {
  if (numeric == Numeric::torch || numeric == Numeric::network) return {};
  // Names that this CPU or C library does not know are passed over by it.
  const std::string wide =
      "-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ,-AVX512CD,-ERMS,"
      "-AVX_Fast_Unaligned_Load,-Fast_Unaligned_Copy";
  return {{"ATEN_CPU_CAPABILITY", "default"},
          {"ONEDNN_MAX_CPU_ISA", "SSE41"},
          {"JSIMD_FORCENONE", "1"},
          {"GLIBC_TUNABLES",
           concat("glibc.cpu.hwcaps=",
                  numeric == Numeric::exact ? "-AVX2,-FMA," : "", wide)}};
}

std::optional<RepeatCheck> check_repeats(const Graph& graph,
                                         const Catalog& catalog,
                                         const RepeatCheckSettings& settings,
                                         RunOutcome& outcome) {
  check(!path_exists(settings.scratch), settings.scratch.native(),
        ": the scratch folder is there already");
  const fs::path first = settings.scratch / "first";
  RunSettings alone = settings.run;
  alone.workspace = first;
  alone.results = settings.scratch / "results";
  alone.cores = 1;
  outcome = run(graph, catalog, alone);
  if (outcome.state != RunOutcome::State::done) return std::nullopt;

  const PlanState state =
      plan_state(graph, catalog, alone.numbers, first, alone.outputs);
  std::map<Numeric, std::vector<NodeIndex>> by_kind;
  std::uint32_t total = 0;
  for (NodeIndex node = 0; node < graph.nodes.size(); ++node) {
    if (state.states[node] != NodeState::kept) continue;
    by_kind[catalog.step(graph.nodes[node].step).numeric].push_back(node);
    ++total;
  }
  // The same objects by another path: a result that holds it would differ.
  const fs::path again = settings.scratch / "second";
  make_folders(again);
  replace_link(first / "store", again / "store");

  RepeatComparison comparison(graph, catalog, settings, state.objects, total);
  RepeatSettings plain = repeat_settings(settings);
  plain.store = again;
  std::set<NodeIndex> varied;
  for (const auto& [numeric, nodes] : by_kind) {
    RepeatSettings repeat = plain;
    repeat.scratch = again;
    repeat.variation.environment = varied_environment(numeric);
    const bool other = !repeat.variation.environment.empty();
    if (other) varied.insert(nodes.begin(), nodes.end());
    comparison.compare(
        nodes, repeat,
        other ? concat("under another instruction set (",
                       words_of(repeat.variation.environment), ") alone")
              : RepeatComparison::kRepeated);
  }
  plain.scratch = settings.scratch / "third";
  comparison.attribute(varied, plain);
  RepeatCheck report = comparison.report();
  if (report.differences.empty()) try_remove_tree(settings.scratch);
  return report;
}

RepeatCheck check_sample(const Graph& graph, const Catalog& catalog,
                         const RepeatCheckSettings& settings, double share) {
  check(share > 0 && share <= 1, "--sample ", share,
        ": expected a share above 0 and at most 1");
  const PlanState state =
      plan_state(graph, catalog, settings.run.numbers, settings.run.workspace,
                 settings.run.outputs);
  const Workspace workspace{fs::absolute(settings.run.workspace)};
  std::vector<NodeIndex> stored;
  std::set<Digest> keys;
  for (NodeIndex node = 0; node < graph.nodes.size(); ++node) {
    if (state.states[node] != NodeState::kept ||
        !is_folder(workspace.object(*state.objects[node]))) {
      continue;
    }
    bool whole = true;  // all that it was made from is there too
    for (const NodeIndex from : inputs_of(graph.nodes[node])) {
      whole = whole && (graph.nodes[from].is_source() ||
                        (state.objects[from] &&
                         is_folder(workspace.object(*state.objects[from]))));
    }
    if (whole && keys.insert(*state.keys[node]).second) stored.push_back(node);
  }
  check(!stored.empty(), "workspace ", settings.run.workspace.native(),
        " holds no result of this plan that could be recomputed; `moonstain "
        "run` makes them");
  const auto wanted = static_cast<std::size_t>(
      std::ceil(share * static_cast<double>(stored.size())));
  RandomStream stream(settings.seed, "check", "sample");
  std::vector<NodeIndex> sample;
  for (const std::size_t place : stream.permutation(stored.size())) {
    if (sample.size() < wanted) sample.push_back(stored[place]);
  }
  std::sort(sample.begin(), sample.end());

  RepeatSettings repeat = repeat_settings(settings);
  repeat.store = workspace.root;
  repeat.scratch = settings.scratch;
  RepeatComparison comparison(graph, catalog, settings, state.objects,
                              static_cast<std::uint32_t>(sample.size()));
  comparison.compare(sample, repeat, "from what is stored");
  RepeatCheck report = comparison.report();
  if (report.differences.empty()) try_remove_tree(settings.scratch);
  return report;
}

}  // namespace moonstain
