// Arrays whose bytes run through the axes in another order than C's, as R,
// Julia and MATLAB write them; and chunks that are not there.

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
using namespace moonstain::zarr;
namespace tt = boost::test_tools;

namespace {

using Bytes = std::vector<std::uint8_t>;

// A group with one array "x" of bytes of format 2.
struct Store {
  TempFolder folder;
  fs::path root = folder / "s";

  Store(const Json& shape, const Json& chunks, const Json& changes) {
    Json array = {{"zarr_format", 2},   {"shape", shape},
                  {"chunks", chunks},   {"dtype", "|u1"},
                  {"order", "C"},       {"fill_value", 9},
                  {"filters", nullptr}, {"compressor", nullptr}};
    array.update(changes);
    Writer(root).group("unused");
    make_folders(root / "x");
    write_file(root / "x/.zarray", pretty_json(array));
  }
  void chunk(const char* name, std::string_view bytes) {
    write_file(root / "x" / name, bytes);
  }
  Bytes bytes() const { return Reader(root).array<std::uint8_t>("x"); }
};

ArrayOptions options_of(const Shape& chunks) {
  ArrayOptions options;
  options.codec = Codec::none;
  options.chunks = chunks;
  return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(axis_order_test)

// 1 2 3    columns first: 1 4 2 5 in the left chunk, 3 6 and padding in the
// 4 5 6    right one.
BOOST_AUTO_TEST_CASE(columns_first_is_read) {
  Store store({2, 3}, {2, 2}, {{"order", "F"}});
  store.chunk("0.0", {"\1\4\2\5", 4});
  store.chunk("0.1", {"\3\6\0\0", 4});
  BOOST_TEST(store.bytes() == (Bytes{1, 2, 3, 4, 5, 6}), tt::per_element());
  BOOST_TEST(
      Reader(store.root).rows<std::uint8_t>("x", 1, 2) == (Bytes{4, 5, 6}),
      tt::per_element());
}

// Element (i, j, k) of [2, 2, 3] is 100 i + 10 j + k. Stored with axes
// (2, 0, 1): k slowest, then i, then j.
BOOST_AUTO_TEST_CASE(a_transposition_of_three_axes_is_read) {
  const TempFolder folder;
  {
    Writer out(folder / "s");
    Bytes stored;
    for (int k = 0; k < 3; ++k) {
      for (int i = 0; i < 2; ++i) {
        for (int j = 0; j < 2; ++j) {
          stored.push_back(static_cast<std::uint8_t>(100 * i + 10 * j + k));
        }
      }
    }
    out.array<std::uint8_t>("x", stored, {2, 2, 3}, options_of({2, 2, 3}));
  }
  const fs::path metadata = folder / "s/x/zarr.json";
  const Json written = parse_json(read_file(metadata), "x");
  const auto with = [&](const Json& transpositions) {
    Json json = written;
    json["codecs"].insert(json["codecs"].begin(), transpositions.begin(),
                          transpositions.end());
    rewrite(metadata, pretty_json(json));
    return error_of([&] { Reader(folder / "s").array<std::uint8_t>("x"); },
                    folder / "s");
  };
  const auto transpose = [](const Json& order) {
    return Json{{"name", "transpose"}, {"configuration", {{"order", order}}}};
  };
  const Bytes expected{0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112};
  BOOST_TEST(with(Json::array({transpose({2, 0, 1})})) == "no error");
  BOOST_TEST(Reader(folder / "s").array<std::uint8_t>("x") == expected,
             tt::per_element());
  // (2, 1, 0), of which (0, 2, 1) makes (2, 0, 1).
  BOOST_TEST(with(Json::array({transpose({2, 1, 0}), transpose({0, 2, 1})})) ==
             "no error");
  BOOST_TEST(Reader(folder / "s").array<std::uint8_t>("x") == expected,
             tt::per_element());
  BOOST_TEST(with(Json::array({transpose({2, 2, 0})})) ==
             "x/zarr.json: order of transpose is [2, 2, 0], expected each of "
             "the 3 axes once");
  BOOST_TEST(with(Json::array({transpose({1, 0})})) ==
             "x/zarr.json: order of transpose is [1, 0], expected each of the "
             "3 axes once");
}

BOOST_AUTO_TEST_CASE(an_order_that_is_none_is_named) {
  const Store store({2, 3}, {2, 2}, {{"order", "A"}});
  BOOST_TEST(error_of([&] { store.bytes(); }, store.root) ==
             "x/.zarray: order is 'A', expected C or F");
}

BOOST_AUTO_TEST_CASE(absent_chunks_are_counted) {
  Store store({5}, {2}, Json::object());
  store.chunk("1", {"\3\4", 2});
  BOOST_TEST(store.bytes() == (Bytes{9, 9, 3, 4, 9}), tt::per_element());
  const ChunkCount count = Reader(store.root).chunks("x");
  BOOST_TEST(count.chunks == 3);
  BOOST_TEST(count.absent == 2);
}

// Our own writer leaves out the 62 chunks that are zero throughout.
BOOST_AUTO_TEST_CASE(absent_chunks_of_shards_are_counted) {
  const TempFolder folder;
  Writer out(folder / "s");
  std::vector<float> values(65 * 4, 0.F);
  for (int i = 0; i < 12; ++i) values[static_cast<std::size_t>(i)] = 1;
  out.array<float>("x", values, {65 * 4}, options_of({4}));
  const Reader in(folder / "s");
  BOOST_TEST(!in.info("x").shards.empty());
  const ChunkCount count = in.chunks("x");
  BOOST_TEST(count.chunks == 65);
  BOOST_TEST(count.absent == 62);
  fs::remove_all(folder / "s/x/c");
  BOOST_TEST(in.chunks("x").absent == 65);
}

BOOST_AUTO_TEST_CASE(an_absent_chunk_without_a_fill_value_is_lost) {
  Store store({4}, {2}, {{"fill_value", nullptr}});
  store.chunk("0", {"\1\2", 2});
  BOOST_TEST(error_of([&] { store.bytes(); }, store.root) ==
             "x/1: the chunk is absent, and the array has no fill value "
             "(null), so its values are lost; copy or write the array again");
  store.chunk("1", {"\3\4", 2});
  BOOST_TEST(store.bytes() == (Bytes{1, 2, 3, 4}), tt::per_element());
  const Store texts({3}, {2}, {{"dtype", "|S4"}, {"fill_value", nullptr}});
  BOOST_TEST(error_of([&] { Reader(texts.root).strings("x"); }, texts.root) ==
             "x: chunk 0: the chunk is absent, and the array has no fill value "
             "(null), so its values are lost; copy or write the array again");
}

BOOST_AUTO_TEST_SUITE_END()
