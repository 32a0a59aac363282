// Part of scheduler.h: one task, from its start to its end: handed out, heard
// of, published, failed.
#include <map>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/kill_point.h"
#include "core/base/text.h"
#include "core/engine/jail/memory_limit.h"
#include "core/engine/run/node_task.h"
#include "core/engine/run/scheduler.h"
#include "core/engine/step/needs.h"

namespace moonstain {

namespace {

std::uint64_t size_of(const std::map<std::string, FileEntry>& files) {
  std::uint64_t bytes = 0;
  for (const auto& [path, entry] : files) bytes += entry.size_bytes;
  return bytes;
}

}  // namespace

std::string Scheduler::file_name(NodeIndex node) const {
  return concat(zero_padded(node, 5), "-", graph_.nodes[node].step);
}

std::string Scheduler::log_of(NodeIndex node) const {
  return concat(logs_, file_name(node), ".log");
}

Task Scheduler::task_of(NodeIndex node) {
  const Node& what = graph_.nodes[node];
  Task task = task_of_node(graph_, catalog_, settings_.numbers, node);
  task.name = file_name(node);
  // A GPU's libraries take memory that no step knows of.
  task.memory_limit_bytes = task.on_gpu
                                ? settings_.task_memory_bytes
                                : task_memory_limit(needs_[node].memory_bytes,
                                                    settings_.task_memory_bytes,
                                                    settings_.memory_bytes);
  task.log = log_of(node);
  for (const NodeInput& input : what.inputs) {
    std::vector<Inputs::Item>& items = task.inputs[input.name.str()];
    for (const NodeIndex from : input.nodes) {
      const Node& value = graph_.nodes[from];
      items.push_back(
          {inputs_.hand_out(node, from), value.source->name, value.section});
    }
  }
  task.check = inputs_.not_yet_hashed(node);
  return task;
}

TaskAsk Scheduler::ask_of(NodeIndex node) const {
  const std::string& step = graph_.nodes[node].step;
  TaskAsk ask{*resolution_.key(node), needs_.at(node), estimate_.seconds(step)};
  if (ask.expected_s < 0 && catalog_.step(step).has_needs) {
    ask.expected_s = ask.needs.seconds;
  }
  return ask;
}

// @return whether a worker has it
bool Scheduler::start(NodeIndex node) {
  if (!inputs_there(node)) return false;
  const Digest key = *resolution_.key(node);
  resolution_.started(node);
  // Another node of this key may have been done while this one waited.
  const auto made = fresh_.find(key);
  if (made != fresh_.end() && store_.has(made->second.object)) {
    share(node, made->second);
    return false;
  }
  if (!same_key_.enter(key, node)) return false;
  unsigned worker = 0;
  try {
    worker = executor_->start(task_of(node), ask_of(node));
  } catch (const DamagedLedger&) {
    throw;  // is no task's fault
  } catch (const Error& e) {
    estimate_.settle(graph_.nodes[node].step);
    fail_task(node, e.what(), {});
    return false;
  }
  kill_point("task.sent");
  running_.add(worker, node, needs_[node], Clock::now());
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
    progress.left_s = running_.left_s(report.worker, Clock::now());
    progress.message = report.progress->what;
    log_.say(std::move(progress));
  }
  if (report.result) finish(running_.remove(report.worker), *report.result);
}

void Scheduler::finish(NodeIndex node, const TaskResult& result) {
  if (!result.damaged.empty()) {
    make_again(node, result);
    return;
  }
  if (!sources_left_alone(node, result)) return;
  if (!result.error.empty()) {
    fail_task(node, result.error, result);
    return;
  }
  kill_point("task.heard");
  inputs_.inputs_hashed(node);
  StoredObject made;
  bool recorded = false;
  try {
    made = store_.publish(result.stage, result.files,
                          [&](const StoredObject& there) {
                            recorded = inputs_.is_recorded(there);
                            return recorded;
                          });
  } catch (const DamagedLedger&) {
    throw;  // is no task's fault
  } catch (const Error& e) {
    fail_task(node, e.what(), result);
    return;
  }
  inputs_.published(made.digest, recorded);
  compare_with_known(node, made.digest);
  succeed(node, std::move(made), result);
}

void Scheduler::succeed(NodeIndex node, StoredObject made,
                        const TaskResult& result) {
  const Digest& object = made.digest;
  const Node& what = graph_.nodes[node];
  const Digest key = *resolution_.key(node);
  const KnownResult known{object, size_of(result.files), true,
                          result.unpacked_bytes};
  TaskRow row;
  row.key = key;
  row.object = object;
  row.size_bytes = known.size_bytes;
  row.unpacked_bytes = known.unpacked_bytes;
  row.step = what.step;
  row.version = what.version;
  row.numeric_class = class_of(
      settings_.numbers, numeric_of(catalog_.step(what.step), what.options));
  row.run = run_;
  row.host = result.host.empty() ? host_ : result.host;
  row.program = result.program.empty() ? executor_->program() : result.program;
  row.seconds = result.seconds;
  row.cpu_s = result.cpu_s;
  row.peak_bytes = result.peak_bytes;
  row.node = node;
  row.section = what.section;
  row.files = std::move(made.listing);
  flusher_->add(std::move(row));
  fresh_[key] = known;
  estimate_.learn(what.step, result.seconds);
  resolution_.finished(
      node, object, content_bytes_of(known.size_bytes, known.unpacked_bytes));
  Event done = event(EventKind::task_done, node);
  done.seconds = result.seconds;
  done.cpu_s = result.cpu_s;
  done.peak_bytes = result.peak_bytes;
  done.object = object.hex();
  log_.say(std::move(done));
  for (const NodeIndex other : same_key_.leave(key)) {
    share(other, known);
  }
}

// A node has what another of the same key has made.
void Scheduler::share(NodeIndex node, const KnownResult& made) {
  estimate_.settle(graph_.nodes[node].step);
  resolution_.finished(node, made.object,
                       content_bytes_of(made.size_bytes, made.unpacked_bytes));
  Event kept = event(EventKind::task_kept, node);
  kept.object = made.object.hex();
  log_.say(std::move(kept));
}

void Scheduler::fail_task(NodeIndex node, const std::string& words,
                          const TaskResult& result) {
  // There may be names of files in it that a step has made.
  const std::string error = printable(words, kMostErrorBytes);
  const Node& what = graph_.nodes[node];
  TaskFailure failure;
  failure.node = node;
  const std::string place = what.where.empty() ? "" : what.where.str() + ": ";
  // Most errors of a step begin with its name.
  failure.message =
      error.starts_with(what.step.str() + ":")
          ? concat(place, error)
          : concat(place, what.step, what.section.empty() ? "" : " ",
                   what.section, ": ", error);
  if (!result.stage.empty() && path_exists(result.stage)) {
    const fs::path failed = workspace_.runs() / run_ / "failed";
    make_folders(failed);
    try {
      rename_path(result.stage, failed / file_name(node));
      failure.stage = failed / file_name(node);
    } catch (const Error&) {
      // A folder without permissions is not moved; it goes with its worker's.
    }
  }
  const std::string log = log_of(node);
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
  for (const NodeIndex other : same_key_.leave(*resolution_.key(node))) {
    estimate_.settle(graph_.nodes[other].step);
    resolution_.failed(other);
  }
}

}  // namespace moonstain
