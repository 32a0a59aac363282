#include "core/data/zarr/checksum.h"

#include <cstring>

#include "core/base/error.h"
#include "z5/util/crc32c.hxx"

namespace moonstain::zarr {

std::uint32_t crc32c(std::string_view bytes) {
  return z5::util::crc32c(bytes.data(), bytes.size());
}

std::string_view without_checksum(std::string_view packed,
                                  std::string_view where) {
  check(packed.size() >= 4, where, ": ", packed.size(),
        " bytes hold no checksum");
  const std::string_view payload = packed.substr(0, packed.size() - 4);
  std::uint32_t stored = 0;
  std::memcpy(&stored, packed.data() + payload.size(), sizeof stored);
  check(crc32c(payload) == stored, where,
        ": crc32c differs; the file is damaged");
  return payload;
}

std::string checked_payload(std::string_view packed, bool crc32c,
                            std::string_view where) {
  if (!crc32c || packed.empty()) return std::string(packed);
  return std::string(without_checksum(packed, where));
}

}  // namespace moonstain::zarr
