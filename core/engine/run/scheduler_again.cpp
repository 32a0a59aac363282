// Part of scheduler.h: what is made or run again: results that are gone or
// damaged, and tasks whose inputs were not what the plan means.
#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/engine/run/scheduler.h"

namespace moonstain {

// Of a result that no task of this run reads, names and sizes must do.
void Scheduler::check_shape(NodeIndex node) {
  const Digest object = *resolution_.object(node);
  const std::string problem = inputs_.shape_problem(object);
  if (!problem.empty()) lose(node, object, problem);
}

// An object that somebody has removed by hand is made again.
bool Scheduler::inputs_there(NodeIndex node) {
  const std::vector<NodeIndex> gone = inputs_.gone_inputs(node);
  for (const NodeIndex from : gone) {
    lose(from, *resolution_.object(from), " is not in the store");
  }
  return gone.empty();
}

// A worker found objects that are not what their names say, and did not begin.
void Scheduler::make_again(NodeIndex node, const TaskResult& result) {
  inputs_.take_back(node);
  bool found = false;
  for (const Digest& object : result.damaged) {
    const std::string problem = inputs_.content_problem(object);
    if (problem.empty()) continue;
    lose(node, object, problem);
    found = true;
  }
  if (!found && !inputs_.believe_once(node)) {
    fail_task(node, "its worker process calls objects damaged that are not",
              result);
    return;
  }
  give_back(node, result.stage);
}

// Whether the source files of a task that has ended were left alone; if not it
// has been failed, or will be run again.
bool Scheduler::sources_left_alone(NodeIndex node, const TaskResult& result) {
  auto [sources, why] = inputs_.sources_read(node);
  switch (sources) {
    case InputCheck::Sources::left_alone:
      return true;
    case InputCheck::Sources::touched:
      warn(node, why + "; its content is right again, the task is run again");
      give_back(node, result.stage);
      return false;
    case InputCheck::Sources::changed:
      if (!result.error.empty()) why += "; the task said: " + result.error;
      fail_task(node, why, result);
      return false;
  }
  return true;
}

// Takes an object out of the store: all whose result it is have lost theirs.
// @param node  names the place in the warning
void Scheduler::lose(NodeIndex node, const Digest& object,
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
  store_.set_aside(object);
  ledger_.mark_absent({object});
  inputs_.lost(object);
  const auto count = static_cast<NodeIndex>(graph_.nodes.size());
  for (NodeIndex other = 0; other < count; ++other) {
    const Resolution::State state = resolution_.state(other);
    const bool has =
        state == Resolution::State::known || state == Resolution::State::done;
    if (!has || resolution_.is_source(other)) continue;
    if (*resolution_.object(other) != object) continue;
    estimate_.expect(graph_.nodes[other].step);
    resolution_.lost(other);
  }
}

// A started task, and those that wait for its result, are to be started anew.
void Scheduler::give_back(NodeIndex node, const fs::path& stage) {
  try_remove_tree(stage);
  const std::vector<NodeIndex> others = same_key_.leave(*resolution_.key(node));
  estimate_.expect(graph_.nodes[node].step);
  resolution_.returned(node);
  for (const NodeIndex other : others) resolution_.returned(other);
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
