// Arrays as nobody should write them: what zarr::Reader says to sizes, chunks
// and fill values that do not fit one another.

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/data/zarr/codec.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/strings.h"
#include "core/data/zarr/writer.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
using namespace moonstain::zarr;

namespace {

using Strings = std::vector<std::string>;
using Bytes = std::vector<std::uint8_t>;

const Json kBytes = {{"name", "bytes"},
                     {"configuration", {{"endian", "little"}}}};
const Json kCrc = {{"name", "crc32c"}};

// Metadata of format 3; a packing codec behind the first one.
Json of_format_3(const char* type, const Json& shape, const Json& chunks,
                 const char* packing = nullptr) {
  const bool text = std::string_view(type) == "string";
  Json codecs =
      Json::array({text ? Json{{"name", "vlen-utf8"}} : Json(kBytes)});
  if (packing != nullptr) codecs.push_back({{"name", packing}});
  return {{"zarr_format", 3},
          {"node_type", "array"},
          {"shape", shape},
          {"data_type", type},
          {"chunk_grid",
           {{"name", "regular"}, {"configuration", {{"chunk_shape", chunks}}}}},
          {"chunk_key_encoding", {{"name", "default"}}},
          {"fill_value", text ? Json("fill") : Json(0)},
          {"codecs", codecs}};
}

// The same array with its chunks as shards of inner chunks.
Json sharded(Json array, const Json& inner) {
  const Json chain = array["codecs"];
  array["codecs"] =
      Json::array({{{"name", "sharding_indexed"},
                    {"configuration",
                     {{"chunk_shape", inner},
                      {"codecs", chain},
                      {"index_codecs", Json::array({kBytes, kCrc})}}}}});
  return array;
}

Json of_format_2(const char* dtype, const Json& shape, const Json& chunks,
                 const Json& compressor = nullptr) {
  return {{"zarr_format", 2}, {"shape", shape},           {"chunks", chunks},
          {"dtype", dtype},   {"compressor", compressor}, {"fill_value", 0},
          {"order", "C"},     {"filters", nullptr}};
}

// A group with one array, "x".
struct Store {
  TempFolder folder;
  fs::path root = folder / "s";

  explicit Store(const Json& array) {
    Writer(root).group("unused");
    make_folders(root / "x/c");
    const bool v3 = array["zarr_format"] == 3;
    write_file(root / (v3 ? "x/zarr.json" : "x/.zarray"), pretty_json(array));
  }
  Store(const Json& array, const char* chunk, std::string_view bytes)
      : Store(array) {
    write_file(root / "x" / chunk, bytes);
  }
  Bytes bytes() const { return Reader(root).array<std::uint8_t>("x"); }
  Strings strings() const { return Reader(root).strings("x"); }
  std::string said_of_info() const {
    return error_of([&] { Reader(root).info("x"); }, root);
  }
  std::string said_of_bytes() const {
    return error_of([&] { bytes(); }, root);
  }
  std::string said_of_strings() const {
    return error_of([&] { strings(); }, root);
  }
};

std::string little_endian(std::uint64_t value, int width) {
  std::string bytes;
  for (int i = 0; i < width; ++i) {
    bytes.push_back(static_cast<char>(value >> 8 * i));
  }
  return bytes;
}

// RFC 3720, B.4, bit by bit.
std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = ~0U;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      crc = crc >> 1 ^ (crc % 2 == 1 ? 0x82f63b78U : 0U);
    }
  }
  return ~crc;
}

// A shard of one slot.
std::string shard_of(std::string_view chunk, std::uint64_t size) {
  const std::string index = little_endian(0, 8) + little_endian(size, 8);
  return std::string(chunk) + index + little_endian(crc32c(index), 4);
}

// 1, 2, 3, 4 in a stored block (RFC 1950 and 1951). Adler-32: 1+1+2+3+4 = 11
// and 2+4+7+11 = 24.
const std::string kZlib("\x78\1\1\4\0\xfb\xff\1\2\3\4\0\x18\0\x0b", 15);

