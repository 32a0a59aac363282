#include "core/data/tissue/ascent.h"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

/// All steps of a picture of heights; 0 is background.
std::vector<std::int64_t> steps_of(const std::vector<float>& heights,
                                   std::int64_t width, std::int64_t jump_px) {
  std::vector<std::uint8_t> mask;
  for (const float height : heights) mask.push_back(height > 0 ? 1 : 0);
  const auto rows = static_cast<std::int64_t>(heights.size()) / width;
  const Ascent ascent(mask, heights, width, rows, jump_px);
  std::vector<std::int64_t> out;
  for (std::int64_t y = 0; y < rows; ++y) {
    for (std::int64_t x = 0; x < width; ++x) out.push_back(ascent.next(x, y));
  }
  return out;
}

using Steps = std::vector<std::int64_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(ascent_test)

// One row, places 0 to 8: peaks of 3 at 1, of 2.5 at 4 and of 4 at 7. Three
// pixels from it the peak at 4 sees the one at 7; within 2 it is a seed.
BOOST_AUTO_TEST_CASE(pixels_climb_and_lower_peaks_jump_to_higher_ones) {
  const std::vector<float> heights = {1, 3, 2, 1, 2.5F, 1, 2, 4, 1};
  BOOST_TEST((steps_of(heights, 9, 2) == Steps{1, 1, 1, 4, 4, 4, 7, 7, 7}));
  BOOST_TEST((steps_of(heights, 9, 3) == Steps{1, 1, 1, 4, 7, 4, 7, 7, 7}));
  BOOST_TEST((steps_of(heights, 9, 6) == Steps{1, 7, 1, 4, 7, 4, 7, 7, 7}));
}

// The same peaks with background between them.
BOOST_AUTO_TEST_CASE(a_peak_that_is_not_seen_is_not_jumped_to) {
  BOOST_TEST((steps_of({2, 0, 3}, 3, 5) == Steps{0, -1, 2}));
  // Through (1, 1) the way from (0, 2) to (2, 0) is open, along one row not.
  BOOST_TEST((steps_of({0, 0, 3,  //
                        0, 1, 0,  //
                        2, 0, 0},
                       3, 5) == Steps{-1, -1, 2, -1, 2, -1, 2, -1, -1}));
}

BOOST_AUTO_TEST_CASE(of_equal_heights_the_first_is_the_higher) {
  BOOST_TEST((steps_of({1, 1, 1, 1}, 4, 1) == Steps{0, 0, 1, 2}));
  BOOST_TEST((steps_of({1, 1, 1, 1}, 2, 1) == Steps{0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(heights_of_another_size_are_refused) {
  const std::vector<std::uint8_t> mask(4);
  const std::vector<float> heights(6);
  BOOST_TEST(error_of([&] { Ascent(mask, heights, 3, 2, 1); }) ==
             "ascent: 4 of mask and 6 heights of 3 x 2 px, jumps of 1 px");
}

BOOST_AUTO_TEST_SUITE_END()
