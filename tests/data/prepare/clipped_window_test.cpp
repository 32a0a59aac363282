#include "core/data/prepare/clipped_window.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

Dataset section_of(std::vector<std::array<double, 2>> places) {
  Dataset d;
  d.section = "x/1";
  d.array_xy.resize(static_cast<Eigen::Index>(places.size()), 2);
  d.pixel_xy.resize(d.array_xy.rows(), 2);
  for (std::size_t i = 0; i < places.size(); ++i) {
    d.spots.push_back(concat("s", i));
    const auto row = static_cast<Eigen::Index>(i);
    d.array_xy.row(row) << static_cast<int>(i % 3), static_cast<int>(i / 3);
    d.pixel_xy.row(row) << places[i][0], places[i][1];
  }
  return d;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clipped_window_test)

// Centres, sides and windows (rows, columns) of tests/golden/prepare/
// hespotex_graph_patches.json, which the authors' code gave: pictures of 340 x
// 300 px with D = 62 and of 700 x 640 px with D = 260.
BOOST_AUTO_TEST_CASE(windows_are_those_of_the_authors_code) {
  const Dataset small = section_of({{200, 150},
                                    {100.9, 90.2},
                                    {10, 12},
                                    {330, 250},
                                    {171.5, 5},
                                    {250, 140}});
  const std::int64_t small_sides[][2] = {{62, 62}, {62, 62}, {43, 41},
                                         {62, 41}, {36, 62}, {62, 62}};
  const Dataset large = section_of({{350, 320},
                                    {400.6, 355.4},
                                    {130, 320},
                                    {90, 330},
                                    {600, 600},
                                    {200, 60}});
  const std::int64_t large_sides[][2] = {{260, 260}, {260, 260}, {260, 260},
                                         {260, 220}, {170, 230}, {190, 260}};
  for (std::size_t i = 0; i < 6; ++i) {
    const Box a = clipped_window(small, i, 62, 340, 300, "clipped_patches");
    BOOST_TEST(a.height_px == small_sides[i][0]);
    BOOST_TEST(a.width_px == small_sides[i][1]);
    const Box b = clipped_window(large, i, 260, 700, 640, "clipped_patches");
    BOOST_TEST(b.height_px == large_sides[i][0]);
    BOOST_TEST(b.width_px == large_sides[i][1]);
  }
  const Box truncated = clipped_window(small, 1, 62, 340, 300, "");
  BOOST_TEST(truncated.x_px == 69);
  BOOST_TEST(truncated.y_px == 59);
}

// recipes/hespotex_loocv/METHOD.md 2.7: 200.92 px of TENX89 give windows of 200
// px, 201.03 px of TENX92 give 202.
BOOST_AUTO_TEST_CASE(the_side_comes_from_the_diameter_rounded_up) {
  Dataset d = section_of({{500, 500}});
  d.spot_diameter_px = 200.92;
  BOOST_TEST(window_side_px(d, {}, "w") == 201);
  BOOST_TEST(clipped_window(d, 0, 201, 1000, 1000, "w").width_px == 200);
  d.spot_diameter_px = 201.03;
  BOOST_TEST(window_side_px(d, {}, "w") == 202);
  BOOST_TEST(clipped_window(d, 0, 202, 1000, 1000, "w").width_px == 202);
}

// 100 um at 0.688 um/px are 145.3 px. The array's steps are 290 and 291 px.
BOOST_AUTO_TEST_CASE(the_side_comes_from_what_is_known) {
  Dataset d = section_of({{0, 0}, {290, 0}, {580, 0}, {0, 291}, {290, 291}});
  BOOST_TEST(window_side_px(d, {.side_px = 77, .side_um = 0}, "w") == 77);
  BOOST_TEST(window_side_px(d, {}, "w") == 145);
  d.um_per_px = 0.688;
  BOOST_TEST(window_side_px(d, {.side_px = 0, .side_um = 100}, "w") == 145);
  d.spot_diameter_px = 10;
  BOOST_TEST(window_side_px(d, {.side_px = 0, .side_um = 100}, "w") == 145);
}

BOOST_AUTO_TEST_CASE(a_side_that_cannot_be_told_is_named) {
  Dataset d = section_of({{0, 0}, {1, 1}});
  BOOST_TEST(error_of([&] { window_side_px(d, {}, "w"); }) ==
             "w: section x/1 knows neither the diameter of its spots nor "
             "their distance; give side_px or side_um");
  BOOST_TEST(error_of([&] {
               window_side_px(d, {.side_px = 0, .side_um = 55}, "w");
             }) ==
             "w: side_um = 55 needs the scale of section x/1, which is not "
             "known; give `dataset` um_per_px or spot_pitch_um");
  BOOST_TEST(error_of([&] {
               window_side_px(d, {.side_px = 3, .side_um = 55}, "w");
             }) ==
             "w: side_px = 3 and side_um = 55 both say how wide a "
             "window is; give one");
  d.um_per_px = 50;
  BOOST_TEST(error_of([&] {
               window_side_px(d, {.side_px = 0, .side_um = 55}, "w");
             }) ==
             "w: a window of section x/1 would be 1 px wide (side_um = "
             "55 at 50 um/px), expected 2 to 1000000");
}

// Windows of 20 px on 100 x 80 px: at x = -10 nothing is left, at -9 a column.
BOOST_AUTO_TEST_CASE(a_window_without_a_pixel_is_named_with_its_distance) {
  const Dataset d = section_of(
      {{-10.5, 40}, {-9.5, 40}, {110, 40}, {109, 40}, {50, -30}, {50, 1e300}});
  BOOST_TEST(error_of([&] { clipped_window(d, 0, 20, 100, 80, "w"); }) ==
             "w: spot s0 of section x/1 lies outside the picture, 10 px left "
             "of its 100 x 80 px, and its window of 20 px has none of them; "
             "are the positions those of this picture?");
  BOOST_TEST(clipped_window(d, 1, 20, 100, 80, "w").width_px == 1);
  BOOST_TEST(error_of([&] { clipped_window(d, 2, 20, 100, 80, "w"); }) ==
             "w: spot s2 of section x/1 lies outside the picture, 11 px right "
             "of its 100 x 80 px, and its window of 20 px has none of them; "
             "are the positions those of this picture?");
  BOOST_TEST(clipped_window(d, 3, 20, 100, 80, "w").width_px == 1);
  BOOST_TEST(error_of([&] { clipped_window(d, 4, 21, 100, 80, "w"); }) ==
             "w: spot s4 of section x/1 lies outside the picture, 30 px above "
             "its 100 x 80 px, and its window of 20 px has none of them; are "
             "the positions those of this picture?");
  BOOST_TEST(error_of([&] { clipped_window(d, 5, 20, 100, 80, "w"); }) ==
             "w: spot s5 of section x/1 lies outside the picture, "
             "999999999921 px below its 100 x 80 px, and its window of 20 px "
             "has none of them; are the positions those of this picture?");
}

BOOST_AUTO_TEST_SUITE_END()
