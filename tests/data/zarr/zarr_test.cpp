#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/strings.h"
#include "core/data/zarr/writer.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
using namespace moonstain::zarr;

namespace {

template <typename T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() &&
         (a.empty() ||
          std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

std::vector<float> counted(std::size_t n) {
  std::vector<float> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<float>(i);
  return values;
}

ArrayOptions raw(Shape chunks) {
  ArrayOptions options;
  options.codec = Codec::none;
  options.chunks = std::move(chunks);
  return options;
}

// Writes the array, changes its metadata, and tells what reading says.
std::string message_after(const TempFolder& folder,
                          const std::function<void(Json&)>& change) {
  const fs::path store = folder / "s";
  remove_tree(store);
  Writer(store).array<float>("x", counted(4), {4});
  Json json = parse_json(read_file(store / "x/zarr.json"), "zarr.json");
  change(json);
  rewrite(store / "x/zarr.json", pretty_json(json));
  return error_of([&] { Reader(store).array<float>("x"); }, store);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(zarr_test)

// By the Zarr v3 specification.
BOOST_AUTO_TEST_CASE(metadata_of_format_3_is_as_specified) {
  const TempFolder folder;
  ArrayOptions options;
  options.dimension_names = {"spots", "genes"};
  options.attributes = {{"unit", "counts"}};
  Writer(folder / "s")
      .array<std::int32_t>("x", std::vector<std::int32_t>{1, 2, 3, 4, 5, 6},
                           {2, 3}, options);
  const Json found = parse_json(read_file(folder / "s/x/zarr.json"), "x");
  const Json expected = parse_json(R"({
    "zarr_format": 3, "node_type": "array", "shape": [2, 3],
    "data_type": "int32",
    "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [2, 3]}},
    "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
    "fill_value": 0,
    "codecs": [{"name": "bytes", "configuration": {"endian": "little"}},
               {"name": "zstd", "configuration": {"level": 3, "checksum": false}}],
    "attributes": {"unit": "counts"}, "dimension_names": ["spots", "genes"]})",
                                   "expected");
  BOOST_TEST(found == expected);
  BOOST_TEST(parse_json(read_file(folder / "s/zarr.json"), "s") ==
             parse_json(R"({"zarr_format": 3, "node_type": "group",
                            "attributes": {}})",
                        "expected"));
}

// Little-endian 1, 2, 3 and, at the border, padding to the whole chunk.
BOOST_AUTO_TEST_CASE(raw_chunks_hold_the_elements_as_specified) {
  const TempFolder folder;
  const std::vector<std::int16_t> values{1, 2, 3};
  Writer(folder / "s").array<std::int16_t>("x", values, {3}, raw({2}));
  BOOST_TEST(read_file(folder / "s/x/c/0") == std::string("\1\0\2\0", 4));
  BOOST_TEST(read_file(folder / "s/x/c/1") == std::string("\3\0\0\0", 4));
}

