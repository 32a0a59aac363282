#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/path.h"
#include "core/data/zarr/metadata.h"

namespace moonstain::zarr {

/// The chunks of an array of at least one axis, through z5, which is included
/// in chunks.cpp alone (its CRC-32C in checksum.cpp). For reader.cpp and
/// writer.cpp.
///
/// @throws Error (all) naming the chunk's file

/// Writes them as the array's rows come. A shard is written chunk by chunk, so
/// memory holds one packed chunk.
class ChunkWriter {
 public:
  ChunkWriter(const ArrayMetadata& metadata, const fs::path& folder);
  ~ChunkWriter();

  /// The next rows of the first axis: whole rows of chunks, or all that are
  /// left.
  /// @param values  elements of `metadata.width_bytes` each, C order
  void write(const void* values, std::int64_t rows);
  std::int64_t written() const { return written_; }  ///< rows
  const ArrayMetadata& metadata() const { return metadata_; }

  struct Rows;

 private:
  ArrayMetadata metadata_;
  std::unique_ptr<Rows> rows_;
  std::int64_t written_ = 0;
};

/// Rows [row_begin, row_end) of the first axis into `out`. A chunk that is
/// absent holds the fill value.
/// @throws Error also where it is absent and the array has no fill value
void read_chunks(const ArrayMetadata& metadata, const fs::path& folder,
                 std::int64_t row_begin, std::int64_t row_end, void* out);

/// One chunk as it lies on disk, out of its shard if need be, its checksum
/// checked and taken off; empty when it is absent.
std::string packed_chunk(const ArrayMetadata& metadata, const fs::path& folder,
                         const Shape& chunk);

}  // namespace moonstain::zarr
