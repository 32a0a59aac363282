#include "core/engine/scheduler.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>

#include "core/base/error.h"
#include "core/engine/machine.h"

namespace moonstain {

namespace {

constexpr std::chrono::milliseconds kTick{200};
constexpr std::chrono::seconds kWatch{2};

std::uint64_t size_of(const std::map<std::string, FileEntry>& files) {
  std::uint64_t bytes = 0;
  for (const auto& [path, entry] : files) bytes += entry.size_bytes;
  return bytes;
}

}  // namespace

Scheduler::Scheduler(const Graph& graph, const Catalog& catalog,
                     const RunSettings& settings, const Workspace& workspace,
                     Ledger& ledger, RunLog& log)
    : graph_(graph),
      catalog_(catalog),
      settings_(settings),
      workspace_(workspace),
      ledger_(ledger),
      log_(log),
      store_(workspace),
      estimate_(ledger.step_seconds()),
      stored_(ledger.lookup(graph.nodes.size())),
      resolution_(graph, catalog, settings.numbers,
                  output_nodes(graph, settings.outputs),
                  [this](const Digest& key) { return look_up(key); }),
      finder_(settings.data_folders, &ledger),
      host_(host_name()),
      cores_(settings.cores > 0 ? settings.cores : usable_cores()),
      memory_bytes_(settings.memory_bytes > 0 ? settings.memory_bytes
                                              : usable_memory_bytes()) {}

std::optional<KnownResult> Scheduler::look_up(const Digest& key) {
  if (const auto fresh = fresh_.find(key); fresh != fresh_.end()) {
    return fresh->second;
  }
  return stored_(key);
}

void Scheduler::check_outputs() {
  std::vector<Digest> gone;
  for (const NodeIndex node : output_nodes(graph_, settings_.outputs)) {
    if (resolution_.is_source(node) ||
        resolution_.state(node) != Resolution::State::known) {
      continue;
    }
    const Digest object = *resolution_.object(node);
    if (store_.has(object)) continue;
    gone.push_back(object);
    resolution_.lost(node);
  }
  ledger_.mark_absent(gone);
}

bool Scheduler::has_work() const {
  using State = Resolution::State;
  return resolution_.count(State::ready) > 0 ||
         resolution_.count(State::to_run) > 0 ||
         resolution_.count(State::waiting) > 0;
}

RunCounts Scheduler::counts() const {
  using State = Resolution::State;
  RunCounts counts;
  counts.total = resolution_.needed();
  counts.kept = resolution_.count(State::known);
  counts.done = resolution_.count(State::done);
  counts.failed = resolution_.count(State::failed);
  counts.stopped = resolution_.count(State::stopped);
  counts.running = resolution_.count(State::running);
  counts.to_run =
      resolution_.count(State::to_run) + resolution_.count(State::ready);
  counts.open = resolution_.count(State::waiting);
  return counts;
}

Event Scheduler::event(EventKind kind, std::optional<NodeIndex> node) const {
  Event event;
  event.kind = kind;
  event.counts = counts();
  event.remaining_s = estimate_.remaining_s(
      running_.remaining_s(graph_, estimate_, Clock::now()), cores_);
  if (node) {
    const Node& what = graph_.nodes[*node];
    event.node = *node;
    event.step = what.step;
    event.section = what.section;
    event.where = what.where;
    event.expected_s = estimate_.seconds(what.step);
  }
  return event;
}

void Scheduler::say_planned() {
  const auto count = static_cast<NodeIndex>(graph_.nodes.size());
  for (NodeIndex node = 0; node < count; ++node) {
    const Resolution::State state = resolution_.state(node);
    if (state == Resolution::State::waiting ||
        state == Resolution::State::to_run ||
        state == Resolution::State::ready) {
      estimate_.expect(graph_.nodes[node].step);
    }
  }
  log_.say(event(EventKind::planned));
}

// All files that tasks known to run will read, before anything is run: an
// error after hours would come too late.
void Scheduler::find_sources() {
  std::vector<SourceFile> wanted;
  std::set<Digest> seen;
  const auto count = static_cast<NodeIndex>(graph_.nodes.size());
  for (NodeIndex node = 0; node < count; ++node) {
    const Resolution::State state = resolution_.state(node);
    if (state != Resolution::State::waiting &&
        state != Resolution::State::to_run &&
        state != Resolution::State::ready) {
      continue;
    }
    for (const NodeInput& input : graph_.nodes[node].inputs) {
      for (const NodeIndex from : input.nodes) {
        if (!resolution_.is_source(from)) continue;
        const SourceFile& source = graph_.nodes[from].source;
        if (seen.insert(source.sha256).second) wanted.push_back(source);
      }
    }
  }
  source_paths_ = finder_.find(wanted);
}

bool Scheduler::run_all(const std::string& run, int signals) {
  run_ = run;
  ranks_ = estimate_.ranks(graph_);
  find_sources();
  pool_.emplace(settings_.worker, settings_.numbers);
  flusher_.emplace(workspace_);
  flusher_->begin();
  watched_ = ticked_ = Clock::now();
  bool interrupted = false;
  take_news();
  while (true) {
    start_ready();
    take_news();
    if (running_.empty() &&
        (queue_.empty() || (!failures_.empty() && !settings_.keep_going))) {
      break;
    }
    if (running_.empty()) continue;  // something was lost, or could not start
    log_.write();
    if (wait(signals)) {
      interrupted = true;
      log_.say(event(EventKind::stopping));
    }
    for (const WorkerReport& report : pool_->reports()) hear(report);
    take_news();
    const std::string failure = flusher_->failure();
    if (!failure.empty()) throw Error(failure);
    if (interrupted) break;
    watch_running();
  }
  std::vector<fs::path> unfinished;
  for (const unsigned worker : running_.workers()) {
    unfinished.push_back(stage_of(running_.node(worker)));
  }
  pool_.reset();
  for (const fs::path& stage : unfinished) remove_tree(stage);
  flusher_->finish();
  return interrupted;
}

// Waits for a worker, a signal or the next look at the clock.
// @return whether a signal came
bool Scheduler::wait(int signals) {
  std::vector<pollfd> files = {{signals, POLLIN, 0}};
  for (const int socket : pool_->sockets()) {
    files.push_back({socket, POLLIN, 0});
  }
  const int limit_ms = static_cast<int>(kTick.count());
  if (::poll(files.data(), files.size(), limit_ms) < 0 && errno != EINTR) {
    fail("cannot wait for workers");
  }
  return files.front().revents != 0;
}

// What the graph's account says is new: nodes that can run, nodes that turned
// out to be kept.
void Scheduler::take_news() {
  for (const NodeIndex node : resolution_.take_kept()) {
    if (resolution_.state(node) == Resolution::State::known &&
        !store_.has(*resolution_.object(node))) {
      ledger_.mark_absent({*resolution_.object(node)});
      resolution_.lost(node);
    }
    if (resolution_.state(node) != Resolution::State::known) continue;
    estimate_.settle(graph_.nodes[node].step);
    Event kept = event(EventKind::task_kept, node);
    kept.object = resolution_.object(node)->hex();
    log_.say(std::move(kept));
  }
  for (const NodeIndex node : resolution_.take_stopped()) {
    estimate_.settle(graph_.nodes[node].step);
  }
  const std::vector<NodeIndex> ready = resolution_.take_ready();
  std::vector<NodeIndex> asked;
  std::vector<NeedsQuery> queries;
  for (const NodeIndex node : ready) {
    const Node& what = graph_.nodes[node];
    needs_bytes_[node] = Needs{}.memory_bytes;
    if (!catalog_.step(what.step).has_needs) continue;
    NeedsQuery query{what.step, what.options, {}};
    for (const NodeInput& input : what.inputs) {
      for (const NodeIndex from : input.nodes) {
        query.sizes[input.name] += resolution_.size_bytes(from);
      }
    }
    asked.push_back(node);
    queries.push_back(std::move(query));
  }
  if (!queries.empty()) {
    const std::vector<Needs> needs = pool_->needs(queries);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      needs_bytes_[asked[i]] = needs[i].memory_bytes;
    }
  }
  for (const NodeIndex node : ready) queue_.emplace(-ranks_[node], node);
}

