// The .parquet file is of tests/data/source/xenium/make_files.py, the .zarr.zip
// ones of make_segmentation.py there.
#include "core/data/source/xenium_outlines.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/gzip.h"
#include "core/data/source/outline_table.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "tests/data/source/xenium_store.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Texts = std::vector<std::string>;
using Starts = std::vector<std::int64_t>;

const std::string kHeader = "cell_id,vertex_x,vertex_y\n";
const std::string kSquare = "1,0,0\n1,2,0\n1,2,2\n1,0,2\n1,0,0\n";
const std::string kTriangle = "2,5,5\n2,8,5\n2,5,11\n2,5,5\n";

class Log : public TaskContext {
 public:
  Log() { current() = this; }
  ~Log() override { current() = nullptr; }
  void progress(std::uint64_t, std::uint64_t, std::string_view) override {}
  void log(std::string_view line) override { lines.emplace_back(line); }
  Texts lines;
};

XeniumOutlines how(OutlineKind kind = OutlineKind::cell, int major = 1) {
  XeniumOutlines out;
  out.section = "x/S1";
  out.kind = kind;
  out.major = major;
  out.placement.um_per_px = 0.5;
  out.placement.px_of_um << 2, 0, 0, 0, 2, 0;
  return out;
}

CellOutlines read(const std::string& text, const XeniumOutlines& with = how()) {
  const TempFolder folder;
  write_file(folder / "b", gzip(text));
  return read_xenium_outlines({folder / "b", "cell_boundaries.csv.gz"}, with);
}

