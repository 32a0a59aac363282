// Stores of spatialdata 0.7.3, made by spatialdata/make_stores.py; its numbers
// are worked by hand here.
#include "core/data/source/spatialdata.h"

#include <boost/test/unit_test.hpp>

#include "core/base/zip.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Texts = std::vector<std::string>;
using Places = std::vector<double>;

const fs::path kFolder = "tests/data/source/spatialdata";

Dataset read(const std::string& store, const SpatialDataOptions& how,
             Lattice lattice = Lattice::none) {
  return read_spatialdata({kFolder / store, store}, {"d/A", "d/P", lattice},
                          how);
}
std::string error(const std::string& store, const SpatialDataOptions& how) {
  return error_of([&] { read(store, how); });
}
Places places_of(const Dataset& dataset) {
  return {dataset.pixel_xy.data(),
          dataset.pixel_xy.data() + dataset.pixel_xy.size()};
}

/// A copy of a store, unpacked, changed and packed again.
struct Changed {
  TempFolder folder;
  explicit Changed(const std::string& store) {
    unzip_into(kFolder / store, store, folder / "");
  }
  Dataset read() const {
    std::map<std::string, std::string> files;
    for (const std::string& file : list_files(folder.path)) {
      files[file] = read_file(folder / file);
    }
    const TempFolder other;
    write_file(other / "s.zip", zip_files(files));
    return read_spatialdata({other / "s.zip", "s.zip"},
                            {"d/A", "d/P", Lattice::none}, {"", "global"});
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(spatialdata_test)

// Rows of the table stand in another order than the circles, and one circle has
// no row: 9, 7 and 3 of 7, 3, 9 and 5. Both formats of the container.
BOOST_AUTO_TEST_CASE(rows_are_joined_to_circles_by_their_key) {
  for (const char* store : {"circles.zarr.zip", "circles_v01.zarr.zip"}) {
    const Dataset d = read(store, {"", "global"}, Lattice::square);
    BOOST_TEST(d.spots == (Texts{"s9", "s7", "s3"}), tt::per_element());
    BOOST_TEST(d.genes == (Texts{"FN1", "KRT8"}), tt::per_element());
    BOOST_TEST(places_of(d) == (Places{3, 30, 1, 10, 2, 20}),
               tt::per_element());
    BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{1, 2, 3, 4}),
               tt::per_element());
    BOOST_TEST(d.array_xy(0, 0) == 1);
    BOOST_TEST(d.array_xy(2, 0) == 2);
    BOOST_TEST(d.section == "d/A");
    BOOST_TEST(d.patient == "d/P");
  }
}

// (2 y + 5, 3 x); and x times 10, y times 100, then x + 2, y + 1.
BOOST_AUTO_TEST_CASE(a_system_brings_places_where_it_says) {
  for (const char* store : {"circles.zarr.zip", "circles_v01.zarr.zip"}) {
    BOOST_TEST(
        places_of(read(store, {"", "pixels"})) == (Places{65, 9, 25, 3, 45, 6}),
        tt::per_element());
    BOOST_TEST(places_of(read(store, {"", "steps"})) ==
                   (Places{32, 3001, 12, 1001, 22, 2001}),
               tt::per_element());
  }
  BOOST_TEST(error("circles.zarr.zip", {}) ==
             "circles.zarr.zip: shapes/spots lies in 3 coordinate systems: "
             "global, pixels, steps; say which is that of the picture in "
             "coordinate_system");
  BOOST_TEST(error("circles.zarr.zip", {"", "pixel"}) ==
             "circles.zarr.zip: shapes/spots lies in no coordinate system "
             "'pixel'; did you mean 'pixels'?");
}

// A box of 4 x 2 and a triangle.
BOOST_AUTO_TEST_CASE(one_of_several_regions_is_a_section) {
  const Dataset cells = read("two_regions.zarr.zip", {"cells", ""});
  BOOST_TEST(cells.spots == (Texts{"cb", "ca"}), tt::per_element());
  BOOST_TEST(places_of(cells) == (Places{12, 2, 2, 1}),
             tt::tolerance(1e-12) << tt::per_element());
  BOOST_TEST(cells.counts.values == (std::vector<std::int32_t>{7, 7, 8}),
             tt::per_element());
  BOOST_TEST(cells.left_out.size() == 1U);
  BOOST_TEST(cells.left_out[0].second == 3);
  // Instances are texts in the table and numbers in the shapes.
  const Dataset spots = read("two_regions.zarr.zip", {"spots", "global"});
  BOOST_TEST(spots.spots == (Texts{"s9", "s7", "s3"}), tt::per_element());
  BOOST_TEST(error("two_regions.zarr.zip", {}) ==
             "two_regions.zarr.zip: tables/table: annotates 2 regions: cells, "
             "spots; say in region which one is the section");
  BOOST_TEST(error("two_regions.zarr.zip", {"cell", ""}) ==
             "two_regions.zarr.zip: tables/table: annotates no region 'cell'; "
             "did you mean 'cells'?");
}

// Consolidated metadata of other times say what is no more there: what lies in
// each node's own file counts. An older store has `table` in place of `tables`.
BOOST_AUTO_TEST_CASE(stale_metadata_and_the_older_name_of_tables) {
  const Changed v2("circles_v01.zarr.zip");
  rewrite(v2.folder / ".zmetadata",
          "{\"metadata\": {\"shapes/gone/.zgroup\": {\"zarr_format\": 2}}, "
          "\"zarr_consolidated_format\": 1}");
  rename_path(v2.folder / "tables", v2.folder / "table");
  BOOST_TEST(places_of(v2.read()) == (Places{3, 30, 1, 10, 2, 20}),
             tt::per_element());
  const Changed v3("circles.zarr.zip");
  rewrite(v3.folder / "zarr.json",
          "{\"zarr_format\": 3, \"node_type\": \"group\", \"attributes\": {}, "
          "\"consolidated_metadata\": {\"kind\": \"inline\", "
          "\"must_understand\": false, \"metadata\": {}}}");
  BOOST_TEST(places_of(v3.read()) == (Places{3, 30, 1, 10, 2, 20}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_region_without_places_is_refused) {
  const Changed labels("circles.zarr.zip");
  rename_path(labels.folder / "shapes", labels.folder / "labels");
  BOOST_TEST(error_of([&] { labels.read(); }) ==
             "s.zip: region spots is among neither shapes nor points; pixels "
             "of labels have no place by themselves: give the table shapes");
  const Changed none("circles.zarr.zip");
  remove_tree(none.folder / "tables");
  BOOST_TEST(error_of([&] { none.read(); }) ==
             "s.zip: has no table, neither in tables nor in table");
}

BOOST_AUTO_TEST_SUITE_END()
