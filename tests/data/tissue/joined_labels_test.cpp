#include "core/data/tissue/joined_labels.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

constexpr ObjectSizes kAll = {0, 1e9, 1000};

struct Joined {
  std::vector<std::int32_t> values;
  std::int64_t labels = 0;
};

/// A picture of steps in tiles of this side.
Joined join(const std::vector<std::int64_t>& next, std::int64_t width,
            std::int64_t tile_px, const ObjectSizes& sizes,
            std::int64_t jump_px = 1) {
  const auto height = static_cast<std::int64_t>(next.size()) / width;
  Joined out;
  JoinedLabels labels(
      width, height, jump_px, sizes, [&](std::span<const std::int32_t> rows) {
        out.values.insert(out.values.end(), rows.begin(), rows.end());
      });
  for (std::int64_t y = 0; y < height; y += tile_px) {
    for (std::int64_t x = 0; x < width; x += tile_px) {
      const Box tile{x, y, std::min(tile_px, width - x),
                     std::min(tile_px, height - y)};
      std::vector<std::int64_t> part;
      for (std::int64_t row = y; row < y + tile.height_px; ++row) {
        const auto from = next.begin() + row * width + x;
        part.insert(part.end(), from, from + tile.width_px);
      }
      labels.add(tile, part);
    }
  }
  out.labels = labels.finish();
  return out;
}

using Labels = std::vector<std::int32_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(joined_labels_test)

// 4 x 3: a U whose two arms meet at its seed in the lower right corner, round a
// pixel of its own; numbers go by first pixels, so the U is 1.
BOOST_AUTO_TEST_CASE(arms_that_meet_in_a_later_tile_are_one_object) {
  const std::vector<std::int64_t> next = {4, -1, -1, 7,   //
                                          8, 5,  -1, 11,  //
                                          9, 10, 11, 11};
  for (const std::int64_t tile_px : {1, 2, 3, 4, 12}) {
    const Joined found = join(next, 4, tile_px, kAll);
    BOOST_TEST((found.values == Labels{1, 0, 0, 1, 1, 2, 0, 1, 1, 1, 1, 1}),
               "tiles of " << tile_px);
    BOOST_TEST(found.labels == 2);
  }
}

// Areas 1, 2 and 4; the last is a column of four rows.
BOOST_AUTO_TEST_CASE(objects_that_are_too_small_large_or_long_are_dropped) {
  const std::vector<std::int64_t> next = {0,  -1, 2,  2,   //
                                          -1, 5,  -1, -1,  //
                                          -1, 5,  -1, -1,  //
                                          -1, 9,  -1, -1,  //
                                          -1, 13, -1, -1};
  const Labels all = {1, 0, 2, 2, 0, 3, 0, 0, 0, 3,
                      0, 0, 0, 3, 0, 0, 0, 3, 0, 0};
  Labels only_pairs = {0, 0, 1, 1};
  only_pairs.resize(20, 0);
  for (const std::int64_t tile_px : {1, 2, 5}) {
    BOOST_TEST((join(next, 4, tile_px, kAll).values == all));
    BOOST_TEST((join(next, 4, tile_px, {2, 9, 3}).values == only_pairs));
    BOOST_TEST((join(next, 4, tile_px, {2, 3, 9}).values == only_pairs));
  }
  BOOST_TEST(join(next, 4, 1, {2, 9, 3}).labels == 1);
}

// 2 columns: one object runs down all of 400 rows, objects of a pixel beside it
// in every other row. Rows go out before the long one ends.
BOOST_AUTO_TEST_CASE(rows_do_not_wait_for_an_object_that_is_too_long) {
  std::vector<std::int64_t> next;
  for (std::int64_t y = 0; y < 400; ++y) {
    next.push_back(2 * std::min<std::int64_t>(y + 1, 399));
    next.push_back(y % 2 == 0 ? 2 * y + 1 : -1);
  }
  std::int64_t rows_out = 0;
  JoinedLabels labels(
      2, 400, 1, {0, 1e9, 10}, [&](std::span<const std::int32_t> rows) {
        for (std::size_t i = 0; i < rows.size(); i += 2) {
          BOOST_TEST(rows[i] == 0);
          BOOST_TEST(rows[i + 1] == (rows_out % 2 == 0 ? rows_out / 2 + 1 : 0));
          ++rows_out;
        }
      });
  for (std::int64_t y = 0; y < 400; y += 20) {
    labels.add({0, y, 2, 20}, std::span(next).subspan(2 * y, 40));
    BOOST_TEST(rows_out == (y == 380 ? 400 : std::max<std::int64_t>(0, y + 9)));
  }
  BOOST_TEST(labels.finish() == 200);
}

BOOST_AUTO_TEST_CASE(tiles_in_another_order_are_refused) {
  JoinedLabels labels(4, 4, 1, kAll, [](auto) {});
  const std::vector<std::int64_t> background(4, -1);
  labels.add({0, 0, 2, 2}, background);
  BOOST_TEST(
      error_of([&] { labels.add({0, 2, 2, 2}, background); }) ==
      "labels: a tile of 2 x 2 px at (0, 2), expected the one at (2, 0)");
  BOOST_TEST(error_of([&] { labels.finish(); }) ==
             "labels: finished at row 0 of 4");
  std::vector<std::int64_t> into_background(4, -1);
  into_background[1] = 0;
  BOOST_TEST(error_of([&] { labels.add({2, 0, 2, 2}, into_background); }) ==
             "labels: a pixel leads to (0, 0), which is background");
}

BOOST_AUTO_TEST_SUITE_END()
