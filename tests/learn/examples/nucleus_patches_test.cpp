#include "core/learn/examples/nucleus_patches.h"

#include <boost/test/unit_test.hpp>

#include "core/data/image/png.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// A grey picture and labels of 4 x 3 px.
struct Sample {
  TempFolder folder;
  std::unique_ptr<Image> image;

  Sample() {
    const std::vector<int> grey = {10, 20,  30,  40,  //
                                   50, 60,  70,  80,  //
                                   90, 100, 110, 120};
    Picture picture{4, 3, {}};
    for (const int value : grey) {
      picture.rgb.insert(picture.rgb.end(), 3,
                         static_cast<std::uint8_t>(value));
    }
    write_file(folder / "p.png", png_encode(picture));
    LabelImage labels;
    labels.section = "x/S";
    labels.width_px = 4;
    labels.height_px = 3;
    labels.labels = 2;
    labels.values = {7, 7, 0, 0,  //
                     0, 7, 0, 2147483647, 0, 0, 0, 2147483647};
    labels.write(folder / "labels");
    image = Image::open(folder / "p.png", "p.png");
  }

  NucleusPatch patch(const PatchScale& scale, const PatchPlace& place,
                     std::int64_t side) const {
    LabelReader labels(folder / "labels");
    NucleusPatch found;
    read_patches(
        *image, labels, scale, {&place, 1}, side,
        [&](std::size_t, NucleusPatch&& one) { found = std::move(one); });
    return found;
  }
};

std::vector<int> reds(const NucleusPatch& patch) {
  std::vector<int> out;
  for (std::size_t i = 0; i < patch.rgb.size(); i += 3) {
    out.push_back(patch.rgb[i]);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nucleus_patches_test)

BOOST_AUTO_TEST_CASE(at_its_own_scale_a_patch_is_the_picture) {
  const NucleusPatch patch = Sample().patch({1, 4, 3, 0}, {1, 1, {0, 3}}, 2);
  BOOST_TEST(reds(patch) == (std::vector<int>{60, 70, 100, 110}),
             tt::per_element());
  BOOST_TEST(patch.labels == (std::vector<std::int32_t>{7, 0, 0, 0}),
             tt::per_element());
}

// Twice as fine: pixel x lies at x / 2 - 1/4 of the picture. The upper left
// has 10; beside it three quarters of 10 and one of 20 are 12.5, rounded to 13;
// below the same down: 10 + 40 / 4 = 20; and 22.5, 23.
BOOST_AUTO_TEST_CASE(a_finer_patch_is_bilinear_and_its_labels_nearest) {
  const PatchScale scale = patch_scale(4, 3, 1, 0.5, "test");
  BOOST_TEST(scale.width_px == 8);
  BOOST_TEST(scale.height_px == 6);
  const Sample sample;
  const NucleusPatch corner = sample.patch(scale, {0, 0, {0, 6}}, 2);
  BOOST_TEST(reds(corner) == (std::vector<int>{10, 13, 20, 23}),
             tt::per_element());
  const NucleusPatch inner = sample.patch(scale, {2, 1, {0, 6}}, 2);
  BOOST_TEST(inner.labels == (std::vector<std::int32_t>{7, 7, 7, 7}),
             tt::per_element());
  const NucleusPatch end = sample.patch(scale, {6, 4, {0, 6}}, 2);
  BOOST_TEST(end.labels[3] == 2147483647);
  BOOST_TEST(reds(end)[3] == 120);
}

// Of a patch that begins a pixel left of the picture and sees row 1 alone.
BOOST_AUTO_TEST_CASE(what_lies_outside_or_is_not_shown_is_nothing) {
  const NucleusPatch patch = Sample().patch({1, 4, 3, 0}, {-1, 0, {1, 2}}, 3);
  BOOST_TEST(reds(patch) == (std::vector<int>{0, 0, 0, 0, 50, 60, 0, 0, 0}),
             tt::per_element());
  BOOST_TEST(patch.shown.x_px == 1);
  BOOST_TEST(patch.shown.width_px == 2);
  BOOST_TEST(patch.shown.y_px == 1);
  BOOST_TEST(patch.shown.height_px == 1);
}

// Label 7 has pixels (0, 0), (1, 0) and (1, 1).
BOOST_AUTO_TEST_CASE(a_nucleus_has_its_area_centre_and_rows) {
  const Sample sample;
  LabelReader labels(sample.folder / "labels");
  const auto shapes = nucleus_shapes(labels);
  BOOST_TEST_REQUIRE(shapes.size() == 2U);
  const NucleusShape& shape = shapes.at(7);
  BOOST_TEST(shape.area_px2 == 3);
  BOOST_TEST(shape.x_px == (0.5 + 1.5 + 1.5) / 3, tt::tolerance(1e-12));
  BOOST_TEST(shape.y_px == (0.5 + 0.5 + 1.5) / 3, tt::tolerance(1e-12));
  BOOST_TEST((shape.rows == Rows{0, 2}));
  BOOST_TEST((shapes.at(2147483647).rows == Rows{1, 3}));
}

BOOST_AUTO_TEST_CASE(labels_of_another_picture_are_refused) {
  const Sample sample;
  LabelImage other;
  other.section = "x/S";
  other.width_px = 3;
  other.height_px = 3;
  other.values.assign(9, 0);
  other.write(sample.folder / "other");
  LabelReader labels(sample.folder / "other");
  BOOST_TEST(error_of([&] {
               read_patches(*sample.image, labels, {1, 4, 3, 0}, {}, 2, {});
             }) ==
             "the label image of section x/S is 3 x 3 px, the picture 4 x 3 "
             "px; give the labels of that picture");
}

BOOST_AUTO_TEST_CASE(a_picture_without_a_scale_is_seen_as_it_is) {
  BOOST_TEST(patch_scale(4, 3, 0, 0, "test").ratio == 1);
  BOOST_TEST(error_of([] { patch_scale(4, 3, 0, 0.5, "test"); }) ==
             "test: um_per_px = 0.5 needs the scale of the picture, which is "
             "not known; give `dataset` um_per_px, or leave the option out");
}

BOOST_AUTO_TEST_SUITE_END()
