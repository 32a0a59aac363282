#include "core/data/tissue/stain.h"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(stain_test)

// Expected values: scikit-image 0.26.0, skimage.color.rgb2hed of the same
// bytes: white, black, a nucleus, stroma, a dark nucleus, pure red, near black,
// pure cyan.
BOOST_AUTO_TEST_CASE(stains_are_those_of_scikit_image) {
  const std::vector<std::uint8_t> rgb = {255, 255, 255, 0,   0,  0,  120, 60,
                                         130, 200, 100, 180, 90, 80, 140, 255,
                                         0,   0,   1,   2,   3,  0,  255, 255};
  const std::vector<double> blue = {0,
                                    1.2101673111892832,
                                    0.06620705757679873,
                                    0.013383817069968173,
                                    0.10991363398550288,
                                    0,
                                    0.5365565599298783,
                                    1.8779827368521356};
  const std::vector<double> pink = {
      0, 0, 0.04043528599714866, 0.04705366475188952, 0, 0.6543161840026046,
      0, 0};
  std::vector<float> out(8);
  haematoxylin(rgb, out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    BOOST_TEST(double{out[i]} == blue[i], tt::tolerance(1e-7));
  }
  eosin(rgb, out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    BOOST_TEST(double{out[i]} == pink[i], tt::tolerance(1e-7));
  }
}

BOOST_AUTO_TEST_CASE(room_of_another_size_is_refused) {
  const std::vector<std::uint8_t> rgb(12);
  std::vector<float> out(3);
  BOOST_TEST(error_of([&] { haematoxylin(rgb, out); }) ==
             "stain: 12 values of colour and room for 3 pixels; each has 3 "
             "values");
}

// scikit-image 0.26.0: (hed2rgb(rgb2hed(rgb) * times + plus) * 255).astype(
// uint8).
BOOST_AUTO_TEST_CASE(shifted_stains_are_those_of_scikit_image) {
  const std::vector<std::uint8_t> rgb = {150, 80,  120, 230, 200, 215,
                                         255, 255, 255, 0,   0,   0,
                                         120, 60,  130, 200, 100, 180};
  const auto shifted = [&](const StainShift& shift) {
    std::vector<std::uint8_t> out(rgb.size());
    shift_stains(rgb, shift, out);
    return std::vector<int>(out.begin(), out.end());
  };
  BOOST_TEST(shifted({{1.03, 0.97, 1.01}, {0.02, -0.03, 0.01}}) ==
                 (std::vector<int>{123, 91, 103, 190, 229, 186, 211, 255, 221,
                                   0, 0, 0, 97, 68, 111, 165, 116, 155}),
             tt::per_element());
  BOOST_TEST(shifted({{0.97, 1.03, 1}, {-0.03, 0.03, -0.01}}) ==
                 (std::vector<int>{199, 76, 144, 255, 191, 255, 255, 244, 255,
                                   0, 0, 0, 161, 57, 156, 255, 94, 215}),
             tt::per_element());
}

// With numpy: exp(((log(x) / log(1e-6)) inv(M) * [h, e, 1]) M log(1e-6)) of
// x = max(rgb / 255, 1e-6), M the matrix of densities, times 255 and rounded.
BOOST_AUTO_TEST_CASE(scaled_stains_are_those_of_numpy) {
  const std::vector<std::uint8_t> rgb = {150, 80,  120, 230, 200, 215,
                                         255, 255, 255, 0,   0,   0};
  const auto scaled = [&](double haematoxylin, double eosin) {
    std::vector<std::uint8_t> out(rgb.size());
    scale_stains(rgb, haematoxylin, eosin, out);
    return std::vector<int>(out.begin(), out.end());
  };
  BOOST_TEST(scaled(0.8, 1) == (std::vector<int>{159, 85, 123, 232, 202, 216,
                                                 255, 255, 255, 0, 0, 0}),
             tt::per_element());
  BOOST_TEST(scaled(1, 1.2) == (std::vector<int>{149, 74, 119, 230, 196, 215,
                                                 255, 255, 255, 0, 0, 0}),
             tt::per_element());
  BOOST_TEST(scaled(1.2, 0.8) == (std::vector<int>{142, 81, 118, 228, 201, 214,
                                                   255, 255, 255, 0, 0, 0}),
             tt::per_element());
}

// All 8-bit colours, 5 apart.
BOOST_AUTO_TEST_CASE(stains_scaled_by_one_are_the_same_pixels) {
  std::vector<std::uint8_t> rgb;
  for (int r = 0; r < 256; r += 5) {
    for (int g = 0; g < 256; g += 5) {
      for (int b = 0; b < 256; b += 5) {
        for (const int value : {r, g, b}) {
          rgb.push_back(static_cast<std::uint8_t>(value));
        }
      }
    }
  }
  std::vector<std::uint8_t> out(rgb.size());
  scale_stains(rgb, 1, 1, out);
  BOOST_TEST((out == rgb));
  out.pop_back();
  BOOST_TEST(error_of([&] { scale_stains(rgb, 1, 1, out); }) ==
             "stain: 421824 values of colour and room for 421823; both are 3 "
             "of each pixel");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace moonstain
