#pragma once

#include <cstdint>
#include <string>

namespace moonstain {

/// Milliseconds since 1970 of a time as run records have it.
/// @throws Error on a time of another form than "2026-11-21T07:59:11Z"
std::int64_t ms_since_1970(const std::string& time);

/// A time so many seconds after one that a record has:
/// "2026-11-21T07:59:12.500+00:00" of "2026-11-21T07:59:11Z" and 1.5.
/// @throws Error as above
std::string time_after(const std::string& time, double seconds);

}  // namespace moonstain
