#include "core/data/tissue/pair_map.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// Spots `pitch_px` from each other, the first at (10, 20).
Dataset section(const std::string& name, int side, double pitch_px) {
  Dataset d;
  d.section = name;
  d.patient = name + "'s";
  const Eigen::Index spots = side * side;
  d.array_xy.resize(spots, 2);
  d.pixel_xy.resize(spots, 2);
  for (int i = 0; i < spots; ++i) {
    d.spots.push_back(concat(i % side, "x", i / side));
    d.array_xy.row(i) << i % side, i / side;
    d.pixel_xy.row(i) << 10 + pitch_px * (i % side), 20 + pitch_px * (i / side);
  }
  return d;
}

// B's px are half as wide as A's, and its first spot lies at A's second.
Transform transform() {
  Transform t;
  t.section_a = "x/A";
  t.section_b = "x/B";
  t.map << 2, 0, 10 + 30 - 2 * 10, 0, 2, 20 - 2 * 20;
  t.correlation = 0.75;
  t.dice = 0.9;
  return t;
}

const Dataset kA = section("x/A", 12, 30);
const Dataset kB = section("x/B", 12, 15);

}  // namespace

BOOST_AUTO_TEST_SUITE(pair_map_test)

// Spots lie on spots, so each is taken whole; the first column of A has B's
// first column at a pitch, which is within 1.5, and two at 1.41 of it.
BOOST_AUTO_TEST_CASE(spots_are_joined_where_the_transform_puts_them) {
  const PairMap map = pair_map(kA, kB, transform());
  BOOST_TEST(map.section_a == "x/A");
  BOOST_TEST(map.patient_b == "x/B's");
  BOOST_TEST(map.dice == 0.9);
  BOOST_TEST(map.correlation == 0.75);
  BOOST_TEST(map.compared());
  BOOST_TEST(!map.mirrored);
  BOOST_TEST(map.reach_px == 45, tt::tolerance(1e-12));
  BOOST_TEST(map.xy_b(0, 0) == 40);
  BOOST_TEST(map.xy_b(0, 1) == 20);
  BOOST_TEST(map.mapped_spots().size() == 144U);
  BOOST_TEST(map.near.near(1, 0) == 0);
  BOOST_TEST(map.near.weight(1, 0) == 1);
  // Spot 0x1: squares 900, 1800 and 1800 of B's 0x1, 0x0 and 0x2.
  BOOST_TEST(map.near.near(12, 0) == 12);
  BOOST_TEST(map.near.near(12, 1) == 0);
  BOOST_TEST(map.near.near(12, 2) == 24);
  BOOST_TEST(map.near.near(12, 3) == -1);
  BOOST_TEST(map.near.weight(12, 0) == 0.5, tt::tolerance(1e-12));
  BOOST_TEST(map.near.weight(12, 1) == 0.25, tt::tolerance(1e-12));
}

// Within half a pitch the first column of A has nothing.
BOOST_AUTO_TEST_CASE(spots_that_have_none_near_are_counted) {
  const PairMap map = pair_map(kA, kB, transform(), {.reach_pitches = 0.5});
  BOOST_TEST(map.mapped_spots().size() == 132U);
  BOOST_TEST(map.compared());
  const PairMap more =
      pair_map(kA, kB, transform(), {.reach_pitches = 0.5, .least_spots = 133});
  BOOST_TEST(more.mapped_spots().size() == 132U);
  BOOST_TEST(!more.compared());
  BOOST_TEST(more.refusal ==
             "132 of 144 spots have one of the other section near, not enough: "
             "133 are needed");
}

BOOST_AUTO_TEST_CASE(
    a_transform_that_is_not_used_gives_its_reason_and_no_spot) {
  Transform t = transform();
  t.dice = 0.5;
  t.refusal = "the tissue masks overlap with a Dice of 0.500, ...";
  const PairMap map = pair_map(kA, kB, t);
  BOOST_TEST(!map.compared());
  BOOST_TEST(map.refusal == t.refusal);
  BOOST_TEST(map.dice == 0.5);
  BOOST_TEST(map.mapped_spots().empty());
  BOOST_TEST(map.spots_a.size() == 144U);
  BOOST_TEST(map.near.near.rows() == 144);
}

BOOST_AUTO_TEST_CASE(other_sections_and_too_few_spots_are_refused) {
  BOOST_TEST(error_of([] { pair_map(kB, kA, transform()); }) ==
             "pair_map: the transform takes x/B to x/A, the datasets are x/B "
             "and x/A; give the pair in the order of its `registration`");
  BOOST_TEST(error_of([] {
               pair_map(kA, section("x/B", 2, 15), transform());
             }) == "pair_map: section x/B has 4 spots, at least 5 are needed");
  Dataset line = section("x/A", 12, 30);
  line.array_xy.col(1).setZero();
  BOOST_TEST(error_of([&] { pair_map(line, kB, transform()); }) ==
             "pair_map: how far the spots of section x/A are from each other "
             "is not known (positions are not checked against the array: its "
             "144 spots lie on one line of it), and so neither which ones are "
             "near");
}

BOOST_AUTO_TEST_SUITE_END()
