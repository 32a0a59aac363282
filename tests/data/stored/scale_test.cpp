#include "core/data/stored/scale.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// 3 x 3 spots, `pitch_px` apart; their array's spacing in um.
Dataset section(double pitch_px, double spot_pitch_um) {
  Dataset d;
  d.section = "data/S1";
  d.spot_pitch_um = spot_pitch_um;
  d.array_xy.resize(9, 2);
  d.pixel_xy.resize(9, 2);
  for (int i = 0; i < 9; ++i) {
    d.array_xy.row(i) << i % 3, i / 3;
    d.pixel_xy.row(i) << pitch_px * (i % 3), pitch_px * (i / 3);
  }
  return d;
}

double settled(Dataset d, const ScaleSources& sources) {
  settle_scale(d, sources, "S1.svs", false);
  BOOST_TEST(d.remarks.empty());
  return d.um_per_px;
}

std::string refusal(Dataset d, const ScaleSources& sources) {
  return error_of([&] { settle_scale(d, sources, "S1.svs", false); });
}

const std::string kWhatToDo =
    "; mend um_per_px or spot_pitch_um (0 = not known), or take the first with "
    "scale = \"as_given\" of `dataset`";

}  // namespace

BOOST_AUTO_TEST_SUITE(scale_test)

// 200 um in 400 px.
BOOST_AUTO_TEST_CASE(what_is_given_comes_first_then_the_file_then_the_array) {
  BOOST_TEST(settled(section(400, 0), {}) == 0);
  BOOST_TEST(settled(section(400, 200), {}) == 0.5, tt::tolerance(1e-12));
  BOOST_TEST(settled(section(400, 200), {.file = 0.499}) == 0.499);
  BOOST_TEST(settled(section(400, 200), {.given = 0.46, .file = 0.499}) ==
             0.46);
}

BOOST_AUTO_TEST_CASE(two_scales_that_differ_are_refused_with_both) {
  BOOST_TEST(refusal(section(400, 0), {.given = 0.25, .file = 0.499}) ==
             "section data/S1: scales differ: 0.2500 um/px by what is given, "
             "0.4990 um/px by its picture S1.svs" +
                 kWhatToDo);
  BOOST_TEST(refusal(section(80, 200), {.given = 0.5}) ==
             "section data/S1: scales differ: 0.5000 um/px by what is given, "
             "2.5000 um/px by its array (spots 200 um and 80.0 px apart)" +
                 kWhatToDo);
  BOOST_TEST(refusal(section(80, 200), {.file = 0.5}) ==
             "section data/S1: scales differ: 0.5000 um/px by its picture "
             "S1.svs, 2.5000 um/px by its array (spots 200 um and 80.0 px "
             "apart)" +
                 kWhatToDo);
}

BOOST_AUTO_TEST_CASE(a_difference_can_be_accepted_and_is_noted) {
  Dataset d = section(400, 0);
  settle_scale(d, {.given = 0.25, .file = 0.499}, "S1.svs", true);
  BOOST_TEST(d.um_per_px == 0.25);
  BOOST_REQUIRE(d.remarks.size() == 1U);
  BOOST_TEST(d.remarks[0] ==
             "taken as given: scales differ: 0.2500 um/px by what is given, "
             "0.4990 um/px by its picture S1.svs");
}

// Nothing is cropped there; her2st's section A1 is such a one.
BOOST_AUTO_TEST_CASE(without_a_picture_a_difference_is_a_remark) {
  Dataset d = section(218, 200);
  settle_scale(d, {.given = 0.688}, "", false);
  BOOST_TEST(d.um_per_px == 0.688);
  BOOST_TEST(d.remarks.at(0) ==
             "scales differ: 0.6880 um/px by what is given, 0.9174 um/px by "
             "its array (spots 200 um and 218.0 px apart)");
}

// 25,400 um / 72.
BOOST_AUTO_TEST_CASE(a_printing_resolution_is_no_scale) {
  Dataset d = section(400, 0);
  settle_scale(d, {.file = 25400. / 72}, "S1.tif", false);
  BOOST_TEST(d.um_per_px == 0);
  BOOST_TEST(d.remarks.at(0) ==
             "S1.tif says 352.7778 um/px, which is no microscope's scale (0.05 "
             "to 20): it is not used");
  BOOST_TEST(refusal(section(400, 0), {.given = 352.8}) ==
             "section data/S1: um_per_px is given as 352.8, which is no "
             "microscope's scale (0.05 to 20)" +
                 kWhatToDo);
  for (const double dpi : {72., 96., 150., 300., 600., 1200.}) {
    BOOST_TEST(!is_scale(25400 / dpi), dpi << " dpi");
  }
  for (const double scale : {0.065, 0.25, 0.5, 0.688, 6.2, 18.75}) {
    BOOST_TEST(is_scale(scale), scale << " um/px");
  }
}

BOOST_AUTO_TEST_CASE(a_tenth_of_the_larger_one_is_near) {
  BOOST_TEST(about_equal(0.9, 1));
  BOOST_TEST(about_equal(1, 0.9));
  BOOST_TEST(!about_equal(1, 0.89));
}

BOOST_AUTO_TEST_SUITE_END()
