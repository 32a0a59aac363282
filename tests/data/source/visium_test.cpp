#include "core/data/source/visium.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/data/prepare/placement.h"
#include "core/data/stored/geometry.h"
#include "core/data/stored/scale.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Texts = std::vector<std::string>;

// Space Ranger 1 wrote no header, and whole pixels; rows stand before columns.
const std::string kList =
    "AAAC-1,1,0,0,100,10\n"
    "AAAG-1,1,0,2,100,30\n"
    "AAAT-1,0,1,1,117,20\n"
    "AACC-1,1,1,3,117,40\n";
const std::string kHeader =
    "barcode,in_tissue,array_row,array_col,pxl_row_in_fullres,"
    "pxl_col_in_fullres\n";
const std::string kFactors =
    "{\"regist_target_img_scalef\": 1.0, \"tissue_hires_scalef\": 0.5, "
    "\"tissue_lowres_scalef\": 0.1, \"spot_diameter_fullres\": 15.0}";

struct Sample {
  std::string barcodes = "AACC-1\nAAAC-1\nAAAG-1\n";
  // Counts of three barcodes: 4, 5, 6 of gene 1.
  std::string matrix =
      "%%MatrixMarket matrix coordinate integer general\n"
      "2 3 3\n1 1 4\n1 2 5\n1 3 6\n";
  std::string features =
      "E1\tGNAS\tGene Expression\nE2\tFN1\tGene Expression\n";
  std::string positions = kList;
  std::string positions_name = "tissue_positions_list.csv";
  std::string factors = kFactors;
  PictureIs picture = PictureIs::full;

  Dataset read() const {
    const TempFolder folder;
    write_file(folder / "m", matrix);
    write_file(folder / "b", barcodes);
    write_file(folder / "f", features);
    write_file(folder / "p", positions);
    write_file(folder / "s", factors);
    VisiumFiles files;
    files.counts = {folder / "m", "matrix.mtx.gz"};
    files.barcodes = {folder / "b", "barcodes.tsv.gz"};
    files.features = {folder / "f", "features.tsv.gz"};
    files.positions = {folder / "p", positions_name};
    if (!factors.empty()) {
      files.scale_factors = {folder / "s", "scalefactors_json.json"};
    }
    return read_visium(files, {"v/S1", "v/P1", Lattice::hexagonal}, picture,
                       0.1);
  }
  std::string error() const {
    return error_of([&] { read(); });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(visium_test)

BOOST_AUTO_TEST_CASE(counts_and_positions_are_joined_by_barcode) {
  const Dataset d = Sample().read();
  BOOST_TEST(d.section == "v/S1");
  BOOST_TEST((d.lattice == Lattice::hexagonal));
  BOOST_TEST(d.spots == (Texts{"AACC-1", "AAAC-1", "AAAG-1"}),
             tt::per_element());
  BOOST_TEST(d.genes == (Texts{"GNAS", "FN1"}), tt::per_element());
  BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{4, 5, 6}),
             tt::per_element());
  BOOST_TEST(d.left_out.empty());
}

// (x, y) is (column, row), in the picture and in the array.
BOOST_AUTO_TEST_CASE(columns_are_x_and_rows_are_y) {
  const Dataset d = Sample().read();
  BOOST_TEST(d.pixel_xy(0, 0) == 40);
  BOOST_TEST(d.pixel_xy(0, 1) == 117);
  BOOST_TEST(d.array_xy(0, 0) == 3);
  BOOST_TEST(d.array_xy(0, 1) == 1);
  BOOST_TEST(d.spot_diameter_px == 15);
}

// No header, a header, and a header under the name of files without one; the
// first spot is there in each.
BOOST_AUTO_TEST_CASE(a_header_is_told_by_its_words) {
  Sample sample;
  for (const char* name : {"tissue_positions.csv", "tissue_positions_list.csv",
                           "tissue_positions.txt"}) {
    sample.positions_name = name;
    for (const std::string& header : {std::string(), kHeader}) {
      sample.positions = header + kList;
      const Dataset d = sample.read();
      BOOST_TEST(d.spots.size() == 3U);
      BOOST_TEST(d.pixel_xy(1, 0) == 10);
    }
  }
  // By name, whatever the order.
  sample.positions =
      "in_tissue,barcode,pxl_col_in_fullres,pxl_row_in_fullres,array_col,"
      "array_row\n1,AAAC-1,10.5,100.25,0,0\n1,AAAG-1,30,100,2,0\n"
      "1,AACC-1,40,117,3,1\n";
  BOOST_TEST(sample.read().pixel_xy(1, 0) == 10.5);
  BOOST_TEST(sample.read().pixel_xy(1, 1) == 100.25);
}

