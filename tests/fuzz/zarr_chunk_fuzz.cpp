#include "core/data/zarr/reader.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

// A chunk or a shard of an array whose metadata is sound; byte 0 chooses the
// array.
namespace {

const char* const kCodecs[] = {
    R"({"name":"bytes","configuration":{"endian":"little"}})",
    R"({"name":"bytes","configuration":{"endian":"big"}},{"name":"zstd","configuration":{"level":3,"checksum":false}})",
    R"({"name":"bytes","configuration":{"endian":"little"}},{"name":"gzip","configuration":{"level":5}})",
    R"({"name":"bytes","configuration":{"endian":"little"}},{"name":"blosc","configuration":{"cname":"lz4","clevel":5,"shuffle":"shuffle","typesize":4,"blocksize":0}})",
    R"({"name":"bytes","configuration":{"endian":"little"}},{"name":"crc32c"})",
    R"({"name":"sharding_indexed","configuration":{"chunk_shape":[4,4],"codecs":[{"name":"bytes","configuration":{"endian":"little"}}],"index_codecs":[{"name":"bytes","configuration":{"endian":"little"}},{"name":"crc32c"}],"index_location":"end"}})",
    R"({"name":"sharding_indexed","configuration":{"chunk_shape":[4,4],"codecs":[{"name":"bytes","configuration":{"endian":"little"}},{"name":"zstd","configuration":{"level":3,"checksum":false}}],"index_codecs":[{"name":"bytes","configuration":{"endian":"little"}},{"name":"crc32c"}],"index_location":"end"}})",
};
constexpr unsigned kArrays = std::size(kCodecs);

std::string metadata(unsigned which) {
  return std::string(
             R"({"zarr_format":3,"node_type":"array","shape":[8,8],"data_type":"int32","chunk_grid":{"name":"regular","configuration":{"chunk_shape":[8,8]}},"chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},"fill_value":0,"attributes":{},"codecs":[)") +
         kCodecs[which] + "]}";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static const bool made = [] {
    fuzz::put("z/zarr.json",
              R"({"zarr_format":3,"node_type":"group","attributes":{}})");
    for (unsigned i = 0; i < kArrays; ++i) {
      const std::string name = "z/a" + std::to_string(i) + "/zarr.json";
      fuzz::put(name, metadata(i));
      // The metadata itself must be right, or nothing below is reached.
      zarr::Reader(fuzz::scratch() / "z").info("a" + std::to_string(i));
    }
    return true;
  }();
  if (!made || size == 0) return 0;
  const std::string array = "a" + std::to_string(data[0] % kArrays);
  fuzz::put("z/" + array + "/c/0/0", fuzz::text_of(data + 1, size - 1));
  fuzz::answered(
      [&] { zarr::Reader(fuzz::scratch() / "z").array<std::int32_t>(array); });
  fuzz::answered([&] {
    zarr::Reader(fuzz::scratch() / "z").rows<std::int32_t>(array, 3, 7);
  });
  return 0;
}