std::string error(const std::string& text, const XeniumOutlines& with = how()) {
  return error_of([&] { read(text, with); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(xenium_outlines_test)

// Version 1: names are numbers, and the last vertex is the first.
BOOST_AUTO_TEST_CASE(a_row_is_a_vertex_and_um_become_pixels) {
  const CellOutlines found = read(kHeader + kSquare + kTriangle);
  BOOST_TEST(found.section == "x/S1");
  BOOST_TEST((found.kind == OutlineKind::cell));
  BOOST_TEST(found.cells == (Texts{"1", "2"}), tt::per_element());
  BOOST_TEST(found.starts == (Starts{0, 4, 7}), tt::per_element());
  BOOST_TEST(found.vertices(2, 0) == 4);
  BOOST_TEST(found.vertices(6, 0) == 10);
  BOOST_TEST(found.vertices(6, 1) == 22);
}

// Since version 2 the nuclei have an order of their own, a cell may have two
// (areas 4 and 9 um2: the larger stays) or none.
BOOST_AUTO_TEST_CASE(nuclei_are_told_apart_by_label_and_joined_by_name) {
  Log log;
  const CellOutlines found = read_xenium_outlines(
      {"tests/data/source/xenium/nucleus_boundaries_v3.parquet",
       "nucleus_boundaries.parquet"},
      how(OutlineKind::nucleus, 3));
  BOOST_TEST((found.kind == OutlineKind::nucleus));
  BOOST_TEST(found.cells == (Texts{"aaaaaaba-1", "aaaaaaac-1", "aaaaaaab-1"}),
             tt::per_element());
  BOOST_TEST(found.starts == (Starts{0, 4, 7, 11}), tt::per_element());
  BOOST_TEST(found.vertices(4, 0) == 62);
  BOOST_TEST(found.vertices(4, 1) == 36);
  BOOST_TEST(log.lines.back() ==
             "left out 1: smaller polygons of cells with several");
}

BOOST_AUTO_TEST_CASE(cells_can_be_named_by_their_row) {
  XeniumOutlines with = how();
  with.rows_of.emplace();
  with.rows_of->name = "cells.csv.gz";
  with.rows_of->names = {"7", "2", "1"};
  BOOST_TEST(
      read(kHeader + kSquare + kTriangle, with).cells == (Texts{"3", "2"}),
      tt::per_element());
  with.rows_of->names = {"aaaaaaab-1", "2"};
  BOOST_TEST(error(kHeader + kTriangle + kSquare, with) ==
             "cell_boundaries.csv.gz: line 6: cell '1' is not in cells.csv.gz; "
             "the number 1 is written aaaaaaab-1 there: write names as texts");
}

// Early builds of version 2: both nuclei of cell 1 in one polygon.
BOOST_AUTO_TEST_CASE(nuclei_run_into_one_are_left_out) {
  Log log;
  const std::string merged =
      kSquare + "1,9,9\n1,10,9\n1,10,10\n1,9,9\n" + kTriangle;
  const CellOutlines found =
      read(kHeader + merged, how(OutlineKind::nucleus, 2));
  BOOST_TEST(found.cells == (Texts{"2"}), tt::per_element());
  BOOST_TEST(log.lines.back() ==
             "left out 1: nuclei of cells with several, run into one polygon");
  // Elsewhere it is a fault.
  const std::string fault =
      "cell_boundaries.csv.gz: line 2: the polygon of cell 1 closes before its "
      "last row; is a column label_id missing, which tells the polygons of a "
      "cell apart?";
  BOOST_TEST(error(kHeader + merged, how(OutlineKind::nucleus, 1)) == fault);
  BOOST_TEST(error(kHeader + merged, how(OutlineKind::cell, 2)) == fault);
}

BOOST_AUTO_TEST_CASE(a_polygon_without_an_inside_is_left_out) {
  Log log;
  BOOST_TEST(
      read(kHeader + "3,1,1\n3,2,2\n3,1,1\n" + kSquare).cells == (Texts{"1"}),
      tt::per_element());
  BOOST_TEST(log.lines.back() ==
             "left out 1: polygons of fewer than three vertices");
  BOOST_TEST(error(kHeader + "3,1,1\n3,2,2\n3,1,1\n") ==
             "cell_boundaries.csv.gz: has no outline");
}

// Of the third cell's nuclei of 0.5 and 1.5 um2 the larger stays.
BOOST_AUTO_TEST_CASE(polygons_of_a_store_are_outlines_as_those_of_tables) {
  Log log;
  const CellOutlines nuclei =
      read_xenium_outlines(xenium_store("v3"), how(OutlineKind::nucleus, 3));
  BOOST_TEST(nuclei.cells == (Texts{"aaaaaaba-1", "aaaaaaad-2", "aaaaaaab-1"}),
             tt::per_element());
  BOOST_TEST(nuclei.starts == (Starts{0, 4, 8, 12}), tt::per_element());
  BOOST_TEST(nuclei.vertices(4, 0) == 7);
  BOOST_TEST(nuclei.vertices(6, 1) == 8);
  BOOST_TEST(log.lines.back() ==
             "left out 1: smaller polygons of cells with several");

  XeniumOutlines with = how();
  with.rows_of.emplace();
  with.rows_of->name = "cells.csv.gz";
  with.rows_of->names = {"ffkpbaba-1", "aaaaaaad-2", "aaaaaaab-1",
                         "aaaaaaba-1"};
  BOOST_TEST(read_xenium_outlines(xenium_store("imported"), with).cells ==
                 (Texts{"3", "1", "2", "4"}),
             tt::per_element());
  with.rows_of->names.pop_back();
  BOOST_TEST(
      error_of([&] { read_xenium_outlines(xenium_store("imported"), with); }) ==
      "cells.zarr.zip: cell 3: cell 'aaaaaaba-1' is not in "
      "cells.csv.gz; are both of the same bundle?");
}

BOOST_AUTO_TEST_CASE(rows_of_a_polygon_must_follow_each_other) {
  BOOST_TEST(error(kHeader + kSquare + kTriangle + "1,1,1\n") ==
             "cell_boundaries.csv.gz: line 11: the polygon of cell 1 goes on, "
             "which began at cell_boundaries.csv.gz: line 2, with others "
             "between; its rows must follow each other");
  BOOST_TEST(error(kHeader + "1,0,0\n1,,0\n") ==
             "cell_boundaries.csv.gz: line 3: the vertex of cell 1 has no "
             "position");
  BOOST_TEST(error("cell_id,x_px,y_px\n1,0,0\n") ==
             "cell_boundaries.csv.gz: no column 'vertex_x'; there are: "
             "cell_id, x_px, y_px");
}

// A square of 2 um in an H&E of 0.4 um a pixel, whose matrix leads to the
// bundle's pixels of 0.2: 5 px wide, its corner (0, 0) at (-5, 0).
BOOST_AUTO_TEST_CASE(the_step_takes_outlines_to_the_aligned_picture) {
  const TempFolder folder;
  write_file(folder / "b", kHeader + kSquare);
  write_file(folder / "e", "{\"pixel_size\": 0.2}");
  write_file(folder / "m", "2,0,10\n0,2,0\n0,0,1\n");
  write_file(folder / "c", "cell_id,x_centroid,y_centroid\n8,1,1\n1,1,1\n");
  const StepKind step = cell_outlines_step();
  const auto file = [&](const char* name) {
    return std::vector<Inputs::Item>{{folder / name, name, "x/S1"}};
  };
  const auto run = [&](std::map<std::string, std::vector<Inputs::Item>> files,
                       Json options) {
    options["section"] = "x/S1";
    files["outlines"] = file("b");
    fs::remove_all(folder / "out");
    step.run(Inputs("cell_outlines", std::move(files)),
             complete_options(step.decl(), options), folder / "out");
    return CellOutlines::read(folder / "out");
  };
  const CellOutlines found = run(
      {{"metadata", file("e")}, {"alignment", file("m")}, {"cells", file("c")}},
      {{"layout", "xenium"}, {"kind", "nucleus"}, {"cell_names", "rows"}});
  BOOST_TEST(found.cells == (Texts{"2"}), tt::per_element());
  BOOST_TEST(found.vertices(0, 0) == -5, tt::tolerance(1e-12));
  BOOST_TEST(found.vertices(1, 0) == 0, tt::tolerance(1e-12));
  BOOST_TEST(found.vertices(2, 1) == 5, tt::tolerance(1e-12));

  BOOST_TEST(error_of([&] {
               run({{"metadata", file("e")}, {"cells", file("c")}},
                   {{"layout", "xenium"}});
             }) ==
             "cell_outlines: the bundle's table of `cells` is needed for "
             "cell_names = \"rows\", and read for nothing else");
  BOOST_TEST(
      error_of([&] { run({{"metadata", file("e")}}, Json::object()); }) ==
      "cell_outlines: layout = \"cell_tables\" reads a table in pixels, "
      "and no metadata, alignment, cells, alignment_is and cell_names, "
      "which are of Xenium's bundles");
  BOOST_TEST(error_of([&] { run({}, {{"layout", "xenium"}}); }) ==
             "positions of a Xenium bundle are um, and the size of a pixel is "
             "not known: give its experiment.xenium as `metadata`, or "
             "um_per_px");
}

BOOST_AUTO_TEST_SUITE_END()
