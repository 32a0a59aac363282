#include "core/data/zarr/codec.h"

#include <blosc.h>
#include <libdeflate.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "core/base/error.h"
#include "core/base/gzip.h"

namespace moonstain::zarr {
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

}  // namespace moonstain::zarr
