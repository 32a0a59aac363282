#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/data/zarr/types.h"

namespace moonstain::zarr {

/// Packs bytes of no fixed element size (chunks of strings, scalars), which
/// z5 does not handle. Levels as in `ArrayOptions`.
std::string pack_bytes(std::string_view bytes, Codec codec);

/// @param limit_bytes  more than this is refused before it is made
/// @throws Error "WHERE: ..." on bytes that do not unpack
std::string unpack_bytes(std::string_view packed, Codec codec,
                         std::uint64_t limit_bytes, std::string_view where);

/// Checks that a packed chunk can be whole and unpack to `expected_bytes`, as
/// far as the codec's header tells, before there is memory for it: where the
/// header has no size, no more is believed than the codec can pack so small.
/// @throws Error "WHERE: ..." naming both sizes
void check_packed(std::string_view packed, Codec codec,
                  std::uint64_t expected_bytes, std::string_view where);

/// Unpacks a chunk that `check_packed` let pass: all members of a gzip file.
/// @throws Error "WHERE: ..." on bytes that do not unpack, and unless exactly
///               `out` is filled and nothing follows
void unpack_into(std::string_view packed, Codec codec, std::span<char> out,
                 std::string_view where);

}  // namespace moonstain::zarr
