#pragma once

#include <variant>

#include "core/base/json.h"
#include "core/engine/jail/jail.h"
#include "core/engine/worker/task.h"

namespace moonstain {

/// What an engine and a worker say to each other, beside tasks
/// (task_message.h).

/// The first message to a worker: where it lives and what it may do. The end
/// that its log is printed into goes with it.
Json jail_message(const JailPlan& jail);
/// @throws std::exception for what is no such message
JailPlan read_jail_message(const Json& message);

/// A worker's task has ended.
struct TaskEnd {
  TaskResult result;
  bool leaves = false;  ///< the worker takes no other
};
/// From a worker.
using WorkerMessage = std::variant<TaskProgress, TaskEnd>;

Json worker_message(const WorkerMessage& message);
/// What people read of it is made printable, a result's error excepted.
/// @throws std::exception for what is no such message
WorkerMessage read_worker_message(const Json& message);

}  // namespace moonstain
