#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace moonstain::zarr {

/// CRC-32C (Castagnoli), the checksum behind a chunk and behind a shard's
/// index: four bytes, little-endian. For this room alone.
std::uint32_t crc32c(std::string_view bytes);

/// Checks the four bytes at the end and leaves them out.
/// @throws Error "WHERE: ..." where there are fewer, or they differ
std::string_view without_checksum(std::string_view packed,
                                  std::string_view where);

/// The same of a chunk that may have none: where `crc32c` is set and the chunk
/// is not absent.
std::string checked_payload(std::string_view packed, bool crc32c,
                            std::string_view where);

}  // namespace moonstain::zarr