// 1, 2, 3, 4 in a frame that does not tell its size (RFC 8878, 3.1.1): no
// flags, a window of 1 KiB, and one raw block of 4 bytes, the last.
const std::string kZstd("\x28\xb5\x2f\xfd\0\0\x21\0\0\1\2\3\4", 13);

}  // namespace

BOOST_AUTO_TEST_SUITE(damage_test)

// 11 * 3353953467947191203 = 2 * 2^64 + 1: one element in 64 bits.
BOOST_AUTO_TEST_CASE(products_of_sides_beyond_64_bits_are_refused) {
  const Json huge = {11, 3353953467947191203};
  BOOST_TEST(Store(of_format_3("float32", huge, {1, 1})).said_of_info() ==
             "x/zarr.json: shape is [11, 3353953467947191203], expected at "
             "most 70368744177664 elements of float32");
  BOOST_TEST(Store(of_format_3("uint8", {2, 2}, huge)).said_of_info() ==
             "x/zarr.json: chunk_shape is [11, 3353953467947191203], expected "
             "at most 281474976710656 elements of uint8");
  BOOST_TEST(Store(sharded(of_format_3("uint8", {2, 2}, huge), {1, 1}))
                 .said_of_info() ==
             "x/zarr.json: chunk_shape is [11, 3353953467947191203], expected "
             "at most 281474976710656 elements of uint8");
  BOOST_TEST(Store(of_format_2("<f8", {2, 2}, huge)).said_of_info() ==
             "x/.zarray: chunks is [11, 3353953467947191203], expected at most "
             "35184372088832 elements of float64");
  BOOST_TEST(Store(of_format_2("<U1", huge, {1, 1})).said_of_info() ==
             "x/.zarray: shape is [11, 3353953467947191203], expected at most "
             "70368744177664 elements of string");
}

// 2^46 elements of 4 bytes are 2^48 bytes, the most there may be. In chunks
// of 2^46 by 1, a row of 2^46 is padded to 2^92.
BOOST_AUTO_TEST_CASE(padding_counts_among_the_elements) {
  const std::int64_t most = std::int64_t{1} << 46;
  BOOST_TEST(
      Store(of_format_3("float32", {1, most}, {1, most})).said_of_info() ==
      "no error");
  BOOST_TEST(
      Store(of_format_3("float32", {1, most}, {most, 1})).said_of_info() ==
      "x/zarr.json: shape in whole chunks is [70368744177664, "
      "70368744177664], expected at most 70368744177664 elements of float32");
  BOOST_TEST(
      Store(of_format_3("float32", {0, most + 1}, {1, 1})).said_of_info() ==
      "x/zarr.json: shape is [0, 70368744177665], expected at most "
      "70368744177664 elements of float32");
}

// 4611686018427387905 * 4 = 2^64 + 4.
BOOST_AUTO_TEST_CASE(widths_beyond_31_bits_are_refused) {
  BOOST_TEST(
      Store(of_format_2("<U4611686018427387905", {1}, {1})).said_of_info() ==
      "x/.zarray: dtype '<U4611686018427387905' has no width");
  BOOST_TEST(Store(of_format_2("<U536870912", {1}, {1})).said_of_info() ==
             "x/.zarray: elements of 2147483648 bytes each, expected 0 to "
             "2147483647");
}

BOOST_AUTO_TEST_CASE(gzip_chunks_of_another_size_are_refused) {
  const Json array = of_format_3("uint8", {4}, {4}, "gzip");
  const auto said = [&](std::string_view content) {
    return Store(array, "c/0", pack_bytes(content, Codec::gzip))
        .said_of_bytes();
  };
  BOOST_TEST(said("abcd") == "no error");
  BOOST_TEST(said("ab") ==
             "x/c/0: unpacks to 2 bytes, a whole chunk has 4; the file is "
             "damaged or cut short");
  BOOST_TEST(said("abcde") ==
             "x/c/0: unpacks to more than the 4 bytes of a whole chunk; the "
             "file is damaged or cut short");
  BOOST_TEST(Store(array, "c/0", "abcd").said_of_bytes() ==
             "x/c/0: not a whole gzip stream; the file is damaged or cut "
             "short");
}

