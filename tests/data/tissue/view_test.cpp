#include "core/data/tissue/view.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/data/image/png.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// 4 x 3 spots, 10 px from each other, in a picture of 80 x 60 px.
Dataset section() {
  Dataset d;
  d.section = "x/S";
  d.picture_width_px = 80;
  d.picture_height_px = 60;
  d.array_xy.resize(12, 2);
  d.pixel_xy.resize(12, 2);
  for (Eigen::Index i = 0; i < 12; ++i) {
    d.spots.push_back(concat("s", i));
    d.array_xy.row(i) << static_cast<int>(i % 4), static_cast<int>(i / 4);
    d.pixel_xy.row(i) << 15 + 10 * (i % 4), 15 + 10 * (i / 4);
  }
  return d;
}

// White, with a blue-violet rectangle from (20, 12) to (60, 44).
Picture stained() {
  Picture out{80, 60, std::vector<std::uint8_t>(80 * 60 * 3, 255)};
  for (std::size_t y = 12; y < 44; ++y) {
    for (std::size_t x = 20; x < 60; ++x) {
      std::uint8_t* pixel = &out.rgb[3 * (y * 80 + x)];
      pixel[0] = 90;
      pixel[1] = 70;
      pixel[2] = 150;
    }
  }
  return out;
}

TissueView seen(const Dataset& dataset, const Picture& picture,
                double um_per_px = 16) {
  const TempFolder folder;
  write_file(folder / "p.png", png_encode(picture));
  const auto image = Image::open(folder / "p.png", "p.png");
  return tissue_view(dataset, *image, "p.png", um_per_px);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(view_test)

BOOST_AUTO_TEST_CASE(the_width_of_a_pixel_is_the_sections_own) {
  Dataset d = section();
  d.um_per_px = 0.5;
  BOOST_TEST(pixel_width(d).um == 0.5);
  BOOST_TEST(pixel_width(d).remark == "");
}

BOOST_AUTO_TEST_CASE(else_it_is_that_of_the_array_and_says_so) {
  Dataset d = section();
  d.spot_pitch_um = 100;
  BOOST_TEST(pixel_width(d).um == 10, tt::tolerance(1e-12));
  BOOST_TEST(pixel_width(d).remark ==
             "The scale of x/S is that of its array: 10.0 px are 100 um.");
  d.spot_pitch_um = 0;
  BOOST_TEST(pixel_width(d).um == 20, tt::tolerance(1e-12));
  BOOST_TEST(pixel_width(d).remark ==
             "The scale of x/S is not known; its spots, 10.0 px from each "
             "other, are taken to be 200 um apart.");
}

BOOST_AUTO_TEST_CASE(without_scale_and_pitch_there_is_no_view) {
  Dataset d = section();
  d.array_xy.conservativeResize(3, 2);
  d.pixel_xy.conservativeResize(3, 2);
  d.spots.resize(3);
  BOOST_TEST(
      error_of([&] { seen(d, stained()); }) ==
      "section x/S: how wide a pixel of its picture is, is not known, and its "
      "3 spots show no lattice to tell it from (positions are not checked "
      "against the array: 3 spots, at least 4 are needed); give `dataset` "
      "um_per_px");
  d = section();
  for (Eigen::Index i = 0; i < 12; ++i) d.pixel_xy.row(i) << 1, 1;
  d.pixel_xy(3, 0) = 70;
  BOOST_TEST(
      error_of([&] { seen(d, stained()); })
          .starts_with(
              "section x/S: how wide a pixel of its picture is, is not known, "
              "and "
              "its 12 spots show no lattice to tell it from (residual "));
}

// 4 um a pixel: a fourth of the size at 16 um.
BOOST_AUTO_TEST_CASE(a_view_is_the_picture_made_small_and_its_tissue) {
  Dataset d = section();
  d.um_per_px = 4;
  const TissueView view = seen(d, stained());
  BOOST_TEST(view.section == "x/S");
  BOOST_TEST(view.picture.width_px == 20);
  BOOST_TEST(view.picture.height_px == 15);
  BOOST_TEST(view.x_px == 4);
  BOOST_TEST(view.y_px == 4);
  BOOST_TEST(view.um_per_px == 16);
  for (std::size_t y = 0; y < 15; ++y) {
    for (std::size_t x = 0; x < 20; ++x) {
      const bool inside = x >= 5 && x < 15 && y >= 3 && y < 11;
      BOOST_TEST(view.tissue[y * 20 + x] == (inside ? 1 : 0));
      BOOST_TEST((view.haematoxylin[y * 20 + x] > 0.05F) == inside);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_picture_that_is_coarser_stays_as_it_is) {
  Dataset d = section();
  d.um_per_px = 40;
  const TissueView view = seen(d, stained());
  BOOST_TEST(view.picture.width_px == 80);
  BOOST_TEST(view.um_per_px == 40);
}

BOOST_AUTO_TEST_CASE(pictures_of_nothing_or_of_another_size_are_refused) {
  Dataset d = section();
  d.um_per_px = 4;
  const Picture white{80, 60, std::vector<std::uint8_t>(80 * 60 * 3, 250)};
  BOOST_TEST(error_of([&] { seen(d, white); }) ==
             "picture p.png of section x/S: shows no tissue: its darkest parts "
             "hold 0.0000 more haematoxylin than the rest, tissue holds 0.0150 "
             "more at least");
  Dataset other = d;
  other.picture_width_px = 160;
  BOOST_TEST(error_of([&] { seen(other, stained()); }) ==
             "picture p.png has 80 x 60 px, section x/S lies in one of 160 x "
             "60 px; give the picture that its `dataset` was made with");
  d.um_per_px = 4000;
  BOOST_TEST(error_of([&] { seen(d, stained()); }) ==
             "picture p.png of section x/S: at 16 um a pixel its longer side "
             "of 80 px, 4000 um each, has 20000 px; a view has 10000 at most; "
             "is the scale right?");
}

BOOST_AUTO_TEST_SUITE_END()
