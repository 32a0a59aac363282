#include "core/data/source/hest_patch_file.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>

#include "core/base/error.h"
#include "tests/support/hest_patches.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Texts = std::vector<std::string>;
using Made = HestPatchesMade;

Made three() { return {{"c", "a", "bb"}, {-2, 0, 10, 20, 30, 40}}; }

std::string error(const std::function<void(H5File&)>& write) {
  const TempFolder folder;
  {
    H5File out(folder / "a");
    write(out);
  }
  return error_of([&] { HestPatchFile(folder / "a", "patches/T1.h5"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hest_patch_file_test)

BOOST_AUTO_TEST_CASE(names_corners_and_pixels_are_by_row) {
  const TempFolder folder;
  three().write(folder / "a");
  const HestPatchFile in(folder / "a", "patches/T1.h5");
  BOOST_TEST(in.name() == "patches/T1.h5");
  BOOST_TEST(in.spots() == (Texts{"c", "a", "bb"}), tt::per_element());
  BOOST_TEST(in.size_px() == 4);
  BOOST_TEST(in.corners() == (std::vector<double>{-2, 0, 10, 20, 30, 40}),
             tt::per_element());
  const auto two = in.pixels(1, 3);
  BOOST_TEST(two.size() == 2 * 48U);
  BOOST_TEST(int{two.front()} == 11);
  BOOST_TEST(int{two.back()} == 21);
}

// A later writer's: texts of any length, in one axis.
BOOST_AUTO_TEST_CASE(names_in_one_axis_are_read_too) {
  const TempFolder folder;
  {
    H5File out(folder / "a");
    three().write_img(out);
    three().write_coords(out);
    out.strings("barcode", three().spots);
  }
  const HestPatchFile in(folder / "a", "patches/T1.h5");
  BOOST_TEST(in.spots() == (Texts{"c", "a", "bb"}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_named) {
  BOOST_TEST(error([](H5File& out) {
               three().write_barcode(out);
               three().write_coords(out);
             }) ==
             "patches/T1.h5: has no img, which holds the pixels of patches; "
             "where they were written without (coords_only), `patches` cuts "
             "them from the slide; there are: barcode, coords");
  BOOST_TEST(error([](H5File& out) {
               three().write_img(out);
               three().write_coords(out);
             }) ==
             "patches/T1.h5: has no barcode, which says of which spot each "
             "patch is; rows do not tell, as there are fewer patches than "
             "spots; there are: coords, img");
  BOOST_TEST(error([](H5File& out) {
               three().write_img(out);
               three().write_barcode(out);
             }) ==
             "patches/T1.h5: has no coords, which holds the upper left corners "
             "of patches; there are: barcode, img");
}

BOOST_AUTO_TEST_CASE(patches_of_another_form_are_refused) {
  const auto with_img = [](std::vector<hsize_t> sides) {
    return [=](H5File& out) {
      std::size_t values = 1;
      for (const hsize_t side : sides) values *= side;
      out.numbers("img", std::vector<std::uint8_t>(values), sides);
      three().write_barcode(out);
      three().write_coords(out);
    };
  };
  BOOST_TEST(error(with_img({3, 4, 5, 3})) ==
             "patches/T1.h5: img is [3, 4, 5, 3] of uint8, expected [patches, "
             "side, side, 3] of uint8, patches as wide as high");
  BOOST_TEST(error(with_img({3, 4, 4})) ==
             "patches/T1.h5: img is [3, 4, 4] of uint8, expected [patches, "
             "side, side, 3] of uint8, patches as wide as high");
  BOOST_TEST(error(with_img({2, 4, 4, 3})) ==
             "patches/T1.h5: barcode has 3 names for 2 patches");
  BOOST_TEST(error([](H5File& out) {
               out.numbers<float>("img", std::vector<float>(144), {3, 4, 4, 3});
               three().write_barcode(out);
               three().write_coords(out);
             }) ==
             "patches/T1.h5: img is [3, 4, 4, 3] of float32, expected "
             "[patches, side, side, 3] of uint8, patches as wide as high");
}

BOOST_AUTO_TEST_CASE(two_patches_of_one_spot_are_refused) {
  Made made = three();
  made.spots = {"c", "a", "c"};
  BOOST_TEST(error([&](H5File& out) {
               made.write_img(out);
               made.write_barcode(out);
               made.write_coords(out);
             }) ==
             "patches/T1.h5: barcode 'c' is there twice, in rows 0 and 2; "
             "which patch is that spot's?");
}

BOOST_AUTO_TEST_CASE(corners_are_a_finite_pair_a_patch) {
  BOOST_TEST(error([](H5File& out) {
               three().write_img(out);
               three().write_barcode(out);
               out.numbers<std::int64_t>("coords", {1, 2, 3, 4}, {2, 2});
             }) == "patches/T1.h5: coords is [2, 2], expected [3 patches, 2]");
  BOOST_TEST(error([](H5File& out) {
               three().write_img(out);
               three().write_barcode(out);
               out.numbers<double>("coords", {1, 2, NAN, 4, 5, 6}, {3, 2});
             }) ==
             "patches/T1.h5: coords: the patch of spot 'a' begins at nan, "
             "expected finite numbers");
}

BOOST_AUTO_TEST_SUITE_END()
