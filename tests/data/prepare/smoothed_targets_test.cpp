#include "core/data/prepare/smoothed_targets.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// a b .
// . c .
// . . d   and e far off
Dataset array() {
  Dataset dataset;
  dataset.section = "x/1";
  dataset.spots = {"a", "b", "c", "d", "e"};
  dataset.array_xy.resize(5, 2);
  dataset.array_xy << 1, 1, 2, 1, 2, 2, 3, 3, 9, 9;
  dataset.pixel_xy = dataset.array_xy.cast<double>();
  return dataset;
}

// In another order than the dataset's spots.
Targets values() {
  Targets targets;
  targets.about = "x/1";
  targets.transform = "n";
  targets.names = {"e", "d", "c", "b", "a"};
  targets.variables = {"A", "B"};
  targets.values =
      Matrix{{16.F, 0.F}, {8.F, 0.F}, {4.F, 3.F}, {2.F, 0.F}, {0.F, 0.F}};
  targets.total_all = Eigen::VectorXd::LinSpaced(5, 1, 5);
  targets.total_chosen = targets.total_all;
  return targets;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(smoothed_targets_test)

// a has b and c beside it, diagonals included; c has a, b and d; d has c alone;
// e nobody.
BOOST_AUTO_TEST_CASE(a_spot_is_the_mean_over_itself_and_its_neighbours) {
  const Targets out = smoothed_targets(values(), array(), 1);
  const Matrix expected{
      {16.F, 0.F}, {6.F, 1.5F}, {14.F / 4.F, 0.75F}, {2.F, 1.F}, {2.F, 1.F}};
  BOOST_TEST((out.values == expected));
  BOOST_TEST(out.names == values().names, tt::per_element());
  BOOST_TEST((out.total_all == values().total_all));
  BOOST_TEST(out.transform ==
             "mean over spots at most 1 apart on the array of "
             "n");
}

// Two places away d is beside a and b.
BOOST_AUTO_TEST_CASE(reach_is_by_axis) {
  const Targets out = smoothed_targets(values(), array(), 2);
  BOOST_TEST(out.values(1, 0) == 14.F / 4.F);
  BOOST_TEST(out.values(0, 0) == 16.F);
}

BOOST_AUTO_TEST_CASE(spots_without_a_target_are_no_neighbours) {
  Targets some = values();
  some.names = {"c", "a"};
  some.values = Matrix{{4.F, 3.F}, {0.F, 0.F}};
  const Targets out = smoothed_targets(some, array(), 1);
  BOOST_TEST(out.values(0, 0) == 2.F);
  BOOST_TEST(out.values(1, 1) == 1.5F);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const auto refused = [](const Targets& targets, const Dataset& dataset) {
    return error_of([&] { smoothed_targets(targets, dataset, 1); });
  };
  Targets other = values();
  other.about = "x/2";
  BOOST_TEST(refused(other, array()) ==
             "smoothed_targets: the targets are of x/2, the dataset of x/1");
  Dataset cells = array();
  cells.lattice = Lattice::none;
  BOOST_TEST(refused(values(), cells) ==
             "smoothed_targets: section x/1 has cells, which lie on no array");
  Dataset twice = array();
  twice.array_xy.row(1) = twice.array_xy.row(0);
  BOOST_TEST(refused(values(), twice) ==
             "smoothed_targets: spots 'b' and 'a' of section x/1 lie at one "
             "place of the array, (1, 1); each needs a place of its own");
  Targets unknown = values();
  unknown.names[0] = "f";
  BOOST_TEST(refused(unknown, array()) ==
             "smoothed_targets: dataset of x/1: no spot 'f' (5 given, as "
             "'a')");
}

BOOST_AUTO_TEST_SUITE_END()
