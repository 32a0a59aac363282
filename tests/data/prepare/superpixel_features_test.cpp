#include "core/data/prepare/superpixel_features.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/file.h"
#include "core/data/image/png.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// 64 x 48 superpixels of 8 px at 1 um, whose red is their column and whose
// green their row; blue is 7 and 9 on every second pixel.
struct Drawn {
  Picture picture;
  Dataset places;

  Drawn() {
    picture.width_px = 512;
    picture.height_px = 384;
    for (int y = 0; y < 384; ++y) {
      for (int x = 0; x < 512; ++x) {
        for (const int value : {x / 8, y / 8, 7 + 2 * (x % 2)}) {
          picture.rgb.push_back(static_cast<std::uint8_t>(value));
        }
      }
    }
    places.section = "x/1";
    places.um_per_px = 1;
    places.spots = {"a", "b"};
    places.pixel_xy.resize(2, 2);
    places.pixel_xy << 256, 200, 4, 100;
    places.array_xy.resize(2, 2);
    places.array_xy << 1, 1, 0, 0;
  }
  Features features(const SuperpixelOptions& options) const {
    const TempFolder folder;
    write_file(folder / "p.png", png_encode(picture));
    const auto image = Image::open(folder / "p.png", "p.png");
    return superpixel_features(places, *image, options);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(superpixel_features_test)

// Spot a stands on the corner between columns 31 and 32 and rows 24 and 25. Of
// a diameter of 32 um a corrected disk has the 12 whose middles are within two
// sides, the published one 13 around (25, 32).
BOOST_AUTO_TEST_CASE(rows_are_the_superpixels_of_a_spots_disk) {
  const Drawn drawn;
  for (const auto& [centre, count, column] :
       {std::tuple(DiskCentre::corrected, 12, 31.5),
        std::tuple(DiskCentre::faithful, 13, 32.0)}) {
    const Features features = drawn.features(
        {.spot_um = 32, .centre = centre, .fine = 1, .coarse = 1});
    double red = 0;
    int found = 0;
    for (std::size_t i = 0; i < features.spots.size(); ++i) {
      if (!features.spots[i].starts_with("a/")) continue;
      red += features.values(static_cast<Eigen::Index>(i), 0);
      ++found;
    }
    BOOST_TEST(found == count);
    BOOST_TEST(std::fabs(red / found * 255 - column) < 1e-4);
  }
}

// The window of 4 reaches from two to the left to one to the right.
BOOST_AUTO_TEST_CASE(values_are_means_deviations_and_their_windows) {
  const Features features = Drawn().features(
      {.spot_um = 16, .centre = DiskCentre::faithful, .fine = 4, .coarse = 16});
  BOOST_TEST(features.values.cols() == kSuperpixelValues);
  // The first of the five of spot a: row 24, column 32.
  BOOST_TEST(features.spots[0] == "a/0");
  const auto value = [&](Eigen::Index k) {
    return 255 * static_cast<double>(features.values(0, k));
  };
  BOOST_TEST(std::fabs(value(20) - 32) < 1e-4);  // its own red
  BOOST_TEST(std::fabs(value(21) - 24) < 1e-4);
  BOOST_TEST(std::fabs(value(22) - 8) < 1e-4);
  BOOST_TEST(std::fabs(value(0) - 31.5) < 1e-4);   // red by the window of 4
  BOOST_TEST(std::fabs(value(10) - 31.5) < 1e-4);  // by that of 16
  BOOST_TEST(std::fabs(value(3)) < 1e-4);          // red does not deviate
  BOOST_TEST(std::fabs(value(5) - 1) < 1e-4);      // blue by 1
}

// Spot b stands at column 0.5 of the grid: what lies left of it is left out,
// and the picture's border is mirrored.
BOOST_AUTO_TEST_CASE(a_disk_over_the_border_has_what_lies_in_the_picture) {
  const Features features = Drawn().features(
      {.spot_um = 32, .centre = DiskCentre::faithful, .fine = 4, .coarse = 4});
  int found = 0;
  for (const std::string& name : features.spots) found += name[0] == 'b';
  BOOST_TEST(found == 9);  // of 13, two columns of 1 and 3 are beyond
  BOOST_TEST(features.values.allFinite());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_cut_is_named) {
  Drawn drawn;
  drawn.places.pixel_xy(1, 0) = -500;
  BOOST_TEST(error_of([&] { drawn.features({}); }) ==
             "superpixel_features: spot 'b' of section x/1 at (-500, 100) px "
             "lies outside of the picture of 512 x 384 px");
  drawn.places.picture_width_px = 100;
  BOOST_TEST(error_of([&] { drawn.features({}); }) ==
             "superpixel_features: the picture of x/1 is 512 x 384 px, the "
             "section says 100 x 0 px");
  drawn.places.um_per_px = 0;
  BOOST_TEST(error_of([&] { drawn.features({}); }) ==
             "superpixel_features: the scale of section x/1 is not known; "
             "give `dataset` um_per_px or spot_pitch_um");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
