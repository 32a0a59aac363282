#include "core/engine/check/repeat.h"

#include <deque>
#include <set>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/random.h"
#include "core/engine/process/machine.h"
#include "core/engine/run/node_task.h"
#include "core/engine/run/sources.h"
#include "core/engine/store/workspace.h"
#include "core/engine/worker/running_tasks.h"
#include "core/engine/worker/task_watch.h"

namespace moonstain {

namespace {

constexpr int kTickMs = 200;

class Repeater {
 public:
  using Clock = RunningTasks::Clock;

  Repeater(const Graph& graph, const Catalog& catalog,
           const RepeatSettings& settings,
           const std::vector<std::optional<Digest>>& objects)
      : graph_(graph),
        catalog_(catalog),
        settings_(settings),
        objects_(objects),
        cores_(settings.cores > 0 ? settings.cores : usable_cores()),
        memory_bytes_(settings.memory_bytes > 0 ? settings.memory_bytes
                                                : usable_memory_bytes()) {}

  void run(const std::vector<NodeIndex>& nodes,
           const std::function<void(const RepeatResult&)>& done) {
    find_sources(nodes);
    make_folders(settings_.scratch / "stage");
    make_folders(settings_.scratch / "made");
    make_folders(settings_.scratch / "logs");
    pool_.emplace(settings_.worker, settings_.numbers,
                  settings_.scratch / "stage", JailSettings{},
                  settings_.variation);
    const std::vector<Needs> needs = needs_of_nodes(
        graph_, catalog_, settings_.numbers, nodes,
        [this](NodeIndex node) { return content_of(node); },
        [this](const std::vector<NeedsQuery>& queries) {
          return pool_->needs(queries);
        });
    for (std::size_t i = 0; i < nodes.size(); ++i) needs_[nodes[i]] = needs[i];
    RandomStream stream(static_cast<std::int64_t>(settings_.order_seed),
                        "check", "order");
    TaskWatch watch(settings_.task_limit_s, settings_.stall_limit_s);
    std::deque<NodeIndex> queue;
    for (const std::size_t place : stream.permutation(nodes.size())) {
      queue.push_back(nodes[place]);
    }
    while (!queue.empty() || !running_.empty()) {
      while (!queue.empty() && running_.size() < cores_ &&
             running_.has_room(needs_[queue.front()], cores_, memory_bytes_)) {
        start(queue.front());
        queue.pop_front();
      }
      pool_->wait(kTickMs);
      for (const WorkerReport& report : pool_->reports()) {
        hear(report, done);
      }
      watch.look(running_, *pool_, Clock::now());
    }
  }

 private:
  void find_sources(const std::vector<NodeIndex>& nodes) {
    std::vector<SourceFile> wanted;
    std::set<Digest> seen;
    for (const NodeIndex node : nodes) {
      for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
        const Node& value = graph_.nodes[from];
        if (value.is_source() && seen.insert(value.source->sha256).second) {
          wanted.push_back(*value.source);
        }
      }
    }
    sources_ = SourceFinder(settings_.data_folders, nullptr).find(wanted);
  }

  std::uint64_t content_of(NodeIndex node) const {
    const Node& value = graph_.nodes[node];
    if (value.is_source()) return value.source->size_bytes;
    const fs::path folder = path_of(node);
    std::uint64_t bytes = 0;
    for (const std::string& file : list_files(folder)) {
      bytes += fs::file_size(folder / file);
    }
    return content_bytes_of(bytes, 0);
  }

  fs::path path_of(NodeIndex node) const {
    const Node& value = graph_.nodes[node];
    if (value.is_source()) return sources_.at(value.source->sha256).path;
    check(objects_[node].has_value(), value.where, ": ", value.step,
          ": its result is not known, so nothing can be repeated from it");
    const fs::path path = Workspace{settings_.store}.object(*objects_[node]);
    check(is_folder(path), value.where, ": ", value.step, ": its result ",
          path.native(), " is gone; `moonstain run` makes it again");
    return path;
  }

  std::string file_name(NodeIndex node) const {
    return concat(node, "-", graph_.nodes[node].step);
  }

  void start(NodeIndex node) {
    const Node& what = graph_.nodes[node];
    Task task = task_of_node(graph_, catalog_, settings_.numbers, node);
    task.name = file_name(node);
    task.log = settings_.scratch / "logs" / (file_name(node) + ".log");
    for (const NodeInput& input : what.inputs) {
      for (const NodeIndex from : input.nodes) {
        const Node& value = graph_.nodes[from];
        task.inputs[input.name.str()].push_back(
            {path_of(from), value.source->name, value.section});
      }
    }
    running_.add(pool_->start(task), node, needs_[node], Clock::now());
  }

  void hear(const WorkerReport& report,
            const std::function<void(const RepeatResult&)>& done) {
    if (!running_.has(report.worker)) return;
    if (report.progress) {
      running_.progress(report.worker, report.progress->done,
                        report.progress->total, Clock::now());
    }
    if (!report.result) return;
    const NodeIndex node = running_.remove(report.worker);
    RepeatResult result;
    result.node = node;
    result.error = report.result->error;
    result.files = report.result->files;
    // Out of the worker's own folder, which goes with the worker.
    result.stage = settings_.scratch / "made" / file_name(node);
    if (path_exists(report.result->stage)) {
      rename_path(report.result->stage, result.stage);
    }
    result.log = settings_.scratch / "logs" / (file_name(node) + ".log");
    done(result);
  }

  const Graph& graph_;
  const Catalog& catalog_;
  const RepeatSettings& settings_;
  const std::vector<std::optional<Digest>>& objects_;
  unsigned cores_;
  std::uint64_t memory_bytes_;
  std::map<Digest, FoundFile> sources_;
  std::optional<WorkerPool> pool_;
  std::map<NodeIndex, Needs> needs_;
  RunningTasks running_;
};

}  // namespace

void repeat_nodes(const Graph& graph, const Catalog& catalog,
                  const RepeatSettings& settings,
                  const std::vector<NodeIndex>& nodes,
                  const std::vector<std::optional<Digest>>& objects,
                  const std::function<void(const RepeatResult&)>& done) {
  if (nodes.empty()) return;
  Repeater(graph, catalog, settings, objects).run(nodes, done);
}

}  // namespace moonstain
