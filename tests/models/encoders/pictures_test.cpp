#include "models/encoders/pictures.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <vector>

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(pictures_test)

// Two tiles of two by two pixels, bytes 0 to 23; byte p becomes p + 100 in red,
// p + 200 in green, p + 300 in blue.
BOOST_AUTO_TEST_CASE(tiles_become_planes_of_red_green_and_blue) {
  ByteTable table;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      table[channel][byte] = static_cast<float>(100 * (channel + 1) + byte);
    }
  }
  std::vector<std::uint8_t> pixels(24);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels[i] = static_cast<std::uint8_t>(i);
  }
  const at::Tensor pictures =
      pictures_of({.pixels = pixels, .count = 2, .side_px = 2}, table);
  BOOST_TEST(pictures.sizes().vec() == (std::vector<std::int64_t>{2, 3, 2, 2}),
             tt::per_element());
  const float* values = pictures.const_data_ptr<float>();
  BOOST_TEST(std::vector<float>(values, values + pictures.numel()) ==
                 (std::vector<float>{100, 103, 106, 109, 201, 204, 207, 210,
                                     302, 305, 308, 311, 112, 115, 118, 121,
                                     213, 216, 219, 222, 314, 317, 320, 323}),
             tt::per_element());
}

// 51 / 255 = 0.2 and 204 / 255 = 0.8.
BOOST_AUTO_TEST_CASE(a_byte_is_standardised_by_its_channel) {
  const ByteTable table = standardised_bytes({0, 0.2, 0.5}, {1, 0.5, 0.25});
  BOOST_TEST(table[0][51] == 0.2F);
  BOOST_TEST(table[1][51] == 0.F);
  BOOST_TEST(table[1][204] == 1.2F, tt::tolerance(1e-6F));
  BOOST_TEST(table[2][204] == 1.2F, tt::tolerance(1e-6F));
  BOOST_TEST(table[2][0] == -2.F);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace moonstain
