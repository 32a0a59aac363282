#include <boost/test/unit_test.hpp>

#include "core/data/stored/pair_map.h"
#include "core/data/stored/transform.h"
#include "tests/data/stored/written.h"

using namespace moonstain;

namespace {

Transform small_transform() {
  Transform t;
  t.section_a = "her2st/C2";
  t.section_b = "her2st/C3";
  t.map << 0, 2, 5, 3, 0, 7;
  t.correlation = 0.5;
  t.inside = 0.25;
  t.dice = 0.75;
  t.refusal = "the masks do not match";
  t.remarks = {"a sentence"};
  return t;
}

PairMap small_pair_map() {
  PairMap p;
  p.section_a = "her2st/C2";
  p.section_b = "her2st/C3";
  p.patient_a = p.patient_b = "her2st/C";
  p.correlation = 0.5;
  p.dice = 0.9;
  p.mirrored = true;
  p.refusal = "too few";
  p.spots_a = {"1x1", "2x1", "3x1"};
  p.spots_b = {"1x1", "1x2"};
  p.xy_a.resize(3, 2);
  p.xy_a << 1, 2, 3, 4, 50, 60;
  p.xy_b.resize(2, 2);
  p.xy_b << 1, 3, 3, 4;
  p.reach_px = 4;
  p.near = near_points(p.xy_a, p.xy_b, p.reach_px);
  return p;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pair_test)

BOOST_AUTO_TEST_CASE(a_transform_comes_back_whole) {
  const Transform back = there_and_back(small_transform());
  BOOST_TEST(back.section_a == "her2st/C2");
  BOOST_TEST(back.section_b == "her2st/C3");
  BOOST_TEST(back.map(1, 2) == 7);
  BOOST_TEST(back.correlation == 0.5);
  BOOST_TEST(back.inside == 0.25);
  BOOST_TEST(back.dice == 0.75);
  BOOST_TEST(!back.accepted());
  BOOST_TEST(back.refusal == "the masks do not match");
  BOOST_TEST(back.remarks[0] == "a sentence");
}

// x and y are exchanged: (10, 100) lies at (2 * 100 + 5, 3 * 10 + 7).
BOOST_AUTO_TEST_CASE(exchanged_axes_are_a_mirror_image) {
  const Transform t = small_transform();
  BOOST_TEST(t.mirrored());
  Positions at(1, 2);
  at << 10, 100;
  const Positions to = mapped(t.map, at);
  BOOST_TEST(to(0, 0) == 205);
  BOOST_TEST(to(0, 1) == 37);
  Transform turned = t;
  turned.map(0, 1) = -2;
  BOOST_TEST(!turned.mirrored());
}

BOOST_AUTO_TEST_CASE(a_transform_that_maps_nothing_is_refused) {
  Transform t = small_transform();
  BOOST_TEST(
      read_with(t, "map", std::vector<double>{1, 2, 5, 2, 4, 7}, {2, 3}) ==
      "o: the map takes (x, y) to (1 x + 2 y + 5, 2 x + 4 y + 7), expected "
      "finite numbers and a determinant other than 0");
  BOOST_TEST(read_with(t, "map", std::vector<double>(6), {3, 2}) ==
             "o: map is [3, 2], expected [2, 3] ([(x, y), (x, y, 1)])");
  t.dice = 1.5;
  BOOST_TEST(
      read_as_written(t) ==
      "o: correlations of 0.5 and 0.25 and a Dice of 1.5, expected -1 to "
      "1 and 0 to 1");
}

BOOST_AUTO_TEST_CASE(a_pair_map_comes_back_whole) {
  const PairMap back = there_and_back(small_pair_map());
  BOOST_TEST(back.section_b == "her2st/C3");
  BOOST_TEST(back.patient_a == "her2st/C");
  BOOST_TEST(back.dice == 0.9);
  BOOST_TEST(back.mirrored);
  BOOST_TEST(!back.compared());
  BOOST_TEST(back.refusal == "too few");
  BOOST_TEST(back.reach_px == 4);
  BOOST_TEST(back.xy_a(2, 1) == 60);
  BOOST_TEST(back.spots_b[1] == "1x2");
  // Spot 0: distance^2 1 and 8; spot 1: 5 and 0; spot 2 is far from both.
  BOOST_TEST(back.near.near(0, 0) == 0);
  BOOST_TEST(back.near.weight(0, 0) == 8. / 9);
  BOOST_TEST(back.near.near(1, 0) == 1);
  BOOST_TEST(back.near.near(1, 1) == -1);
  BOOST_TEST(back.mapped_spots() == (std::vector<Eigen::Index>{0, 1}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(neighbours_that_do_not_exist_are_named) {
  const PairMap p = small_pair_map();
  const std::vector<std::int32_t> near{0,  2,  -1, -1, 1,  -1,
                                       -1, -1, -1, -1, -1, -1};
  BOOST_TEST(read_with(p, "near", near, {3, 4}) ==
             "o: spot '1x1' is near to places (0, 2, -1, -1) with weights "
             "(0.8888888888888888, 0.1111111111111111, 0, 0), expected places "
             "below 2, weights of "
             "sum 1, and -1 with 0 behind the last");
  std::vector<double> weight(12, 0.25);
  BOOST_TEST(read_with(p, "weight", weight, {3, 4}) ==
             "o: spot '1x1' is near to places (0, 1, -1, -1) with weights "
             "(0.25, 0.25, 0.25, 0.25), expected places below 2, weights of "
             "sum 1, and -1 with 0 behind the last");
  BOOST_TEST(read_with(p, "xy_b", weight, {6, 2}) ==
             "o: xy_b is [6, 2], expected [2, 2] ([spots_b, (x, y)])");
  PairMap short_one = p;
  short_one.spots_b.pop_back();
  const TempFolder folder;
  BOOST_TEST(error_of([&] { short_one.write(folder / "o"); }) ==
             "PairMap of sections her2st/C2 and her2st/C3: 3 and 1 spots, 3 "
             "and 2 positions, 3 rows of places and 3 of weights");
}

BOOST_AUTO_TEST_SUITE_END()
