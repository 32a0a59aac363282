#pragma once

#include <functional>

#include "core/base/path.h"
#include "core/engine/program/run_process.h"

namespace moonstain {

/// Looks through what a program has written as its result, and gives all of
/// it plain permissions.
///
/// @param limits  of it disk_bytes, here of all files' lengths (a hole counts
///                as what it reads as), and files
/// @throws Error on a link, a device, a pipe or a socket, a file with a second
///               name, a name that is no plain text, a path of more than 1024
///               letters, more than the limits allow, or when there is no file
void check_output(const fs::path& folder, const ProcessLimits& limits);

/// Runs `read` over a stranger's bytes in a fork that may start nothing, reach
/// nothing and write nothing but what this process may (jail/jail.h).
///
/// @throws Error with read's own message, or "cannot be read: the reader was
///               ended by signal 11 (SIGSEGV: Segmentation fault)" and its kind
///               when the fork dies of it or goes over its limits
void read_shut_in(const ProcessLimits& limits,
                  const std::function<void()>& read);

}  // namespace moonstain
