#include "core/data/zarr/codec.h"
#include "core/data/zarr/strings.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

// Byte 0: the codec; byte 1: how many strings the array says there are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size < 2) return 0;
  const auto codec = static_cast<zarr::Codec>(data[0] % 5);
  const std::size_t count = data[1];
  const std::string_view packed = fuzz::text_of(data + 2, size - 2);
  fuzz::answered([&] { zarr::check_packed(packed, codec, count, "chunk"); });
  fuzz::answered([&] {
    zarr::decode_strings(zarr::unpack_bytes(packed, codec, 1 << 20, "chunk"),
                         count, "chunk");
  });
  fuzz::answered([&] { zarr::decode_strings(packed, count, "chunk"); });
  fuzz::answered([&] {
    zarr::decode_fixed_strings(packed, 1 + static_cast<std::int64_t>(count),
                               data[0] > 127, (data[0] & 1U) != 0, "chunk");
  });
  return 0;
}
