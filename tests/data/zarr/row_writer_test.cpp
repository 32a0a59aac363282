#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/zarr/writer.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
using namespace moonstain::zarr;

namespace {

std::vector<float> counted(std::size_t n) {
  std::vector<float> values(n);
  std::iota(values.begin(), values.end(), 0.F);
  return values;
}

ArrayOptions raw(Shape chunks) {
  ArrayOptions options;
  options.codec = Codec::none;
  options.chunks = std::move(chunks);
  return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(row_writer_test)

// 95 rows of 3 x 5 in chunks of 7 rows, and of 300 in chunks of 4: pieces end
// within a row of chunks, at one, and span several; 300 / 4 chunks are sharded.
BOOST_AUTO_TEST_CASE(rows_in_any_pieces_give_the_files_of_the_whole_array) {
  const auto digests = [](const fs::path& root) {
    std::string lines;
    for (const std::string& name : list_files(root)) {
      lines += concat(name, " ", hash_file(root / name).sha256.hex(), "\n");
    }
    return lines;
  };
  for (const auto& [rows, chunk_rows] : {std::pair(95, 7), std::pair(300, 4)}) {
    const TempFolder folder;
    const auto values = counted(static_cast<std::size_t>(rows * 15));
    const Shape shape{rows, 3, 5};
    Writer(folder / "whole")
        .array<float>("x", values, shape, raw({chunk_rows, 2, 5}));
    Writer pieces(folder / "pieces");
    auto out = pieces.rows<float>("x", shape, raw({chunk_rows, 2, 5}));
    std::span<const float> left(values);
    for (std::size_t n = 1; !left.empty(); n = n % 17 + 1) {
      const auto piece = left.first(std::min(15 * n, left.size()));
      out.write(piece);
      left = left.subspan(piece.size());
    }
    out.finish();
    BOOST_TEST(digests(folder / "pieces") == digests(folder / "whole"));
  }
}

BOOST_AUTO_TEST_CASE(rows_too_few_too_many_or_cut_are_refused) {
  const TempFolder folder;
  Writer store(folder / "s");
  auto out = store.rows<float>("x", {4, 3});
  BOOST_TEST(error_of([&] { out.write(counted(4)); }, folder / "s") ==
             "x: got 4 values, expected whole rows of 3, at most 12 values");
  out.write(counted(9));
  BOOST_TEST(error_of([&] { out.write(counted(6)); }, folder / "s") ==
             "x: got 6 values, expected whole rows of 3, at most 3 values");
  BOOST_TEST(error_of([&] { out.finish(); }, folder / "s") ==
             "x: finished with 3 values missing");
  BOOST_TEST(!exists(folder / "s/x/zarr.json"));
}

BOOST_AUTO_TEST_SUITE_END()