BOOST_AUTO_TEST_CASE(a_gzip_chunk_has_all_its_members) {
  const Store store(
      of_format_3("uint8", {4}, {4}, "gzip"), "c/0",
      pack_bytes("\1\2\3", Codec::gzip) + pack_bytes("\4", Codec::gzip));
  BOOST_TEST(store.bytes() == (Bytes{1, 2, 3, 4}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(zlib_chunks_of_another_size_are_refused) {
  const Json zlib = {{"id", "zlib"}, {"level", 1}};
  const Json four = of_format_2("|u1", {4}, {4}, zlib);
  BOOST_TEST(Store(four, "0", kZlib).bytes() == (Bytes{1, 2, 3, 4}),
             boost::test_tools::per_element());
  BOOST_TEST(
      Store(of_format_2("|u1", {5}, {5}, zlib), "0", kZlib).said_of_bytes() ==
      "x/0: unpacks to 4 bytes, a whole chunk has 5; the file is "
      "damaged or cut short");
  BOOST_TEST(Store(four, "0", kZlib + "x").said_of_bytes() ==
             "x/0: 1 bytes follow the zlib stream, expected none; the file is "
             "damaged or cut short");
}

BOOST_AUTO_TEST_CASE(zstd_frames_that_hide_another_size_are_refused) {
  BOOST_TEST(
      Store(of_format_3("uint8", {4}, {4}, "zstd"), "c/0", kZstd).bytes() ==
          (Bytes{1, 2, 3, 4}),
      boost::test_tools::per_element());
  BOOST_TEST(Store(of_format_3("uint8", {5}, {5}, "zstd"), "c/0", kZstd)
                 .said_of_bytes() ==
             "x/c/0: unpacks to 4 bytes, a whole chunk has 5; the file is "
             "damaged or cut short");
}

// No memory is asked for before: 2^40 bytes would not be given.
BOOST_AUTO_TEST_CASE(chunks_too_small_for_their_size_are_refused_unread) {
  const std::int64_t side = std::int64_t{1} << 40;
  BOOST_TEST(Store(of_format_3("uint8", {2}, {side}, "gzip"), "c/0", "1234")
                 .said_of_bytes() ==
             "x/c/0: 4 bytes cannot unpack to the 1099511627776 of a whole "
             "chunk; the file is damaged or cut short");
  BOOST_TEST(Store(of_format_3("uint8", {2}, {side}, "zstd"), "c/0", kZstd)
                 .said_of_bytes() ==
             "x/c/0: 13 bytes cannot unpack to the 1099511627776 of a whole "
             "chunk; the file is damaged or cut short");
  BOOST_TEST(
      Store(of_format_3("uint8", {2}, {side}), "c/0", "1234").said_of_bytes() ==
      "x/c/0: 4 bytes, a whole chunk has 1099511627776; the file is "
      "damaged or cut short");
}

BOOST_AUTO_TEST_CASE(packed_texts_are_whole_streams) {
  BOOST_TEST(
      error_of([] { unpack_bytes("abcd", Codec::gzip, 100, "chunk"); }) ==
      "chunk: not a whole gzip stream; the file is damaged or cut "
      "short");
  BOOST_TEST(unpack_bytes(kZlib, Codec::zlib, 100, "chunk") == "\1\2\3\4");
  BOOST_TEST(
      error_of([] { unpack_bytes(kZlib + "x", Codec::zlib, 100, "chunk"); }) ==
      "chunk: 1 bytes follow the zlib stream, expected none; the file "
      "is damaged or cut short");
}

// The specification has a count in every chunk that is there.
BOOST_AUTO_TEST_CASE(a_chunk_of_strings_is_absent_or_has_bytes) {
  const std::int64_t side = std::int64_t{1} << 40;
  BOOST_TEST(Store(of_format_3("string", {2}, {side})).strings() ==
                 (Strings{"fill", "fill"}),
             boost::test_tools::per_element());
  BOOST_TEST(
      Store(of_format_3("string", {2}, {2}), "c/0", "").said_of_strings() ==
      "x/c/0: is empty");
  // The crc32c of no bytes is 0.
  BOOST_TEST(Store(of_format_3("string", {2}, {2}, "crc32c"), "c/0",
                   std::string(4, '\0'))
                 .said_of_strings() == "x/c/0: holds a checksum alone");
}

BOOST_AUTO_TEST_CASE(damaged_shards_of_strings_are_named) {
  BOOST_TEST(crc32c("123456789") == 0xe3069283U);  // RFC 3720's check value
  const Json array = sharded(of_format_3("string", {1}, {1}), {1});
  const std::string chunk("\1\0\0\0\2\0\0\0ab", 10);
  BOOST_TEST(
      Store(array, "c/0", shard_of(chunk, 10)).strings() == (Strings{"ab"}),
      boost::test_tools::per_element());
  BOOST_TEST(Store(array, "c/0", shard_of(chunk, 0)).said_of_strings() ==
             "x/c/0: chunk 0 of the shard is empty");
  BOOST_TEST(Store(array, "c/0", chunk).said_of_strings() ==
             "x/c/0: shard: corrupt shard index; the file is damaged or cut "
             "short");
}

BOOST_AUTO_TEST_CASE(a_chunk_of_no_bytes_in_a_shard_is_refused) {
  const Json array = sharded(of_format_3("uint8", {2}, {2}), {2});
  BOOST_TEST(
      Store(array, "c/0", shard_of("ab", 2)).bytes() == (Bytes{'a', 'b'}),
      boost::test_tools::per_element());
  BOOST_TEST(Store(array, "c/0", shard_of("ab", 0)).said_of_bytes() ==
             "x/c/0: chunk 0 of the shard is empty");
}

// 4 bytes for the count and 4 for the length of each would be 16 GiB.
BOOST_AUTO_TEST_CASE(a_count_of_strings_fits_the_bytes_that_are_there) {
  BOOST_TEST(error_of([] {
               decode_strings("\xff\xff\xff\xff", 4294967295, "chunk");
             }) ==
             "chunk: 4 bytes, 4294967295 strings take at least 17179869184; "
             "the file is damaged or cut short");
}

BOOST_AUTO_TEST_CASE(separators_of_format_2_are_known_ones) {
  Json array = of_format_2("|u1", {1, 2}, {1, 2});
  array["dimension_separator"] = "-";
  BOOST_TEST(Store(array).said_of_info() ==
             "x/.zarray: dimension_separator is '-', expected '/' or '.'");
}

// "YWI=" is "ab"; "YWIAAA==" is "ab" and two zeros of padding.
BOOST_AUTO_TEST_CASE(fill_values_of_bytes_are_base64_in_format_2) {
  const auto filled = [](const char* value) {
    Json array = of_format_2("|S4", {1}, {1});
    array["fill_value"] = value;
    return array;
  };
  BOOST_TEST(Store(filled("YWI=")).strings()[0] == "ab");
  BOOST_TEST(Store(filled("YWIAAA==")).strings()[0] == "ab");
  BOOST_TEST(Store(filled("")).strings()[0] == "");
  for (const std::string value : {"YWI", "YW-=", "A===", "=YWI"}) {
    BOOST_TEST(Store(filled(value.c_str())).said_of_info() ==
               "x/.zarray: fill_value '" + value +
                   "' of an array of bytes, expected base64");
  }
  BOOST_TEST(Store(filled("YWJjZGU=")).said_of_info() ==
             "x/.zarray: fill_value 'YWJjZGU=' is of 5 bytes, expected at "
             "most 4");
  BOOST_TEST(Store(filled("/w==")).said_of_info() ==
             "x/.zarray: fill_value: a string is not UTF-8");
}

BOOST_AUTO_TEST_SUITE_END()
