#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <unordered_map>

#include "core/engine/step/step_kind.h"

namespace moonstain {

using StepsByName = std::unordered_map<std::string, const StepKind*>;

/// A worker process, from its fork to its end: shuts itself in as the engine's
/// first message says (jail/jail.h), then takes one task at a time. It runs the
/// step's body in an empty folder, with its output in a pipe that the engine
/// gave it, and answers with the files written and what it took. It ends with
/// the template that forked it, when the engine closes its socket, and after a
/// task that has failed or has left it large.
///
/// @param begin  of a resident worker, which no template has forked: run once
///               it is shut in. It ends with `parent`, its engine, and stays
///               however large it grows.
[[noreturn]] void serve_tasks(const StepsByName& steps, int socket,
                              pid_t parent,
                              const std::function<void()>& begin = {});

}  // namespace moonstain
