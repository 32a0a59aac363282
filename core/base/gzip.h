#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace moonstain {

/// Reads gzip (RFC 1952, several members allowed, zeros may follow the last) if
/// the bytes begin with its magic, else gives the bytes back as they are.
/// @throws Error "WHERE: ..." on a truncated or damaged stream, or when more
///               than `limit_bytes` would come out
std::string gunzip_if_needed(std::string bytes, std::string_view where,
                             std::uint64_t limit_bytes = std::uint64_t{1}
                                                         << 34);

/// gzip with a fixed level and no name or time, so that the same bytes give
/// the same bytes.
std::string gzip(std::string_view bytes);

}  // namespace moonstain
