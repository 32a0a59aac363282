#include "core/engine/run/scheduler.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "core/base/error.h"
#include "core/engine/process/machine.h"
#include "core/engine/program/limits.h"
#include "core/engine/run/node_task.h"

namespace moonstain {

namespace {

constexpr std::chrono::milliseconds kTick{200};
// How long events may wait for their file.
constexpr std::chrono::milliseconds kWrite{100};
constexpr std::chrono::milliseconds kSoon{1};

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
      inputs_(graph, resolution_, store_, ledger, settings.data_folders),
      host_(host_name()) {}

std::optional<KnownResult> Scheduler::look_up(const Digest& key) {
  if (const auto fresh = fresh_.find(key); fresh != fresh_.end()) {
    return fresh->second;
  }
  return stored_(key);
}

void Scheduler::check_outputs() {
  for (const NodeIndex node : output_nodes(graph_, settings_.outputs)) {
    if (resolution_.is_source(node) ||
        resolution_.state(node) != Resolution::State::known) {
      continue;
    }
    check_shape(node);
  }
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
      running_.remaining_s(graph_, estimate_, Clock::now()), settings_.cores);
  if (node) {
    const Node& what = graph_.nodes[*node];
    event.node = *node;
    event.step = what.step;
    event.section = what.section;
    if (what.section.empty()) {
      if (!served_) served_.emplace(graph_);
      event.served = served_->of(*node);
      event.more_served = served_->more(*node);
    }
    event.where = what.where;
    event.expected_s = estimate_.seconds(what.step);
  }
  return event;
}

void Scheduler::warn(NodeIndex node, const std::string& message) {
  Event warning = event(EventKind::warning, node);
  warning.message = message;
  log_.say(std::move(warning));
}

// Nodes that are to run, or may be.
std::vector<NodeIndex> Scheduler::open_nodes() const {
  using State = Resolution::State;
  std::vector<NodeIndex> open;
  const auto count = static_cast<NodeIndex>(graph_.nodes.size());
  for (NodeIndex node = 0; node < count; ++node) {
    const State state = resolution_.state(node);
    if (state == State::waiting || state == State::to_run ||
        state == State::ready) {
      open.push_back(node);
    }
  }
  return open;
}

void Scheduler::say_planned() {
  for (const NodeIndex node : open_nodes()) {
    estimate_.expect(graph_.nodes[node].step);
  }
  log_.say(event(EventKind::planned));
}

void Scheduler::check_needs() const {
  MemoryOffer offer;
  offer.task_bytes = settings_.task_memory_bytes;
  if (!settings_.use_slurm) {  // else the cluster says what it has
    offer.run_bytes = settings_.memory_bytes;
    offer.machine_bytes = machine_memory_bytes();
    offer.usable_bytes = usable_memory_bytes();
  }
  for (const NodeIndex node : open_nodes()) {
    const Node& what = graph_.nodes[node];
    const auto declared = declared_needs(catalog_.step(what.step));
    if (!declared) continue;
    const std::string problem = needs_problem(*declared, offer);
    check(problem.empty(), what.where, what.where.empty() ? "" : ": ",
          what.step, ": ", problem);
  }
}

void Scheduler::find_sources() { inputs_.find_sources(open_nodes()); }

bool Scheduler::run_all(const std::string& run, Executor& executor,
                        int signals) {
  run_ = run;
  executor_ = &executor;
  logs_ = concat(workspace_.runs().native(), "/", run, "/logs/");
  ranks_ = estimate_.ranks(graph_);
  say_jail();
  flusher_.emplace(workspace_);
  flusher_->begin();
  ticked_ = written_ = Clock::now();
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
    if (wait(signals)) {
      interrupted = true;
      log_.say(event(EventKind::stopping));
      interrupt(signals);
    }
    for (const WorkerReport& report : executor_->reports()) hear(report);
    take_news();
    flusher_->check_failure();
    if (interrupted) break;
    if (!failures_.empty() && !settings_.keep_going && executor_->hold()) break;
    watch_running();
  }
  // No signal cuts this short: what is finished stays, so it is waited for, and
  // the kernel lets nothing end a flush. Who cannot wait may kill the engine.
  flusher_->finish();
  executor_ = nullptr;
  return interrupted;
}

void Scheduler::say_jail() {
  jail_ = executor_->jail();
  const std::string gap = executor_->jail_gap();
  if (gap.empty()) return;
  Event warning = event(EventKind::warning);
  warning.message = concat(gap, "; --require-jail would refuse to run");
  log_.say(std::move(warning));
}

// Waits for a worker, a signal or the next look at the clock. Events go to
// their file before it sleeps, and now and then where it never does.
// @return whether a signal came
bool Scheduler::wait(int signals) {
  std::vector<pollfd> files = {{signals, POLLIN, 0}};
  for (const int file : executor_->files()) files.push_back({file, POLLIN, 0});
  const auto wait_ms = [&](std::chrono::milliseconds limit) {
    const int ready =
        ::poll(files.data(), files.size(), static_cast<int>(limit.count()));
    check(ready >= 0 || errno == EINTR, "cannot wait for workers");
    return ready > 0;
  };
  const auto now = Clock::now();
  const bool late = now - written_ >= kWrite;
  if (late || !wait_ms(kSoon)) {
    log_.write();
    written_ = now;
    wait_ms(kTick);
  }
  return files.front().revents != 0;
}

// Ctrl-C takes back what a cluster has of this run. Other signals, as when the
// terminal is gone, leave it there for the next engine.
void Scheduler::interrupt(int signals) {
  signalfd_siginfo info{};
  if (::read(signals, &info, sizeof info) == sizeof info &&
      info.ssi_signo == SIGINT) {
    executor_->cancel();
  }
}

// What the graph's account says is new: nodes that can run, nodes that turned
// out to be kept.
void Scheduler::take_news() {
  for (const NodeIndex node : resolution_.take_kept()) {
    if (resolution_.state(node) == Resolution::State::known) check_shape(node);
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
  const std::vector<Needs> needs = needs_of_nodes(
      graph_, catalog_, settings_.numbers, ready,
      [this](NodeIndex node) { return resolution_.content_bytes(node); },
      [this](const std::vector<NeedsQuery>& queries) {
        return executor_->needs(queries);
      });
  for (std::size_t i = 0; i < ready.size(); ++i) needs_[ready[i]] = needs[i];
  for (const NodeIndex node : ready) queue_.emplace(-ranks_[node], node);
}

void Scheduler::start_ready() {
  auto next = queue_.begin();
  while (next != queue_.end() && running_.size() < settings_.cores) {
    if (!failures_.empty() && !settings_.keep_going) return;
    const NodeIndex node = next->second;
    if (resolution_.state(node) != Resolution::State::ready) {
      next = queue_.erase(next);
      continue;
    }
    // Who waits for a GPU holds up only others that do.
    const Needs& needs = needs_.at(node);
    if (needs.gpus > 0 && running_.gpus() >= settings_.gpus.count) {
      ++next;
      continue;
    }
    // Strictly in order, so that a large task is not put off for ever.
    if (!executor_->has_room(running_, needs)) return;
    next = queue_.erase(next);
    start(node);
  }
}

// Ends tasks that take too long or do nothing, and moves the live table on.
void Scheduler::watch_running() {
  const auto now = Clock::now();
  if (log_.has_viewer() && now - ticked_ >= kTick && !running_.empty()) {
    ticked_ = now;
    log_.say(event(EventKind::tick));
  }
  executor_->watch(running_, now);
}

}  // namespace moonstain
