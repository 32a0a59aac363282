#include "core/data/tissue/distance.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <vector>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

/// 7 x 5 pixels, background at (1, 2) and (6, 4).
std::vector<std::uint8_t> two_holes() {
  std::vector<std::uint8_t> mask(35, 1);
  mask[15] = mask[34] = 0;
  return mask;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(distance_test)

// Expected values: SciPy 1.17.1, scipy.ndimage.distance_transform_edt.
BOOST_AUTO_TEST_CASE(distances_are_those_of_scipy) {
  const std::vector<double> expected = {
      2.236068,  2.0, 2.236068,  2.8284271, 3.6055513, 4.1231056, 4.0,
      1.4142136, 1.0, 1.4142136, 2.236068,  3.1622777, 3.1622777, 3.0,
      1.0,       0.0, 1.0,       2.0,       2.8284271, 2.236068,  2.0,
      1.4142136, 1.0, 1.4142136, 2.236068,  2.236068,  1.4142136, 1.0,
      2.236068,  2.0, 2.236068,  2.8284271, 2.0,       1.0,       0.0};
  const std::vector<float> found = distance_to_background(two_holes(), 7, 5, 9);
  const std::vector<float> short_of =
      distance_to_background(two_holes(), 7, 5, 3);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    BOOST_TEST(double{found[i]} == expected[i], tt::tolerance(1e-6));
    BOOST_TEST(double{short_of[i]} == std::min(expected[i], 3.0),
               tt::tolerance(1e-6));
  }
}

BOOST_AUTO_TEST_CASE(without_background_all_is_as_far_as_is_looked) {
  for (const float distance :
       distance_to_background(std::vector<std::uint8_t>(6, 1), 3, 2, 4)) {
    BOOST_TEST(distance == 4.F);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_picture_is_refused) {
  BOOST_TEST(error_of([] { distance_to_background(two_holes(), 5, 5, 9); }) ==
             "distance_to_background: 35 values of 5 x 5 px");
  BOOST_TEST(error_of([] { distance_to_background(two_holes(), 7, 5, 0); }) ==
             "distance_to_background: most_px is 0, expected 1 to 4096");
}

BOOST_AUTO_TEST_SUITE_END()
