// What is known of cells comes back as it was written, and what cannot be is
// named.
#include <boost/test/unit_test.hpp>
#include <limits>

#include "core/data/stored/cell_outlines.h"
#include "core/data/stored/cell_types.h"
#include "core/data/stored/dataset.h"
#include "tests/data/stored/written.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Names = std::vector<std::string>;
using Codes = std::vector<std::int32_t>;

// Two cells in a picture of 30 x 20 px, one of them beyond its upper left.
Dataset cells() {
  Dataset d;
  d.section = "x/S";
  d.patient = "x/P";
  d.lattice = Lattice::none;
  d.picture_width_px = 30;
  d.picture_height_px = 20;
  d.spots = {"7", "12"};
  d.genes = {"FN1"};
  d.counts = {2, 1, {0, 1, 1}, {0}, {3}};
  d.pixel_xy.resize(2, 2);
  d.pixel_xy << 4.75, 19.0, -0.25, 3.5;
  set_pixel_array(d);
  return d;
}

CellTypes types() {
  return {"x/S",
          "the authors' table",
          {"7", "12", "9"},
          {"T", "B", "Plasma"},
          {1, -1, 0}};
}

CellOutlines outlines() {
  CellOutlines out;
  out.section = "x/S";
  out.kind = OutlineKind::nucleus;
  out.cells = {"7", "12"};
  out.starts = {0, 3, 7};
  out.vertices.resize(7, 2);
  out.vertices << 0, 0, 4.5, 0, 0, 2, 5, 5, 9, 5, 9, 8, 5, 8;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cells_test)

BOOST_AUTO_TEST_CASE(what_is_left_out_is_noted_and_nothing_is_not) {
  Dataset d = cells();
  d.leave_out("cells without counts", 3);
  d.leave_out("counts without a position", 0);
  const std::vector<std::pair<std::string, std::int64_t>> noted = {
      {"cells without counts", 3}};
  BOOST_TEST((d.left_out == noted));
}

BOOST_AUTO_TEST_CASE(the_array_of_cells_is_the_pixels_of_the_picture) {
  const Dataset d = cells();
  BOOST_TEST(d.array_xy(0, 0) == 4);
  BOOST_TEST(d.array_xy(0, 1) == 19);
  BOOST_TEST(d.array_xy(1, 0) == -1);
  const Dataset back = there_and_back(d);
  BOOST_TEST((back.lattice == Lattice::none));
  BOOST_TEST((back.array_xy == d.array_xy));
  BOOST_TEST(read_with(d, "obs/array_y", Codes{19, 4}, {2}) ==
             "o: obs/array_x, array_y: cell '12' has (-1, 4), expected the "
             "pixel (-1, 3) of its position, as uns/lattice is 'none'");
  Dataset spaced = cells();
  spaced.spot_pitch_um = 200;
  BOOST_TEST(read_as_written(spaced) ==
             "o: uns/spot_pitch_um is 200, expected 0 where uns/lattice is "
             "'none': cells lie on no array");
  Dataset lost = cells();
  lost.pixel_xy(1, 0) = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(error_of([&] { set_pixel_array(lost); }) ==
             "section x/S: cell '12' lies at (nan, 3.5) px, expected finite "
             "numbers of at most 2147483647");
}

