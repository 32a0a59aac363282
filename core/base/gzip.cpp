#include "core/base/gzip.h"

#include <zlib.h>

#include <memory>

#include "core/base/error.h"

namespace moonstain {

namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 18;
constexpr int kGzipWindow = 15 + 16;

bool is_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

}  // namespace

std::string gunzip_if_needed(std::string bytes, std::string_view where,
                             std::uint64_t limit_bytes) {
  if (!is_gzip(bytes)) return bytes;
  z_stream stream{};
  check(inflateInit2(&stream, kGzipWindow) == Z_OK, where,
        ": zlib has no memory");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream,
                                                            inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  std::size_t left = bytes.size();
  std::string out;
  int state = Z_OK;
  while (true) {
    if (stream.avail_in == 0) {
      const std::size_t piece = std::min<std::size_t>(left, 1U << 30);
      stream.avail_in = static_cast<uInt>(piece);
      left -= piece;
    }
    if (state == Z_STREAM_END) {
      const std::size_t behind = bytes.size() - left - stream.avail_in;
      if (bytes.find_first_not_of('\0', behind) == bytes.npos) break;
      check(is_gzip(std::string_view(bytes).substr(behind)), where,
            ": the bytes from ", behind,
            " on are no part of its gzip stream; the file is damaged");
      check(inflateReset(&stream) == Z_OK, where, ": zlib cannot go on");
    }
    const std::size_t filled = out.size();
    check(filled <= limit_bytes, where, ": unpacks to more than ", limit_bytes,
          " bytes");
    out.resize(filled + kPieceBytes);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
    stream.avail_out = kPieceBytes;
    state = inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
    if (state == Z_BUF_ERROR && stream.avail_in == 0 && left == 0) {
      fail(where, ": the gzip stream ends early, after ", out.size(),
           " unpacked bytes; the file is cut off");
    }
    check(state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR, where,
          ": the gzip stream is damaged (",
          stream.msg != nullptr ? stream.msg : "no reason given", ")");
  }
  check(out.size() <= limit_bytes, where, ": unpacks to more than ",
        limit_bytes, " bytes");
  return out;
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  check(deflateInit2(&stream, 9, Z_DEFLATED, kGzipWindow, 9,
                     Z_DEFAULT_STRATEGY) == Z_OK,
        "gzip: zlib has no memory");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream,
                                                            deflateEnd);
  check(bytes.size() < std::size_t{1} << 32, "gzip: more than 4 GiB at once");
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  check(deflate(&stream, Z_FINISH) == Z_STREAM_END, "gzip: zlib cannot finish");
  out.resize(stream.total_out);
  return out;
}

}  // namespace moonstain
