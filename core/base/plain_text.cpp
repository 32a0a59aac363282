#include "core/base/plain_text.h"

#include <algorithm>
#include <cstdint>

#include "core/base/error.h"
#include "core/base/file_kind.h"
#include "core/base/gzip.h"
#include "core/base/utf8.h"
#include "core/base/zip.h"

namespace moonstain {
namespace {

// UTF-16 behind its mark, as UTF-8.
std::string from_utf16(std::string_view bytes, bool big_endian,
                       std::string_view where) {
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<std::uint32_t>(big_endian ? first << 8 | second
                                                 : second << 8 | first);
  };
  const auto is_low = [](std::uint32_t code) { return code >> 10 == 0x37; };
  std::string out;
  out.reserve(bytes.size() / 2);
  std::size_t at = 0;
  while (at + 2 <= bytes.size()) {
    std::uint32_t code = unit(at);
    at += 2;
    if (code >> 10 == 0x36 && at + 2 <= bytes.size() && is_low(unit(at))) {
      code = 0x10000 + ((code & 0x3ff) << 10 | (unit(at) & 0x3ff));
      at += 2;
    }
    check(code < 0xd800 || code > 0xdfff, where,
          ": is damaged UTF-16, half a character stands at byte ", at,
          "; save the file as UTF-8");
    append_utf8(out, code);
  }
  check(at == bytes.size(), where,
        ": is UTF-16 that ends in half a character; the file is cut off");
  return out;
}

void check_utf8(std::string_view text, std::string_view where) {
  const std::size_t wrong =
      std::min(utf8_bytes(text), std::min(text.find('\0'), text.size()));
  if (wrong == text.size()) return;
  const std::string_view before = text.substr(0, wrong);
  const std::string_view line = before.substr(before.rfind('\n') + 1);
  const std::size_t shown = std::min<std::size_t>(line.size(), 20);
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(text[wrong]);
  fail(where, ": line ", std::ranges::count(before, '\n') + 1, ": byte 0x",
       kHex[byte >> 4], kHex[byte & 15], " behind '",
       printable(line.substr(line.size() - shown)),
       "' is no text in UTF-8; save the file as UTF-8");
}

}  // namespace

std::string plain_text(std::string bytes, std::string_view where,
                       std::uint64_t limit_bytes) {
  std::string text = unzip_if_needed(std::move(bytes), where, limit_bytes);
  for (int layer = 0; layer < 2; ++layer) {
    text = gunzip_if_needed(std::move(text), where, limit_bytes);
  }
  if (text.starts_with("\xef\xbb\xbf")) {
    text.erase(0, 3);
  } else if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    text =
        from_utf16(std::string_view(text).substr(2), text[0] == '\xfe', where);
  }
  if (const auto kind = file_kind(text)) {
    fail(where, ": is ", kind->name, ", expected text; ", kind->remedy);
  }
  check_utf8(text, where);
  if (text.find('\n') == text.npos) std::ranges::replace(text, '\r', '\n');
  return text;
}

}  // namespace moonstain
