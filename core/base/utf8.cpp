#include "core/base/utf8.h"

#include <cstring>

namespace moonstain {

std::size_t utf8_bytes(std::string_view text) {
  const auto in = [&](std::size_t at, unsigned low, unsigned high) {
    if (at >= text.size()) return false;
    const auto byte = static_cast<unsigned char>(text[at]);
    return byte >= low && byte <= high;
  };
  std::size_t i = 0;
  while (i < text.size()) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80) {
      // Large tables are nearly all ASCII: eight bytes a step.
      std::uint64_t eight = 0;
      while (i + 8 <= text.size()) {
        std::memcpy(&eight, text.data() + i, 8);
        if ((eight & 0x8080808080808080U) != 0) break;
        i += 8;
      }
      while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
    } else if (first >= 0xc2 && first <= 0xdf && in(i + 1, 0x80, 0xbf)) {
      i += 2;
    } else if (first >= 0xe0 && first <= 0xef &&
               in(i + 1, first == 0xe0 ? 0xa0 : 0x80,
                  first == 0xed ? 0x9f : 0xbf) &&
               in(i + 2, 0x80, 0xbf)) {
      i += 3;
    } else if (first >= 0xf0 && first <= 0xf4 &&
               in(i + 1, first == 0xf0 ? 0x90 : 0x80,
                  first == 0xf4 ? 0x8f : 0xbf) &&
               in(i + 2, 0x80, 0xbf) && in(i + 3, 0x80, 0xbf)) {
      i += 4;
    } else {
      break;
    }
  }
  return i;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto more = [&](unsigned shift) {
    out.push_back(static_cast<char>(0x80 | (code >> shift & 0x3f)));
  };
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xc0 | code >> 6));
    more(0);
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xe0 | code >> 12));
    more(6);
    more(0);
  } else {
    out.push_back(static_cast<char>(0xf0 | code >> 18));
    more(12);
    more(6);
    more(0);
  }
}

}  // namespace moonstain