BOOST_AUTO_TEST_CASE(a_fault_in_positions_has_its_line) {
  Sample sample;
  sample.positions = kList;
  sample.positions.replace(sample.positions.find("100,30"), 3, "NA");
  BOOST_TEST(sample.error() ==
             "tissue_positions_list.csv: line 2, column 'pxl_row_in_fullres': "
             "expected a number, found 'NA'");
  sample.positions = kHeader + sample.positions;
  BOOST_TEST(sample.error() ==
             "tissue_positions_list.csv: line 3, column 'pxl_row_in_fullres': "
             "expected a number, found 'NA'");
  sample.positions = kList + "AAAC-1,1,5,5,5,5\n";
  BOOST_TEST(sample.error() ==
             "tissue_positions_list.csv: line 5: barcode AAAC-1 is there "
             "twice");
}

// Bins of Visium HD, by visium_hd/make_files.py: 8 um, 32 px apart, in two
// groups of rows; the sixth is not under tissue. There is no feature_slice.h5.
BOOST_AUTO_TEST_CASE(bins_have_their_positions_in_parquet) {
  Sample sample;
  sample.positions =
      read_file("tests/data/source/visium_hd/tissue_positions.parquet");
  sample.positions_name = "tissue_positions.parquet";
  sample.barcodes =
      "s_008um_00001_00001-1\ns_008um_00000_00000-1\n"
      "s_008um_00000_00002-1\ns_008um_00000_00001-1\n"
      "s_008um_00001_00000-1\n";
  sample.matrix =
      "%%MatrixMarket matrix coordinate integer general\n"
      "2 5 3\n1 1 4\n1 2 5\n1 3 6\n";
  sample.factors =
      "{\"spot_diameter_fullres\": 32, \"bin_size_um\": 8, "
      "\"microns_per_pixel\": 0.25, \"tissue_hires_scalef\": 0.5}";
  const Dataset d = sample.read();
  BOOST_TEST(d.spots.size() == 5U);
  BOOST_TEST(d.pixel_xy(0, 0) == 42.25);
  BOOST_TEST(d.pixel_xy(0, 1) == 132.5);
  BOOST_TEST(d.array_xy(2, 0) == 2);
  BOOST_TEST(d.array_xy(2, 1) == 0);
  BOOST_TEST(d.um_per_px == 0.25);
  BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{4, 5, 6}),
             tt::per_element());
  // In a picture of half the size a pixel is twice as wide.
  sample.picture = PictureIs::hires;
  BOOST_TEST(sample.read().um_per_px == 0.5);
  BOOST_TEST(sample.read().pixel_xy(0, 0) == 21.125);
  sample.barcodes.replace(sample.barcodes.find("00001_00001"), 11,
                          "00009_00009");
  BOOST_TEST(sample.error() ==
             "section v/S1: 1 of 5 barcodes of matrix.mtx.gz (as "
             "'s_008um_00009_00009-1') have no position in "
             "tissue_positions.parquet; are both of the same kind of slide?");
  sample.positions = std::string("PAR1\x15\0\x15\0", 8);
  BOOST_TEST(sample.error() ==
             "tissue_positions.parquet: is Parquet without its end; it is cut "
             "short: copy or fetch it again");
}

BOOST_AUTO_TEST_CASE(positions_of_a_smaller_picture_are_scaled) {
  Sample sample;
  sample.picture = PictureIs::lowres;
  Dataset d = sample.read();
  BOOST_TEST(d.pixel_xy(0, 0) == 4.0, tt::tolerance(1e-12));
  BOOST_TEST(d.pixel_xy(0, 1) == 11.7, tt::tolerance(1e-12));
  BOOST_TEST(d.spot_diameter_px == 1.5, tt::tolerance(1e-12));
  sample.picture = PictureIs::hires;
  d = sample.read();
  BOOST_TEST(d.pixel_xy(0, 1) == 58.5);
  BOOST_TEST(d.spot_diameter_px == 7.5);
}

