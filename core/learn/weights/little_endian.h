#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace moonstain {

/// The number that some bytes are, 8 at most, the lowest first.
/// @param bytes  that has `count` of them from `at` on
inline std::uint64_t little_endian(std::string_view bytes, std::size_t at,
                                   std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

}  // namespace moonstain
