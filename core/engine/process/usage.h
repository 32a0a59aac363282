#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace moonstain {

/// What processes take, as the kernel counts it.

/// Processor seconds of this process, its threads included.
double own_cpu_seconds();
/// Of the children that it has waited for, with what they have waited for.
double children_cpu_seconds();

/// What the kernel says of a process, its threads taken together.
struct ProcessStat {
  char state = 0;  ///< 'R', 'S', 'Z' (waits to be waited for), ...
  std::int64_t parent = 0;
  double cpu_s = 0;
  double children_cpu_s = 0;  ///< of those it has waited for
  std::uint64_t start = 0;    ///< ticks since the machine was started
};
/// Nothing when it is gone.
std::optional<ProcessStat> process_stat(std::int64_t process);

/// When a process was started, in the kernel's ticks since the machine was; 0
/// when it is gone.
std::uint64_t process_start(std::int64_t process);
/// Whether a process has ended: no other has its number now, or one that was
/// started at another time, or it only waits to be waited for.
/// @param start  `process_start` of it; 0: not known
bool has_ended(std::int64_t process, std::uint64_t start);

/// Memory of this process that lies in RAM; 0 where the kernel does not say.
std::uint64_t own_memory_bytes();
/// The most it has been since the start or the last reset.
std::uint64_t own_peak_memory_bytes();
void reset_own_peak_memory();
/// Private writable memory, as RLIMIT_DATA counts it.
std::uint64_t own_data_bytes();
/// Opens what the functions above read, for a process that is about to be
/// shut in and asks often. To be called again after a fork.
void open_own_usage();

/// @throws Error where /proc is missing
int own_thread_count();

/// Children of this process, those that have ended without being waited for
/// among them.
std::vector<std::int64_t> own_children();
/// Program and arguments of another process, in one line of at most 100
/// letters; empty when it has ended.
std::string command_of(std::int64_t process);

}  // namespace moonstain
