#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace moonstain {

/// What the first process of a warm sandbox sees of its program and of a task,
/// from outside and while both are stopped (warm_sandbox.h).

/// Standard input, output and error: all that either may hold open.
inline constexpr int kStandardFiles = 3;

/// All processes of this namespace, this one included.
std::vector<pid_t> all_processes();

/// @return what a task could hand over by to one that is forked later; empty:
///         nothing
std::string what_is_shared(pid_t program, pid_t task);

/// All that others can change of a process that is stopped, and whether it has
/// run: equal texts, if it is still as it was.
std::string state_of(pid_t process);

/// Of TCP, UDP or UNIX, in this network namespace.
bool sockets_are_left();

}  // namespace moonstain
