#include "core/eval/panels/colour_map.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(colour_map_test)

// Ends and middle of matplotlib's viridis.
BOOST_AUTO_TEST_CASE(viridis_has_its_known_ends) {
  BOOST_TEST(viridis(0.0) == "#440154");
  BOOST_TEST(viridis(0.5) == "#21918c");
  BOOST_TEST(viridis(1.0) == "#fde725");
  BOOST_TEST(viridis(7.0) == "#fde725");
}

BOOST_AUTO_TEST_CASE(undefined_is_a_grey_outside_the_scale) {
  BOOST_TEST(viridis(std::nan("")) == "#d9d9d9");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
