#include "core/data/zarr/strings.h"

#include "core/base/error.h"
#include "core/base/utf8.h"

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
        append_utf8(text, point);
      }
    }
    out.push_back(std::move(text));
  }
  return out;
}

}  // namespace moonstain::zarr
