#include "core/data/image/picture.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// A grey picture of one row.
Picture row(const std::vector<std::uint8_t>& values) {
  Picture out{static_cast<std::int64_t>(values.size()), 1, {}};
  for (const std::uint8_t value : values) {
    out.rgb.insert(out.rgb.end(), 3, value);
  }
  return out;
}

std::vector<int> greys(const Picture& picture) {
  std::vector<int> out;
  for (std::size_t i = 0; i < picture.rgb.size(); i += 3) {
    out.push_back(picture.rgb[i]);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(picture_test)

// Halving: support 2, an inner output pixel weighs its four inputs 1 3 3 1; at
// the left border the first weight falls away: (3 * 0 + 3 * 100 + 1 * 200) / 7.
BOOST_AUTO_TEST_CASE(shrinking_averages_with_a_triangle) {
  const auto out = greys(resize(row({0, 100, 200, 0, 80, 160}), 3, 1));
  BOOST_TEST(out == (std::vector<int>{71, 98, 103}), tt::per_element());
}

// Doubling: half-pixel centres, weights 1/4 and 3/4, the border is repeated.
BOOST_AUTO_TEST_CASE(enlarging_interpolates_between_centres) {
  const auto out = greys(resize(row({0, 100}), 4, 1));
  BOOST_TEST(out == (std::vector<int>{0, 25, 75, 100}), tt::per_element());
}

// Doubling by cubic convolution with a = -1/2: pixels 1/4, 3/4, 5/4 and 7/4
// away weigh 111, 29, -9 and -3 of 128.
BOOST_AUTO_TEST_CASE(cubic_convolution_overshoots) {
  const auto out = greys(
      resize(row({0, 0, 100, 100, 100, 100}), 12, 1, Resampling::bicubic));
  BOOST_TEST(out[2] == 0);    // -9 of 128, cut at 0
  BOOST_TEST(out[3] == 20);   // 29 - 3
  BOOST_TEST(out[4] == 80);   // 111 - 9
  BOOST_TEST(out[5] == 107);  // 111 + 29 - 3
  BOOST_TEST(out[6] == 102);  // 111 + 29 - 9
  BOOST_TEST(out[8] == 100);
}

BOOST_AUTO_TEST_CASE(a_flat_picture_stays_flat) {
  const Picture white{7, 5, std::vector<std::uint8_t>(7 * 5 * 3, 255)};
  const Picture out = resize(white, 3, 11);
  BOOST_TEST(out.width_px == 3);
  BOOST_TEST(out.height_px == 11);
  for (const std::uint8_t value : out.rgb) BOOST_TEST(value == 255);
}

BOOST_AUTO_TEST_CASE(shrink_keeps_the_ratio_of_sides) {
  const Picture wide{300, 100, std::vector<std::uint8_t>(90000, 9)};
  BOOST_TEST(shrink(wide, 30).width_px == 30);
  BOOST_TEST(shrink(wide, 30).height_px == 10);
  BOOST_TEST(shrink(wide, 400).width_px == 300);
}

BOOST_AUTO_TEST_CASE(empty_sides_are_refused) {
  BOOST_TEST(error_of([] { resize(row({1}), 0, 1); }) ==
             "resize: from 1 x 1 to 0 x 1 px; a side is at least 1");
}

BOOST_AUTO_TEST_SUITE_END()
