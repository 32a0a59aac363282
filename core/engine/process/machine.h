#pragma once

#include <cstdint>
#include <string>

namespace moonstain {

/// Name of this machine, or "unknown".
std::string host_name();

/// The time now, in UTC: "2026-07-01T12:00:00Z".
std::string time_text();

/// CPUs this process may use, at least 1.
unsigned usable_cores();

/// The memory that the machine, or the control group this process runs in, has.
std::uint64_t machine_memory_bytes();
/// Four fifths of it.
std::uint64_t usable_memory_bytes();

}  // namespace moonstain