void Scheduler::start_ready() {
  while (!queue_.empty() && running_.size() < cores_) {
    if (!failures_.empty() && !settings_.keep_going) return;
    const NodeIndex node = queue_.begin()->second;
    if (resolution_.state(node) != Resolution::State::ready) {
      queue_.erase(queue_.begin());
      continue;
    }
    // Strictly in order, so that a large task is not put off for ever; alone
    // it may be larger than the limit.
    const std::uint64_t bytes = needs_bytes_[node];
    if (!running_.empty() && running_.memory_bytes() + bytes > memory_bytes_) {
      return;
    }
    queue_.erase(queue_.begin());
    start(node);
  }
}

// An object that somebody has removed by hand is made again.
bool Scheduler::inputs_there(NodeIndex node) {
  std::vector<Digest> gone;
  for (const NodeInput& input : graph_.nodes[node].inputs) {
    for (const NodeIndex from : input.nodes) {
      if (resolution_.is_source(from)) continue;
      const Digest& object = *resolution_.object(from);
      if (fresh_objects_.contains(object) || store_.has(object)) continue;
      gone.push_back(object);
      estimate_.expect(graph_.nodes[from].step);
      resolution_.lost(from);
    }
  }
  ledger_.mark_absent(gone);
  return gone.empty();
}