BOOST_AUTO_TEST_CASE(a_factor_that_is_not_known_is_asked_for) {
  Sample sample;
  sample.picture = PictureIs::lowres;
  sample.factors = "{\"tissue_hires_scalef\": 0.5}";
  BOOST_TEST(sample.error() ==
             "picture_is = \"lowres\" needs tissue_lowres_scalef of "
             "scalefactors_json.json, which scalefactors_json.json does not "
             "have");
  sample.factors = "";
  BOOST_TEST(sample.error() ==
             "picture_is = \"lowres\" needs tissue_lowres_scalef of "
             "scalefactors_json.json, and no file `scale_factors` is given");
  sample.factors = "{\"tissue_lowres_scalef\": -1}";
  BOOST_TEST(sample.error() ==
             "scalefactors_json.json: tissue_lowres_scalef is -1, expected a "
             "positive number");
}

BOOST_AUTO_TEST_CASE(a_cytassist_is_remarked) {
  Sample sample;
  BOOST_TEST(sample.read().remarks ==
                 (Texts{"scalefactors_json.json is of a CytAssist, whose own "
                        "picture (coarse, with eosin alone or grey) is in "
                        "spatial/ where no other was given: look whether the "
                        "picture is the H&E, which has another size"}),
             tt::per_element());
  sample.factors = "{\"tissue_hires_scalef\": 0.5}";
  BOOST_TEST(sample.read().remarks.empty());
}

BOOST_AUTO_TEST_CASE(a_picture_of_another_size_is_guessed) {
  const Dataset d = Sample().read();
  const ScaleFactors factors{.hires = 0.5, .lowres = 0.1};
  BOOST_TEST(smaller_picture_hint(d, factors, 60, 60) ==
             "; times tissue_hires_scalef (0.5) they lie in it: picture_is = "
             "\"hires\" of `dataset` takes them so");
  BOOST_TEST(smaller_picture_hint(d, factors, 12, 12) ==
             "; times tissue_lowres_scalef (0.1) they lie in it: picture_is = "
             "\"lowres\" of `dataset` takes them so");
  BOOST_TEST(smaller_picture_hint(d, factors, 3, 3) == "");
}

// All barcodes of the slide are in a raw matrix, those under tissue in a
// filtered one.
BOOST_AUTO_TEST_CASE(of_a_raw_matrix_spots_outside_the_tissue_fall_out) {
  Sample sample;
  sample.barcodes = "AAAC-1\nAAAG-1\nAAAT-1\nAACC-1\n";
  sample.matrix =
      "%%MatrixMarket matrix coordinate integer general\n"
      "2 4 2\n1 3 9\n2 4 8\n";
  const Dataset d = sample.read();
  BOOST_TEST(d.spots == (Texts{"AAAC-1", "AAAG-1", "AACC-1"}),
             tt::per_element());
  BOOST_TEST(d.counts.values == (std::vector<std::int32_t>{8}),
             tt::per_element());
  BOOST_REQUIRE(d.left_out.size() == 1U);
  BOOST_TEST(d.left_out[0].first == "counts not under tissue");
  BOOST_TEST(d.left_out[0].second == 1);
}

// Barcodes of two sections overlap, so all find a position.
BOOST_AUTO_TEST_CASE(positions_of_another_section_are_refused) {
  Sample sample;
  sample.positions = kList;
  for (const char* change : {"AAAC-1,1", "AAAG-1,1"}) {
    sample.positions.replace(sample.positions.find(change) + 7, 1, "0");
  }
  sample.positions.replace(sample.positions.find("AAAT-1,0") + 7, 1, "1");
  BOOST_TEST(sample.error() ==
             "section v/S1: 2 of 3 spots with counts in matrix.mtx.gz are not "
             "under tissue by tissue_positions_list.csv, and 1 of 2 under "
             "tissue have no counts, at most 0.1 may; barcodes are alike on "
             "all slides of a kind: are both of the same section?");
}

BOOST_AUTO_TEST_CASE(barcodes_with_other_endings_are_guessed) {
  Sample sample;
  const std::string start =
      "section v/S1: 3 of 3 barcodes of matrix.mtx.gz (as '";
  sample.barcodes = "AACC-1-1\nAAAC-1-1\nAAAG-1-1\n";
  BOOST_TEST(sample.error() ==
             start +
                 "AACC-1-1') have no position in tissue_positions_list.csv; "
                 "without their last ending (as '-1' of '-1-1', which joining "
                 "of objects appends) all do: take it off");
  sample.barcodes = "AACC\nAAAC\nAAAG\n";
  BOOST_TEST(sample.error() ==
             start +
                 "AACC') have no position in tissue_positions_list.csv; "
                 "without endings as '-1' all do: give both the same");
  sample.barcodes = "TTTT-1\nTTTA-1\nTTTC-1\n";
  BOOST_TEST(sample.error() ==
             start +
                 "TTTT-1') have no position in tissue_positions_list.csv; are "
                 "both of the same kind of slide?");
}

