#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/path.h"

namespace moonstain {

/// What a program may take, with all that it starts.
struct ProcessLimits {
  std::uint64_t memory_bytes = std::uint64_t{2} << 30;
  double seconds = 3600;
  /// From when these count; else from its start.
  std::optional<std::chrono::steady_clock::time_point> began{};
  /// Of one file (RLIMIT_FSIZE, as far as it is not smaller than memory_bytes),
  /// and of all that lies in `folders`; looked at once a second.
  std::uint64_t disk_bytes = std::uint64_t{20} << 30;
  std::uint64_t files = 500'000;  ///< and folders, in `folders`
  std::vector<fs::path> folders{};
  /// Of what it prints.
  std::uint64_t log_bytes = std::uint64_t{64} << 20;
};

/// Where what a program prints goes beside the end of it.
enum class Printing {
  to_log,  ///< to this process's standard output, as it comes
  kept,    ///< nowhere
};

/// As a declaration has it: 2.5e9 are 2.5.
inline double gigabytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 1e9;
}

}  // namespace moonstain
