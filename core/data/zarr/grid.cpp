#include "core/data/zarr/grid.h"

#include <algorithm>

namespace moonstain::zarr {

Sides sides_of(const Shape& shape) { return {shape.begin(), shape.end()}; }

bool advance(Shape& index, const Shape& begin, const Shape& end) {
  for (std::size_t axis = index.size(); axis-- > 0;) {
    if (++index[axis] < end[axis]) return true;
    index[axis] = begin[axis];
  }
  return false;
}

Overlap overlap_of(const Shape& chunk, const Shape& chunk_sides,
                   const Shape& region_begin, const Shape& region_end) {
  Overlap o;
  for (std::size_t axis = 0; axis < chunk.size(); ++axis) {
    const std::int64_t start = chunk[axis] * chunk_sides[axis];
    const std::int64_t begin = std::max(start, region_begin[axis]);
    const std::int64_t end =
        std::min(start + chunk_sides[axis], region_end[axis]);
    o.in_array.push_back(begin - region_begin[axis]);
    o.in_chunk.push_back(begin - start);
    o.sides.push_back(end - begin);
    if (end - begin != chunk_sides[axis]) o.whole_chunk = false;
  }
  return o;
}

bool contiguous(const Overlap& o, const Sides& region_sides) {
  if (!o.whole_chunk) return false;
  for (std::size_t axis = 1; axis < o.sides.size(); ++axis) {
    if (o.sides[axis] == region_sides[axis]) continue;
    // Only one row of the axes before may then be in the chunk.
    for (std::size_t before = 0; before < axis; ++before) {
      if (o.sides[before] != 1) return false;
    }
  }
  return true;
}

Shape first_piece(const Shape& begin, const Shape& sides) {
  Shape first(begin.size());
  for (std::size_t axis = 0; axis < begin.size(); ++axis) {
    first[axis] = begin[axis] / sides[axis];
  }
  return first;
}

Shape file_of(const ArrayMetadata& metadata, const Shape& chunk) {
  Shape file = chunk;
  if (!metadata.shards.empty()) {
    for (std::size_t axis = 0; axis < chunk.size(); ++axis) {
      file[axis] /= metadata.shards[axis] / metadata.chunks[axis];
    }
  }
  return file;
}

std::size_t slots_of(const ArrayMetadata& metadata) {
  std::size_t product = 1;
  for (std::size_t axis = 0; axis < metadata.chunks.size(); ++axis) {
    product *=
        static_cast<std::size_t>(metadata.shards[axis] / metadata.chunks[axis]);
  }
  return product;
}

std::size_t slot_of(const ArrayMetadata& metadata, const Shape& chunk) {
  std::int64_t slot = 0;
  for (std::size_t axis = 0; axis < chunk.size(); ++axis) {
    const std::int64_t times = metadata.shards[axis] / metadata.chunks[axis];
    slot = slot * times + chunk[axis] % times;
  }
  return static_cast<std::size_t>(slot);
}

void for_each_shard(
    const ArrayMetadata& metadata, const Shape& begin, const Shape& end,
    const std::function<void(const Shape&, const Shape&, const Shape&)>& body) {
  const Shape first_shard = first_piece(begin, metadata.shards);
  const Shape last_shard = ArrayMetadata::grid(end, metadata.shards);
  const Shape first_chunk = first_piece(begin, metadata.chunks);
  const Shape last_chunk = ArrayMetadata::grid(end, metadata.chunks);
  Shape shard = first_shard;
  do {
    Shape first = shard;
    Shape last = shard;
    for (std::size_t axis = 0; axis < shard.size(); ++axis) {
      const std::int64_t times = metadata.shards[axis] / metadata.chunks[axis];
      first[axis] = std::max(shard[axis] * times, first_chunk[axis]);
      last[axis] = std::min((shard[axis] + 1) * times, last_chunk[axis]);
    }
    body(shard, first, last);
  } while (advance(shard, first_shard, last_shard));
}

}  // namespace moonstain::zarr
