#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace moonstain::lua {

/// What a recipe may take while it is planned.
struct JailLimits {
  /// For the child as a whole; a stop behind the others.
  std::chrono::milliseconds wall{30'000};
  std::chrono::milliseconds cpu{1'500};
  std::size_t lua_memory_bytes = std::size_t{256} << 20;
  /// Interpreter instructions and, by weight, the bytes library functions work
  /// on; 3e8 are some 0.5 s. The one limit that ends a recipe at the same
  /// place everywhere.
  std::uint64_t instructions = 300'000'000;
  std::uint32_t nodes = 2'000'000;
  /// Held by the parent until the child has ended.
  std::uint64_t message_bytes = std::uint64_t{256} << 20;
};

/// The child's ends of the two pipes to its parent.
struct JailPipes {
  int messages = -1;    ///< frames, see bindings/lua/sandbox/frames.h
  int last_words = -1;  ///< why it had to end, from a limit or a signal
};

/// Ends the child with a text for the parent. Safe in a signal handler.
[[noreturn]] void end_jail(int last_words, std::string_view text);

/// Runs `body` in a forked child and gives what it writes into
/// `pipes.messages` to `take`, piece by piece as it comes.
///
/// In the child: descriptors closed but the pipes, environment cleared, no
/// core file, no new privileges, limits on address space, CPU time and
/// processes, a CPU timer, a handler for an exhausted C stack. The body calls
/// `shut_jail` once it has what it needs from the system; from then on the
/// kernel kills the child for every call but those that get and give back
/// memory, write into the two pipes and end. No file, network or process can
/// be reached. tests/bindings/hostile holds what was tried against it.
///
/// @param take  returns false to end the child at once
/// @throws Error  what stopped the child: "planning took more than 1.5 s of
///                CPU time", a text of `end_jail`, ... An exception from
///                `take` ends the child and passes on.
void run_in_jail(const JailLimits& limits,
                 const std::function<void(const JailPipes&)>& body,
                 const std::function<bool(std::string_view)>& take);

/// The seccomp filter; in the child only. Leaves with `end_jail` when the
/// kernel refuses it: there is no planning without it.
void shut_jail(const JailPipes& pipes);

}  // namespace moonstain::lua
