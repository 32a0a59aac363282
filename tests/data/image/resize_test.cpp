// OpenCV's area and cubic scaling.
#include <boost/test/unit_test.hpp>

#include "core/data/image/resize_area.h"
#include "core/data/image/resize_cubic.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// Grey: each value three times.
Picture grey(std::int64_t width, std::int64_t height,
             const std::vector<int>& values) {
  Picture p{width, height, {}};
  for (const int value : values) {
    for (int c = 0; c < 3; ++c) {
      p.rgb.push_back(static_cast<std::uint8_t>(value));
    }
  }
  return p;
}

std::vector<int> reds(const Picture& picture) {
  std::vector<int> out;
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
    BOOST_TEST(picture.rgb[i] == picture.rgb[i + 1]);
    BOOST_TEST(picture.rgb[i] == picture.rgb[i + 2]);
    out.push_back(picture.rgb[i]);
  }
  return out;
}

using Values = std::vector<int>;

}  // namespace

BOOST_AUTO_TEST_SUITE(resize_test)

// Means: (1 + 2 + 3 + 4) / 4 = 2.5 to 3, (5 + 6 + 7 + 8) / 4 = 6.5 to 7. Of
// two pixels 0.5 goes to the even 0, 2.5 to 2.
BOOST_AUTO_TEST_CASE(area_of_whole_factors_is_the_mean) {
  BOOST_TEST(reds(resize_area(grey(4, 2, {1, 2, 5, 6, 3, 4, 7, 8}), 2, 1)) ==
                 (Values{3, 7}),
             tt::per_element());
  BOOST_TEST(
      reds(resize_area(grey(4, 1, {0, 1, 2, 3}), 2, 1)) == (Values{0, 2}),
      tt::per_element());
}

// Three pixels to two: each is 2/3 of an outer and 1/3 of the middle one.
BOOST_AUTO_TEST_CASE(area_counts_parts_of_pixels) {
  BOOST_TEST(
      reds(resize_area(grey(3, 1, {30, 60, 120}), 2, 1)) == (Values{40, 100}),
      tt::per_element());
}

// Rows shrink from 4 to 2: the second tap's share (d + 1) - (2 d + 1) / 2 is
// 0.5 for d = 0 and 1 - 1/2 = 0.5 for d = 1: rows 0, 1 and 2, 3. Columns grow
// from 2 to 3 by 1.5: first taps 0, 0, 1; shares 1 - 1.5 < 0 so 0, 2 - 1.5, and
// 3 - 3 = 0.
BOOST_AUTO_TEST_CASE(where_one_side_grows_two_taps_are_taken) {
  BOOST_TEST(reds(resize_area(grey(2, 4, {0, 100, 20, 120, 40, 140, 60, 160}),
                              3, 2)) == (Values{10, 60, 110, 50, 100, 150}),
             tt::per_element());
}

// From 404 rows to 224 the 56th begins at 101 - 2^-46 in float64: its first row
// is 100, and the share of the second, 57 - 101 (224 / 404), is 1 - 7e-15, so
// 1 in float32 and without its whole part 0. opencv-python gives the same.
BOOST_AUTO_TEST_CASE(shares_of_two_taps_are_float32) {
  const auto with_row = [](int white) {
    std::vector<int> values(2 * 404);
    values[2 * white] = values[2 * white + 1] = 255;
    return reds(resize_area(grey(2, 404, values), 3, 224));
  };
  BOOST_TEST(with_row(100)[56 * 3] == 255);
  BOOST_TEST(with_row(101)[56 * 3] == 0);
}

// Keys' kernel of a = -0.75 half way: -0.09375, 0.59375, 0.59375, -0.09375.
// From four pixels to two the places are 0.5 and 2.5, the border repeated: 0.5
// (16 + 32) + ... = -1.5 + 9.5 + 19 - 4.5 = 22.5 at first, to even 22.
BOOST_AUTO_TEST_CASE(cubic_takes_four_taps_and_repeats_the_border) {
  BOOST_TEST(reds(resize_cubic(grey(4, 1, {16, 32, 48, 64}), 2, 1)) ==
                 (Values{22, 58}),
             tt::per_element());
}

// A step of 0 to 255 overshoots on both sides.
BOOST_AUTO_TEST_CASE(cubic_stays_within_8_bits) {
  const Values out = reds(resize_cubic(grey(4, 1, {0, 0, 255, 255}), 16, 1));
  BOOST_TEST(out[5] == 0);
  BOOST_TEST(out[10] == 255);
}

BOOST_AUTO_TEST_CASE(a_picture_of_the_right_size_is_copied) {
  const Picture p = grey(2, 2, {1, 2, 3, 250});
  BOOST_TEST((resize_area(p, 2, 2).rgb == p.rgb));
  BOOST_TEST((resize_cubic(p, 2, 2).rgb == p.rgb));
}

BOOST_AUTO_TEST_CASE(sides_that_cannot_be_are_named) {
  const Picture p = grey(2, 2, {1, 2, 3, 4});
  BOOST_TEST(error_of([&] { resize_area(p, 3, 4); }) ==
             "resize_area: from 2 x 2 to 3 x 4 px; both sides grow, expected "
             "one that does not");
  BOOST_TEST(error_of([&] { resize_area(p, 0, 4); }) ==
             "resize_area: from 2 x 2 to 0 x 4 px; a side is at least 1");
  BOOST_TEST(error_of([&] { resize_cubic(p, 2, -1); }) ==
             "resize_cubic: from 2 x 2 to 2 x -1 px; a side is at least 1");
}

BOOST_AUTO_TEST_SUITE_END()
