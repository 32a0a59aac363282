#include "core/data/image/block_means.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// Grey: the three channels of a pixel are alike.
std::vector<std::uint8_t> grey(std::vector<std::uint8_t> values) {
  std::vector<std::uint8_t> rgb;
  for (const std::uint8_t value : values) rgb.insert(rgb.end(), 3, value);
  return rgb;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(block_means_test)

//   0  2 | 10
//   4  6 | 21     means 3 and 15.5, which is rounded up
//   ---------
//   1  2 |  9     1.5 and 9
BOOST_AUTO_TEST_CASE(blocks_at_the_border_hold_what_is_left) {
  BlockMeans means(3, 3, 2);
  means.add(0, 0, 3, grey({0, 2, 10, 4, 6, 21, 1, 2, 9}));
  const Picture small = std::move(means).finish();
  BOOST_TEST(small.width_px == 2);
  BOOST_TEST(small.height_px == 2);
  BOOST_TEST(small.rgb == grey({3, 16, 2, 9}), tt::per_element());
}

// Parts that cut blocks both ways, the same picture.
BOOST_AUTO_TEST_CASE(parts_give_what_the_whole_gives) {
  BlockMeans means(3, 3, 2);
  means.add(0, 0, 1, grey({0}));
  means.add(1, 0, 2, grey({2, 10}));
  means.add(0, 1, 1, grey({4, 1}));
  means.add(1, 1, 2, grey({6, 21, 2, 9}));
  BOOST_TEST(std::move(means).finish().rgb == grey({3, 16, 2, 9}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(blocks_of_one_pixel_are_the_picture) {
  BlockMeans means(2, 1, 1);
  means.add(0, 0, 2, grey({255, 254}));
  BOOST_TEST(std::move(means).finish().rgb == grey({255, 254}),
             tt::per_element());
  BOOST_TEST(error_of([] { BlockMeans(2, 1, 0); }) ==
             "block means of 2 x 1 px by blocks of 0 px: expected sides above "
             "0");
}

BOOST_AUTO_TEST_SUITE_END()
