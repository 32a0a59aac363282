#include "core/data/zarr/codec.h"

#include <blosc.h>
#include <libdeflate.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "core/base/error.h"
#include "core/base/gzip.h"

namespace moonstain {
namespace {

constexpr std::string_view kDamaged = "; the file is damaged or cut short";

// What a byte can unpack to at most. DEFLATE: 258 bytes out of two bits (RFC
// 1951, 3.2.5). Zstandard: a block of 128 KiB out of four bytes (RFC 8878,
// 3.1.1.2).
constexpr std::uint64_t kMostOfDeflate = 258 * 4;
constexpr std::uint64_t kMostOfZstd = (128 << 10) / 4;

void check_ratio(std::string_view packed, std::uint64_t most,
                 std::uint64_t expected_bytes, std::string_view where) {
  check(expected_bytes / most <= packed.size(), where, ": ", packed.size(),
        " bytes cannot unpack to the ", expected_bytes, " of a whole chunk",
        kDamaged);
}

using Inflater = std::unique_ptr<libdeflate_decompressor,
                                 decltype(&libdeflate_free_decompressor)>;

Inflater make_inflater(std::string_view where) {
  Inflater inflater(libdeflate_alloc_decompressor(),
                    libdeflate_free_decompressor);
  check(inflater != nullptr, where, ": no memory for libdeflate");
  return inflater;
}

// Fills `out` from a zlib stream or from the members of a gzip file one after
// the other. Returns the bytes that came.
std::size_t inflate_into(std::string_view packed, Codec codec,
                         std::span<char> out, std::string_view where) {
  const Inflater inflater = make_inflater(where);
  const auto inflate = codec == Codec::gzip ? libdeflate_gzip_decompress_ex
                                            : libdeflate_zlib_decompress_ex;
  const std::string_view name = codec == Codec::gzip ? "gzip" : "zlib";
  std::size_t filled = 0;
  do {
    std::size_t taken = 0;
    std::size_t given = 0;
    const auto result =
        inflate(inflater.get(), packed.data(), packed.size(),
                out.data() + filled, out.size() - filled, &taken, &given);
    check(result != LIBDEFLATE_INSUFFICIENT_SPACE, where,
          ": unpacks to more than the ", out.size(), " bytes of a whole chunk",
          kDamaged);
    check(result == LIBDEFLATE_SUCCESS, where, ": not a whole ", name,
          " stream", kDamaged);
    packed.remove_prefix(taken);
    filled += given;
  } while (codec == Codec::gzip && !packed.empty());
  check(packed.empty(), where, ": ", packed.size(), " bytes follow the ", name,
        " stream, expected none", kDamaged);
  return filled;
}

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

std::string unpack_zstd(std::string_view packed, std::uint64_t limit,
                        std::string_view where) {
  const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream(
      ZSTD_createDStream(), ZSTD_freeDStream);
  check(stream != nullptr, where, ": no memory for zstd");
  std::string out;
  std::string block(ZSTD_DStreamOutSize(), '\0');
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::size_t left = 1;
  while (in.pos < in.size) {
    ZSTD_outBuffer part{block.data(), block.size(), 0};
    left = ZSTD_decompressStream(stream.get(), &part, &in);
    check(!ZSTD_isError(left), where, ": zstd: ", ZSTD_getErrorName(left));
    out.append(block.data(), part.pos);
    check(out.size() <= limit, where, ": unpacks to more than ", limit,
          " bytes");
  }
  while (left != 0) {  // what the decoder still holds
    ZSTD_outBuffer part{block.data(), block.size(), 0};
    left = ZSTD_decompressStream(stream.get(), &part, &in);
    check(!ZSTD_isError(left), where, ": zstd: ", ZSTD_getErrorName(left));
    check(part.pos > 0 || left == 0, where, ": the zstd frame is cut short");
    out.append(block.data(), part.pos);
    check(out.size() <= limit, where, ": unpacks to more than ", limit,
          " bytes");
  }
  return out;
}

}  // namespace

std::string pack_bytes(std::string_view bytes, Codec codec) {
  if (codec == Codec::none) return std::string(bytes);
  if (codec == Codec::zstd) {
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size =
        ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3);
    check(!ZSTD_isError(size), "zstd: ", ZSTD_getErrorName(size));
    out.resize(size);
    return out;
  }
  if (codec == Codec::blosc) {
    std::string out(bytes.size() + BLOSC_MAX_OVERHEAD, '\0');
    const int size =
        blosc_compress_ctx(5, BLOSC_SHUFFLE, 1, bytes.size(), bytes.data(),
                           out.data(), out.size(), "lz4", 0, 1);
    check(size > 0, "blosc: packing failed (", size, ")");
    out.resize(static_cast<std::size_t>(size));
    return out;
  }
  check(codec == Codec::gzip, "codec zlib is for reading alone");
  return gzip(bytes);
}