BOOST_AUTO_TEST_CASE(antibodies_are_counted_and_left_out) {
  Sample sample;
  sample.features = "E1\tGNAS\tGene Expression\nP1\tGNAS\tAntibody Capture\n";
  const Dataset d = sample.read();
  BOOST_TEST(d.genes == (Texts{"GNAS"}), tt::per_element());
  BOOST_REQUIRE(d.left_out.size() == 1U);
  BOOST_TEST(d.left_out[0].first == "features, of type Antibody Capture");
  BOOST_TEST(d.left_out[0].second == 1);
  sample.features = "P1\tA\tAntibody Capture\nP2\tB\tAntibody Capture\n";
  BOOST_TEST(sample.error() ==
             "section v/S1: none of the 2 features of matrix.mtx.gz is of type "
             "'Gene Expression'");
}

// The 11 mm area: 128 rows, 224 columns, hexagonal; 14,336 positions. The first
// and the last row and column are under tissue, with one between; pixels are 10
// a column and 17.32 a row.
BOOST_AUTO_TEST_CASE(an_array_of_11_mm_is_read_whole) {
  Sample sample;
  sample.positions = kHeader;
  sample.barcodes.clear();
  Texts names;
  int rows = 0;
  for (int row = 0; row < 128; ++row) {
    for (int column = row % 2; column < 224; column += 2) {
      const bool is_under_tissue =
          row == 0 || row == 127 || column < 2 || column > 221 || row == 100;
      const std::string name = concat("B", row, "x", column, "-1");
      sample.positions +=
          concat(name, ",", is_under_tissue ? 1 : 0, ",", row, ",", column, ",",
                 50 + 17.32 * row, ",", 40 + 10 * column, "\n");
      ++rows;
      if (is_under_tissue) names.push_back(name);
    }
  }
  BOOST_TEST(rows == 14336);
  BOOST_TEST(names.size() == 3 * 112U + 2 * 125U);
  sample.matrix = concat("%%MatrixMarket matrix coordinate integer general\n2 ",
                         names.size(), " ", names.size(), "\n");
  for (std::size_t i = 0; i < names.size(); ++i) {
    sample.barcodes += names[i] + "\n";
    sample.matrix += concat("1 ", i + 1, " ", i + 1, "\n");
  }
  Dataset d = sample.read();
  BOOST_TEST(d.spots == names, tt::per_element());
  BOOST_TEST(d.left_out.empty());
  BOOST_TEST(d.array_xy.col(0).minCoeff() == 0);
  BOOST_TEST(d.array_xy.col(0).maxCoeff() == 223);
  BOOST_TEST(d.array_xy.col(1).minCoeff() == 0);
  BOOST_TEST(d.array_xy.col(1).maxCoeff() == 127);
  const Eigen::Index last = d.array_xy.rows() - 1;
  BOOST_TEST(d.spots.back() == "B127x223-1");
  BOOST_TEST(d.pixel_xy(last, 0) == 2270);
  BOOST_TEST(d.pixel_xy(last, 1) == 50 + 17.32 * 127, tt::tolerance(1e-6));
  BOOST_TEST(d.counts.values.back() == static_cast<int>(names.size()));

  const Geometry geometry = geometry_of(d);
  BOOST_TEST(fault_of(d, geometry) == "");
  BOOST_TEST(geometry.pitch_px == 20, tt::tolerance(1e-3));
  d.spot_pitch_um = 100;
  settle_scale(d, {}, "", false);
  BOOST_TEST(d.um_per_px == 5, tt::tolerance(1e-3));
  // A column of a grid is two of the array, and a row stays free on each side;
  // a grid of the 6.5 mm area has no room for it.
  const GridMap grid = place_on_grid(d, 130, 112, 1);
  BOOST_TEST(grid.row.back() == 128);
  BOOST_TEST(grid.column.back() == 111);
  BOOST_TEST(error_of([&] { place_on_grid(d, 80, 64, 1); }) ==
             "grid: section v/S1: spot B0x128-1 at array position (128, 0) "
             "comes to row 1, column 64 of a grid of 80 x 64");
}

BOOST_AUTO_TEST_SUITE_END()
