#include "core/data/tissue/pen_marks.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <vector>

namespace moonstain {
namespace {

WasteShares shares(const std::vector<std::uint8_t>& rgb) {
  return waste_shares(rgb, 200);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pen_marks_test)

// By hand from a box of each pen: its limits are not within it.
BOOST_AUTO_TEST_CASE(a_pen_is_what_lies_within_a_box_of_its_colours) {
  BOOST_TEST(shares({151, 79, 89, 150, 79, 89}).red_pen == 0.5);
  BOOST_TEST(shares({149, 161, 141, 149, 160, 140}).green_pen == 0.5);
  BOOST_TEST(shares({29, 19, 66, 29, 19, 65}).blue_pen == 0.5);
}

// Eosin and haematoxylin, pale and dark.
BOOST_AUTO_TEST_CASE(tissue_is_neither_pen_nor_background) {
  const WasteShares none =
      shares({220, 150, 190, 225, 150, 180, 110, 80, 150, 110, 85, 150});
  BOOST_TEST(none.largest() == 0.);
}

// 0.299 * 201 + 0.587 * 201 + 0.114 * 201 = 201, above 200.
BOOST_AUTO_TEST_CASE(background_is_brighter_than_asked) {
  const WasteShares some = shares({201, 201, 201, 200, 200, 200});
  BOOST_TEST(some.background == 0.5);
  BOOST_TEST(some.largest() == 0.5);
}

BOOST_AUTO_TEST_CASE(no_pixels_have_no_shares) {
  BOOST_TEST(shares({}).largest() == 0.);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
