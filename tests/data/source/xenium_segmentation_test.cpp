// The .zarr.zip files are of tests/data/source/xenium/make_segmentation.py.
#include "core/data/source/xenium_segmentation.h"

#include <boost/test/unit_test.hpp>

#include "tests/data/source/xenium_store.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Texts = std::vector<std::string>;
using Rows = std::vector<std::int64_t>;

const Texts kNames = {"aaaaaaab-1", "ffkpbaba-1", "aaaaaaad-2", "aaaaaaba-1"};

std::string error(const File& file, OutlineKind kind = OutlineKind::cell) {
  return error_of([&] { XeniumSegmentation(file).mask(kind); });
}

std::string polygon_error(const File& file,
                          OutlineKind kind = OutlineKind::cell) {
  return error_of([&] { XeniumSegmentation(file).polygons(kind); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(xenium_segmentation_test)

BOOST_AUTO_TEST_CASE(a_store_of_zarr_in_a_zip_is_told_from_tables) {
  const TempFolder folder;
  write_file(folder / "table", "cell_id,vertex_x\n");
  write_file(folder / "short", "P");
  write_file(folder / "zip", zip_files({{"a.csv", "x"}, {"b/.zgroup", "{}"}}));
  BOOST_TEST(is_zarr_zip(xenium_store("v3")));
  BOOST_TEST(is_zarr_zip(xenium_store("v3_deflated")));
  for (const char* name : {"table", "short", "zip"}) {
    BOOST_TEST(!is_zarr_zip({folder / name, name}));
  }
}

BOOST_AUTO_TEST_CASE(names_are_numbers_or_pairs_by_version) {
  BOOST_TEST(XeniumSegmentation(xenium_store("v1")).cells() ==
                 (Texts{"1", "2", "3", "4"}),
             tt::per_element());
  for (const char* version : {"v13", "v3", "v3_deflated", "imported"}) {
    BOOST_TEST(XeniumSegmentation(xenium_store(version)).cells() == kNames,
               tt::per_element());
  }
  XeniumStore column("v1");
  column.put<std::uint32_t>("cell_id", "<u4", "4, 1", {7, 2, 3, 4});
  BOOST_TEST(XeniumSegmentation(column.file()).cells().front() == "7");
}

// From version 2 on label p + 1 is polygon p, whose cell cell_index says;
// before it seg_mask_value, before 1.3 the row.
BOOST_AUTO_TEST_CASE(labels_lead_to_rows_by_version) {
  const auto rows = [](const char* version, OutlineKind kind) {
    return XeniumSegmentation(xenium_store(version)).mask(kind).row_of_label;
  };
  for (const char* version : {"v3", "v3_deflated"}) {
    BOOST_TEST(rows(version, OutlineKind::cell) == (Rows{-1, 2, 0, 3, 1}),
               tt::per_element());
    BOOST_TEST(rows(version, OutlineKind::nucleus) == (Rows{-1, 3, 2, 2, 0}),
               tt::per_element());
  }
  const Rows by_value = rows("v13", OutlineKind::cell);
  BOOST_TEST(by_value.size() == 31U);
  BOOST_TEST(by_value[9] == 0);
  BOOST_TEST(by_value[2] == 1);
  BOOST_TEST(by_value[30] == 2);
  BOOST_TEST(by_value[4] == 3);
  BOOST_TEST(std::count(by_value.begin(), by_value.end(), -1) == 27);
  BOOST_TEST(rows("v1", OutlineKind::nucleus) == (Rows{-1, 0, 1, 2, 3}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_mask_is_read_by_rows_and_says_its_scale) {
  for (const char* version : {"v3", "v3_deflated"}) {
    XeniumSegmentation store(xenium_store(version));
    const XeniumSegmentation::Mask mask = store.mask(OutlineKind::nucleus);
    BOOST_TEST(mask.place == "masks/0");
    BOOST_TEST(mask.width_px == 12);
    BOOST_TEST(mask.height_px == 8);
    BOOST_TEST(mask.chunk_rows == 5);
    BOOST_TEST(mask.um_per_px == 0.5);
    BOOST_TEST(
        store.mask_rows(mask, 2, 6) ==
            (std::vector<std::uint32_t>{0, 4, 4, 0, 0, 0, 0, 0, 0, 0, 1, 1,  //
                                        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  //
                                        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  //
                                        0, 0, 0, 0, 0, 2, 0, 3, 3, 0, 0, 0}),
        tt::per_element());
    BOOST_TEST(store.mask_chunks(mask).absent ==
               (std::string_view(version) == "v3" ? 1 : 0));
    BOOST_TEST(store.mask_chunks(mask).chunks == 8);
  }
}

// Vertices behind num_vertices are none; a cell without a nucleus has no
// polygon.
BOOST_AUTO_TEST_CASE(polygons_are_those_of_their_set) {
  const auto nuclei =
      XeniumSegmentation(xenium_store("v3")).polygons(OutlineKind::nucleus);
  BOOST_TEST(nuclei.row == (Rows{3, 2, 2, 0}), tt::per_element());
  BOOST_TEST(nuclei.starts == (Rows{0, 5, 10, 15, 20}), tt::per_element());
  BOOST_TEST(nuclei.x_um[1] == 6);
  BOOST_TEST(nuclei.y_um[2] == 1.5);
  const auto old =
      XeniumSegmentation(xenium_store("v13")).polygons(OutlineKind::nucleus);
  BOOST_TEST(old.row == (Rows{0, 2, 3}), tt::per_element());
  BOOST_TEST(old.x_um[0] == 0.5);
  const auto cells =
      XeniumSegmentation(xenium_store("v1")).polygons(OutlineKind::cell);
  BOOST_TEST(cells.row == (Rows{0, 1, 2, 3}), tt::per_element());
  BOOST_TEST(cells.x_um[10] == 2);
}

// An imported segmentation has one set, of cells, at 0.
BOOST_AUTO_TEST_CASE(sets_are_found_by_name) {
  const auto cells =
      XeniumSegmentation(xenium_store("imported")).polygons(OutlineKind::cell);
  BOOST_TEST(cells.row == (Rows{0, 1, 2, 3}), tt::per_element());
  BOOST_TEST(polygon_error(xenium_store("imported"), OutlineKind::nucleus) ==
             "cells.zarr.zip: polygon_set_names has no nucleus; an imported "
             "segmentation may have no nuclei");
  BOOST_TEST(error(xenium_store("imported")) ==
             "cells.zarr.zip: has no masks/0, that of cells; a segmentation "
             "that was imported as polygons has no masks: cell_outlines reads "
             "its polygons");
  XeniumStore turned("v3");
  turned.at(".zattrs") = R"({"polygon_set_names": ["cell", "nucleus"]})";
  BOOST_TEST(XeniumSegmentation(turned.file()).mask(OutlineKind::cell).place ==
             "masks/0");
  turned.at(".zattrs") = "{}";
  BOOST_TEST(XeniumSegmentation(turned.file()).mask(OutlineKind::cell).place ==
             "masks/1");
}

BOOST_AUTO_TEST_CASE(what_is_no_such_store_is_refused) {
  const TempFolder folder;
  write_file(folder / "z", zip_files({{"cells.zarr/.zgroup", "{}"}}));
  BOOST_TEST(error({folder / "z", "z.zip"}) ==
             "z.zip: is no store of a bundle's cells: there is no .zgroup at "
             "the top of the archive; expected Xenium's cells.zarr.zip as it "
             "was written");
  write_file(folder / "y", zip_files({{".zgroup", R"({"zarr_format": 2})"}}));
  BOOST_TEST(error({folder / "y", "y.zip"}) ==
             "y.zip: is no store of a bundle's cells: there is no cell_id at "
             "the top of the archive; expected Xenium's cells.zarr.zip as it "
             "was written");
  write_file(folder / "t", "cell_id,x\n");
  BOOST_TEST(error({folder / "t", "cells.csv"}) ==
             "cells.csv: is no zip archive");
}

BOOST_AUTO_TEST_CASE(cells_that_are_no_names_are_refused) {
  XeniumStore store("v3");
  store.put<std::uint32_t>("cell_id", "<u4", "1, 3", {1, 2, 3});
  BOOST_TEST(error(store.file()) ==
             "cells.zarr.zip: cell_id is [1, 3], expected [cells, 2], a prefix "
             "and a suffix, or [cells]");
  store.put<std::uint32_t>("cell_id", "<u4", "2, 2", {5, 1, 5, 1});
  BOOST_TEST(error(store.file()) ==
             "cells.zarr.zip: cell_id has cell aaaaaaaf-1 twice");
  store.put<std::int64_t>("cell_id", "<i8", "1, 2", {-1, 1});
  BOOST_TEST(error(store.file()) ==
             "cells.zarr.zip: cell_id has -1 in row 0, expected a number of 32 "
             "bits");
  store.put<std::uint32_t>("cell_id", "<u4", "1, 2", {5, 1});
  std::string& shape = store.at("cell_id/.zarray");
  shape.replace(shape.find("\"shape\": [1"), 11, "\"shape\": [0");
  BOOST_TEST(error(store.file()) == "cells.zarr.zip: has no cells");
}

BOOST_AUTO_TEST_CASE(labels_that_lead_nowhere_are_refused) {
  XeniumStore store("v3");
  store.put<std::uint32_t>("polygon_sets/1/cell_index", "<u4", "4",
                           {0, 1, 4, 3});
  const std::string beyond =
      "cells.zarr.zip: polygon_sets/1/cell_index has 4 of polygon 2; rows of "
      "cell_id are 0 to 3";
  BOOST_TEST(error(store.file()) == beyond);
  BOOST_TEST(polygon_error(store.file()) == beyond);
  store.remove("polygon_sets/1/cell_index");
  BOOST_TEST(error(store.file()) ==
             "cells.zarr.zip: has no polygon_sets/1/cell_index, which says of "
             "what cell a polygon is");

  XeniumStore old("v13");
  const auto values = [&](std::vector<std::int32_t> labels) {
    old.put<std::int32_t>("seg_mask_value", "<i4", concat(labels.size()),
                          labels);
    return error(old.file());
  };
  BOOST_TEST(values({1, 2}) ==
             "cells.zarr.zip: seg_mask_value has 2 labels, cell_id 4 cells");
  BOOST_TEST(values({0, 1, 2, 3}) ==
             "cells.zarr.zip: seg_mask_value has 0 of cell aaaaaaab-1; a label "
             "is 1 or more, 0 is the background");
  BOOST_TEST(values({1, 2, 3, 2}) ==
             "cells.zarr.zip: seg_mask_value has 2 of cell ffkpbaba-1 and of "
             "cell aaaaaaba-1");
  old.remove("seg_mask_value");
  BOOST_TEST(error(old.file()) ==
             "cells.zarr.zip: does not say which label is of which cell: it "
             "has neither polygon_sets nor seg_mask_value, and cell aaaaaaab-1 "
             "in row 0 is not called by its row, from 1");
  XeniumStore first("v1");
  first.put<std::uint32_t>("cell_id", "<u4", "4", {1, 2, 4, 3});
  BOOST_TEST(error(first.file()) ==
             "cells.zarr.zip: does not say which label is of which cell: it "
             "has neither polygon_sets nor seg_mask_value, and cell 4 in row 2 "
             "is not called by its row, from 1");
}

BOOST_AUTO_TEST_CASE(masks_of_another_form_are_refused) {
  XeniumStore store("v3");
  store.put<float>("masks/homogeneous_transform", "<f4", "4, 4",
                   {2, 0, 0, 3, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
  BOOST_TEST(error(store.file()) ==
             "cells.zarr.zip: masks/homogeneous_transform is more than a scale "
             "from um to pixels; masks that are turned or moved against the "
             "bundle's picture are not read");
  store.remove("masks/homogeneous_transform");
  BOOST_TEST(
      XeniumSegmentation(store.file()).mask(OutlineKind::cell).um_per_px == 0);
  store.put<float>("masks/1", "<f4", "1, 1", {1});
  BOOST_TEST(
      error(store.file()) ==
      "cells.zarr.zip: masks/1 holds float32, expected labels as uint32");
  store.put<std::uint32_t>("masks/1", "<u4", "4", {1, 2, 3, 4});
  BOOST_TEST(error(store.file()) ==
             "cells.zarr.zip: masks/1 is [4], expected [height, width]");
  // Where the reader of Zarr finds damage, the archive is named, not the place
  // where it was unpacked.
  XeniumStore cut("v3");
  cut.at("masks/1/0.0").resize(9);
  BOOST_TEST(error_of([&] {
               XeniumSegmentation in(cut.file());
               in.mask_rows(in.mask(OutlineKind::cell), 0, 1);
             }) ==
             "cells.zarr.zip: masks/1/0.0: 9 bytes are no blosc chunk; the "
             "file is damaged or cut short");
}

BOOST_AUTO_TEST_CASE(polygons_of_another_form_are_refused) {
  XeniumStore store("v3");
  store.put<std::int32_t>("polygon_sets/1/num_vertices", "<i4", "4",
                          {5, 7, 5, 5});
  BOOST_TEST(polygon_error(store.file()) ==
             "cells.zarr.zip: polygon_sets/1/num_vertices has 7 of polygon 1, "
             "polygon_sets/1/vertices has place for 0 to 6");
  store.put<std::int32_t>("polygon_sets/1/num_vertices", "<i4", "3", {5, 5, 5});
  BOOST_TEST(polygon_error(store.file()) ==
             "cells.zarr.zip: polygon_sets/1/num_vertices is [3], "
             "polygon_sets/1/vertices [4, 12], expected a number of vertices "
             "and their x and y of each polygon");
  store.put<std::int32_t>("polygon_sets/1/num_vertices", "<i4", "1", {3});
  store.put<float>("polygon_sets/1/vertices", "<f4", "1, 6",
                   {0, 0, 1, NAN, 0, 1});
  store.put<std::int32_t>("polygon_sets/1/cell_index", "<i4", "1", {0});
  BOOST_TEST(polygon_error(store.file()) ==
             "cells.zarr.zip: polygon_sets/1/vertices: vertex 1 of polygon 0 "
             "has no position");
  store.put<std::int32_t>("polygon_sets/1/cell_index", "<i4", "2", {0, 1});
  BOOST_TEST(polygon_error(store.file()) ==
             "cells.zarr.zip: polygon_sets/1/cell_index has 2 polygons, "
             "polygon_sets/1/num_vertices 1");
  store.remove("polygon_sets/1/vertices");
  BOOST_TEST(
      polygon_error(store.file()) ==
      "cells.zarr.zip: has no polygon_sets/1/vertices; expected polygons "
      "in polygon_sets or, of versions before 2, in polygon_vertices");
}

BOOST_AUTO_TEST_SUITE_END()
