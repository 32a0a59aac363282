#include "core/data/tissue/gaussian.h"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

const std::vector<float> kPicture = {0, 0, 0, 0, 0, 0,  //
                                     0, 1, 0, 0, 0, 2,  //
                                     0, 0, 0, 4, 0, 0,  //
                                     3, 0, 0, 0, 0, 0};

}  // namespace

BOOST_AUTO_TEST_SUITE(gaussian_test)

// Expected values: scikit-image 0.26.0, skimage.filters.gaussian of the same
// picture as float64; the second kernel reaches over the whole picture.
BOOST_AUTO_TEST_CASE(a_picture_is_smoothed_as_by_scikit_image) {
  const std::vector<double> narrow = {
      0.042329081, 0.11745398, 0.050117658, 0.027876456, 0.096268448,
      0.32281587,  0.13988238, 0.33887131,  0.28614985,  0.48469682,
      0.41391099,  0.9024729,  0.54877925,  0.27774584,  0.51664176,
      1.3048858,   0.55655005, 0.34437101,  1.8503356,   0.51984104,
      0.19352109,  0.46860101, 0.17289426,  0.023003138};
  const std::vector<double> wide = {
      0.14647409, 0.15740286, 0.17820524, 0.21122167, 0.25830478, 0.31919913,
      0.38043199, 0.33813481, 0.33303903, 0.358254,   0.39024872, 0.43238278,
      0.78107122, 0.58078343, 0.46058306, 0.4210767,  0.40015389, 0.38878099,
      1.2561921,  0.82107836, 0.50701724, 0.3571109,  0.28216564, 0.23451912};
  const std::vector<float> found_narrow = gaussian(kPicture, 6, 4, 0.7);
  const std::vector<float> found_wide = gaussian(kPicture, 6, 4, 1.5);
  for (std::size_t i = 0; i < kPicture.size(); ++i) {
    BOOST_TEST(double{found_narrow[i]} == narrow[i], tt::tolerance(1e-6));
    BOOST_TEST(double{found_wide[i]} == wide[i], tt::tolerance(1e-6));
  }
  BOOST_TEST((gaussian(kPicture, 6, 4, 0) == kPicture));
}

// Rows 1 to 3 see no farther than rows 0 to 4 with a reach of 1.
BOOST_AUTO_TEST_CASE(a_part_has_the_same_bits_as_the_whole) {
  BOOST_REQUIRE(gaussian_reach_px(0.3) == 1);
  std::vector<float> whole;
  for (int i = 0; i < 70; ++i)
    whole.push_back(0.1F * static_cast<float>(i * i));
  const std::vector<float> of_whole = gaussian(whole, 10, 7, 0.3);
  const std::vector<float> of_part =
      gaussian(std::span(whole).first(50), 10, 5, 0.3);
  for (std::size_t i = 10; i < 40; ++i) BOOST_TEST(of_part[i] == of_whole[i]);
}

BOOST_AUTO_TEST_CASE(another_size_is_refused) {
  BOOST_TEST(error_of([] { gaussian(kPicture, 5, 4, 1); }) ==
             "gaussian: 24 values of 5 x 4 px, sigma 1 px");
}

BOOST_AUTO_TEST_SUITE_END()
