#include "core/learn/network/picture_transforms.h"

#include <ATen/TensorOperators.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <tuple>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// tests/golden/learn/hist2st.json: torchvision 0.28.0.
const Json& golden(const char* function) {
  static const Json made = read_golden("learn/hist2st").at("functions");
  return made.at(function);
}

at::Tensor pictures() {
  return made_by_rule("input:rotate", {1, 3, 9, 9},
                      [](double u) { return std::floor(256 * u); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(picture_transforms_test)

BOOST_AUTO_TEST_CASE(turned_pictures_are_those_of_torchvision) {
  prepare_torch();
  for (const char* degrees : {"30.0", "-77.5", "90.0"}) {
    const at::Tensor turned = rotated(pictures(), std::stod(degrees));
    const Json& expected = golden("rotation").at(degrees).at("channel_0");
    for (std::int64_t row = 0; row < 9; ++row) {
      for (std::int64_t column = 0; column < 9; ++column) {
        BOOST_TEST(turned[0][0][row][column].item<double>() ==
                       expected.at(row).at(column).get<double>(),
                   degrees << " degrees, " << row << ", " << column);
      }
    }
  }
}

// Sides of different length and a quarter turn: what passes the border is lost,
// the middle stays.
BOOST_AUTO_TEST_CASE(a_quarter_turn_is_counter_clockwise) {
  prepare_torch();
  const at::Tensor square = pictures().narrow(2, 0, 8).narrow(3, 0, 8);
  BOOST_TEST(rotated(square, 90).equal(square.rot90(1, {2, 3})));
  BOOST_TEST(rotated(square, -90).equal(square.rot90(-1, {2, 3})));
  BOOST_TEST(rotated(square, 0).equal(square));
}

BOOST_AUTO_TEST_CASE(grey_is_that_of_torchvision) {
  prepare_torch();
  for (const auto& [type, row, within] :
       {std::tuple(at::kDouble, "row_0", 1e-10),
        std::tuple(at::kFloat, "row_0_float32", 1e-4)}) {
    const at::Tensor grey = greyscale(pictures().to(type));
    const Json& expected = golden("greyscale").at(row);
    for (std::int64_t column = 0; column < 9; ++column) {
      for (std::int64_t channel = 0; channel < 3; ++channel) {
        BOOST_TEST(std::fabs(grey[0][channel][0][column].item<double>() -
                             expected.at(column).get<double>()) < within);
      }
    }
  }
  BOOST_TEST(error_of([] { greyscale(pictures().narrow(1, 0, 2)); }) ==
             "greyscale: pictures are [1, 2, 9, 9], expected [spots, 3, rows, "
             "columns]");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
