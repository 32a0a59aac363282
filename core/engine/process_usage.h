#pragma once

#include <cstdint>

namespace moonstain {

/// What processes take, as the kernel counts it.

/// Processor seconds of this process, its threads included.
double own_cpu_seconds();

/// Processor seconds of another one; 0 when it is gone.
double cpu_seconds_of(std::int64_t process);

/// Memory of this process that lies in RAM; 0 where the kernel does not say.
std::uint64_t own_memory_bytes();
/// The most it has been since the start or the last reset.
std::uint64_t own_peak_memory_bytes();
void reset_own_peak_memory();

/// @throws Error where /proc is missing
int own_thread_count();

}  // namespace moonstain
