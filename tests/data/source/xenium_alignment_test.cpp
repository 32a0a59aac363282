#include "core/data/source/xenium_alignment.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

// Pixels of the picture, twice as large, turned by a quarter: (x, y) of it lies
// at (-2 y + 100, 2 x + 20) of the bundle's own.
const std::string kMatrix = "0,-2,100\n2,0,20\n0,0,1\n";
constexpr AlignmentIs kUsual = AlignmentIs::picture_to_bundle;
constexpr AlignmentIs kOther = AlignmentIs::bundle_to_picture;

AffineMap read(const std::string& text, AlignmentIs direction = kUsual) {
  const TempFolder folder;
  write_file(folder / "m", text);
  return read_xenium_alignment({folder / "m", "he_imagealignment.csv"},
                               direction);
}

std::string error(const std::string& text) {
  return error_of([&] { read(text); });
}

Positions at(double x, double y) {
  Positions out(1, 2);
  out << x, y;
  return out;
}

XeniumExperiment experiment(double um_per_px) {
  XeniumExperiment out;
  out.um_per_px = um_per_px;
  return out;
}

// A scene of a bundle of 0.25 um a pixel.
XeniumScene scene(const std::string& matrix, AlignmentIs direction = kUsual) {
  XeniumScene out;
  out.experiment = experiment(0.25);
  out.alignment = read(matrix, direction);
  out.alignment_name = "he_imagealignment.csv";
  out.placement =
      xenium_placement(out.experiment, 0, out.alignment, out.alignment_name);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(xenium_alignment_test)

BOOST_AUTO_TEST_CASE(the_matrix_takes_the_picture_to_the_bundle) {
  const Positions found = mapped(read(kMatrix), at(30, 10));
  BOOST_TEST(found(0, 0) == 80);
  BOOST_TEST(found(0, 1) == 80);
  // Line ends and tabs of other programs.
  BOOST_TEST((read("0\t-2\t100\r\n2\t0\t20\r\n0\t0\t1\r\n") == read(kMatrix)));
  BOOST_TEST(
      (read("0.0e+00, -2 , 1.0e+02\n2, 0, 20\n0, 0, 1\n") == read(kMatrix)));
}

// The same numbers said to lead from the bundle: (80, 80) -> (-60, 180) there,
// so what is given is the map back.
BOOST_AUTO_TEST_CASE(the_other_direction_is_turned_round) {
  const Positions found = mapped(read(kMatrix, kOther), at(-60, 180));
  BOOST_TEST(found(0, 0) == 80, tt::tolerance(1e-12));
  BOOST_TEST(found(0, 1) == 80, tt::tolerance(1e-12));
  const Positions back = mapped(inverse(read(kMatrix)), at(80, 80));
  BOOST_TEST(back(0, 0) == 30, tt::tolerance(1e-12));
  BOOST_TEST(back(0, 1) == 10, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(what_is_no_affine_map_is_named) {
  BOOST_TEST(error("1,0,0\n0,1,0\n") ==
             "he_imagealignment.csv: has 2 rows of numbers, expected 3");
  BOOST_TEST(error("1,0,0\n0,1,x\n0,0,1\n") ==
             "he_imagealignment.csv: line 2: expected a number, found 'x'");
  BOOST_TEST(error("1,0,0\n0,nan,0\n0,0,1\n") ==
             "he_imagealignment.csv: line 2: expected a number, found 'nan'");
  BOOST_TEST(error("1,0,0\n0,1,0\n0.1,0,1\n") ==
             "he_imagealignment.csv: line 3 is 0.1, 0, 1, expected 0, 0, 1, "
             "the last of an affine map's rows");
  BOOST_TEST(error("1,2,0\n2,4,0\n0,0,1\n") ==
             "he_imagealignment.csv: the map takes all positions to a line: "
             "its determinant is 0");
  BOOST_TEST(error("fixedX,fixedY,alignmentX,alignmentY\n1,2,3,4\n") ==
             "he_imagealignment.csv: holds the key points of an alignment; "
             "name the file of its matrix, which Xenium Explorer writes beside "
             "it");
}

// um against px: 10 um are 40 px of 0.25 um.
BOOST_AUTO_TEST_CASE(um_become_pixels_of_the_bundles_own_picture) {
  XeniumPlacement found = xenium_placement(experiment(0.25), 0, {}, "");
  BOOST_TEST(found.um_per_px == 0.25);
  BOOST_TEST(mapped(found.px_of_um, at(10, 20))(0, 0) == 40);
  BOOST_TEST(mapped(found.px_of_um, at(10, 20))(0, 1) == 80);
  // A smaller copy of it, whose scale the recipe gives.
  found = xenium_placement(experiment(0.25), 1, {}, "");
  BOOST_TEST(mapped(found.px_of_um, at(10, 20))(0, 0) == 10);
  found = xenium_placement({}, 0.5, {}, "");
  BOOST_TEST(mapped(found.px_of_um, at(10, 20))(0, 0) == 20);
  BOOST_TEST(error_of([] { xenium_placement({}, 0, {}, ""); }) ==
             "positions of a Xenium bundle are um, and the size of a pixel is "
             "not known: give its experiment.xenium as `metadata`, or "
             "um_per_px");
}

// (20, 20) um lies at (80, 80) px of the bundle's own picture, so at (30, 10)
// of the other, whose pixels are twice as large.
BOOST_AUTO_TEST_CASE(um_become_pixels_of_an_aligned_picture) {
  const XeniumPlacement found =
      xenium_placement(experiment(0.25), 0, read(kMatrix), "m");
  BOOST_TEST(found.um_per_px == 0.5);
  BOOST_TEST(mapped(found.px_of_um, at(20, 20))(0, 0) == 30,
             tt::tolerance(1e-12));
  BOOST_TEST(mapped(found.px_of_um, at(20, 20))(0, 1) == 10,
             tt::tolerance(1e-12));
  BOOST_TEST(
      error_of([] { xenium_placement({}, 0.5, read(kMatrix), "m.csv"); }) ==
      "m.csv: leads to pixels of the bundle's own picture, whose size stands "
      "in its experiment.xenium: give it as `metadata`");
  BOOST_TEST(error_of([] {
               xenium_placement(experiment(0.25), 0.25, read(kMatrix), "m.csv");
             }) ==
             "m.csv: makes a pixel of the picture 0.5 um, um_per_px = 0.25 is "
             "given");
}

// The file of the picture says 0.5 um. Taken the wrong way round, the matrix
// makes it 0.125; written in um (all of it times 0.25), 0.125 too, and then the
// scale of the matrix itself is 0.5.
BOOST_AUTO_TEST_CASE(the_scale_of_the_picture_tells_direction_and_um) {
  check_alignment_scale(scene(kMatrix), "he.tif", 0.5);
  check_alignment_scale(scene(kMatrix), "he.tif", 0);      // says none
  check_alignment_scale(scene(kMatrix), "he.tif", 352.8);  // 72 dpi
  BOOST_TEST(error_of([] {
               check_alignment_scale(scene(kMatrix, kOther), "he.tif", 0.5);
             }) ==
             "he_imagealignment.csv: makes a pixel of the picture 0.125 um, "
             "he.tif says 0.5; taken the other way round it fits: give "
             "alignment_is as the other of picture_to_bundle and "
             "bundle_to_picture");
  BOOST_TEST(error_of([] {
               check_alignment_scale(scene("0.8,0,25\n0,0.8,5\n0,0,1\n"),
                                     "he.tif", 0.8);
             }) ==
             "he_imagealignment.csv: makes a pixel of the picture 0.2 um, "
             "he.tif says 0.8; it leads to um and not to pixels: divide its "
             "first two lines by 0.25");
  BOOST_TEST(
      error_of([] { check_alignment_scale(scene(kMatrix), "he.tif", 0.7); }) ==
      "he_imagealignment.csv: makes a pixel of the picture 0.5 um, "
      "he.tif says 0.7; is it of this picture, and at full resolution?");
}

// Pixels of the picture: (30, 10) as the matrix is meant.
BOOST_AUTO_TEST_CASE(cells_outside_of_the_picture_are_told_why) {
  const XeniumScene right = scene(kMatrix);
  const Positions um = at(20, 20);
  BOOST_TEST(
      outside_hint(right, mapped(right.placement.px_of_um, um), 60, 60) == "");
  const XeniumScene wrong = scene(kMatrix, kOther);
  BOOST_TEST(
      outside_hint(wrong, mapped(wrong.placement.px_of_um, um), 60, 60) ==
      "; with he_imagealignment.csv taken the other way round all cells lie in "
      "it: give alignment_is as the other of picture_to_bundle and "
      "bundle_to_picture");
  XeniumScene own;
  own.experiment = experiment(0.25);
  own.placement = xenium_placement(own.experiment, 0, {}, "");
  BOOST_TEST(
      outside_hint(own, mapped(own.placement.px_of_um, um), 60, 60) ==
      "; as the numbers stand in the bundle, in um, all cells lie in it: is it "
      "a picture of 1 um a pixel (um_per_px = 1), or were positions made "
      "pixels before?");
  BOOST_TEST(outside_hint(own, mapped(own.placement.px_of_um, um), 10, 10) ==
             "");
}

BOOST_AUTO_TEST_CASE(a_stated_map_is_stored_as_a_transform) {
  const TempFolder folder;
  write_file(folder / "m", kMatrix);
  const StepKind step = stated_transform_step();
  step.run(Inputs("stated_transform",
                  {{"alignment", {{folder / "m", "m.csv", "x/S1"}}}}),
           complete_options(step.decl(), {{"section_a", "x/S1-DAPI"},
                                          {"section_b", "x/S1"}}),
           folder / "out");
  const Transform found = Transform::read(folder / "out");
  BOOST_TEST(found.section_a == "x/S1-DAPI");
  BOOST_TEST(found.section_b == "x/S1");
  BOOST_TEST(found.determinant() == 4);
  BOOST_TEST(found.accepted());
  BOOST_REQUIRE(found.remarks.size() == 1U);
  BOOST_TEST(found.remarks[0] ==
             "the map is the one that m.csv states; how well it fits was not "
             "measured");
}

BOOST_AUTO_TEST_SUITE_END()
