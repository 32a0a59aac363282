#pragma once

#include "core/base/json.h"
#include "core/engine/worker/task.h"

namespace moonstain {

/// Tasks and their results as messages, to workers and to a cluster's jobs.
/// Lists, not objects: an engine writes and reads thousands a second, and the
/// names of members would be most of what it does.

/// All of a task but its log, which is the engine's to write.
Json task_message(const Task& task);
/// @throws Error for what is no such message
Task read_task_message(const Json& message);

/// All of a result but its stage and its host, which are whose to tell that
/// has the worker.
Json result_message(const TaskResult& result);
/// Its program is made printable.
/// @throws Error for what is no such message, and for a result with none of
///         error, damaged objects and files, or with more than one
TaskResult read_result_message(const Json& message);

}  // namespace moonstain
