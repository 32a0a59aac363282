#include "core/learn/examples/nucleus_slide.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tests/learn/examples/nucleus_sample.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// 64 x 64 px: 4 x 4 nuclei of 64 px, so 16 um2 of 0.5 um a pixel.
SlideOptions options(std::int64_t side = 32) {
  SlideOptions out;
  out.grid.side_px = side;
  out.least_um2 = 10;
  return out;
}

NucleusSlide slide_of(const SlideInput& input,
                      const SlideOptions& how = options()) {
  return cell_slide(input, how, 5, "test");
}

std::string refused(const SlideInput& input,
                    const SlideOptions& how = options()) {
  return error_of([&] { slide_of(input, how); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nucleus_slide_test)

BOOST_AUTO_TEST_CASE(a_slide_of_cells_is_patches_of_nuclei_in_rising_order) {
  const NucleusSample sample(64, 64);
  const NucleusSlide slide = slide_of(sample.input);
  BOOST_TEST_REQUIRE(slide.patches.size() == 4U);
  BOOST_TEST(slide.patches[1].nuclei == (std::vector<std::int32_t>{3, 4, 7, 8}),
             tt::per_element());
  BOOST_TEST(slide.patches[1].rows == (std::vector<std::int32_t>{2, 3, 6, 7}),
             tt::per_element());
  // 9 of the first gene, 5 of the third in a dark row.
  BOOST_TEST(slide.expression(6, 0) == 5 * std::log(10.0), tt::tolerance(1e-6));
  BOOST_TEST(slide.expression(6, 2) == 5 * std::log(6.0), tt::tolerance(1e-6));
  BOOST_TEST(slide.expression(6, 1) == 0);
  BOOST_TEST(
      slide.types == (std::vector<std::int32_t>{0, 1, 0, 1, 0, 1, 0, 1,  //
                                                0, 1, 0, 1, 0, 1, 0, 1}),
      tt::per_element());
  BOOST_TEST(slide.left_out.empty());
}

// One cell without a pixel, one without a type; patches of 16 px hold one
// nucleus each.
BOOST_AUTO_TEST_CASE(cells_that_are_not_valid_become_background) {
  NucleusSample sample(64, 64);
  sample.input.dataset.spots[0] = "99";
  sample.input.types->index[1] = -1;
  const NucleusSlide slide = slide_of(sample.input, options(16));
  BOOST_TEST(slide.patches_seen == 16);
  BOOST_TEST_REQUIRE(slide.patches.size() == 14U);
  BOOST_TEST(slide.patches[0].nuclei.front() == 3);
  BOOST_TEST_REQUIRE(slide.left_out.size() == 2U);
  BOOST_TEST(slide.left_out[0].first ==
             "cells without a pixel in the label image");
  BOOST_TEST(slide.left_out[1].first == "cells without a type");
  const NucleusSlide wide = slide_of(sample.input);
  const auto& labels = wide.patches[0].pixels.labels;
  BOOST_TEST(labels[4 * 32 + 4] == 0);
  BOOST_TEST(labels[4 * 32 + 20] == 0);
  BOOST_TEST(labels[20 * 32 + 4] == 5);
}

BOOST_AUTO_TEST_CASE(nuclei_below_the_least_area_are_none) {
  const NucleusSample sample(32, 32);
  SlideOptions how = options();
  how.least_um2 = 16;
  BOOST_TEST(slide_of(sample.input, how).left_out.empty());
  how.least_um2 = 17;
  BOOST_TEST(refused(sample.input, how) ==
             "test: of 4 cells of section x/S none is to be learned from: 0 "
             "have no pixel in the label image, 4 are smaller than 17 um2, 0 "
             "have no type");
}

// A patch of 32 px has 4 nuclei of 64 px each; a blue row's are 120 of red,
// 230 around: mean (768 * 230 + 128 * 120 + 128 * 200) / 1024 where both rows
// are light. In this one two of each: light 120 and 200, dark 60 and 200.
BOOST_AUTO_TEST_CASE(colours_are_means_over_patches_of_mean_and_deviation) {
  const NucleusSample sample(32, 32);
  const NucleusSlide slide = slide_of(sample.input);
  const double mean = (768 * 230.0 + 64 * 120 + 64 * 60 + 128 * 200) / 1024;
  double squares = 768 * std::pow(230 - mean, 2) +
                   64 * std::pow(120 - mean, 2) + 64 * std::pow(60 - mean, 2) +
                   128 * std::pow(200 - mean, 2);
  BOOST_TEST(slide.patches_seen == 1);
  BOOST_TEST(slide.mean_sum[0] == mean, tt::tolerance(1e-12));
  BOOST_TEST(slide.deviation_sum[0] == std::sqrt(squares / 1024),
             tt::tolerance(1e-12));
}

// Strips 1, 2, 4 and 5 of 80 rows: 0 to 31 and 48 to 79.
BOOST_AUTO_TEST_CASE(patches_over_a_border_need_strips_that_say_so) {
  NucleusSample sample(32, 80);
  const auto strips = [&](const std::string& margin) {
    std::string name = "x/S#";
    for (const char* one : {"r1", "r2", "r4", "r5"}) {
      name += concat(name.back() == '#' ? "" : ",", one, "c1of5x1", margin);
    }
    sample.input.dataset.section = name;
    return sample.input;
  };
  BOOST_TEST(refused(strips("")) ==
             "test: patches of section "
             "x/S#r1c1of5x1,r2c1of5x1,r4c1of5x1,r5c1of5x1 begin on its rows "
             "and run up to 31 rows beyond them; the strips' names say that 0 "
             "are seen, so the plan would not know. Give ms.regions the margin "
             "(rows beyond over the height of a strip), or border = "
             "\"inside\"");
  BOOST_TEST(slide_of(strips("+2")).patches_seen == 2);
  SlideOptions inside = options();
  inside.border = Border::inside;
  const NucleusSlide slide = slide_of(strips(""), inside);
  BOOST_TEST(slide.patches_seen == 2);
  BOOST_TEST(slide.patches[1].nuclei.front() == 7);
}

BOOST_AUTO_TEST_CASE(inputs_that_do_not_belong_together_are_refused) {
  NucleusSample sample(32, 32);
  SlideInput input = sample.input;
  input.types->section = "x/T";
  BOOST_TEST(refused(input) == "test: dataset is of x/S, its types of x/T");
  input = sample.input;
  input.dataset.section = "x/T";
  BOOST_TEST(refused(input) ==
             "test: dataset is of x/T, its label image of x/S");
  input = sample.input;
  input.dataset.spots[2] = "a3";
  BOOST_TEST(refused(input) ==
             "test: cell 'a3' of section x/S is not the number of a label; "
             "expected 1 to 2147483647, as the label image has them");
  BOOST_TEST(refused(sample.spots()) ==
             "test: section x/S is of spots on an array; expected cells, or "
             "supervision of spots");
  const NucleusSample larger(48, 32);
  input = sample.input;
  input.picture = larger.input.picture;
  BOOST_TEST(refused(input) ==
             "test: the label image of section x/S is 32 x 32 px, picture "
             "p.png is 48 x 32 px; give the labels of that picture");
}

// Spots lie amid 2 x 2 nuclei, 8 sqrt(2) = 11.3 px from each centre, 25.3 from
// the next ones'.
BOOST_AUTO_TEST_CASE(nuclei_within_the_radius_belong_to_a_spot) {
  const NucleusSample sample(64, 64);
  SlideOptions how = options();
  how.spot_radius_um = 6;
  const NucleusSlide slide = spot_slide(sample.spots(), how, 1, "test");
  BOOST_TEST_REQUIRE(slide.patches.size() == 4U);
  BOOST_TEST(
      slide.patches[3].nuclei == (std::vector<std::int32_t>{11, 12, 15, 16}),
      tt::per_element());
  BOOST_TEST(slide.patches[3].spot == 3);
  BOOST_TEST(slide.expression(3, 2) == std::log(11.0), tt::tolerance(1e-6));
  how.spot_radius_um = 5;
  BOOST_TEST(error_of([&] { spot_slide(sample.spots(), how, 1, "test"); }) ==
             "test: none of the 4 spots of section x/S has a nucleus within 5 "
             "um");
  how.spot_radius_um = 9;
  BOOST_TEST(error_of([&] { spot_slide(sample.spots(), how, 1, "test"); }) ==
             "test: a patch of 32 px is 16 um wide, a spot 18 um; give a "
             "larger patch_px or um_per_px");
}

BOOST_AUTO_TEST_SUITE_END()
