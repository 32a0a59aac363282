// The crop of a Xenium breast cancer as its manifest names it; counts and
// places of the three tables by csv and numpy.
#include <boost/test/unit_test.hpp>
#include <numeric>

#include "core/data/prepare/blocks.h"
#include "core/data/source/cell_tables.h"
#include "core/data/source/cell_type_table.h"
#include "core/data/source/fetch.h"
#include "core/data/source/manifest.h"
#include "core/data/source/outline_table.h"
#include "tests/support/shared_data.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

File file(const std::string& name) {
  return {shared_data() / "xenium_breast" / name, name};
}

Dataset section() {
  Dataset d = read_cell_tables(
      file("counts.csv.gz"), file("cells.csv.gz"),
      {"xenium_breast/S1", "xenium_breast/P1", Lattice::none}, 0);
  d.picture_width_px = 689;
  d.picture_height_px = 545;
  return d;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(xenium_breast_test,
                      *boost::unit_test::precondition(has_shared_data))

BOOST_AUTO_TEST_CASE(the_manifest_names_the_files) {
  const Manifest m = Manifest::read("data_manifests", "xenium_breast");
  BOOST_TEST(m.lattice == "none");
  BOOST_TEST(m.layout == "cell_tables");
  BOOST_REQUIRE(m.sections.size() == 1U);
  BOOST_TEST(m.sections[0].files.at("dapi") == "dapi.png");
  for (const ManifestFile& one : m.files) {
    verify_file(m, one, file(one.path).path);
  }
}

BOOST_AUTO_TEST_CASE(counts_and_places_are_those_of_the_tables) {
  const Dataset d = section();
  BOOST_TEST(d.spots.size() == 2189U);
  BOOST_TEST(d.genes.size() == 313U);
  BOOST_TEST(d.spots.front() == "171");
  BOOST_TEST(d.counts.values.size() == 117093U);
  BOOST_TEST(std::accumulate(d.counts.values.begin(), d.counts.values.end(),
                             0) == 375648);
  BOOST_TEST(d.pixel_xy.col(0).minCoeff() == 1.146);
  BOOST_TEST(d.pixel_xy.col(1).maxCoeff() == 544.977);
  BOOST_TEST(d.left_out.empty());
}

// Rows of 109 px each.
BOOST_AUTO_TEST_CASE(five_strips_hold_all_cells) {
  const Dataset d = section();
  const std::size_t cells[] = {470, 401, 403, 405, 510};
  for (int strip = 0; strip < 5; ++strip) {
    const Dataset part = in_blocks(d, {concat("S1#r", strip + 1, "c1of5x1")});
    BOOST_TEST(part.spots.size() == cells[strip]);
    BOOST_TEST(part.pixel_xy.col(1).minCoeff() >= 109 * strip);
    BOOST_TEST(part.pixel_xy.col(1).maxCoeff() < 109 * (strip + 1));
  }
}

BOOST_AUTO_TEST_CASE(every_cell_has_a_type_and_an_outline) {
  const File cells = file("cells.csv.gz");
  const CellTypes types =
      read_cell_types(section(), cells.path, cells.name,
                      {.none = {"Low Count Cells"}, .most_unmatched = 0});
  BOOST_TEST(types.classes.size() == 15U);
  BOOST_TEST(types.classes[4] == "DCIS_1");
  BOOST_TEST(std::count(types.index.begin(), types.index.end(), 4) == 368);
  BOOST_TEST(std::count(types.index.begin(), types.index.end(), -1) == 23);
  // 28,034 vertices, of which 2,151 repeat their outline's first.
  const File table = file("boundaries.csv.gz");
  const CellOutlines outlines = read_outline_table(
      table.path, table.name, {"xenium_breast/S1", OutlineKind::cell});
  BOOST_TEST(outlines.cells.size() == 2189U);
  BOOST_TEST(outlines.vertices.rows() == 28034 - 2151);
}

BOOST_AUTO_TEST_SUITE_END()
