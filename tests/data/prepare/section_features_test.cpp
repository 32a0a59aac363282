#include "core/data/prepare/section_features.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// a b .
// . c .   and d far off
Dataset array() {
  Dataset dataset;
  dataset.section = "x/1";
  dataset.spots = {"a", "b", "c", "d"};
  dataset.array_xy.resize(4, 2);
  dataset.array_xy << 1, 1, 2, 1, 2, 2, 9, 9;
  dataset.pixel_xy = dataset.array_xy.cast<double>();
  return dataset;
}

// In another order than the dataset's spots.
Features values() {
  Features features;
  features.section = "x/1";
  features.encoder = "mean";
  features.spots = {"d", "c", "b", "a"};
  features.values = Matrix{{7.F, 1.F}, {3.F, 0.F}, {6.F, 0.F}, {0.F, 9.F}};
  features.blank = Eigen::Vector2f(255.F, 0.F);
  return features;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(section_features_test)

// a, b and c lie beside one another: (0 + 6 + 3) / 3 and (9 + 0 + 0) / 3.
BOOST_AUTO_TEST_CASE(a_spot_is_the_mean_over_itself_and_its_neighbours) {
  const Features out = smoothed_features(values(), array(), 1);
  const Matrix expected{{7.F, 1.F}, {3.F, 3.F}, {3.F, 3.F}, {3.F, 3.F}};
  BOOST_TEST((out.values == expected));
  BOOST_TEST(out.spots == values().spots, tt::per_element());
  BOOST_TEST(out.encoder == "mean, mean over 3 x 3");
  BOOST_TEST((out.blank == values().blank));
}

BOOST_AUTO_TEST_CASE(a_block_keeps_the_features_of_its_spots) {
  Dataset block = array();
  block.section = "x/1#r1c1of2x1";
  block.spots = {"c", "a"};
  const Features out = kept_features(values(), block);
  BOOST_TEST(out.section == "x/1#r1c1of2x1");
  BOOST_TEST(out.spots == block.spots, tt::per_element());
  BOOST_TEST((out.values == Matrix{{3.F, 0.F}, {0.F, 9.F}}));
  BOOST_TEST(out.encoder == "mean");
}

BOOST_AUTO_TEST_CASE(another_section_is_refused) {
  Dataset other = array();
  other.section = "x/2#r1c1of2x1";
  BOOST_TEST(error_of([&] { kept_features(values(), other); }) ==
             "kept_features: the features are of x/1, the dataset of "
             "x/2#r1c1of2x1; give those of one section");
  other.section = "x/2";
  BOOST_TEST(error_of([&] { smoothed_features(values(), other, 1); }) ==
             "smoothed_features: the features are of x/1, the dataset of x/2; "
             "give those of one section");
}

BOOST_AUTO_TEST_CASE(a_spot_without_features_is_named) {
  Dataset more = array();
  more.spots[0] = "z";
  BOOST_TEST(error_of([&] { kept_features(values(), more); }) ==
             "kept_features: mean of x/1: no spot 'z' (4 given, as 'd')");
}

BOOST_AUTO_TEST_SUITE_END()
