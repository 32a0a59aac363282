#pragma once

#include <cstdint>
#include <string>

namespace moonstain {

/// The memory a task may have: what the user names, else twice what its step
/// says it needs and at least 1 GiB, but no more than all tasks of the run may
/// have together, unless the step alone needs more.
///
/// @param needs_bytes  the step's estimate
/// @param asked_bytes  `--task-memory`; 0: none
/// @param run_bytes    `--memory`
std::uint64_t task_memory_limit(std::uint64_t needs_bytes,
                                std::uint64_t asked_bytes,
                                std::uint64_t run_bytes);

/// While it lives, this process gets no more than so much memory beyond what
/// it has: private writable pages, as RLIMIT_DATA counts them. Mapped files,
/// libraries and reserved addresses do not count, as they would for RLIMIT_AS:
/// a worker that has loaded LibTorch has 12 MB of the one, 373 MB of the other.
class MemoryLimit {
 public:
  /// @param bytes  0: no limit
  explicit MemoryLimit(std::uint64_t bytes);
  ~MemoryLimit();
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

  /// After a refusal: "not enough memory: it asked for 8192 MB beside the 12 MB
  /// it had; its limit is 1024 MB, ...". What it asked for is known only
  /// where `new` was refused.
  std::string refusal() const;

 private:
  std::uint64_t bytes_;
  std::uint64_t before_bytes_ = 0;
};

}  // namespace moonstain
