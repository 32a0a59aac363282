// OME-TIFF as microscopes and converters write it, by ome/make_files.py.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>

#include "core/data/image/image.h"
#include "core/data/image/ome_scale.h"

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

// What a description says of pictures of 64 x 48 px.
double described(const std::string& pixels) {
  return ome_um_per_px(
      "<?xml version=\"1.0\"?><!-- <Pixels SizeX=\"64\" SizeY=\"48\" "
      "PhysicalSizeX=\"9\"/> --><OME "
      "xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">" +
          pixels + "</OME>",
      64, 48);
}

std::string pixels(const std::string& sizes) {
  return "<Image ID='Image:0'><Pixels SizeX=\"64\" SizeY='48' " + sizes +
         "><Channel/></Pixels></Image>";
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

// 500 nm in OME's description, by tifffile; not 500.
BOOST_AUTO_TEST_CASE(a_scale_in_the_description_alone_is_read_in_its_unit) {
  BOOST_TEST(Image::open(kFolder / "nanometres.ome.tif", "n")->um_per_px() ==
             0.5);
}

// Without PhysicalSize the scale is not known, and not 1 um.
BOOST_AUTO_TEST_CASE(a_scale_that_nothing_says_is_not_known) {
  BOOST_TEST(Image::open(kFolder / "big.ome.tif", "big")->um_per_px() == 0);
}

BOOST_AUTO_TEST_CASE(units_of_length_are_told_from_others) {
  BOOST_TEST(described(pixels("PhysicalSizeX=\"0.25\"")) == 0.25);
  for (const char* micro : {"\u00b5m", "\u03bcm", "&#181;m", "&#xB5;m"}) {
    BOOST_TEST(described(pixels("PhysicalSizeX=\"0.25\" PhysicalSizeXUnit='" +
                                std::string(micro) + "'")) == 0.25);
  }
  BOOST_TEST(described(pixels(
                 "PhysicalSizeX='2.5E-4' PhysicalSizeXUnit='mm'")) == 0.25);
  BOOST_TEST(described(pixels("PhysicalSizeX='1' PhysicalSizeXUnit='pixel'")) ==
             0);
  BOOST_TEST(described(pixels("PhysicalSizeX='0.25 um'")) == 0);
  BOOST_TEST(described(pixels("PhysicalSizeX='-1'")) == 0);
  // Of no other program's description, whatever its words.
  BOOST_TEST(ome_um_per_px(pixels("PhysicalSizeX='0.25'"), 64, 48) == 0);
}

BOOST_AUTO_TEST_CASE(the_scale_is_that_of_the_picture_and_of_both_sides) {
  const std::string label =
      "<ome:Pixels SizeX='8' SizeY='8' PhysicalSizeX='4'/>";
  BOOST_TEST(described(label + pixels("PhysicalSizeX='0.25'")) == 0.25);
  BOOST_TEST(described(label) == 0);
  BOOST_TEST(described(pixels("PhysicalSizeX='0.25' PhysicalSizeY='0.5'")) ==
             0);
  BOOST_TEST(described(pixels("PhysicalSizeX='0.25'") +
                       pixels("PhysicalSizeX='0.5'")) == 0);
}

BOOST_AUTO_TEST_CASE(a_description_that_is_cut_short_says_nothing) {
  const std::string whole = pixels("PhysicalSizeX='0.25'");
  for (std::size_t size = 0; size < whole.find('>', 30); ++size) {
    BOOST_TEST(ome_um_per_px("openmicroscopy.org " + whole.substr(0, size), 64,
                             48) == 0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