std::string Scheduler::file_name(NodeIndex node) const {
  std::string number = concat(node);
  if (number.size() < 5) number.insert(0, 5 - number.size(), '0');
  return concat(number, "-", graph_.nodes[node].step);
}

fs::path Scheduler::stage_of(NodeIndex node) const {
  return workspace_.stage() / concat(run_, "-", file_name(node));
}

Task Scheduler::task_of(NodeIndex node) {
  const Node& what = graph_.nodes[node];
  Task task;
  task.node = node;
  task.step = what.step;
  task.options = what.options;
  task.stage = stage_of(node);
  task.log = workspace_.runs() / run_ / "logs" / (file_name(node) + ".log");
  for (const NodeInput& input : what.inputs) {
    std::vector<Inputs::Item>& items = task.inputs[input.name];
    for (const NodeIndex from : input.nodes) {
      const Node& value = graph_.nodes[from];
      fs::path path;
      if (resolution_.is_source(from)) {
        auto found = source_paths_.find(value.source.sha256);
        if (found == source_paths_.end()) {
          source_paths_.merge(finder_.find({value.source}));
          found = source_paths_.find(value.source.sha256);
        }
        path = found->second;
      } else {
        path = store_.path(*resolution_.object(from));
      }
      items.push_back({std::move(path), value.source.name, value.section});
    }
  }
  return task;
}

// @return whether a worker has it
bool Scheduler::start(NodeIndex node) {
  if (!inputs_there(node)) return false;
  const Digest key = *resolution_.key(node);
  resolution_.started(node);
  const auto [same, first] = in_flight_.emplace(key, node);
  if (!first) {
    same_key_[same->second].push_back(node);
    return false;
  }
  unsigned worker = 0;
  try {
    worker = pool_->start(task_of(node));
  } catch (const Error& e) {
    estimate_.settle(graph_.nodes[node].step);
    fail_task(node, e.what(), {});
    return false;
  }
  running_.add(worker, node, needs_bytes_[node], Clock::now());
  estimate_.settle(graph_.nodes[node].step);
  log_.say(event(EventKind::task_started, node));
  return true;
}

void Scheduler::hear(const WorkerReport& report) {
  if (!running_.has(report.worker)) return;
  if (report.progress) {
    running_.progress(report.worker, report.progress->done,
                      report.progress->total, Clock::now());
    Event progress =
        event(EventKind::task_progress, running_.node(report.worker));
    progress.done = report.progress->done;
    progress.total = report.progress->total;
    progress.message = report.progress->what;
    log_.say(std::move(progress));
  }
  if (report.result) finish(running_.remove(report.worker), *report.result);
}

void Scheduler::finish(NodeIndex node, const TaskResult& result) {
  if (!result.error.empty()) {
    fail_task(node, result.error, result);
    return;
  }
  Digest object;
  try {
    object = store_.publish(
        stage_of(node), result.files, [this](const Digest& there) {
          return fresh_objects_.contains(there) || ledger_.has_object(there);
        });
  } catch (const Error& e) {
    fail_task(node, e.what(), result);
    return;
  }
  succeed(node, object, result);
}