void check_packed(std::string_view packed, Codec codec,
                  std::uint64_t expected_bytes, std::string_view where) {
  if (codec == Codec::none) {
    check(packed.size() == expected_bytes, where, ": ", packed.size(),
          " bytes, a whole chunk has ", expected_bytes, kDamaged);
  } else if (codec == Codec::zstd) {
    const auto content = ZSTD_getFrameContentSize(packed.data(), packed.size());
    check(content != ZSTD_CONTENTSIZE_ERROR, where, ": not a zstd frame",
          kDamaged);
    check(content == ZSTD_CONTENTSIZE_UNKNOWN || content == expected_bytes,
          where, ": unpacks to ", content, " bytes, a whole chunk has ",
          expected_bytes);
    check_ratio(packed, kMostOfZstd, expected_bytes, where);
    const std::size_t size =
        ZSTD_findFrameCompressedSize(packed.data(), packed.size());
    check(!ZSTD_isError(size) && size == packed.size(), where,
          ": the zstd frame does not end with the chunk's ", packed.size(),
          " bytes", kDamaged);
  } else if (codec == Codec::blosc) {
    check(packed.size() >= BLOSC_MIN_HEADER_LENGTH, where, ": ", packed.size(),
          " bytes are no blosc chunk", kDamaged);
    std::size_t content = 0;
    const int bad =
        blosc_cbuffer_validate(packed.data(), packed.size(), &content);
    check(bad == 0 && content == expected_bytes, where,
          ": the blosc header does not tell of a chunk of ", expected_bytes,
          " bytes in ", packed.size(), kDamaged);
  } else {
    check_ratio(packed, kMostOfDeflate, expected_bytes, where);
  }
}

void unpack_into(std::string_view packed, Codec codec, std::span<char> out,
                 std::string_view where) {
  std::size_t size = packed.size();
  if (codec == Codec::none) {
    std::copy_n(packed.data(), std::min(size, out.size()), out.data());
  } else if (codec == Codec::zstd) {
    size = ZSTD_decompress(out.data(), out.size(), packed.data(), size);
    check(!ZSTD_isError(size), where, ": zstd: ", ZSTD_getErrorName(size),
          kDamaged);
  } else if (codec == Codec::blosc) {
    const int result =
        blosc_decompress_ctx(packed.data(), out.data(), out.size(), 1);
    check(result >= 0, where, ": blosc: unpacking failed (", result, ")",
          kDamaged);
    size = static_cast<std::size_t>(result);
  } else {
    size = inflate_into(packed, codec, out, where);
  }
  check(size == out.size(), where, ": unpacks to ", size,
        " bytes, a whole chunk has ", out.size(), kDamaged);
}

std::string unpack_bytes(std::string_view packed, Codec codec,
                         std::uint64_t limit_bytes, std::string_view where) {
  if (codec == Codec::none) return std::string(packed);
  if (codec == Codec::zstd) return unpack_zstd(packed, limit_bytes, where);
  if (codec == Codec::blosc) {
    std::size_t content = 0;
    check(packed.size() >= BLOSC_MIN_HEADER_LENGTH &&
              blosc_cbuffer_validate(packed.data(), packed.size(), &content) ==
                  0 &&
              content <= limit_bytes,
          where, ": is no blosc chunk of at most ", limit_bytes, " bytes");
    std::string out(content, '\0');
    const int size =
        blosc_decompress_ctx(packed.data(), out.data(), out.size(), 1);
    check(size >= 0 && static_cast<std::size_t>(size) == content, where,
          ": blosc: unpacking failed (", size, ")");
    return out;
  }
  if (codec == Codec::gzip) {
    check(packed.starts_with("\x1f\x8b"), where, ": not a whole gzip stream",
          kDamaged);
    return gunzip_if_needed(std::string(packed), where, limit_bytes);
  }
  const Inflater inflater = make_inflater(where);
  std::string out(std::max<std::size_t>(1024, 4 * packed.size()), '\0');
  while (true) {
    std::size_t taken = 0;
    std::size_t size = 0;
    const auto result = libdeflate_zlib_decompress_ex(
        inflater.get(), packed.data(), packed.size(), out.data(), out.size(),
        &taken, &size);
    if (result == LIBDEFLATE_SUCCESS) {
      check(taken == packed.size(), where, ": ", packed.size() - taken,
            " bytes follow the zlib stream, expected none", kDamaged);
      out.resize(size);
      return out;
    }
    check(result == LIBDEFLATE_INSUFFICIENT_SPACE &&
              2 * out.size() <= 2 * limit_bytes,
          where, ": the zlib stream is damaged or longer than ", limit_bytes,
          " bytes");
    out.resize(2 * out.size());
  }
}

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
        count, " strings take at least ", 4 + 4 * count, kDamaged);
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

}  // namespace moonstain
