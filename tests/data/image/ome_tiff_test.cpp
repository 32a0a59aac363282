// OME-TIFF as microscopes and converters write it, by ome/make_files.py.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>

#include "core/data/image/image.h"

using namespace moonstain;

namespace {

const fs::path kFolder = "tests/data/image/ome";

// Red is the column, green the row, blue 7.
void check_pixels(const std::string& name) {
  const auto image = Image::open(kFolder / name, name);
  BOOST_TEST(image->width_px() == 64);
  BOOST_TEST(image->height_px() == 48);
  const Picture region = image->read_region({40, 30, 20, 15}, {0, 0, 0});
  bool all = true;
  for (int y = 0; y < 15; ++y) {
    for (int x = 0; x < 20; ++x) {
      const std::uint8_t* pixel = &region.rgb[3 * (20 * y + x)];
      all = all && pixel[0] == 40 + x && pixel[1] == 30 + y && pixel[2] == 7;
    }
  }
  BOOST_TEST(all);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ome_tiff_test)

// A pyramid in SubIFDs, of which level 0 is the picture.
BOOST_AUTO_TEST_CASE(a_pyramid_in_its_own_directories_has_its_full_size) {
  check_pixels("pyramid.ome.tif");
}

// Offsets of 64 bits, a plane a colour, and a fourth, opaque channel.
BOOST_AUTO_TEST_CASE(big_planar_and_four_channels_are_the_same_picture) {
  for (const char* name : {"big.ome.tif", "planar.ome.tif", "alpha.ome.tif"}) {
    check_pixels(name);
  }
}

// Without PhysicalSize the scale is not known, and not 1 um; a size that stands
// in OME's description alone, here 500 nm, is not read, and not taken for 500.
BOOST_AUTO_TEST_CASE(a_scale_that_is_not_in_the_tags_is_not_known) {
  for (const char* name : {"big.ome.tif", "nanometres.ome.tif"}) {
    BOOST_TEST(Image::open(kFolder / name, name)->um_per_px() == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
