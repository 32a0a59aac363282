#include "core/data/tissue/virtual_picture.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/image/png.h"
#include "core/data/image/remarks.h"
#include "core/data/tissue/stain.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// 300 rows, so that they come in two parts; DAPI rises from left to right.
Picture ramp(int green_more = 0) {
  Picture p{8, 300, {}};
  for (int y = 0; y < 300; ++y) {
    for (int x = 0; x < 8; ++x) {
      const auto value = static_cast<std::uint8_t>(30 * x);
      p.rgb.push_back(value);
      p.rgb.push_back(static_cast<std::uint8_t>(value + green_more));
      p.rgb.push_back(value);
    }
  }
  return p;
}

void run(const TempFolder& folder, const Picture& dapi,
         const Json& options = Json::object()) {
  write_file(folder / "d.png", png_encode(dapi));
  make_folders(folder / "out");
  const StepKind step = virtual_picture_step();
  step.run(
      Inputs("virtual_picture", {{"dapi", {{folder / "d.png", "d.png", ""}}}}),
      complete_options(step.decl(), options), folder / "out");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(virtual_picture_test)

// A half of `full` is half the haematoxylin and half the eosin; beyond it all
// is full. Densities (0.65, 0.70, 0.29) and (0.07, 0.99, 0.11) times ln 1e-6:
// 255 exp(-13.8155 (0.05 (0.65, 0.7, 0.29) + 0.015 (0.07, 0.99, 0.11))).
BOOST_AUTO_TEST_CASE(dapi_is_haematoxylin_and_the_rest_eosin) {
  const auto colours = virtual_colours({});
  BOOST_TEST(colours[0] == (Rgb{248, 169, 244}), tt::per_element());
  BOOST_TEST(colours[64] == (Rgb{160, 128, 204}), tt::per_element());
  BOOST_TEST(colours[128] == (Rgb{104, 97, 171}), tt::per_element());
  BOOST_TEST(colours[255] == colours[128], tt::per_element());
  const auto narrow = virtual_colours({.white = 10, .full = 11});
  BOOST_TEST(narrow[10] == colours[0], tt::per_element());
  BOOST_TEST(narrow[11] == colours[128], tt::per_element());
  BOOST_TEST(error_of([] { virtual_colours({.white = 40, .full = 40}); }) ==
             "virtual_picture: white is 40, full 40, expected white below "
             "full, from 0 to 255");
}

// To the rounding of 8 bits: half a grey level of a dark channel is 0.0005.
BOOST_AUTO_TEST_CASE(the_stain_of_the_picture_gives_dapi_back) {
  const auto colours = virtual_colours({});
  for (std::size_t value = 0; value <= 128; value += 8) {
    float found = 0;
    haematoxylin(colours[value], std::span(&found, 1));
    BOOST_TEST(std::abs(found - 0.1 * static_cast<double>(value) / 128) <
               0.0015);
  }
}

BOOST_AUTO_TEST_CASE(the_picture_says_that_it_is_virtual) {
  const TempFolder folder;
  run(folder, ramp());
  const auto image =
      Image::open(folder / "out/virtual_picture.png", "virtual_picture.png");
  BOOST_TEST(image->width_px() == 8);
  BOOST_TEST(image->height_px() == 300);
  const Picture made = image->read_region({0, 0, 8, 300}, {});
  const auto colours = virtual_colours({});
  for (const std::size_t at : {0U, 5U, 8U * 299U + 7U}) {
    const Rgb found{made.rgb[3 * at], made.rgb[3 * at + 1],
                    made.rgb[3 * at + 2]};
    BOOST_TEST(found == colours[30 * (at % 8)], tt::per_element());
  }
  BOOST_TEST(remarks_on(*image, "virtual_picture.png") ==
                 std::vector<std::string>{
                     "picture virtual_picture.png is virtual: an H&E-like "
                     "picture drawn from DAPI, not a stained section"},
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_picture_of_colours_is_refused) {
  const TempFolder folder;
  BOOST_TEST(error_of([&] { run(folder, ramp(1)); }) ==
             "virtual_picture: picture d.png has the colour (0, 1, 0), "
             "expected grey: the one channel of DAPI");
}

BOOST_AUTO_TEST_SUITE_END()
