#include "core/learn/examples/patch_grid.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/json.h"
#include "core/engine/plan/units.h"
#include "tests/support/golden.h"
#include "tests/support/published_rule.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Numbers = std::vector<std::int64_t>;

const Json& golden() {
  static const Json read = read_golden("learn/ghist_tiling");
  return read;
}

Numbers numbers(const Json& json, const char* name) {
  return json.at(name).get<Numbers>();
}

std::int64_t number(const Json& json, const char* name) {
  return json.at(name).get<std::int64_t>();
}

std::string strips(const std::vector<int>& numbers, int of = 5,
                   double margin = 0) {
  std::string name = "x/S";
  for (const int number : numbers) {
    const Block block{.section = "x/S",
                      .row = number,
                      .column = 1,
                      .rows = of,
                      .columns = 1,
                      .margin = margin};
    name += concat(name == "x/S" ? "#" : ",", block.name().substr(4));
  }
  return name;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(patch_grid_test)

BOOST_AUTO_TEST_CASE(patches_begin_where_the_authors_functions_say) {
  for (const Json& one : golden().at("horizontal_starts_v2")) {
    BOOST_TEST(column_starts(number(one, "width"),
                             {number(one, "patch"), number(one, "overlap")}) ==
                   numbers(one, "starts"),
               tt::per_element());
  }
  for (const Json& one : golden().at("vertical_starts_v2")) {
    const Rows all{0, number(one, "usable_rows")};
    BOOST_TEST(
        row_starts({&all, 1}, {number(one, "patch"), number(one, "overlap")}) ==
            numbers(one, "positions"),
        tt::per_element());
  }
}

// Fold f of five holds out strip f.
BOOST_AUTO_TEST_CASE(strips_have_the_rows_of_the_authors_folds) {
  for (const Json& one : golden().at("regions_v2")) {
    const auto height = number(one, "height");
    const auto fold = one.at("fold").get<std::vector<double>>();
    const int held_out = static_cast<int>(std::lround(fold[1] * 5));
    const StripRows test = rows_of_section(strips({held_out}), height);
    const Numbers expected = numbers(one, "val_first_last");
    BOOST_TEST_REQUIRE(test.rows.size() == 1U);
    BOOST_TEST(test.rows[0].first == expected[0]);
    BOOST_TEST(test.rows[0].end == expected[1] + 1);

    std::vector<int> others;
    for (int strip = 1; strip <= 5; ++strip) {
      if (strip != held_out) others.push_back(strip);
    }
    const StripRows train = rows_of_section(strips(others), height);
    std::int64_t rows = 0;
    for (const Rows& some : train.rows) rows += some.size();
    BOOST_TEST(rows == number(one, "train_rows"));
    BOOST_TEST(row_starts(train.rows, {256, 0}) ==
                   numbers(one, "train_patch_row_starts"),
               tt::per_element());
  }
}

// Training fold 1, its validation strip and the whole of 5120 x 5120 px
// (recipes/ghist_cells/METHOD.md 10).
BOOST_AUTO_TEST_CASE(the_demo_picture_has_as_many_patches_as_the_authors) {
  const auto count = [](const std::string& section, std::int64_t overlap) {
    return patch_places(5120, 5120, rows_of_section(section, 5120).rows,
                        {256, overlap}, Border::published, 0)
        .size();
  };
  BOOST_TEST(count(strips({2, 3, 4, 5}), 0) == 320U);
  BOOST_TEST(count(strips({1}), 30) == 115U);
  BOOST_TEST(count("x/S", 30) == 529U);
}

// Of 24,890 rows strip 3 is held out, 9956 to 14933. A published patch from
// row 9728 on runs into it; one inside ends with row 9955 at the latest, and
// 100 rows earlier with a margin.
BOOST_AUTO_TEST_CASE(patches_inside_do_not_reach_the_held_out_strip) {
  const auto rows = rows_of_section(strips({1, 2, 4, 5}), 24890).rows;
  const auto reach = [&](Border border, std::int64_t margin) {
    std::int64_t deepest = 0;
    for (const PatchPlace& place :
         patch_places(256, 24890, rows, {256, 0}, border, margin)) {
      if (place.y_px < 9956) deepest = std::max(deepest, place.y_px + 256);
    }
    return deepest;
  };
  BOOST_TEST(reach(Border::published, 0) == 9984);
  BOOST_TEST(reach(Border::inside, 0) == 9956);
  BOOST_TEST(reach(Border::inside, 100) == 9856);
}

// A stretch of 100 rows is lower than a patch: that sees these rows alone.
BOOST_AUTO_TEST_CASE(a_patch_in_a_low_stretch_sees_nothing_beyond_it) {
  const Rows low{200, 300};
  const auto places =
      patch_places(300, 1000, {&low, 1}, {256, 0}, Border::inside, 0);
  BOOST_TEST_REQUIRE(places.size() == 2U);
  BOOST_TEST(places[0].y_px == 200);
  BOOST_TEST(places[1].x_px == 44);
  BOOST_TEST((places[1].shown == low));
}

// Height 100, strip 3 of 5 with half a strip of context: 10 rows.
BOOST_AUTO_TEST_CASE(the_margin_in_a_name_is_said_in_rows) {
  const StripRows rows = rows_of_section(strips({3, 4}, 5, 0.5), 100);
  BOOST_TEST((rows.rows == std::vector<Rows>{{40, 80}}));
  BOOST_TEST(rows.margin_rows == 10);
  BOOST_TEST((rows_of_section("x/S", 7).rows == std::vector<Rows>{{0, 7}}));
}

BOOST_AUTO_TEST_CASE(what_is_no_strip_is_refused) {
  BOOST_TEST(error_of([] { rows_of_section("x/S#r1c2of5x2", 100); }) ==
             "section x/S#r1c2of5x2: 'x/S#r1c2of5x2' is a part of a strip; "
             "expected strips: ms.regions with columns = 1");
  BOOST_TEST(error_of([] { column_starts(100, {32, 32}); }) ==
             "patches of 32 px that overlap by 32 px; expected an overlap from "
             "0 to below the side");
  BOOST_TEST(error_of([] {
               const Rows some{10, 20};
               patch_places(50, 100, {&some, 1}, {16, 0}, Border::inside, 5);
             }) ==
             "no row of the picture is left to make patches of: 1 stretch(es) "
             "of a picture of 100 rows, less a margin of 5");
}

BOOST_AUTO_TEST_CASE(of_overlapping_patches_the_authors_expression_is_kept) {
  Numbers ids;
  std::vector<double> areas;
  for (std::uint64_t k = 0; k < 30; ++k) {
    ids.push_back(100 + static_cast<std::int64_t>(std::floor(
                            12 * uniform_at(fnv1a("input:stitch_ids") + k))));
    areas.push_back(
        std::floor(5 + 20 * uniform_at(fnv1a("input:stitch_areas") + k)) +
        static_cast<double>(k) / 1000);
  }
  const auto kept = stitched(ids, areas);
  BOOST_TEST(Numbers(kept.begin(), kept.end()) ==
                 numbers(golden().at("stitching"), "kept_rows_in_output_order"),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(of_equal_areas_the_first_is_kept) {
  const Numbers ids{7, 8, 7, 8};
  const std::vector<double> areas{5, 4, 5, 6};
  BOOST_TEST(stitched(ids, areas) == (std::vector<std::size_t>{0, 3}),
             tt::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
