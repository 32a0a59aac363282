#pragma once

#include <cstdint>
#include <string_view>

namespace moonstain {

// The rule by which inputs and parameters of published code are made: element i
// of tensor NAME comes of uniform_at(fnv1a(NAME) + i).

inline std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t h = 0xCBF29CE484222325U;
  for (const char c : text) {
    h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  }
  return h;
}

inline std::uint64_t splitmix64(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

/// In [0, 1), 53 bits.
inline double uniform_at(std::uint64_t place) {
  return static_cast<double>(splitmix64(place) >> 11) * 0x1p-53;
}

}  // namespace moonstain
