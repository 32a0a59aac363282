#include "core/eval/baselines/nucleus_features.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/data/image/png.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// A picture of 100 x 130 px, so of three bands, on which cell 3 is a rectangle
// of 4 x 2 pixels, cell 7 two pixels one diagonally below the other, over the
// border of two bands, and label 9 no cell's.
struct Slide {
  TempFolder folder;
  LabelImage labels;
  Picture picture;
  Dataset cells;

  Slide() {
    labels.section = "x/1";
    labels.width_px = picture.width_px = 100;
    labels.height_px = picture.height_px = 130;
    labels.rule = "by hand";
    labels.labels = 3;
    labels.values.assign(13'000, 0);
    picture.rgb.assign(39'000, 200);
    for (int y = 10; y < 12; ++y) {
      for (int x = 20; x < 24; ++x) put(x, y, 3, y == 10 ? 51 : 102);
    }
    put(99, 63, 9, 0);
    put(0, 63, 7, 255);
    put(1, 64, 7, 255);
    cells.section = "x/1#r1c1of5x1";
    cells.lattice = Lattice::none;
    cells.spots = {"7", "3"};
    cells.genes = {"A"};
    cells.counts = {2, 1, {0, 0, 0}, {}, {}};
    cells.pixel_xy.resize(2, 2);
    cells.pixel_xy << 0.5, 63.5, 21.5, 10.5;
    cells.array_xy.resize(2, 2);
    set_pixel_array(cells);
  }
  void put(int x, int y, std::int32_t label, std::uint8_t red) {
    labels.values[static_cast<std::size_t>(100 * y + x)] = label;
    picture.rgb[static_cast<std::size_t>(3 * (100 * y + x))] = red;
  }
  Features measured(NucleusStatistics statistics) {
    labels.write(folder / "labels");
    write_file(folder / "p.png", png_encode(picture));
    LabelReader reader(folder / "labels");
    const auto image = Image::open(folder / "p.png", "p.png");
    return nucleus_features(cells, reader, image.get(), statistics);
  }
};

void check_row(const Features& features, Eigen::Index row,
               const std::vector<double>& expected) {
  BOOST_REQUIRE(features.values.cols() ==
                static_cast<Eigen::Index>(expected.size()));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    BOOST_TEST_CONTEXT("feature " << i) {
      BOOST_TEST(features.values(row, static_cast<Eigen::Index>(i)) ==
                     static_cast<float>(expected[i]),
                 tt::tolerance(1e-6F));
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nucleus_features_test)

BOOST_AUTO_TEST_CASE(areas_are_counted_over_bands) {
  const Features features = Slide().measured(NucleusStatistics::area);
  BOOST_TEST(features.section == "x/1#r1c1of5x1");
  BOOST_TEST(features.encoder == "nucleus/area");
  BOOST_TEST(features.spots == (std::vector<std::string>{"7", "3"}),
             tt::per_element());
  check_row(features, 0, {2, std::log(2.0)});
  check_row(features, 1, {8, std::log(8.0)});
}

// Variances along both sides of the rectangle, with a pixel's own: 15/12 + 1/12
// and 3/12 + 1/12; axes are 4 of their roots. Two pixels on a diagonal: 1/4 +
// 1/12 and a covariance of 1/4, eigenvalues 7/12 and 1/12.
BOOST_AUTO_TEST_CASE(an_ellipse_of_the_same_moments_is_worked_by_hand) {
  const Features features = Slide().measured(NucleusStatistics::shape);
  check_row(features, 1,
            {8, std::log(8.0), 4 * std::sqrt(16.0 / 12),
             4 * std::sqrt(4.0 / 12), std::sqrt(0.75), 1});
  check_row(features, 0,
            {2, std::log(2.0), 4 * std::sqrt(7.0 / 12), 4 * std::sqrt(1.0 / 12),
             std::sqrt(6.0 / 7), 0.5});
}

// Red is 51 in one row and 102 in the other: 0.3 +- 0.1 of 255.
BOOST_AUTO_TEST_CASE(colours_are_those_of_its_own_pixels) {
  const Features features = Slide().measured(NucleusStatistics::colour);
  const double other = 200.0 / 255;
  check_row(features, 1, {0.3, other, other, 0.1, 0, 0});
  check_row(features, 0, {1, other, other, 0, 0, 0});
  BOOST_TEST(Slide().measured(NucleusStatistics::all).values.cols() == 12);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  Slide slide;
  slide.cells.spots[0] = "5";
  BOOST_TEST(error_of([&] { slide.measured(NucleusStatistics::area); }) ==
             "nucleus_features: cell '5' of x/1#r1c1of5x1 has no pixel in the "
             "label image (3 labels there); leave it out or match cells to "
             "nuclei first");
  Slide named;
  named.cells.spots[0] = "AAAC-1";
  BOOST_TEST(error_of([&] { named.measured(NucleusStatistics::area); }) ==
             "nucleus_features: cell 'AAAC-1' of x/1#r1c1of5x1 has no number "
             "for a name; a label image's cells are called by the numbers of "
             "their labels");
  Slide small;
  small.picture.height_px = 120;
  small.picture.rgb.resize(36'000);
  BOOST_TEST(error_of([&] { small.measured(NucleusStatistics::colour); }) ==
             "nucleus_features: the picture of x/1 is 100 x 120 px, its label "
             "image 100 x 130");
  Slide other;
  other.cells.section = "x/2";
  BOOST_TEST(error_of([&] { other.measured(NucleusStatistics::area); }) ==
             "nucleus_features: cells of x/2, but labels of x/1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
