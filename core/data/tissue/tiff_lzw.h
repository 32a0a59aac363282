#pragma once

#include <span>
#include <string_view>

namespace moonstain {

/// Unpacks a strip or tile of TIFF's LZW: codes of 9 to 12 bits, the highest
/// bit first, which widen one code early.
///
/// @param out    all of it must be filled; what follows is not looked at
/// @throws Error "WHERE: ..." on a code that stands for nothing, and on packed
///               bytes that end too early
///
/// Source: TIFF 6.0, section 13.
void unpack_tiff_lzw(std::string_view packed, std::span<char> out,
                     std::string_view where);

}  // namespace moonstain