BOOST_AUTO_TEST_CASE(strings_are_vlen_utf8) {
  const TempFolder folder;
  ArrayOptions options = raw({2});
  Writer(folder / "s").strings("x", {"ab", "", "\xc3\xa4"}, options);
  BOOST_TEST(read_file(folder / "s/x/c/0") ==
             std::string("\2\0\0\0\2\0\0\0ab\0\0\0\0", 14));
  BOOST_TEST(read_file(folder / "s/x/c/1") ==
             std::string("\2\0\0\0\2\0\0\0\xc3\xa4\0\0\0\0", 14));
  const std::vector<std::string> back = Reader(folder / "s").strings("x");
  BOOST_TEST(back == (std::vector<std::string>{"ab", "", "\xc3\xa4"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nan_payloads_minus_zero_and_extremes_come_back) {
  const TempFolder folder;
  std::vector<float> floats(4);
  const std::uint32_t bits[] = {0x7fc12345, 0x80000000, 0xff800000, 0x00000001};
  std::memcpy(floats.data(), bits, sizeof bits);
  const std::vector<std::int64_t> integers{
      std::numeric_limits<std::int64_t>::min(), -1,
      std::numeric_limits<std::int64_t>::max()};
  for (const Format format : {Format::v2, Format::v3}) {
    const fs::path store = folder / (format == Format::v2 ? "2" : "3");
    Writer out(store, Json::object(), format);
    out.array<float>("f", floats, {4});
    out.array<std::int64_t>("i", integers, {3});
    const Reader in(store);
    BOOST_TEST(same_bits(in.array<float>("f"), floats));
    BOOST_TEST(same_bits(in.array<std::int64_t>("i"), integers));
  }
}

// A chunk of -0.0 equals the fill value by ==, but not by its bits.
BOOST_AUTO_TEST_CASE(a_chunk_of_minus_zeros_is_written) {
  const TempFolder folder;
  const std::vector<double> values{-0.0, -0.0, 0.0, 0.0};
  Writer(folder / "s").array<double>("x", values, {4}, raw({2}));
  BOOST_TEST(exists(folder / "s/x/c/0"));
  BOOST_TEST(!exists(folder / "s/x/c/1"));
  BOOST_TEST(same_bits(Reader(folder / "s").array<double>("x"), values));
}

BOOST_AUTO_TEST_CASE(arrays_without_elements_keep_their_shape) {
  const TempFolder folder;
  Writer out(folder / "s");
  out.array<float>("rows", {}, {0, 3});
  out.array<float>("columns", {}, {3, 0});
  out.strings("strings", {});
  const Reader in(folder / "s");
  BOOST_TEST(in.info("rows").shape == (Shape{0, 3}),
             boost::test_tools::per_element());
  BOOST_TEST(in.array<float>("rows").empty());
  BOOST_TEST(in.array<float>("columns").empty());
  BOOST_TEST(in.strings("strings").empty());
}

// 7 x 9 x 11 in chunks that divide no side, in every codec.
BOOST_AUTO_TEST_CASE(border_chunks_come_back_with_every_codec) {
  const TempFolder folder;
  const auto values = counted(7 * 9 * 11);
  Writer out(folder / "s");
  for (const Codec codec :
       {Codec::none, Codec::zstd, Codec::blosc, Codec::gzip}) {
    ArrayOptions options;
    options.codec = codec;
    options.chunks = {3, 4, 5};
    const std::string name = concat("x", static_cast<int>(codec));
    out.array<float>(name, values, {7, 9, 11}, options);
    BOOST_TEST(same_bits(Reader(folder / "s").array<float>(name), values));
  }
}

BOOST_AUTO_TEST_CASE(more_than_64_chunks_are_sharded_into_few_files) {
  const TempFolder folder;
  const auto values = counted(95 * 197);
  Writer(folder / "s").array<float>("x", values, {95, 197}, raw({10, 10}));
  const Reader in(folder / "s");
  BOOST_TEST(in.info("x").shards == (Shape{100, 200}),
             boost::test_tools::per_element());
  BOOST_TEST(list_files(folder / "s/x").size() == 2U);  // zarr.json, c/0/0
  BOOST_TEST(same_bits(in.array<float>("x"), values));
  const auto rows = in.rows<float>("x", 13, 27);
  BOOST_TEST(same_bits(rows, std::vector<float>(values.begin() + 13 * 197,
                                                values.begin() + 27 * 197)));
}

// 4 bytes a float, 32 and its letters a text; 100,000 zeros are no chunk.
BOOST_AUTO_TEST_CASE(what_an_array_unpacks_to_is_told) {
  const TempFolder folder;
  make_folders(folder / "s");
  const WriteRecorder recorder(folder / "s");
  Writer writer(folder / "s");
  const std::uint64_t group = recorder.unpacked_bytes();
  writer.array<float>("x", std::vector<float>(100'000), {1000, 100});
  BOOST_TEST(recorder.unpacked_bytes() == group + 400'000);
  writer.strings("names", {"GNAS", "FN1"});
  BOOST_TEST(recorder.unpacked_bytes() == group + 400'000 + 71);
}

BOOST_AUTO_TEST_CASE(rows_read_only_their_chunks) {
  const TempFolder folder;
  Writer(folder / "s").array<float>("x", counted(30), {10, 3}, raw({4, 3}));
  remove_file(folder / "s/x/c/0/0");
  rewrite(folder / "s/x/c/2/0", "damaged");
  const auto rows = Reader(folder / "s").rows<float>("x", 5, 8);
  BOOST_TEST(rows.size() == 9U);
  BOOST_TEST(rows[0] == 15.0F);
  BOOST_TEST(rows[8] == 23.0F);
}

BOOST_AUTO_TEST_CASE(scalars_and_texts_come_back) {
  const TempFolder folder;
  for (const Format format : {Format::v2, Format::v3}) {
    const fs::path store = folder / (format == Format::v2 ? "2" : "3");
    Writer out(store, Json::object(), format);
    out.scalar<double>("d", -0.0);
    out.scalar<Bool>("b", Bool::yes);
    out.text("t", "\xf0\x9f\x8c\x99");
    const Reader in(store);
    BOOST_TEST(std::signbit(in.scalar<double>("d")));
    BOOST_TEST((in.scalar<Bool>("b") == Bool::yes));
    BOOST_TEST(in.text("t") == "\xf0\x9f\x8c\x99");
    BOOST_TEST(in.info("d").shape.empty());
  }
}

BOOST_AUTO_TEST_CASE(groups_nest_and_list_their_children) {
  const TempFolder folder;
  Writer out(folder / "s", {{"a", 1}});
  out.group("g", {{"b", 2}});
  out.scalar<double>("g/x", 1);
  const Reader in(folder / "s");
  BOOST_TEST(in.attributes("")["a"] == 1);
  BOOST_TEST(in.attributes("g")["b"] == 2);
  BOOST_TEST(in.children("g").size() == 1U);
  BOOST_TEST(in.is_group("g"));
  BOOST_TEST(in.is_array("g/x"));
  BOOST_TEST(!in.has("h"));
}

// z5 alone would read the rest as zeros.
BOOST_AUTO_TEST_CASE(a_raw_chunk_cut_short_is_refused) {
  const TempFolder folder;
  Writer(folder / "s").array<float>("x", counted(4), {4}, raw({4}));
  rewrite(folder / "s/x/c/0", read_file(folder / "s/x/c/0").substr(0, 15));
  BOOST_TEST(
      error_of([&] { Reader(folder / "s").array<float>("x"); }, folder / "s") ==
      "x/c/0: 15 bytes, a whole chunk has 16; the file is damaged or "
      "cut short");
  rewrite(folder / "s/x/c/0", "");
  BOOST_TEST(error_of([&] { Reader(folder / "s").array<float>("x"); },
                      folder / "s") == "x/c/0: is empty");
}

BOOST_AUTO_TEST_CASE(packed_chunks_cut_short_are_refused) {
  const TempFolder folder;
  for (const Codec codec : {Codec::zstd, Codec::blosc, Codec::gzip}) {
    remove_tree(folder / "s");
    ArrayOptions options;
    options.codec = codec;
    Writer(folder / "s").array<float>("x", counted(1000), {1000}, options);
    const std::string whole = read_file(folder / "s/x/c/0");
    for (const std::size_t size :
         {std::size_t{1}, whole.size() / 2, whole.size() - 1}) {
      rewrite(folder / "s/x/c/0", whole.substr(0, size));
      const std::string message = error_of(
          [&] { Reader(folder / "s").array<float>("x"); }, folder / "s");
      BOOST_TEST(message.starts_with("x/c/0: "), message);
      BOOST_TEST(message.ends_with("the file is damaged or cut short"),
                 message);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_damaged_shard_is_refused) {
  const TempFolder folder;
  Writer(folder / "s").array<float>("x", counted(100), {100}, raw({1}));
  std::string shard = read_file(folder / "s/x/c/0");
  shard[shard.size() - 9] ^= 1;  // in the index
  rewrite(folder / "s/x/c/0", shard);
  BOOST_TEST(
      error_of([&] { Reader(folder / "s").array<float>("x"); }, folder / "s") ==
      "x/c/0: shard: corrupt shard index; the file is damaged or cut "
      "short");
}

BOOST_AUTO_TEST_CASE(what_the_reader_does_not_know_is_named) {
  const TempFolder folder;
  BOOST_TEST(message_after(
                 folder, [](Json& j) { j["codecs"][1]["name"] = "pcodec"; }) ==
             "x/zarr.json: codec 'pcodec' is not known; known are zstd, gzip, "
             "blosc, crc32c");
  BOOST_TEST(message_after(folder,
                           [](Json& j) {
                             j["codecs"].insert(j["codecs"].begin(),
                                                Json{{"name", "packbits"}});
                           }) ==
             "x/zarr.json: codec 'packbits' is not known; known first codecs "
             "are transpose, bytes, vlen-utf8 and sharding_indexed");
  BOOST_TEST(
      message_after(folder, [](Json& j) { j["data_type"] = "float16"; }) ==
      "x/zarr.json: data_type 'float16' is not known to this reader");
  BOOST_TEST(message_after(folder, [](Json& j) { j["novelty"] = 1; }) ==
             "x/zarr.json: member 'novelty' is not known and must be "
             "understood");
  BOOST_TEST(message_after(folder, [](Json& j) {
               j["novelty"] = {{"must_understand", false}};
             }) == "no error");
  BOOST_TEST(message_after(folder, [](Json& j) { j["fill_value"] = "0x1"; }) ==
             "x/zarr.json: fill_value is '0x1', expected 0x and 8 hexadecimal "
             "digits");
  BOOST_TEST(message_after(folder, [](Json& j) { j["data_type"] = "int32"; }) ==
             "x: is an array of int32, expected float32");
}

BOOST_AUTO_TEST_CASE(members_of_another_kind_are_named) {
  const TempFolder folder;
  const auto said = [&](const std::function<void(Json&)>& change) {
    return message_after(folder, change);
  };
  BOOST_TEST(said([](Json& j) { j["attributes"] = 5; }) ==
             "x/zarr.json: member 'attributes' must be an object, found "
             "5");
  BOOST_TEST(said([](Json& j) {
               j["chunk_key_encoding"]["configuration"]["separator"] = 1;
             }) == "x/zarr.json: member 'separator' must be a text, found 1");
  BOOST_TEST(said([](Json& j) { j["codecs"][0]["configuration"] = "none"; }) ==
             "x/zarr.json: member 'configuration' must be an object, found "
             "\"none\"");
  BOOST_TEST(said([](Json& j) { j["storage_transformers"] = false; }) ==
             "x/zarr.json: member 'storage_transformers' must be a list, "
             "found false");
  BOOST_TEST(said([](Json& j) { j["shape"][0] = 1ULL << 63; }) ==
             "x/zarr.json: shape is [9223372036854775808], expected "
             "non-negative integers");
  BOOST_TEST(said([](Json& j) { j = 9; }) ==
             "x/zarr.json: expected an object with member 'node_type', "
             "found an integer");
}

// Bits as the specification writes them, most significant first.
BOOST_AUTO_TEST_CASE(hexadecimal_fill_values_are_bits) {
  const TempFolder folder;
  Writer(folder / "s").array<float>("x", std::vector<float>(4, 0.F), {4});
  Json json = parse_json(read_file(folder / "s/x/zarr.json"), "zarr.json");
  json["fill_value"] = "0x7fc01234";
  rewrite(folder / "s/x/zarr.json", pretty_json(json));
  const auto values = Reader(folder / "s").array<float>("x");
  std::uint32_t bits = 0;
  std::memcpy(&bits, &values[3], 4);
  BOOST_TEST(bits == 0x7fc01234U);
}

// 2^63 - 1 is no double.
BOOST_AUTO_TEST_CASE(fill_values_of_64_bits_keep_their_last_digit) {
  const TempFolder folder;
  Writer(folder / "s")
      .array<std::int64_t>("x", std::vector<std::int64_t>(2, 0), {2});
  Json json = parse_json(read_file(folder / "s/x/zarr.json"), "zarr.json");
  json["fill_value"] = std::numeric_limits<std::int64_t>::max();
  rewrite(folder / "s/x/zarr.json", pretty_json(json));
  BOOST_TEST(Reader(folder / "s").array<std::int64_t>("x")[1] ==
             std::numeric_limits<std::int64_t>::max());
  json["fill_value"] = 9223372036854775808U;
  rewrite(folder / "s/x/zarr.json", pretty_json(json));
  BOOST_TEST(error_of([&] { Reader(folder / "s").array<std::int64_t>("x"); },
                      folder / "s") ==
             "x/zarr.json: fill_value 9223372036854775808 does not fit int64");
}

BOOST_AUTO_TEST_CASE(a_failed_write_is_an_error_and_leaves_no_file) {
  class FullDisk : public FileCalls {
   public:
    ssize_t write(int file, const void* bytes, std::size_t count) override {
      if (++calls == 2) {
        errno = ENOSPC;
        return -1;
      }
      return FileCalls::write(file, bytes, count);
    }
    int calls = 0;
  };
  const TempFolder folder;
  FullDisk calls;
  std::string message;
  {
    const ScopedFileCalls scoped(calls);
    message = error_of(
        [&] { Writer(folder / "s").array<float>("x", counted(4), {4}); });
  }
  BOOST_TEST(message.find("s/x/c/0") != std::string::npos, message);
  BOOST_TEST(!exists(folder / "s/x/c/0"));
  BOOST_TEST(!exists(folder / "s/x/zarr.json"));
}

// Found by strings_chunk_fuzz: four bytes were read for each character.
BOOST_AUTO_TEST_CASE(fixed_texts_of_no_whole_characters_are_refused) {
  BOOST_TEST(error_of([] {
               decode_fixed_strings("0", 1, true, true, "chunk");
             }) == "chunk: texts of 1 bytes each are not readable");
  BOOST_TEST(error_of([] {
               decode_fixed_strings("0", 0, false, false, "chunk");
             }) == "chunk: texts of 0 bytes each are not readable");
}

BOOST_AUTO_TEST_SUITE_END()
