#pragma once

#include <string>

#include "core/engine/program/warm_message.h"

namespace moonstain {

/// What tasks of a warm program see, one after the other, in a sandbox's root
/// (sandbox_root.h) that has the folders /inputs, /output, /tmp, /scratch/home
/// and /dev/shm. For the first process of the sandbox, who has its rights.
class TaskMounts {
 public:
  /// @param host_mounts  a mount namespace of this user namespace
  explicit TaskMounts(int host_mounts);
  ~TaskMounts();
  TaskMounts(const TaskMounts&) = delete;
  TaskMounts& operator=(const TaskMounts&) = delete;

  /// Makes read-only what the program could write until now.
  /// @return why that cannot be: it holds a file open there, or has left one in
  ///         /dev/shm; else empty
  std::string shut() const;

  /// Mounts what a task sees. Paths are those of the host's mounts; /inputs and
  /// /dev/shm are fresh.
  /// @throws Error when the kernel refuses a part of it
  void show(const WarmOrder& order);

  /// Takes all of it away.
  void hide();

 private:
  int host_;
  int own_;
};

}  // namespace moonstain
