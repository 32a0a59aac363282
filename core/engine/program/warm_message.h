#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/program/world.h"

namespace moonstain {

/// What a worker and the first process of a warm sandbox (warm_sandbox.h) say
/// to each other, over a stream socket: a task for each order, an answer for
/// each and one before the first.

/// A task: what it sees beside its program's own world.
struct WarmOrder {
  std::vector<ProgramWorld::Mount> mounts;
  std::uint64_t shared_bytes = 0;  ///< size of its /dev/shm
};

/// That the program waits for tasks, or how a task has ended.
struct WarmAnswer {
  /// Why tasks are not forked from it; empty: they are. The task, if there was
  /// one, has not begun.
  std::string refusal;
  int code = -1;   ///< where the task left by itself
  int signal = 0;  ///< where a signal ended it
  double cpu_s = 0;
  bool spent = false;  ///< no other task may follow
};

/// @throws Error when the other side is gone
void send_order(int socket, const WarmOrder& order);
void send_answer(int socket, const WarmAnswer& answer);
/// Waits for the next. @return nothing when the other side is gone
/// @throws Error for what is none
std::optional<WarmOrder> receive_order(int socket);
std::optional<WarmAnswer> receive_answer(int socket);

}  // namespace moonstain