BOOST_AUTO_TEST_CASE(types_keep_the_order_of_their_classes) {
  const CellTypes back = there_and_back(types());
  BOOST_TEST(back.section == "x/S");
  BOOST_TEST(back.how == "the authors' table");
  BOOST_TEST(back.cells == (Names{"7", "12", "9"}), tt::per_element());
  BOOST_TEST(back.classes == (Names{"T", "B", "Plasma"}), tt::per_element());
  BOOST_TEST(back.index == (Codes{1, -1, 0}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(types_are_found_by_the_names_of_cells) {
  // "12" has no type; "8" is no cell of these.
  BOOST_TEST(types_of({"9", "8", "12", "7"}, types()) == (Codes{0, -1, -1, 1}),
             tt::per_element());
  BOOST_TEST(types_at(types(), {"9", "12", "7"}, "t") == (Codes{0, -1, 1}),
             tt::per_element());
  BOOST_TEST(error_of([] { types_at(types(), {"9", "8"}, "t: types"); }) ==
             "t: types: no cell '8' (3 given, as '7')");
}

BOOST_AUTO_TEST_CASE(types_that_are_none_are_refused) {
  const CellTypes t = types();
  BOOST_TEST(read_with(t, "obs/type/codes", Codes{1, 3, 0}, {3}) ==
             "o: element 'obs/type' has code 3 of 3 categories");
  BOOST_TEST(read_with(t, "obs/_index", Names{"7", "9", "9"}, {3}) ==
             "o: cell '9' is there twice (1 and 2, counted from 0), expected "
             "once");
  BOOST_TEST(read_with(t, "obs/type/categories", Names{"T", "B", "T"}, {3}) ==
             "o: class 'T' is there twice (0 and 2, counted from 0), expected "
             "once");
  CellTypes few = types();
  few.index.pop_back();
  const TempFolder folder;
  BOOST_TEST(error_of([&] { few.write(folder / "t"); }) ==
             "CellTypes of section x/S: 3 cells have 2 types");
  few.index = {0, 1, 3};
  BOOST_TEST(error_of([&] { few.write(folder / "t"); }) ==
             "CellTypes of section x/S: cell '9' is of class 3, expected -1 or "
             "one of the 3 from 0");
  few = types();
  few.classes[1] = "";
  BOOST_TEST(read_as_written(types()) == "no error");
  BOOST_TEST(error_of([&] { few.write(folder / "t"); }) ==
             "CellTypes of section x/S: a class has no name");
}

BOOST_AUTO_TEST_CASE(outlines_keep_the_order_of_their_vertices) {
  const CellOutlines back = there_and_back(outlines());
  BOOST_TEST(back.section == "x/S");
  BOOST_TEST((back.kind == OutlineKind::nucleus));
  BOOST_TEST(back.cells == (Names{"7", "12"}), tt::per_element());
  BOOST_TEST(back.starts == outlines().starts, tt::per_element());
  BOOST_TEST((back.vertices == outlines().vertices));
}

BOOST_AUTO_TEST_CASE(outlines_that_are_none_are_refused) {
  using Starts = std::vector<std::int64_t>;
  const CellOutlines o = outlines();
  BOOST_TEST(read_with(o, "starts", Starts{0, 5, 7}, {3}) ==
             "o: cell '12' has 2 vertices, expected at least 3");
  BOOST_TEST(read_with(o, "starts", Starts{0, 3}, {2}) ==
             "o: starts has 2 entries for 2 cells, expected one more than "
             "cells, from 0 to 7");
  BOOST_TEST(read_with(o, "starts", Starts{0, 9, 7}, {3}) ==
             "o: cell '7' ends at vertex 9 of 7");
  BOOST_TEST(read_with(o, "vertices", std::vector<double>(14, 1), {2, 7}) ==
             "o: vertices is [2, 7], expected [2, 2] ([vertices, (x, y)])");
  std::vector<double> far(14, 1);
  far[9] = std::numeric_limits<double>::infinity();
  BOOST_TEST(read_with(o, "vertices", far, {7, 2}) ==
             "o: cell '12' has a vertex at (1, inf), expected finite numbers");
  BOOST_TEST(read_with(o, "cells", Names{"7", "7"}, {2}) ==
             "o: cell '7' is there twice (0 and 1, counted from 0), expected "
             "once");
  BOOST_TEST(read_spoiled(o, [](const fs::path& object) {
               replace_text(object / "zarr.json", "nucleus", "tissue");
             }) == "o: kind is 'tissue', expected 'cell' or 'nucleus'");
}

BOOST_AUTO_TEST_SUITE_END()
