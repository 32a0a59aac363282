#include "core/eval/baselines/neighbour_section.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

// Three spots of A; B's lie at the first, on both sides of the second (1 and 2
// px away), and out of reach of the third.
struct Pair {
  PairMap map;
  Targets measured;

  Pair() {
    map.section_a = "s/A";
    map.section_b = "s/B";
    map.spots_a = {"a", "b", "c"};
    map.spots_b = {"p", "q", "r"};
    map.xy_a.resize(3, 2);
    map.xy_a << 0, 0, 10, 0, 90, 0;
    map.xy_b.resize(3, 2);
    map.xy_b << 0, 0, 9, 0, 12, 0;
    map.reach_px = 4;
    map.near = near_points(map.xy_a, map.xy_b, map.reach_px);
    measured.about = "s/B";
    measured.names = {"r", "q", "p"};  // in another order
    measured.variables = {"G", "H"};
    measured.values = Matrix{{5.F, 0.F}, {10.F, 3.F}, {3.F, 9.F}};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(neighbour_section_test)

// At b weights 1 and 1/4: (4 * 10 + 5) / 5 and (4 * 3 + 0) / 5. At c the mean
// of B: 18 / 3 and 12 / 3.
BOOST_AUTO_TEST_CASE(near_spots_are_copied_and_the_rest_has_the_mean) {
  const Pair pair;
  const Predictions copy = copied_predictions(pair.map, pair.measured, "copy");
  BOOST_TEST(copy.about == "s/A");
  BOOST_TEST(copy.predictor.name == "copy");
  BOOST_TEST((copy.predictor.kind == PredictorKind::simple));
  BOOST_TEST((copy.names == std::vector<std::string>{"a", "b", "c"}));
  BOOST_TEST((copy.variables == pair.measured.variables));
  const Matrix expected{{3.F, 9.F}, {9.F, 2.4F}, {6.F, 4.F}};
  BOOST_TEST(copy.values.isApprox(expected, 1e-6F));
}

// A pair that does not match has no spot's value, but B's mean.
BOOST_AUTO_TEST_CASE(a_refused_pair_is_one_value) {
  Pair pair;
  pair.map.refusal = "the masks do not match";
  const Matrix expected{{6.F, 4.F}, {6.F, 4.F}, {6.F, 4.F}};
  BOOST_TEST(copied_predictions(pair.map, pair.measured, "copy")
                 .values.isApprox(expected, 1e-6F));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_named) {
  Pair pair;
  pair.measured.about = "s/A";
  BOOST_TEST(
      error_of([&] { copied_predictions(pair.map, pair.measured, ""); }) ==
      "copied_predictions: `targets` are of s/A, the pair's neighbour is "
      "s/B");
  pair = Pair();
  pair.measured.names = {"r", "q", "x"};
  BOOST_TEST(
      error_of([&] { copied_predictions(pair.map, pair.measured, ""); }) ==
      "copied_predictions: targets of s/B: no spot 'p' (3 given, as "
      "'r')");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
