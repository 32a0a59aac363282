#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/path.h"
#include "core/data/zarr/metadata.h"

namespace moonstain::zarr {

/// The chunks of an array of at least one axis, through z5, which is included
/// in chunks.cpp alone. For reader.cpp and writer.cpp.
///
/// @param values  [elements] of `metadata.width_bytes` each, C order
/// @throws Error (all) naming the chunk's file
void write_chunks(const ArrayMetadata& metadata, const fs::path& folder,
                  const void* values);

/// Rows [row_begin, row_end) of the first axis into `out`.
void read_chunks(const ArrayMetadata& metadata, const fs::path& folder,
                 std::int64_t row_begin, std::int64_t row_end, void* out);

/// One chunk as it lies on disk, out of its shard if need be, its checksum
/// checked and taken off; empty when it is absent.
std::string packed_chunk(const ArrayMetadata& metadata, const fs::path& folder,
                         const Shape& chunk);

/// Checks a crc32c at the end and takes it off, where there is one.
std::string checked_payload(std::string_view packed, bool crc32c,
                            std::string_view where);

}  // namespace moonstain::zarr
