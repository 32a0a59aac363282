// Pairs of sections as panels.
#include <boost/test/unit_test.hpp>

#include "core/data/image/jpeg.h"
#include "core/data/stored/pair_map.h"
#include "core/eval/panels/pair_overlay_panel_step.h"
#include "core/eval/panels/registration_panel_step.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// 40 x 30 px of one colour, tissue in [10, 30) x [5, 25).
TissueView view(const std::string& section, std::uint8_t grey) {
  TissueView out;
  out.section = section;
  out.um_per_px = 16;
  out.x_px = out.y_px = 4;
  out.picture = {40, 30, std::vector<std::uint8_t>(40 * 30 * 3, grey)};
  out.haematoxylin.assign(40 * 30, 0.F);
  out.tissue.assign(40 * 30, 0);
  for (std::size_t y = 5; y < 25; ++y) {
    for (std::size_t x = 10; x < 30; ++x) out.tissue[y * 40 + x] = 1;
  }
  return out;
}

// B lies 8 px of the view, 32 of the picture, to the right.
Transform transform() {
  Transform t;
  t.section_a = "x/A";
  t.section_b = "x/B";
  t.map << 1, 0, 32, 0, 1, 0;
  t.correlation = 0.5;
  t.inside = 0.25;
  t.dice = 0.6;
  t.refusal = "the tissue masks overlap with a Dice of 0.600, ...";
  t.remarks = {"A remark."};
  return t;
}

PairMap pair_map(const Transform& t) {
  PairMap out;
  out.section_a = t.section_a;
  out.section_b = t.section_b;
  out.refusal = t.refusal;
  out.spots_a = {"1x1", "2x1"};
  out.spots_b = {"1x1"};
  out.xy_a.resize(2, 2);
  out.xy_a << 60, 60, 80, 60;
  out.xy_b.resize(1, 2);
  out.xy_b << 92, 60;
  out.reach_px = 30;
  out.near = near_points(
      out.xy_a, t.accepted() ? MatrixD(out.xy_b) : MatrixD(0, 2), out.reach_px);
  return out;
}

std::array<int, 3> pixel(const Picture& picture, std::int64_t x,
                         std::int64_t y) {
  const auto* rgb =
      &picture.rgb[static_cast<std::size_t>(3 * (y * picture.width_px + x))];
  return {rgb[0], rgb[1], rgb[2]};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registration_panel_test)

// Tissue of both spans columns 10 to 38 and rows 5 to 25; 1.4 px around.
BOOST_AUTO_TEST_CASE(a_pair_is_drawn_where_its_tissue_lies) {
  const PairFrame frame =
      pair_frame(view("x/A", 100), view("x/B", 200), transform(), 100);
  BOOST_TEST(frame.x == 9);
  BOOST_TEST(frame.width == 30);
  BOOST_TEST(frame.y == 4);
  BOOST_TEST(frame.height == 22);
  BOOST_TEST(frame.times == 3);
}

// Squares of 9 px; B's picture begins at column 8 of A's.
BOOST_AUTO_TEST_CASE(squares_alternate_and_edges_are_drawn) {
  const PairFrame frame{0, 0, 30, 30, 3};
  const Picture drawn =
      pair_overlay(view("x/A", 100), view("x/B", 200), transform(), frame);
  BOOST_TEST(drawn.width_px == 90);
  BOOST_TEST((pixel(drawn, 4, 4) == std::array{100, 100, 100}));
  // Beside it a square of B, which has no picture here.
  BOOST_TEST((pixel(drawn, 13, 4) == std::array{255, 255, 255}));
  BOOST_TEST((pixel(drawn, 31, 4) == std::array{200, 200, 200}));
  BOOST_TEST((pixel(drawn, 40, 40) == std::array{100, 100, 100}));
  // A's tissue begins at column 10, 30 as it is drawn, B's at 18 and 54.
  BOOST_TEST((pixel(drawn, 29, 40) == std::array{0, 114, 178}));
  BOOST_TEST((pixel(drawn, 53, 40) == std::array{230, 120, 0}));
  BOOST_TEST((pixel(drawn, 40, 13) == std::array{0, 114, 178}));
}

