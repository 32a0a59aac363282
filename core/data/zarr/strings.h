#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moonstain::zarr {

/// A decoded chunk of codec vlen-utf8: a count, then length and UTF-8 bytes of
/// each item.
std::string encode_strings(const std::string* first, std::size_t count,
                           std::size_t padded_count);

/// @throws Error "WHERE: ..." on a count other than `count`, a length that
///               passes the end, or text that is not UTF-8
std::vector<std::string> decode_strings(std::string_view bytes,
                                        std::size_t count,
                                        std::string_view where);

/// Items of `width_bytes`: UTF-32 little- or big-endian, or bytes; zeros at
/// the end of an item are padding.
std::vector<std::string> decode_fixed_strings(std::string_view bytes,
                                              std::int64_t width_bytes,
                                              bool utf32, bool big_endian,
                                              std::string_view where);

}  // namespace moonstain::zarr
