#include "core/data/tissue/tiff_lzw.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr std::uint32_t kClear = 256;
constexpr std::uint32_t kEnd = 257;
constexpr std::uint32_t kFirstFree = 258;
constexpr std::uint32_t kMostCodes = 4096;

/// A code stands for a piece of what has been unpacked.
struct Piece {
  std::size_t begin = 0;
  std::size_t length = 0;
};

}  // namespace

// Each code but the first adds to the table the piece before it and one byte
// more, the first of its own: in the output the two lie one behind the other.
// So a table of places in the output is enough, and a code that has just come
// to be stands for bytes that are copied while they are made.
void unpack_tiff_lzw(std::string_view packed, std::span<char> out,
                     std::string_view where) {
  std::vector<Piece> table(kMostCodes);
  std::uint32_t next = kFirstFree;
  int width = 9;
  Piece before;
  std::size_t filled = 0;
  std::uint32_t bits = 0;
  int held = 0;
  std::size_t at = 0;
  while (filled < out.size()) {
    for (; held < width; held += 8) {
      check(at < packed.size(), where, ": its LZW data end after ", filled,
            " of ", out.size(), " bytes; the file is cut short or damaged");
      bits = bits << 8 | static_cast<unsigned char>(packed[at++]);
    }
    held -= width;
    const std::uint32_t code = bits >> held & ((1U << width) - 1);
    check(code != kEnd, where, ": its LZW data end after ", filled, " of ",
          out.size(), " bytes; the file is cut short or damaged");
    if (code == kClear) {
      next = kFirstFree;
      width = 9;
      before = {};
      continue;
    }
    if (before.length > 0 && next < kMostCodes) {
      table[next++] = {before.begin, before.length + 1};
    }
    const bool is_byte = code < kClear;
    check(is_byte || (code >= kFirstFree && code < next), where,
          ": its LZW data have a code that stands for nothing; the file is "
          "damaged");
    const Piece piece{filled, is_byte ? 1 : table[code].length};
    if (is_byte) {
      out[filled] = static_cast<char>(code);
    } else {
      // Byte by byte: the last one may be the first that this loop writes.
      const std::size_t count = std::min(piece.length, out.size() - filled);
      for (std::size_t i = 0; i < count; ++i) {
        out[filled + i] = out[table[code].begin + i];
      }
    }
    filled = std::min(filled + piece.length, out.size());
    before = piece;
    // Widens when the table is one short of what the width can count.
    if (next + 1 >= 1U << width && width < 12) ++width;
  }
}

}  // namespace moonstain