BOOST_AUTO_TEST_CASE(the_panel_says_what_was_found_and_draws_the_spots) {
  const TempFolder folder;
  view("x/A", 100).write(folder / "a");
  view("x/B", 200).write(folder / "b");
  transform().write(folder / "t");
  pair_map(transform()).write(folder / "m");
  const Items items{{"a", {{folder / "a", "", "x/A"}}},
                    {"b", {{folder / "b", "", "x/B"}}},
                    {"transform", {{folder / "t", "", ""}}},
                    {"pair_map", {{folder / "m", "", ""}}}};
  const Panel panel = run_step(pair_overlay_panel_step(), items,
                               {{"longest_px", 100}}, folder / "p");
  BOOST_TEST(panel.caption ==
             "Squares of x/A alternate with x/B as it is laid on it; blue is "
             "the edge of the first one's tissue, orange of the other's. Dice "
             "0.600, correlation 0.500, inside of the tissue 0.250; 0 of 2 "
             "spots have one of the other section near. Not compared: the "
             "tissue masks overlap with a Dice of 0.600, .... A remark.");
  const auto& data = std::get<PicturePanel>(panel.data);
  BOOST_TEST(data.width_px == 90);
  BOOST_TEST(data.height_px == 66);
  BOOST_TEST(*data.um_per_px == 16. / 3);
  BOOST_REQUIRE(data.outlines.size() == 3U);
  // A's first spot: (60 / 4 - 9) * 3 = 18; half a side is 0.12 * 30 / 4 * 3.
  BOOST_TEST(
      data.outlines[0].x == (std::vector<double>{15.3, 20.7, 20.7, 15.3}),
      tt::tolerance(1e-12) << tt::per_element());
  BOOST_TEST(data.outlines[2].of == 1U);
  BOOST_TEST(data.outlines[2].x == (std::vector<double>{39.3, 42, 44.7, 42}),
             tt::tolerance(1e-12) << tt::per_element());
  const Picture shown =
      jpeg_decode(panel.files.at("picture.jpg"), "picture.jpg");
  BOOST_TEST(shown.width_px == 90);

  Transform other = transform();
  other.section_b = "x/C";
  other.write(folder / "t2");
  Items mixed = items;
  mixed["transform"] = {{folder / "t2", "", ""}};
  BOOST_TEST(
      error_of([&] {
        run_step(pair_overlay_panel_step(), mixed, Json::object(),
                 folder / "p2");
      }) ==
      "pair_overlay_panel: views of x/A and x/B, a transform of x/C to x/A and "
      "a map of "
      "x/B to x/A; expected one pair");
}

BOOST_AUTO_TEST_CASE(every_pair_has_its_row) {
  Transform good = transform();
  good.section_b = "x/C";
  good.map(0, 0) = -1;
  good.refusal = "";
  const TablePanel table = registration_table(
      {transform(), good}, {pair_map(good), pair_map(transform())});
  BOOST_TEST(table.columns[0].texts ==
                 (std::vector<std::string>{"x/A, x/B", "x/A, x/C"}),
             tt::per_element());
  BOOST_TEST(table.columns[1].numbers[0] == 0.6);
  BOOST_TEST(table.columns[3].numbers[1] == 0.25);
  BOOST_TEST(table.columns[4].numbers == (std::vector<double>{0, 1}),
             tt::per_element());
  BOOST_TEST(table.columns[5].numbers == (std::vector<double>{2, 2}),
             tt::per_element());
  BOOST_TEST(table.columns[6].texts == (std::vector<std::string>{"no", "yes"}),
             tt::per_element());
  BOOST_TEST(
      table.columns[7].texts ==
          (std::vector<std::string>{
              "no: the tissue masks overlap with a Dice of 0.600, ...", "yes"}),
      tt::per_element());

  BOOST_TEST(
      error_of([&] { registration_table({good}, {pair_map(transform())}); }) ==
      "registration_panel: x/C to x/A has a transform, but no map of its "
      "own");
  BOOST_TEST(
      error_of([&] { registration_table({}, {pair_map(good)}); }) ==
      "registration_panel: x/C to x/A has a map, but no transform of its "
      "own");
  BOOST_TEST(error_of([&] {
               registration_table({good}, {pair_map(good), pair_map(good)});
             }) == "registration_panel: two maps of x/C to x/A");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
