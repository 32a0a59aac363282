#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/engine/program/world.h"

namespace moonstain {

/// The word after which a worker program is a sandbox and nothing else.
inline constexpr const char* kSandboxWord = "--sandbox";

/// What is to be run, as JSON in file 3.
struct SandboxOrder {
  ProgramWorld world;
  std::vector<std::string> words;  ///< the first is looked for by PATH inside
  /// The program stays, and tasks are forks of it (warm_sandbox.h).
  bool is_warm = false;
};
std::string sandbox_order_text(const SandboxOrder& order);

/// What came of it, as bytes in file 5; all 0 until the program has started.
struct SandboxStatus {
  std::int32_t started = 0;
  std::int32_t exec_error = 0;  ///< why it could not be executed
  std::int32_t ended = 0;
  std::int32_t code = 0;    ///< where it left by itself
  std::int32_t signal = 0;  ///< where a signal ended it
};

/// Whom the program of a sandbox runs as, seen from outside: for real root
/// nobody, for all others themselves.
struct SandboxUser {
  unsigned user = 0;
  unsigned group = 0;
  /// Root has given way: what the program is to read and write must be
  /// nobody's to read and write.
  bool instead_of_root = false;
};
SandboxUser sandbox_user();

/// Runs a program that nobody here knows, and waits for it. Of files 3 to 6 the
/// first holds a SandboxOrder, the second a filter of system calls (filter.h),
/// the third takes a SandboxStatus, and through the fourth goes what tells of
/// its sockets (process/socket_usage.h); what goes wrong before the program
/// starts is said in one line on standard error. Where the program stays, file
/// 7 is the socket of its orders, and the third says only that it has started.
///
/// This process is executed for it with an empty environment, so that neither
/// it nor its fork below holds anything of a user. The fork is the sandbox's
/// first process:
///
///   - namespaces of its own: user, mount, process, network (an empty one),
///   IPC,
///     host name, control groups; no more can be made in them
///   - user 1000 inside; outside the user who started Moonstain, nobody for
///     real root. No capability, none to be had (`no_new_privs`, bounding set)
///   - the root of sandbox_root.h, standard input, output and error, and no
///     other open file
///   - it cannot be dumped or traced, and is not seen in /proc
///
/// When the program ends, all that it has started ends with it. Where it stays,
/// the first process keeps its rights in the namespaces above, which the
/// program and its tasks have not, and has no filter but its worker's.
///
/// @return the exit code of this process: 0 when the program has ended
int sandbox_main();

}  // namespace moonstain
