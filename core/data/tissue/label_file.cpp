#include "core/data/tissue/label_file.h"

#include <limits>

#include "core/base/error.h"

namespace moonstain {
namespace {

std::uint64_t bits_at(const unsigned char* bytes, const IntegerKind& kind) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < kind.width_bytes; ++i) {
    bits = bits << 8 | bytes[kind.big_endian ? i : kind.width_bytes - 1 - i];
  }
  return bits;
}

// Two's complement of fewer than 8 bytes, widened.
std::int64_t signed_value(std::uint64_t bits, const IntegerKind& kind) {
  const std::size_t unused = 64 - 8 * kind.width_bytes;
  return static_cast<std::int64_t>(bits << unused) >> unused;
}

}  // namespace

std::string IntegerKind::name() const {
  return concat(is_signed ? "int" : "uint", 8 * width_bytes);
}

std::vector<std::int32_t> LabelFile::rows(std::int64_t begin,
                                          std::int64_t end) {
  check(0 <= begin && begin < end && end <= height_px_, where_, ": rows ",
        begin, " to ", end, " of ", height_px_);
  const std::string raw = raw_rows(begin, end);
  const auto* bytes = reinterpret_cast<const unsigned char*>(raw.data());
  std::vector<std::int32_t> out(
      static_cast<std::size_t>((end - begin) * width_px_));
  constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
  for (std::size_t i = 0; i < out.size(); ++i, bytes += kind_.width_bytes) {
    const std::uint64_t bits = bits_at(bytes, kind_);
    // A negative number has its highest bit set, so it is beyond `most` once
    // it is widened.
    const std::uint64_t value =
        kind_.is_signed ? static_cast<std::uint64_t>(signed_value(bits, kind_))
                        : bits;
    if (value > most) {
      const auto at = static_cast<std::int64_t>(i);
      fail(where_, ": has ",
           kind_.is_signed ? concat(signed_value(bits, kind_)) : concat(bits),
           " in row ", begin + at / width_px_, ", column ", at % width_px_,
           "; labels are 0, the background, to ", most);
    }
    out[i] = static_cast<std::int32_t>(value);
  }
  return out;
}

}  // namespace moonstain
