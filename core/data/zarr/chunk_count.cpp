#include "core/data/zarr/chunk_count.h"

#include <optional>

#include "core/base/error.h"
#include "core/data/zarr/grid.h"
#include "core/data/zarr/shard.h"

namespace moonstain::zarr {

void check_may_lack(const ArrayMetadata& metadata, std::string_view where) {
  check(metadata.has_fill, where,
        ": the chunk is absent, and the array has no fill value (null), so its "
        "values are lost; copy or write the array again");
}

ChunkCount count_chunks(const ArrayMetadata& metadata, const fs::path& folder) {
  ChunkCount count;
  if (metadata.elements() == 0) return count;
  if (metadata.shape.empty()) {
    return {1, exists(folder / metadata.chunk_key({})) ? 0 : 1};
  }
  const Shape first(metadata.shape.size(), 0);
  if (metadata.shards.empty()) {
    const Shape last = ArrayMetadata::grid(metadata.shape, metadata.chunks);
    Shape chunk = first;
    do {
      ++count.chunks;
      if (!exists(folder / metadata.chunk_key(chunk))) ++count.absent;
    } while (advance(chunk, first, last));
    return count;
  }
  for_each_shard(metadata, first, metadata.shape,
                 [&](const Shape& shard, const Shape& begin, const Shape& end) {
                   const fs::path path = folder / metadata.chunk_key(shard);
                   std::optional<ShardReader> file;
                   if (exists(path)) file.emplace(path, slots_of(metadata));
                   Shape chunk = begin;
                   do {
                     ++count.chunks;
                     if (!file || !file->has(slot_of(metadata, chunk)))
                       ++count.absent;
                   } while (advance(chunk, begin, end));
                 });
  return count;
}

}  // namespace moonstain::zarr
