#include "core/stats/structural_similarity.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

using Xy = Eigen::Matrix<std::int32_t, Eigen::Dynamic, 2, Eigen::RowMajor>;

// Spots of a full lattice of 9 columns and 8 rows, row by row, and two maps:
// sin(0.9 + 0.37 (i + 1)), and the same with 0.5 cos(0.61 i) on top.
struct Maps {
  Xy places;
  std::vector<float> measured, predicted;

  explicit Maps(int spots = 72) : places(spots, 2) {
    for (int i = 0; i < spots; ++i) {
      places.row(i) << 10 + i % 9, 3 + i / 9;
      const double wave = std::sin(0.9 + 0.37 * (i + 1));
      measured.push_back(static_cast<float>(wave));
      predicted.push_back(static_cast<float>(wave + 0.5 * std::cos(0.61 * i)));
    }
  }
  double similarity() const {
    return LatticeWindows(places).similarity(predicted, measured);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(structural_similarity_test)

// scikit-image 0.26.0: structural_similarity(measured, predicted, win_size=7,
// data_range=measured.max() - measured.min()).
BOOST_AUTO_TEST_CASE(a_full_rectangle_is_that_of_scikit_image) {
  BOOST_TEST(LatticeWindows(Maps().places).count() == 6U);
  BOOST_TEST(Maps().similarity() == 0.6444073924716915, tt::tolerance(1e-12));
}

// Without the last spot five of its six windows are left: their mean in the map
// of structural_similarity(..., full=True).
BOOST_AUTO_TEST_CASE(a_window_that_lacks_a_spot_is_left_out) {
  BOOST_TEST(LatticeWindows(Maps(71).places).count() == 5U);
  BOOST_TEST(Maps(71).similarity() == 0.6091695774380141, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_map_is_like_itself) {
  Maps maps;
  maps.predicted = maps.measured;
  BOOST_TEST(maps.similarity() == 1, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(nothing_to_compare_is_undefined) {
  Maps constant;
  constant.measured.assign(72, 0.5F);
  BOOST_TEST(std::isnan(constant.similarity()));
  BOOST_TEST(std::isnan(Maps(54).similarity()));  // six rows, no window
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_named) {
  Maps maps;
  maps.places.row(1) = maps.places.row(0);
  BOOST_TEST(error_of([&] { LatticeWindows windows(maps.places); }) ==
             "structural_similarity: two spots at the array's place 10x3");
  BOOST_TEST(error_of([] {
               LatticeWindows(Maps().places)
                   .similarity(Maps(71).predicted, Maps().measured);
             }) ==
             "structural_similarity: 71 predicted and 72 measured values for "
             "72 spots");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
