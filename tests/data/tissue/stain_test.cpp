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

BOOST_AUTO_TEST_SUITE_END()
}  // namespace moonstain
