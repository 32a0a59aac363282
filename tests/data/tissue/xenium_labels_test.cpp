// The .zarr.zip files are of tests/data/source/xenium/make_segmentation.py.
#include "core/data/tissue/xenium_labels.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/data/stored/label_image.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "tests/data/source/xenium_store.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Labels = std::vector<std::int32_t>;

// The four cells' centres in pixels.
const double kCentres[4][2] = {{2, 2}, {6.5, 1.5}, {7, 6}, {11, 2}};

/// These cells under such names, in a picture of 12 x 8 px.
Dataset cells_called(const std::vector<std::string>& names,
                     const std::vector<int>& which = {0, 1, 2, 3}) {
  Dataset d;
  d.section = "x/S1";
  d.patient = "x/P1";
  d.lattice = Lattice::none;
  d.um_per_px = 0.5;
  d.picture_width_px = 12;
  d.picture_height_px = 8;
  d.genes = {"A"};
  d.spots = names;
  d.pixel_xy.resize(static_cast<Eigen::Index>(names.size()), 2);
  d.counts = {static_cast<std::int64_t>(names.size()), 1, {0}, {}, {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double* at = kCentres[which[i]];
    d.pixel_xy.row(static_cast<Eigen::Index>(i)) << at[0], at[1];
    d.counts.row_starts.push_back(0);
  }
  d.array_xy.resize(d.pixel_xy.rows(), 2);
  set_pixel_array(d);
  return d;
}

/// The bundle's table names them in this order: rows 1 to 4.
const std::string kTable =
    "cell_id,x_centroid,y_centroid\naaaaaaba-1,1,1\naaaaaaab-1,1,1\n"
    "aaaaaaad-2,1,1\nffkpbaba-1,1,1\n";
const std::vector<std::string> kByRow = {"2", "4", "3", "1"};

struct Log : TaskContext {
  Log() { current() = this; }
  ~Log() override { current() = nullptr; }
  void progress(std::uint64_t, std::uint64_t, std::string_view) override {}
  void log(std::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

LabelImage run(const Dataset& dataset, const File& store, Json options,
               const std::string& table = kTable) {
  const TempFolder folder;
  dataset.write(folder / "dataset");
  std::map<std::string, std::vector<Inputs::Item>> inputs = {
      {"dataset", {{folder / "dataset", "", "x/S1"}}},
      {"segmentation", {{store.path, store.name, ""}}}};
  if (!table.empty()) {
    write_file(folder / "table", table);
    inputs["cells"] = {{folder / "table", "cells.csv.gz", ""}};
    options["cell_names"] = "rows";
  }
  const StepKind step = xenium_labels_step();
  make_folders(folder / "out");
  step.run(Inputs("xenium_labels", std::move(inputs)),
           complete_options(step.decl(), options), folder / "out");
  return LabelImage::read(folder / "out");
}

std::string error(const Dataset& dataset, const File& store,
                  const Json& options = Json::object(),
                  const std::string& table = kTable) {
  return error_of([&] { run(dataset, store, options, table); });
}

// Cells of the v3 mask: 1 is the third, 2 the first, 3 the fourth, 4 the second
// of cell_id.
const Labels kCells = {2, 2, 2, 2, 0, 4, 4, 4, 0, 0, 1, 1,  //
                       2, 2, 2, 2, 0, 4, 4, 4, 0, 0, 1, 1,  //
                       2, 2, 2, 2, 0, 4, 4, 4, 0, 0, 1, 1,  //
                       2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 1, 1,  //
                       0, 0, 0, 0, 3, 3, 3, 3, 3, 3, 0, 0,  //
                       0, 0, 0, 0, 3, 3, 3, 3, 3, 3, 0, 0,  //
                       0, 0, 0, 0, 3, 3, 3, 3, 3, 3, 0, 0,  //
                       0, 0, 0, 0, 3, 3, 3, 3, 3, 3, 0, 0};

}  // namespace

BOOST_AUTO_TEST_SUITE(xenium_labels_test)

// Joined by name: the table has another order than the store.
BOOST_AUTO_TEST_CASE(a_pixel_gets_the_number_of_its_cell) {
  for (const char* version : {"v3", "v3_deflated", "v13"}) {
    const LabelImage image =
        run(cells_called(kByRow), xenium_store(version), Json::object());
    BOOST_TEST(image.section == "x/S1");
    BOOST_TEST(image.width_px == 12);
    BOOST_TEST(image.labels == 4);
    BOOST_TEST(image.rule ==
               "xenium_labels: masks/1 of Xenium's cells.zarr.zip, a cell's "
               "pixels by the number of its cell");
    BOOST_TEST(image.values == kCells, tt::per_element());
  }
}

BOOST_AUTO_TEST_CASE(cells_of_version_1_are_called_by_their_numbers) {
  const LabelImage image = run(cells_called({"1", "2", "3", "4"}),
                               xenium_store("v1"), Json::object(), "");
  BOOST_TEST(image.values[0] == 1);
  BOOST_TEST(image.values[5] == 2);
  BOOST_TEST(image.values[7 * 12 + 5] == 3);
  BOOST_TEST(image.values[11] == 4);
}

// Both nuclei of the third cell become 3; the second cell has none.
BOOST_AUTO_TEST_CASE(nuclei_get_the_number_of_their_cell) {
  Log log;
  const LabelImage image =
      run(cells_called(kByRow), xenium_store("v3"), {{"kind", "nucleus"}});
  const Labels expected = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  //
                           0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 1, 1,  //
                           0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 1, 1,  //
                           0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  //
                           0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  //
                           0, 0, 0, 0, 0, 3, 0, 3, 3, 0, 0, 0,  //
                           0, 0, 0, 0, 0, 3, 0, 3, 3, 0, 0, 0,  //
                           0, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0};
  BOOST_TEST(image.values == expected, tt::per_element());
  BOOST_TEST(image.labels == 3);
  BOOST_REQUIRE(log.lines.size() >= 2U);
  BOOST_TEST(log.lines[log.lines.size() - 2] ==
             "1 of 8 chunks of masks/0 are not in cells.zarr.zip: background "
             "there");
  BOOST_TEST(log.lines.back() ==
             "3 labels of section x/S1, 1 cells without a pixel, 0 labels of "
             "no cell of it, 1 further nuclei of a cell");
}

BOOST_AUTO_TEST_CASE(labels_of_other_cells_become_background) {
  const Dataset three = cells_called({"2", "3", "1"}, {0, 2, 3});
  const LabelImage image =
      run(three, xenium_store("v3"), {{"most_unmatched", 0.25}});
  BOOST_TEST(image.labels == 3);
  BOOST_TEST(image.values[5] == 0);
  BOOST_TEST(image.values[0] == 2);
  BOOST_TEST(error(three, xenium_store("v3")) ==
             "xenium_labels: cells and labels of masks/1 of cells.zarr.zip do "
             "not join: 0 of 3 cells of section x/S1 have no pixel, 1 of 4 "
             "labels are of no cell of it, at most 0.1 may");
  // A cell of the file that was not drawn.
  XeniumStore undrawn("v3");
  Labels without = kCells;
  for (auto& label : without) {
    label = label == 4   ? 0
            : label == 2 ? 2
            : label == 3 ? 1
            : label == 1 ? 3
                         : 0;
  }
  undrawn.put<std::int32_t>("masks/1", "<i4", "8, 12", without);
  BOOST_TEST(error(cells_called(kByRow), undrawn.file()) ==
             "xenium_labels: cells and labels of masks/1 of cells.zarr.zip do "
             "not join: 1 of 4 cells of section x/S1 have no pixel, 0 of 3 "
             "labels are of no cell of it, at most 0.1 may");
}

BOOST_AUTO_TEST_CASE(a_mask_of_another_picture_is_refused) {
  Dataset other = cells_called(kByRow);
  other.picture_width_px = 24;
  other.picture_height_px = 16;
  BOOST_TEST(error(other, xenium_store("v3")) ==
             "xenium_labels: masks/1 of cells.zarr.zip is 12 x 8 px, the "
             "picture of section x/S1 24 x 16; masks are of the bundle's own "
             "picture (DAPI) at full resolution: give `dataset` that one, or "
             "draw the outlines of cells, which cell_outlines takes to another "
             "picture");
  other.picture_width_px = 8;
  other.picture_height_px = 12;
  BOOST_TEST(error(other, xenium_store("v3")) ==
             "xenium_labels: masks/1 of cells.zarr.zip is 12 x 8 px, the "
             "picture of section x/S1 8 x 12; its axes are exchanged");
  other.picture_width_px = other.picture_height_px = 0;
  other.um_per_px = 1;
  BOOST_TEST(error(other, xenium_store("v3")) ==
             "xenium_labels: pixels of masks/1 of cells.zarr.zip are 0.5 um "
             "wide, those of section x/S1 1; masks are of the bundle's own "
             "picture (DAPI) at full resolution");
}

BOOST_AUTO_TEST_CASE(cells_of_another_bundle_are_refused) {
  // Names that are alike, at the places of others.
  BOOST_TEST(error(cells_called({"1", "2", "3", "4"}, {1, 2, 3, 0}),
                   xenium_store("v1"), Json::object(), "") ==
             "xenium_labels: of the centres of cells of section x/S1 0 lie in "
             "their own label in masks/1 of cells.zarr.zip, 4 in another "
             "cell's; are both of one bundle, and is the picture the bundle's "
             "own?");
  BOOST_TEST(
      error(cells_called(kByRow), xenium_store("v3"), Json::object(), "") ==
      "xenium_labels: 4 of 4 cells of section x/S1 (as '2') are not in "
      "cells.zarr.zip (as 'aaaaaaab-1'), at most 0.1 may; cells that "
      "are called by their row need cell_names = \"rows\"");
  const std::string numbers =
      "cell_id,x_centroid,y_centroid\n1,1,1\n2,1,1\n"
      "3,1,1\n4,1,1\n";
  BOOST_TEST(error(cells_called({"1", "2", "3", "4"}), xenium_store("v3"),
                   Json::object(), numbers) ==
             "xenium_labels: 4 of 4 cells of section x/S1 (as '1') are not in "
             "cells.zarr.zip (as 'aaaaaaab-1'), at most 0.1 may; the number 1 "
             "is written aaaaaaab-1 there: write names as texts");
  BOOST_TEST(error(cells_called({"1", "2", "3", "5"}), xenium_store("v3")) ==
             "xenium_labels: cell '5' of section x/S1 is beyond the 4 rows of "
             "cells.csv.gz; is it the table that named the cells?");
  BOOST_TEST(error(cells_called({"aaaaaaab-1"}, {0}), xenium_store("v3"),
                   Json::object(), "") ==
             "xenium_labels: cell 'aaaaaaab-1' of section x/S1 has no label: a "
             "label is the number that a name is, a whole number from 1 to "
             "2147483647; give the cells such names");
}

BOOST_AUTO_TEST_CASE(a_pixel_that_is_no_label_is_refused) {
  XeniumStore store("v3");
  Labels values(96, 1);
  values[12 * 3 + 5] = 5;
  store.put<std::int32_t>("masks/1", "<i4", "8, 12", values);
  const std::string expected =
      " in row 3, column 5, and labels to 4; it is of another segmentation "
      "than the rest of the file";
  BOOST_TEST(error(cells_called(kByRow), store.file()) ==
             "xenium_labels: masks/1 of cells.zarr.zip has 5" + expected);
  values[12 * 3 + 5] = -1;
  store.put<std::int32_t>("masks/1", "<i4", "8, 12", values);
  BOOST_TEST(error(cells_called(kByRow), store.file()) ==
             "xenium_labels: masks/1 of cells.zarr.zip has 4294967295" +
                 expected);
  // 1.3: a number between those that are labels.
  XeniumStore old("v13");
  old.put<std::int32_t>("masks/1", "<i4", "8, 12", Labels(96, 3));
  BOOST_TEST(error(cells_called(kByRow), old.file()) ==
             "xenium_labels: masks/1 of cells.zarr.zip has 3 in row 0, column "
             "0, and labels to 30; it is of another segmentation than the rest "
             "of the file");
}

BOOST_AUTO_TEST_CASE(the_table_is_read_where_it_names_cells) {
  const TempFolder folder;
  const Dataset d = cells_called({"1", "2", "3", "4"});
  BOOST_TEST(error_of([&] {
               run(d, xenium_store("v1"), {{"cell_names", "rows"}}, "");
             }) ==
             "xenium_labels: the bundle's table of `cells` is needed for "
             "cell_names = \"rows\", and read for nothing else");
  // 2^24 + 1: float32 merges it with the one before.
  BOOST_TEST(error(cells_called({"16777217"}, {0}), xenium_store("v1"),
                   {{"float32_ids", true}}, "") ==
             "xenium_labels: cell '16777217' of section x/S1 is beyond "
             "16777216 (2^24), the last whole number before float32 merges "
             "neighbours, and float32_ids keeps ids so; number the cells from "
             "1, or leave float32_ids out");
}

BOOST_AUTO_TEST_SUITE_END()
