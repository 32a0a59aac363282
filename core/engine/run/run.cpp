#include "core/engine/run/run.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>

#include "core/base/error.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/base/kill_point.h"
#include "core/engine/plan/identity.h"
#include "core/engine/process/machine.h"
#include "core/engine/process/usage.h"
#include "core/engine/record/plan_record.h"
#include "core/engine/record/recovery.h"
#include "core/engine/record/result_folders.h"
#include "core/engine/record/results.h"
#include "core/engine/record/run_log.h"
#include "core/engine/record/run_record.h"
#include "core/engine/run/scheduler.h"
#include "core/engine/slurm/slurm_executor.h"
#include "core/engine/store/flusher.h"
#include "core/engine/store/ledger.h"
#include "core/engine/store/workspace.h"
#include "core/engine/worker/executor.h"
#include "core/engine/worker/local_executor.h"

namespace moonstain {

namespace {

/// What a cluster has at once when nothing else is said.
constexpr unsigned kMostOut = 10'000;

/// While it lives, the signals that end a run wait in a file.
class HeldSignals {
 public:
  HeldSignals() {
    sigset_t held;
    ::sigemptyset(&held);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
      ::sigaddset(&held, signal);
    }
    ::pthread_sigmask(SIG_BLOCK, &held, &before_);
    file_ = ::signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK);
    check(file_ >= 0, "cannot watch for signals: ", reason_words(errno));
  }
  ~HeldSignals() {
    // Those that came have been acted on.
    signalfd_siginfo info;
    while (::read(file_, &info, sizeof info) > 0) {
    }
    ::close(file_);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  int file() const { return file_; }
  /// Waits so long for a signal. @return whether one came
  bool wait(int limit_ms) const {
    pollfd file{file_, POLLIN, 0};
    return ::poll(&file, 1, limit_ms) > 0;
  }

 private:
  sigset_t before_;
  int file_;
};

// The workspace's lock; nothing when a signal came first.
std::optional<EngineLock> take_lock(const Workspace& workspace,
                                    const RunSettings& settings,
                                    const HeldSignals& signals, RunLog& log) {
  std::string told;
  while (true) {
    if (auto lock = EngineLock::try_take(workspace, settings.command)) {
      return lock;
    }
    const std::string holder = lock_holder(workspace);
    check(!settings.no_wait, "workspace ", workspace.root.native(),
          " is in use by ", holder,
          "; wait for it, or name another --workspace");
    if (holder != told) {
      Event event;
      event.kind = EventKind::waiting;
      event.message = holder;
      log.say(std::move(event));
      told = holder;
    }
    if (signals.wait(100)) return std::nullopt;
  }
}

// Workers of an engine that was killed die right after it; until then one may
// put another file into a folder that is being removed, so what stays is tried
// again for half a second in all. What cannot be removed is in nobody's way: a
// worker takes a free name.
// @return what it is, and why
std::vector<std::string> clean_stage(const Workspace& workspace) {
  std::vector<std::string> left;
  if (!is_folder_itself(workspace.stage())) {
    return left;  // recover_ledger puts it right
  }
  for (int tries = 25;; --tries) {
    left.clear();
    for (const std::string& name : list_folder(workspace.stage())) {
      std::string problem = try_remove_tree(workspace.stage() / name);
      if (!problem.empty()) left.push_back(std::move(problem));
    }
    if (left.empty() || tries == 0) return left;
    ::usleep(20'000);
  }
}

// Named results of outputs that are all there.
std::map<std::string, std::vector<Digest>> whole_outputs(
    const Graph& graph, const RunSettings& settings,
    const Resolution& resolution) {
  std::map<std::string, std::vector<Digest>> whole;
  for (const auto& [output, nodes] : graph.outputs) {
    const bool asked =
        settings.outputs.empty() ||
        std::find(settings.outputs.begin(), settings.outputs.end(), output) !=
            settings.outputs.end();
    std::vector<Digest> objects;
    for (const NodeIndex node : nodes) {
      const Resolution::State state = resolution.state(node);
      if (!resolution.is_source(node) && (state == Resolution::State::known ||
                                          state == Resolution::State::done)) {
        objects.push_back(*resolution.object(node));
      }
    }
    if (asked && !nodes.empty() && objects.size() == nodes.size()) {
      whole[output] = std::move(objects);
    }
  }
  return whole;
}

std::string_view state_word(RunOutcome::State state) {
  switch (state) {
    case RunOutcome::State::done:
      return "done";
    case RunOutcome::State::failed:
      return "failed";
    case RunOutcome::State::interrupted:
      return "interrupted";
  }
  return "";
}

// What there is where the settings do not say how much of it to use.
RunSettings with_machine(RunSettings settings) {
  if (settings.cores == 0) {
    settings.cores = settings.use_slurm ? kMostOut : usable_cores();
  }
  if (settings.memory_bytes == 0) {
    settings.memory_bytes = usable_memory_bytes();
  }
  return settings;
}

// Where the tasks of a run are run.
std::unique_ptr<Executor> make_executor(const RunSettings& settings,
                                        const Workspace& workspace,
                                        const std::string& run) {
  if (settings.use_slurm) {
    return std::make_unique<slurm::SlurmExecutor>(
        slurm::TaskSettings{.worker = settings.worker,
                            .numbers = settings.numbers,
                            .jail = settings.jail,
                            .task_limit_s = settings.task_limit_s,
                            .stall_limit_s = settings.stall_limit_s,
                            .keep_going = settings.keep_going,
                            .slurm = settings.slurm},
        workspace, run);
  }
  return std::make_unique<LocalExecutor>(
      LocalTasks{.worker = settings.worker,
                 .numbers = settings.numbers,
                 .gpus = settings.gpus,
                 .jail = settings.jail,
                 .cores = settings.cores,
                 .memory_bytes = settings.memory_bytes,
                 .task_limit_s = settings.task_limit_s,
                 .stall_limit_s = settings.stall_limit_s},
      workspace.stage());
}

// The run, once the workspace is ours.
// @param settings  with_machine
// @param look      how closely the ledger is looked at before it is used
RunOutcome run_in(const Workspace& workspace, const Graph& graph,
                  const Catalog& catalog, const RunSettings& settings,
                  const HeldSignals& signals, RunLog& log, Look look) {
  const double cpu_before_s = own_cpu_seconds();
  RunOutcome outcome;
  outcome.variant = settings.variant.empty()
                        ? variant_name(graph, settings.numbers)
                        : settings.variant;
  kill_point("run.locked");
  clean_stage(workspace);
  const std::vector<std::string> recovered = recover_ledger(workspace, look);
  Ledger ledger(workspace.ledger(), Ledger::Mode::write);
  sweep(workspace, ledger);
  kill_point("run.swept");
  Scheduler scheduler(graph, catalog, settings, workspace, ledger, log);

  RunRecord record;
  record.run = outcome.run = make_run(workspace.root);
  record.recipe = graph.recipe;
  record.variant = outcome.variant;
  record.command = settings.command;
  record.origin = settings.origin;
  record.results = remembered_results(workspace, settings.results);
  record.state = "running";
  record.began = time_text();
  record.host = host_name();
  record.process = ::getpid();
  record.process_start = process_start(record.process);
  record.numbers = settings.numbers;
  record.plan = plan_digest(graph, settings.numbers);
  write_plan(workspace.root, graph, settings.numbers, record.plan);
  kill_point("run.planned");
  log.open(workspace.runs() / record.run / "events.jsonl");
  Event started = scheduler.event(EventKind::started);
  started.message = record.run;
  log.say(std::move(started));
  for (const std::string& note : recovered) {
    Event warning = scheduler.event(EventKind::warning);
    warning.message = note;
    log.say(std::move(warning));
  }
  scheduler.check_outputs();
  scheduler.say_planned();

  const auto conclude = [&](std::string_view state) {
    outcome.counts = record.counts = scheduler.counts();
    record.jail = scheduler.jail();
    outcome.seconds = record.seconds = log.seconds();
    record.state = state;
    Event ended = scheduler.event(EventKind::ended);
    ended.message = state;
    log.say(std::move(ended));
    log.write();
    write_run(workspace.root, record);
  };
  try {
    bool interrupted = false;
    if (scheduler.has_work()) {
      write_run(workspace.root, record);
      kill_point("run.recorded");
      scheduler.check_needs();
      scheduler.find_sources();
      {
        const auto executor = make_executor(settings, workspace, record.run);
        interrupted = scheduler.run_all(record.run, *executor, signals.file());
      }
      // What strays have made since, or what stays whatever is done.
      for (const std::string& problem : clean_stage(workspace)) {
        Event warning = scheduler.event(EventKind::warning);
        warning.message = concat("something that tasks have left stays in ",
                                 workspace.stage().native(), ": ", problem);
        log.say(std::move(warning));
      }
    }
    outcome.failures = scheduler.failures();
    outcome.state = interrupted                ? RunOutcome::State::interrupted
                    : outcome.failures.empty() ? RunOutcome::State::done
                                               : RunOutcome::State::failed;
    const auto objects = whole_outputs(graph, settings, scheduler.resolution());
    for (const auto& [output, list] : objects) {
      for (const Digest& object : list) {
        outcome.outputs[output].push_back(workspace.object(object));
        record.outputs[output].push_back(object.hex());
      }
    }
    kill_point("run.worked");
    if (outcome.state == RunOutcome::State::done) {
      // Before there are links: gc must know of each. A folder that cannot be
      // made has none, and gc would miss it for ever.
      make_folders_durably(settings.results);
      remember_results(workspace, ledger, record.results);
      outcome.results =
          link_results(workspace, settings.results, outcome.variant, graph,
                       objects, settings.recipe_folder);
    }
    kill_point("run.linked");
    conclude(state_word(outcome.state));
    kill_point("run.ended");
  } catch (const Error&) {
    // The workspace may be what failed: the record is a courtesy then.
    try {
      conclude("failed");
    } catch (const Error&) {
    }
    throw;
  }
  outcome.flush_cpu_s = scheduler.flush_cpu_s();
  outcome.flushes = scheduler.flushes();
  outcome.engine_cpu_s = own_cpu_seconds() - cpu_before_s;
  return outcome;
}

}  // namespace

RunOutcome run(const Graph& graph, const Catalog& catalog,
               const RunSettings& settings) {
  // A wrong name before anything.
  output_nodes(graph, settings.outputs);
  const std::string variant = settings.variant.empty()
                                  ? variant_name(graph, settings.numbers)
                                  : settings.variant;
  check_result_names(variant, graph);
  check_results_owner(settings.results, graph.recipe, settings.recipe_folder);
  check_results_folder(settings.results, graph.recipe, variant);
  const HeldSignals signals;
  RunLog log(settings.sink);
  const Workspace workspace{fs::absolute(settings.workspace)};
  make_workspace(workspace);
  const std::optional<EngineLock> lock =
      take_lock(workspace, settings, signals, log);
  if (!lock) {
    RunOutcome outcome;
    outcome.variant = variant;
    outcome.state = RunOutcome::State::interrupted;
    return outcome;
  }
  RunSettings whole = with_machine(settings);
  whole.numbers = class_of_nodes(graph, catalog, std::move(whole.numbers));
  try {
    return run_in(workspace, graph, catalog, whole, signals, log, Look::shape);
  } catch (const DamagedLedger&) {
    // SQLite takes what could not be read for damaged, too.
    if (ledger_damage(workspace.ledger(), true).empty()) throw;
  }
  return run_in(workspace, graph, catalog, whole, signals, log, Look::content);
}

}  // namespace moonstain
