#include "core/data/zarr/reader.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

// Byte 0: format 3 or 2. The node alone, without chunks: an array reads as its
// fill value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = fuzz::text_of(data + 1, size - 1);
  static const bool made = [] {
    fuzz::put("v3/zarr.json",
              R"({"zarr_format":3,"node_type":"group","attributes":{}})");
    fuzz::put("v2/.zgroup", R"({"zarr_format":2})");
    return true;
  }();
  const bool v3 = made && (data[0] & 1U) == 0;
  fuzz::put(v3 ? "v3/a/zarr.json" : "v2/a/.zarray", text);
  fuzz::answered([&] {
    const zarr::Reader reader(fuzz::scratch() / (v3 ? "v3" : "v2"));
    reader.attributes("a");
    const zarr::ArrayInfo info = reader.info("a");
    std::int64_t elements = 1;
    for (const std::int64_t side : info.shape) {
      elements *= side;  // info() has refused what passes 64 bits
    }
    if (elements > 10'000) return;  // a caller asks for memory knowingly
    if (info.type == zarr::DataType::string) {
      reader.strings("a");
    } else if (info.type == zarr::DataType::float32) {
      reader.array<float>("a");
    } else if (info.type == zarr::DataType::int32) {
      reader.array<std::int32_t>("a");
    }
  });
  return 0;
}
