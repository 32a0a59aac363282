// What a task is given to read is what the plan means: objects are looked at
// before they are read, sources before and after.
#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/engine/run/scheduler.h"
#include "core/engine/store/object_files.h"

namespace moonstain {

void Scheduler::warn(NodeIndex node, const std::string& message) {
  Event warning = event(EventKind::warning, node);
  warning.message = message;
  log_.say(std::move(warning));
}

// Takes an object out of the store: all whose result it is have lost theirs.
void Scheduler::lose(const Digest& object) {
  store_.set_aside(object);
  ledger_.mark_absent({object});
  whole_.erase(object);
  fresh_objects_.erase(object);
  const auto count = static_cast<NodeIndex>(graph_.nodes.size());
  for (NodeIndex node = 0; node < count; ++node) {
    const Resolution::State state = resolution_.state(node);
    const bool has =
        state == Resolution::State::known || state == Resolution::State::done;
    if (!has || resolution_.is_source(node)) continue;
    if (*resolution_.object(node) != object) continue;
    estimate_.expect(graph_.nodes[node].step);
    resolution_.lost(node);
  }
}

void Scheduler::say_lost(NodeIndex node, const Digest& object,
                         const std::string& problem) {
  const auto makers = ledger_.makers({object});
  const auto maker = makers.find(object);
  warn(node,
       concat("object ", object.hex(), problem,
              maker == makers.end() ? "" : "; " + maker_words(maker->second),
              "; it is made again",
              store_.has(object) ? concat(", what is left of it lies in ",
                                          workspace_.damaged().native())
                                 : ""));
}

// Of a result that no task of this run reads, names and sizes must do.
void Scheduler::check_shape(NodeIndex node) {
  const Digest object = *resolution_.object(node);
  if (fresh_objects_.contains(object)) return;
  const std::string problem = object_problem(
      store_.path(object), object, ledger_.files(object), Look::shape);
  if (problem.empty()) return;
  say_lost(node, object, problem);
  lose(object);
}

// An object that somebody has removed by hand is made again.
bool Scheduler::inputs_there(NodeIndex node) {
  std::vector<std::pair<NodeIndex, Digest>> gone;
  for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
    if (resolution_.is_source(from)) continue;
    const Digest& object = *resolution_.object(from);
    if (fresh_objects_.contains(object) || store_.has(object)) continue;
    gone.emplace_back(from, object);
  }
  for (const auto& [from, object] : gone) {
    say_lost(from, object, " is not in the store");
    lose(object);
  }
  return gone.empty();
}

std::vector<fs::path> Scheduler::not_yet_hashed(NodeIndex node) const {
  std::set<Digest> objects;
  for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
    if (resolution_.is_source(from)) continue;
    const Digest& object = *resolution_.object(from);
    if (!whole_.contains(object)) objects.insert(object);
  }
  std::vector<fs::path> paths;
  for (const Digest& object : objects) paths.push_back(store_.path(object));
  return paths;
}

// The task's worker has hashed them.
void Scheduler::inputs_hashed(NodeIndex node) {
  for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
    if (!resolution_.is_source(from)) whole_.insert(*resolution_.object(from));
  }
}

// A started task, and those that wait for its result, are to be started anew.
void Scheduler::give_back(NodeIndex node, const fs::path& stage) {
  remove_tree(stage);
  handed_.erase(node);
  in_flight_.erase(*resolution_.key(node));
  estimate_.expect(graph_.nodes[node].step);
  resolution_.returned(node);
  const auto same = same_key_.find(node);
  if (same == same_key_.end()) return;
  const std::vector<NodeIndex> others = std::move(same->second);
  same_key_.erase(same);
  for (const NodeIndex other : others) resolution_.returned(other);
}

// A worker found objects that are not what their names say, and did not begin.
// Once they may have been made again since, for another task of theirs; a
// worker that a step has taken over could say so for ever.
void Scheduler::make_again(NodeIndex node, const TaskResult& result) {
  bool found = false;
  for (const Digest& object : result.damaged) {
    if (!store_.has(object)) continue;  // another task of it was first
    const std::string problem = object_problem(
        store_.path(object), object, ledger_.files(object), Look::content);
    if (problem.empty()) {
      whole_.insert(object);  // made again since
      continue;
    }
    say_lost(node, object, problem);
    lose(object);
    found = true;
  }
  if (!found && !called_damaged_.insert(node).second) {
    handed_.erase(node);
    fail_task(node, "its worker process calls objects damaged that are not",
              result);
    return;
  }
  give_back(node, result.stage);
}

// Whether the source files of a task that has ended were left alone; if not it
// has been failed, or will be run again.
bool Scheduler::sources_left_alone(NodeIndex node, const TaskResult& result) {
  const auto handed = handed_.find(node);
  if (handed == handed_.end()) return true;
  const std::map<NodeIndex, FoundFile> files = std::move(handed->second);
  handed_.erase(handed);
  for (const auto& [from, file] : files) {
    std::string why;
    const auto change = watch_.change(graph_.nodes[from].source, file, why);
    if (change == SourceWatch::Change::none) continue;
    if (change == SourceWatch::Change::touched &&
        read_again_.insert(node).second) {
      warn(node, why + "; its content is right again, the task is run again");
      give_back(node, result.stage);
      return false;
    }
    if (change == SourceWatch::Change::touched) {
      why += "; leave it alone while a run reads it, and repeat the command";
    }
    if (!result.error.empty()) why += "; the task said: " + result.error;
    fail_task(node, why, result);
    return false;
  }
  return true;
}

// A result that was known, and gone, has come out otherwise.
void Scheduler::compare_with_known(NodeIndex node, const Digest& object) {
  const auto before = look_up(*resolution_.key(node));
  if (!before || before->object == object) return;
  const Node& what = graph_.nodes[node];
  warn(node,
       concat(what.where.empty() ? "" : what.where.str() + ": ", what.step,
              what.section.empty() ? "" : " ", what.section,
              ": made again, it has other bytes than before: object ",
              object.hex(), ", was ", before->object.hex(),
              "; the step does not repeat itself here, or its numbers changed "
              "without a new version; what was made from the earlier bytes is "
              "made again when it is asked for"));
}

}  // namespace moonstain
