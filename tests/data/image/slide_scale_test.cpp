// What a slide's file says of its scale: a tiled TIFF of one tile, with the
// resolution that its tags give.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>

#include "core/data/image/image.h"
#include "tests/data/image/tiled_tiff.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

// Pixels a unit, across and down; units: 2 = inch, 3 = cm.
double scale_of(std::uint32_t across, std::uint32_t down, std::uint32_t unit) {
  const TempFolder folder;
  const std::string pixels(3 * 16 * 16, 'x');
  write_tiled_tiff(folder / "slide.tif",
                   {16, 16, 16, pixels, across, down, unit});
  return Image::open(folder / "slide.tif")->um_per_px();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slide_scale_test)

// 10,000 um / 20,000.
BOOST_AUTO_TEST_CASE(a_slide_says_its_scale) {
  BOOST_TEST(scale_of(20000, 20000, 3) == 0.5,
             boost::test_tools::tolerance(1e-9));
}

// 25,400 um / 72: told as it stands; `dataset` knows that it is none.
BOOST_AUTO_TEST_CASE(a_printing_resolution_is_told_as_it_stands) {
  BOOST_TEST(scale_of(72, 72, 2) == 25400. / 72,
             boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(sides_of_different_scales_give_none) {
  BOOST_TEST(scale_of(20000, 40000, 3) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