void Scheduler::succeed(NodeIndex node, const Digest& object,
                        const TaskResult& result) {
  const Node& what = graph_.nodes[node];
  const Digest key = *resolution_.key(node);
  const std::uint64_t bytes = size_of(result.files);
  TaskRow row;
  row.key = key;
  row.object = object;
  row.size_bytes = bytes;
  row.step = what.step;
  row.version = what.version;
  row.numeric_class =
      class_of(settings_.numbers, catalog_.step(what.step).numeric);
  row.run = run_;
  row.host = host_;
  row.program = pool_->program();
  row.seconds = result.seconds;
  row.cpu_s = result.cpu_s;
  row.peak_bytes = result.peak_bytes;
  flusher_->add(std::move(row));
  fresh_[key] = {object, bytes, true};
  fresh_objects_.insert(object);
  estimate_.learn(what.step, result.seconds);
  resolution_.finished(node, object, bytes);
  Event done = event(EventKind::task_done, node);
  done.seconds = result.seconds;
  done.cpu_s = result.cpu_s;
  done.peak_bytes = result.peak_bytes;
  done.object = object.hex();
  log_.say(std::move(done));
  in_flight_.erase(key);
  const auto same = same_key_.find(node);
  if (same == same_key_.end()) return;
  for (const NodeIndex other : same->second) {
    estimate_.settle(graph_.nodes[other].step);
    resolution_.finished(other, object, bytes);
    Event kept = event(EventKind::task_kept, other);
    kept.object = object.hex();
    log_.say(std::move(kept));
  }
  same_key_.erase(same);
}

void Scheduler::fail_task(NodeIndex node, const std::string& error,
                          const TaskResult& result) {
  const Node& what = graph_.nodes[node];
  TaskFailure failure;
  failure.node = node;
  const std::string place = what.where.empty() ? "" : what.where + ": ";
  // Most errors of a step begin with its name.
  failure.message =
      error.starts_with(what.step + ":")
          ? concat(place, error)
          : concat(place, what.step, what.section.empty() ? "" : " ",
                   what.section, ": ", error);
  const fs::path stage = stage_of(node);
  if (path_exists(stage)) {
    const fs::path failed = workspace_.runs() / run_ / "failed";
    failure.stage = failed / file_name(node);
    make_folders(failed);
    rename_path(stage, failure.stage);
  }
  const fs::path log =
      workspace_.runs() / run_ / "logs" / (file_name(node) + ".log");
  if (path_exists(log)) failure.log = log;
  resolution_.failed(node);
  Event failed = event(EventKind::task_failed, node);
  failed.seconds = result.seconds;
  failed.cpu_s = result.cpu_s;
  failed.peak_bytes = result.peak_bytes;
  failed.message = failure.message;
  failed.stage = failure.stage.native();
  failed.log = failure.log.native();
  log_.say(std::move(failed));
  failures_.push_back(std::move(failure));
  in_flight_.erase(*resolution_.key(node));
  const auto same = same_key_.find(node);
  if (same == same_key_.end()) return;
  for (const NodeIndex other : same->second) {
    estimate_.settle(graph_.nodes[other].step);
    resolution_.failed(other);
  }
  same_key_.erase(same);
}

// Ends tasks that take too long or do nothing, and moves the live table on.
void Scheduler::watch_running() {
  const auto now = Clock::now();
  if (log_.has_viewer() && now - ticked_ >= kTick && !running_.empty()) {
    ticked_ = now;
    log_.say(event(EventKind::tick));
  }
  if (now - watched_ >= kWatch) {
    const double since_s =
        std::chrono::duration<double>(now - watched_).count();
    watched_ = now;
    for (const unsigned worker : running_.workers()) {
      running_.look(worker, pool_->cpu_seconds(worker), since_s, now);
    }
  }
  for (const auto& [worker, reason] :
       running_.overdue(settings_.task_limit_s, settings_.stall_limit_s, now)) {
    pool_->end(worker, reason);
  }
}

}  // namespace moonstain
