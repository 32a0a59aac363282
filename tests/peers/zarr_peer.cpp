// Writes and dumps Zarr arrays for zarr_peer_test.py.
//   zarr_peer write FOLDER   stores v2 and v3 of known content
//   zarr_peer dump NODE...   type, shape and values of arrays as JSON
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

template <typename T>
T from_bits(auto bits) {
  T value;
  static_assert(sizeof value == sizeof bits);
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

template <typename T>
std::vector<T> counted(std::int64_t n) {
  std::vector<T> values;
  for (std::int64_t i = 0; i < n; ++i)
    values.push_back(static_cast<T>(i % 251));
  return values;
}

template <typename T>
void add(zarr::Writer& out, std::string_view path, const std::vector<T>& values,
         const zarr::Shape& shape, const zarr::ArrayOptions& options = {}) {
  out.array<T>(path, values, shape, options);
}

void write_store(const fs::path& folder, zarr::Format format) {
  zarr::Writer out(folder, {{"about", "peers"}, {"number", 3}}, format);
  out.group("deep");
  out.group("deep/er", {{"text", "\u00e4 \xf0\x9f\x8c\x99"}});
  using Limits64 = std::numeric_limits<std::int64_t>;
  add<std::int64_t>(out, "int64", {Limits64::min(), -1, 0, 1, Limits64::max()},
                    {5});
  add<std::uint64_t>(out, "uint64",
                     {0, std::numeric_limits<std::uint64_t>::max()}, {2});
  add<std::int8_t>(out, "int8", {-128, 0, 127}, {3});
  add<std::int16_t>(out, "int16", {-32768, 0, 32767}, {3});
  add<std::uint16_t>(out, "uint16", {0, 65535}, {2});
  add<std::uint32_t>(out, "uint32", {0, 4294967295U}, {2});
  add<zarr::Bool>(out, "bool",
                  {zarr::Bool::yes, zarr::Bool::no, zarr::Bool::yes}, {3});
  add<float>(
      out, "float32",
      {-0.0F, from_bits<float>(0x7fc12345U), from_bits<float>(0xffc00001U),
       std::numeric_limits<float>::infinity(),
       -std::numeric_limits<float>::infinity(), 1.5F},
      {6});
  add<double>(out, "float64",
              {-0.0, from_bits<double>(0x7ff8000000abcdefULL), 0.1}, {3});
  zarr::ArrayOptions tiny;
  tiny.chunks = {2};
  add<float>(out, "negative_zeros", {-0.0F, -0.0F, 0.0F, 0.0F}, {4}, tiny);
  add<std::int32_t>(out, "zero_rows", {}, {0, 4});
  add<std::int32_t>(out, "zero_columns", {}, {4, 0});
  for (const auto& [name, codec] : {std::pair{"none", zarr::Codec::none},
                                    std::pair{"zstd", zarr::Codec::zstd},
                                    std::pair{"blosc", zarr::Codec::blosc},
                                    std::pair{"gzip", zarr::Codec::gzip}}) {
    zarr::ArrayOptions options;
    options.codec = codec;
    options.chunks = {3, 4, 5};
    options.dimension_names = {"z", "y", "x"};
    options.attributes = {{"codec", name}};
    add<std::int32_t>(out, name, counted<std::int32_t>(7 * 9 * 11), {7, 9, 11},
                      options);
  }
  zarr::ArrayOptions many;  // 10 x 20 chunks: sharded in format 3
  many.chunks = {10, 10};
  many.codec = zarr::Codec::zstd;
  add<double>(out, "many", counted<double>(95 * 197), {95, 197}, many);
  many.codec = zarr::Codec::none;
  add<std::uint8_t>(out, "many_raw", counted<std::uint8_t>(95 * 197), {95, 197},
                    many);
  out.strings("strings",
              {"", "a", "\u00e4\u00f6", "\xf0\x9f\x8c\x99 moon", "b"});
  zarr::ArrayOptions pairs;
  pairs.chunks = {2};
  out.strings("strings_in_chunks", {"one", "two", "three"}, pairs);
  out.strings("no_strings", {});
  out.scalar<double>("scalar", 2.5);
  out.scalar<std::int64_t>("scalar_int", Limits64::min());
  out.scalar<zarr::Bool>("scalar_bool", zarr::Bool::yes);
  out.text("text", "\xf0\x9f\x8c\x99 and stain");
}

// Floats are shown as their bits, so that NaN and -0.0 can be compared.
Json dump(const fs::path& path) {
  const zarr::Reader in(path.parent_path());
  const std::string name = path.filename().string();
  const zarr::ArrayInfo info = in.info(name);
  Json values;
  const auto bits = [&]<typename T, typename Shown>() {
    Json out = Json::array();
    for (const T value : in.array<T>(name)) {
      Shown shown;
      static_assert(sizeof shown == sizeof value);
      std::memcpy(&shown, &value, sizeof shown);
      out.push_back(shown);
    }
    return out;
  };
  switch (info.type) {
    case zarr::DataType::string:
      values = in.strings(name);
      break;
    case zarr::DataType::float32:
      values = bits.operator()<float, std::uint32_t>();
      break;
    case zarr::DataType::float64:
      values = bits.operator()<double, std::uint64_t>();
      break;
    case zarr::DataType::uint64:
      values = bits.operator()<std::uint64_t, std::uint64_t>();
      break;
    default:
      values = in.integers(name);
  }
  return {{"type", zarr::data_type_name(info.type)},
          {"shape", info.shape},
          {"shards", info.shards},
          {"dimension_names", info.dimension_names},
          {"attributes", in.attributes(name)},
          {"values", values}};
}

}  // namespace
}  // namespace moonstain

int main(int argc, char** argv) {
  using namespace moonstain;
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    if (words.size() == 2 && words[0] == "write") {
      make_folders(words[1]);
      write_store(fs::path(words[1]) / "v2", zarr::Format::v2);
      write_store(fs::path(words[1]) / "v3", zarr::Format::v3);
      return 0;
    }
    if (words.size() >= 2 && words[0] == "dump") {
      Json out = Json::array();
      for (std::size_t i = 1; i < words.size(); ++i) {
        out.push_back(dump(words[i]));
      }
      std::cout << out.dump() << "\n";
      return 0;
    }
    std::cerr << "usage: zarr_peer write FOLDER | dump NODE...\n";
    return 2;
  } catch (const std::exception& e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
