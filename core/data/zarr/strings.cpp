#include "core/data/zarr/strings.h"

#include "core/base/error.h"

namespace moonstain::zarr {
namespace {

void append_u32(std::string& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}

std::uint32_t u32_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value |=
        static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i]))
        << (8 * i);
  }
  return value;
}

void append_code_point(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xc0 | c >> 6));
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xe0 | c >> 12));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
  } else {
    out.push_back(static_cast<char>(0xf0 | c >> 18));
    out.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
  }
}

// Well-formed UTF-8 as Unicode's table 3-7 has it: no overlong forms, no
// surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  const auto in = [&](std::size_t at, unsigned low, unsigned high) {
    if (at >= text.size()) return false;
    const auto byte = static_cast<unsigned char>(text[at]);
    return byte >= low && byte <= high;
  };
  while (i < text.size()) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first < 0x80) {
      i += 1;
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
      return false;
    }
  }
  return true;
}

}  // namespace

std::string encode_strings(const std::string* first, std::size_t count,
                           std::size_t padded_count) {
  std::string out;
  append_u32(out, static_cast<std::uint32_t>(padded_count));
  for (std::size_t i = 0; i < padded_count; ++i) {
    const std::string_view item = i < count ? first[i] : std::string_view();
    append_u32(out, static_cast<std::uint32_t>(item.size()));
    out += item;
  }
  return out;
}

std::vector<std::string> decode_strings(std::string_view bytes,
                                        std::size_t count,
                                        std::string_view where) {
  check(bytes.size() >= 4, where, ": ", bytes.size(),
        " bytes are no chunk of strings");
  const std::size_t found = u32_at(bytes, 0);
  check(found == count, where, ": holds ", found, " strings, the chunk has ",
        count);
  check(count <= (bytes.size() - 4) / 4, where, ": ", bytes.size(), " bytes, ",
        count, " strings take at least ", 4 + 4 * count,
        "; the file is damaged or cut short");
  std::vector<std::string> out;
  out.reserve(count);
  std::size_t at = 4;
  for (std::size_t i = 0; i < count; ++i) {
    check(bytes.size() - at >= 4, where, ": ends before string ", i);
    const std::size_t length = u32_at(bytes, at);
    at += 4;
    check(length <= bytes.size() - at, where, ": string ", i, " of ", length,
          " bytes passes the end of the chunk");
    const std::string_view text = bytes.substr(at, length);
    check(is_utf8(text), where, ": string ", i, " is not UTF-8");
    out.emplace_back(text);
    at += length;
  }
  return out;
}

std::vector<std::string> decode_fixed_strings(std::string_view bytes,
                                              std::int64_t width_bytes,
                                              bool utf32, bool big_endian,
                                              std::string_view where) {
  check(width_bytes > 0 && (!utf32 || width_bytes % 4 == 0), where,
        ": texts of ", width_bytes, " bytes each are not readable");
  const auto width = static_cast<std::size_t>(width_bytes);
  std::vector<std::string> out;
  for (std::size_t start = 0; start + width <= bytes.size(); start += width) {
    const std::string_view item = bytes.substr(start, width);
    std::string text;
    if (!utf32) {
      text = item.substr(0, item.find_last_not_of('\0') + 1);
      check(is_utf8(text), where, ": a string is not UTF-8");
    } else {
      std::vector<std::uint32_t> points;
      for (std::size_t at = 0; at < width; at += 4) {
        const std::uint32_t value = u32_at(item, at);
        points.push_back(big_endian ? __builtin_bswap32(value) : value);
      }
      while (!points.empty() && points.back() == 0) points.pop_back();
      for (const std::uint32_t point : points) {
        check(point <= 0x10ffff && (point < 0xd800 || point > 0xdfff), where,
              ": ", point, " is no Unicode character");
        append_code_point(text, point);
      }
    }
    out.push_back(std::move(text));
  }
  return out;
}

}  // namespace moonstain::zarr
