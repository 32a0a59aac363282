#include "core/data/stored/tile_width.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

std::string refusal(const TileWidth& a, const TileWidth& b) {
  return error_of(
      [&] { check_same_width("model", "section d/S1", a, "section d/S2", b); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tile_width_test)

// Crops of 32 px in arrays of 40 and 90 px.
BOOST_AUTO_TEST_CASE(widths_that_differ_are_refused_with_both) {
  BOOST_TEST(refusal({.pitches = 0.8}, {.pitches = 32. / 90}) ==
             "model: tiles of section d/S1 are 0.80 pitches wide, those of "
             "section d/S2 0.36 pitches (at most 10 % apart is expected): "
             "their pictures are of different scales. Crop them in um with "
             "crop_um of `patches` (arrays of different spacing: give "
             "spot_pitch_um), or allow it there with scale = \"any\"");
  BOOST_TEST(refusal({0.8, 160}, {0.8, 80}) ==
             "model: tiles of section d/S1 are 160.0 um wide, those of section "
             "d/S2 80.0 um (at most 10 % apart is expected): their pictures "
             "are of different scales. Crop them in um with crop_um of "
             "`patches`, or allow it there with scale = \"any\"");
}

// One crop in arrays of 200 and 100 um.
BOOST_AUTO_TEST_CASE(arrays_of_different_spacing_are_compared_in_um) {
  BOOST_TEST(same_width({0.8, 160}, {1.6, 160}));
  BOOST_TEST(!same_width({.pitches = 0.8}, {1.6, 160}));
}

BOOST_AUTO_TEST_CASE(what_is_near_or_not_known_is_taken) {
  BOOST_TEST(refusal({.pitches = 0.8}, {.pitches = 0.73}) == "no error");
  BOOST_TEST(same_width({}, {.pitches = 0.8}));
  BOOST_TEST(same_width({0.8, 160}, {}));
}

BOOST_AUTO_TEST_SUITE_END()
