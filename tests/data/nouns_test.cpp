// Each noun that flows comes back as it was written, and its bytes are a
// function of its content.
#include <boost/test/unit_test.hpp>

#include "core/data/dataset.h"
#include "core/data/features.h"
#include "core/data/grid_map.h"
#include "core/data/patches.h"
#include "core/data/predictions.h"
#include "core/data/targets.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

std::map<std::string, Digest> digests(const fs::path& folder) {
  std::map<std::string, Digest> out;
  for (const std::string& name : list_files(folder)) {
    out[name] = hash_file(folder / name).sha256;
  }
  return out;
}

// Writes, reads, writes again: the same files.
template <typename T>
T there_and_back(const T& value) {
  const TempFolder folder;
  value.write(folder / "one");
  const T back = T::read(folder / "one");
  back.write(folder / "two");
  BOOST_TEST((digests(folder / "one") == digests(folder / "two")));
  return back;
}

Dataset small_dataset() {
  Dataset d;
  d.section = "her2st/B4";
  d.patient = "her2st/B";
  d.lattice = Lattice::hexagonal;
  d.um_per_px = 0.688;
  d.picture_width_px = 9272;
  d.picture_height_px = 9923;
  d.spots = {"1x1", "2x1"};
  d.genes = {"GNAS", "FN1", "FASN"};
  d.counts = {2, 3, {0, 2, 3}, {0, 2, 1}, {2, 1, 7}};
  d.array_xy.resize(2, 2);
  d.array_xy << 1, 1, 2, 1;
  d.pixel_xy.resize(2, 2);
  d.pixel_xy << 10.25, 20, 30, 40.5;
  d.left_out = {{"counts without a position", 3}};
  return d;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nouns_test)

BOOST_AUTO_TEST_CASE(dataset) {
  const Dataset back = there_and_back(small_dataset());
  BOOST_TEST(back.section == "her2st/B4");
  BOOST_TEST(back.patient == "her2st/B");
  BOOST_TEST((back.lattice == Lattice::hexagonal));
  BOOST_TEST(back.um_per_px == 0.688);
  BOOST_TEST(back.picture_height_px == 9923);
  BOOST_TEST(back.genes[2] == "FASN");
  BOOST_TEST(back.counts.values == small_dataset().counts.values,
             tt::per_element());
  BOOST_TEST(back.array_xy(1, 0) == 2);
  BOOST_TEST(back.pixel_xy(1, 1) == 40.5);
  BOOST_TEST(back.left_out[0].first == "counts without a position");
  BOOST_TEST(back.left_out[0].second == 3);
}

BOOST_AUTO_TEST_CASE(a_dataset_whose_parts_differ_is_not_written) {
  Dataset d = small_dataset();
  d.spots.pop_back();
  const TempFolder folder;
  BOOST_TEST(
      error_of([&] { d.write(folder / "d"); }) ==
      "Dataset of section her2st/B4: 1 spots and 3 genes, but counts are "
      "[2, 3], positions 2 and 2");
}

BOOST_AUTO_TEST_CASE(features) {
  Features f{"her2st/B4", "colour", {"1x1"}, Matrix{{1.F, -0.F, 3.F}}, {}};
  f.blank = Eigen::VectorXf{{7.F, 8.F, 9.F}};
  const Features back = there_and_back(f);
  BOOST_TEST(back.encoder == "colour");
  BOOST_TEST(back.values(0, 2) == 3.F);
  BOOST_TEST(back.blank[1] == 8.F);
  f.blank.resize(0);
  BOOST_TEST(there_and_back(f).blank.size() == 0);
}

BOOST_AUTO_TEST_CASE(targets) {
  const Targets t{"her2st/B4",
                  "ln(1 + 10000 n / total over all genes)",
                  {"a", "b"},
                  {"g"},
                  Matrix{{1.F}, {2.F}},
                  Eigen::VectorXd{{10., 20.}},
                  Eigen::VectorXd{{3., 4.}}};
  const Targets back = there_and_back(t);
  BOOST_TEST(back.transform == t.transform);
  BOOST_TEST(back.values(1, 0) == 2.F);
  BOOST_TEST(back.total_all[1] == 20.);
  BOOST_TEST(back.total_chosen[0] == 3.);
}

BOOST_AUTO_TEST_CASE(predictions) {
  Predictions p{"s", "ridge", {"a"}, {"g", "h"}, Matrix{{1.F, 2.F}}, {}, 0, 0};
  BOOST_TEST(there_and_back(p).grid.size() == 0);
  p.grid = Matrix::Constant(6, 2, 0.5F);
  p.grid_rows = 2;
  p.grid_columns = 3;
  const Predictions back = there_and_back(p);
  BOOST_TEST(back.model == "ridge");
  BOOST_TEST(back.grid.rows() == 6);
  BOOST_TEST(back.grid_columns == 3);
  BOOST_TEST(back.grid(5, 1) == 0.5F);
}

BOOST_AUTO_TEST_CASE(grid_map) {
  const GridMap g{"s", 80, 64, 1, 79, {"a", "b"}, {3, 4}, {5, 6}};
  const GridMap back = there_and_back(g);
  BOOST_TEST(back.cell(1) == 4 * 64 + 6);
  BOOST_TEST(back.kept_row_end == 79);
  BOOST_TEST(back.spots[0] == "a");
}

BOOST_AUTO_TEST_CASE(patches) {
  Patches p{"s", {"a"}, 2, true, std::vector<std::uint8_t>(24, 9)};
  p.pixels[13] = 77;
  const Patches back = there_and_back(p);
  BOOST_TEST(back.tiles() == 2);
  BOOST_TEST(back.pixels == p.pixels, tt::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
