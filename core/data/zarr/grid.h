#pragma once

#include <functional>
#include <vector>

#include "core/data/zarr/metadata.h"

namespace moonstain::zarr {

/// Which chunks and shards a region of an array touches, and where they lie
/// in it: index arithmetic alone. For chunks.cpp.

/// A Shape as z5 takes it.
using Sides = std::vector<std::size_t>;
Sides sides_of(const Shape& shape);

/// Counts through [begin, end) of each axis in C order.
/// @return false at the end
bool advance(Shape& index, const Shape& begin, const Shape& end);

/// The piece (chunk or shard) that the element `begin` lies in.
Shape first_piece(const Shape& begin, const Shape& sides);

/// The part of a region that lies in a chunk.
struct Overlap {
  Sides in_array;  ///< offset from the start of the region
  Sides in_chunk;
  Sides sides;
  bool whole_chunk = true;
};

Overlap overlap_of(const Shape& chunk, const Shape& chunk_sides,
                   const Shape& region_begin, const Shape& region_end);

/// Whether the chunk lies in the region as one run of memory.
bool contiguous(const Overlap& overlap, const Sides& region_sides);

/// A chunk's elements, stored with its axes in another order, in C order.
///
/// @param order   axes of the chunk, the one that the bytes run through slowest
///                first
/// @param sides   of the chunk
/// @param stored  [product of sides]
/// @param out     [product of sides]
template <typename U>
void to_c_order(const Shape& order, const Shape& sides, const U* stored,
                U* out) {
  Shape step(sides.size());  // between neighbours along an axis, as stored
  std::int64_t elements = 1;
  for (std::size_t place = order.size(); place-- > 0;) {
    const auto axis = static_cast<std::size_t>(order[place]);
    step[axis] = elements;
    elements *= sides[axis];
  }
  const Shape first(sides.size(), 0);
  Shape at = first;
  for (std::int64_t i = 0; i < elements; ++i) {
    std::int64_t from = 0;
    for (std::size_t axis = 0; axis < at.size(); ++axis) {
      from += at[axis] * step[axis];
    }
    out[i] = stored[from];
    advance(at, first, sides);
  }
}

/// The shard that a chunk lies in; the chunk itself without shards.
Shape file_of(const ArrayMetadata& metadata, const Shape& chunk);

/// Chunks of a shard, and a chunk's number in its own.
std::size_t slots_of(const ArrayMetadata& metadata);
std::size_t slot_of(const ArrayMetadata& metadata, const Shape& chunk);

/// Calls body(shard, first chunk, one past the last chunk) for each shard that
/// the region [begin, end) touches.
void for_each_shard(
    const ArrayMetadata& metadata, const Shape& begin, const Shape& end,
    const std::function<void(const Shape&, const Shape&, const Shape&)>& body);

}  // namespace moonstain::zarr
