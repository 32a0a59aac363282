// Bundles of four cells: .csv and .h5 made here, the .parquet twins by
// tests/data/source/xenium/make_files.py.
#include "core/data/source/xenium.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/gzip.h"
#include "tests/support/h5_file.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Texts = std::vector<std::string>;
using Integers = std::vector<std::int32_t>;

const fs::path kParquet = "tests/data/source/xenium";
const Texts kNames = {"aaaaaaab-1", "aaaaaaac-1", "ffkpbaba-1", "aaaaaaba-1"};
const Texts kNumbers = {"1", "2", "3", "4"};

// cells.csv of a version: its names, and as much as that version had.
std::string cells_csv(const Texts& names, bool with_nuclei = false) {
  const char* const rest[] = {"10,20,3,1", "30,20,2,0", "10,40,2,0",
                              "30.25,40.5,0,0"};
  const char* const nuclei[] = {",4,1", ",13,2", ",,0", ",4,1"};
  std::string out =
      "cell_id,x_centroid,y_centroid,transcript_counts,control_probe_counts";
  out += with_nuclei ? ",nucleus_area,nucleus_count\n" : "\n";
  for (std::size_t i = 0; i < names.size(); ++i) {
    out += concat(names[i], ",", rest[i], with_nuclei ? nuclei[i] : "", "\n");
  }
  return out;
}

struct Bundle {
  Texts barcodes = kNames;
  Texts types = {"Gene Expression", "Negative Control Probe", "Gene Expression",
                 "Negative Control Codeword", "Unassigned Codeword"};
  Texts features = {"EPCAM", "NegControlProbe_00042", "KRT7",
                    "NegControlCodeword_0500", "UnassignedCodeword_0001"};
  // A row a cell: of feature 0, a control, feature 2.
  Integers data = {3, 1, 2, 1, 1, 1};
  Integers indices = {0, 1, 2, 0, 2, 4};
  std::vector<std::int64_t> starts = {0, 2, 3, 6, 6};
  std::string cells = cells_csv(kNames);
  fs::path cells_file = {};  // in the place of `cells`
  std::string cells_name = "cells.csv.gz";
  XeniumOptions options = {};
  Lattice lattice = Lattice::none;
  double most_unmatched = 0.1;

  Dataset read() const {
    const TempFolder folder;
    {
      H5File out(folder / "h5");
      out.group("matrix");
      out.group("matrix/features");
      out.strings("matrix/barcodes", barcodes);
      out.strings("matrix/features/id", features);
      out.strings("matrix/features/name", features);
      out.strings("matrix/features/feature_type", types);
      out.numbers("matrix/shape",
                  Integers{static_cast<std::int32_t>(features.size()),
                           static_cast<std::int32_t>(barcodes.size())});
      out.numbers("matrix/data", data);
      out.numbers("matrix/indices", indices);
      out.numbers("matrix/indptr", starts);
    }
    write_file(folder / "c", gzip(cells));
    XeniumPlacement half;  // of 0.5 um a pixel
    half.um_per_px = 0.5;
    half.px_of_um << 2, 0, 0, 0, 2, 0;
    return read_xenium(
        {.counts = {folder / "h5", "cell_feature_matrix.h5"},
         .barcodes = {},
         .features = {},
         .cells = {cells_file.empty() ? folder / "c" : cells_file, cells_name}},
        {"x/S1", "x/P1", lattice}, half, options, most_unmatched);
  }
  std::string error() const {
    return error_of([&] { read(); });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(xenium_test)

BOOST_AUTO_TEST_CASE(cells_are_spots_on_no_lattice) {
  const Dataset d = Bundle().read();
  BOOST_TEST(d.section == "x/S1");
  BOOST_TEST(d.patient == "x/P1");
  BOOST_TEST((d.lattice == Lattice::none));
  BOOST_TEST(d.spots == kNames, tt::per_element());
  BOOST_TEST(d.genes == (Texts{"EPCAM", "KRT7"}), tt::per_element());
  BOOST_TEST(d.counts.row_starts == (std::vector<std::int64_t>{0, 1, 2, 4, 4}),
             tt::per_element());
  BOOST_TEST(d.counts.columns == (Integers{0, 1, 0, 1}), tt::per_element());
  BOOST_TEST(d.counts.values == (Integers{3, 2, 1, 1}), tt::per_element());
}

// um against px: (30.25, 40.5) um is (60.5, 81) px of 0.5 um; x is the column.
BOOST_AUTO_TEST_CASE(centres_are_pixels_of_the_picture) {
  const Dataset d = Bundle().read();
  BOOST_TEST(d.pixel_xy(3, 0) == 60.5);
  BOOST_TEST(d.pixel_xy(3, 1) == 81);
  BOOST_TEST(d.array_xy(3, 0) == 60);
  BOOST_TEST(d.array_xy(3, 1) == 81);
}

// Number, bytes, then text: the matrix of each version joins its table, and
// the .parquet of each says the same as the .csv.
BOOST_AUTO_TEST_CASE(names_are_numbers_bytes_or_texts_by_version) {
  const Dataset expected = Bundle().read();
  const auto same = [&](const Dataset& d, const Texts& names) {
    BOOST_TEST(d.spots == names, tt::per_element());
    BOOST_TEST((d.pixel_xy == expected.pixel_xy));
    BOOST_TEST(d.counts.values == expected.counts.values, tt::per_element());
    BOOST_TEST(d.remarks.empty());
  };
  Bundle bundle;
  bundle.cells = cells_csv(kNames, true);
  same(bundle.read(), kNames);
  for (const char* name : {"cells_v13.parquet", "cells_v3.parquet"}) {
    bundle.cells_file = kParquet / name;
    same(bundle.read(), kNames);
  }
  bundle.barcodes = kNumbers;
  bundle.cells_file = kParquet / "cells_v1.parquet";
  same(bundle.read(), kNumbers);
  bundle.cells_file.clear();
  bundle.cells = cells_csv(kNumbers);
  same(bundle.read(), kNumbers);
  // As R writes it.
  bundle.cells.replace(0, 7, "\"cell_id\"");
  bundle.cells.replace(bundle.cells.find("\n3,") + 1, 1, "\"3\"");
  same(bundle.read(), kNumbers);
}

// The matrix may have another order than the table.
BOOST_AUTO_TEST_CASE(cells_are_joined_by_name) {
  Bundle bundle;
  bundle.barcodes = {"ffkpbaba-1", "aaaaaaab-1", "aaaaaaba-1", "aaaaaaac-1"};
  bundle.cells =
      "cell_id,x_centroid,y_centroid\naaaaaaac-1,1,2\n"
      "aaaaaaba-1,3,4\naaaaaaab-1,5,6\nffkpbaba-1,7,8\n";
  const Dataset d = bundle.read();
  BOOST_TEST(d.spots == bundle.barcodes, tt::per_element());
  BOOST_TEST(d.pixel_xy(0, 0) == 14);
  BOOST_TEST(d.pixel_xy(1, 0) == 10);
  BOOST_TEST(d.pixel_xy(3, 1) == 4);
}

BOOST_AUTO_TEST_CASE(cells_can_be_named_by_their_row_in_the_table) {
  Bundle bundle;
  bundle.options.cell_names = CellNames::rows;
  bundle.barcodes = {"aaaaaaba-1", "aaaaaaab-1", "ffkpbaba-1", "aaaaaaac-1"};
  bundle.cells = cells_csv(kNames);
  bundle.data.assign(6, 0);
  const Dataset d = bundle.read();
  BOOST_TEST(d.spots == (Texts{"4", "1", "3", "2"}), tt::per_element());
  BOOST_TEST(d.remarks.front() ==
             "3 of 4 cells have other counts in cell_feature_matrix.h5 than "
             "transcript_counts of cells.csv.gz: 0 more, 3 fewer");
  BOOST_TEST(d.remarks.back() ==
             "cells are named by their row in cells.csv.gz: 1 is aaaaaaab-1");
}

// Version 1.0 said Blank Codeword for what is Unassigned Codeword since.
BOOST_AUTO_TEST_CASE(controls_fall_out_by_type) {
  Bundle bundle;
  using LeftOut = std::vector<std::pair<std::string, std::int64_t>>;
  BOOST_TEST((bundle.read().left_out ==
              LeftOut{{"features, of type Negative Control Codeword", 1},
                      {"features, of type Negative Control Probe", 1},
                      {"features, of type Unassigned Codeword", 1}}));
  for (const char* type : {"Blank Codeword", "Deprecated Codeword",
                           "Genomic Control", "Protein Expression"}) {
    bundle.types[4] = type;
    const Dataset d = bundle.read();
    BOOST_TEST(d.genes.size() == 2U, type);
    const auto expected = std::pair<std::string, std::int64_t>(
        concat("features, of type ", type), 1);
    BOOST_TEST((std::ranges::find(d.left_out, expected) != d.left_out.end()),
               type);
  }
}

BOOST_AUTO_TEST_CASE(a_type_that_is_not_known_is_refused) {
  Bundle bundle;
  bundle.types[4] = "Quality Codeword";
  BOOST_TEST(bundle.error() ==
             "cell_feature_matrix.h5: feature 'UnassignedCodeword_0001' is of "
             "type 'Quality Codeword', which is no gene, protein or control "
             "that is known; if it is a control, name the type in "
             "control_types");
  bundle.options.control_types = {"Quality Codeword"};
  BOOST_TEST(bundle.read().genes.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_gene_that_is_named_as_a_control_falls_out) {
  Bundle bundle;
  for (const char* name :
       {"NegControlProbe_00001", "antisense_PROKR2", "NegControlCodeword_0500",
        "BLANK_0006", "Blank-12", "NegPrb3", "UnassignedCodeword_0001"}) {
    bundle.features[2] = name;
    const Dataset d = bundle.read();
    BOOST_TEST(d.genes == (Texts{"EPCAM"}), tt::per_element());
    BOOST_TEST(d.left_out.front().first ==
               "features, of type Gene Expression, named as a control");
  }
}

BOOST_AUTO_TEST_CASE(names_of_another_kind_do_not_join_and_are_told_why) {
  Bundle bundle;
  bundle.cells = cells_csv({"1", "2", "1437536272", "16"});
  BOOST_TEST(bundle.error() ==
             "section x/S1: 4 of 4 cells of cell_feature_matrix.h5 (as "
             "'aaaaaaab-1') are not in cells.csv.gz (as '1'); aaaaaaab-1 is "
             "the number 1 there: write names as texts");
  bundle.cells = cells_csv(kNames);
  bundle.barcodes = {"b'aaaaaaab-1'", "b'aaaaaaac-1'", "b'ffkpbaba-1'",
                     "b'aaaaaaba-1'"};
  BOOST_TEST(bundle.error() ==
             "section x/S1: 4 of 4 cells of cell_feature_matrix.h5 (as "
             "'b'aaaaaaab-1'') are not in cells.csv.gz (as 'aaaaaaab-1'); that "
             "is a byte string as Python prints it: take b'...' off");
  bundle.barcodes = {"aaaaaaab-1", "aaaaaaac-1", "ffkpbaba-1", "aaaaaaba-2"};
  BOOST_TEST(bundle.error() ==
             "section x/S1: 1 of 4 cells of cell_feature_matrix.h5 (as "
             "'aaaaaaba-2') are not in cells.csv.gz (as 'aaaaaaab-1'); are "
             "both of the same bundle?");
}

// Numbers join the table of any bundle; the counts in it do not fit.
BOOST_AUTO_TEST_CASE(the_table_of_another_bundle_is_refused_by_its_counts) {
  Bundle bundle;
  bundle.barcodes = kNumbers;
  bundle.cells =
      "cell_id,x_centroid,y_centroid,transcript_counts\n"
      "1,1,1,0\n2,2,2,7\n3,3,3,1\n4,4,4,9\n";
  BOOST_TEST(bundle.error() ==
             "section x/S1: 2 of 4 cells have more counts in "
             "cell_feature_matrix.h5 than transcript_counts of cells.csv.gz "
             "(1: 3 and 0), at most 0.1 may; names that are numbers are alike "
             "in all bundles: are both of the same?");
}

BOOST_AUTO_TEST_CASE(cells_without_counts_are_counted_or_refused) {
  Bundle bundle;
  std::string more;
  for (int i = 0; i < 40; ++i) more += concat("x", i, ",1,1,0,0\n");
  bundle.cells = cells_csv(kNames) + more;
  BOOST_TEST(bundle.error() ==
             "section x/S1: 40 of 44 cells in cells.csv.gz have no counts in "
             "cell_feature_matrix.h5, at most 0.1 may; are both of the same "
             "bundle, and whole?");
  bundle.most_unmatched = 0.95;
  const Dataset d = bundle.read();
  BOOST_TEST(d.spots.size() == 4U);
  BOOST_TEST(d.left_out.front().first == "cells without counts");
  BOOST_TEST(d.left_out.front().second == 40);
}

BOOST_AUTO_TEST_CASE(a_fault_in_the_table_has_its_line) {
  Bundle bundle;
  bundle.cells = cells_csv({"1", "2", "1", "4"});
  BOOST_TEST(bundle.error() == "cells.csv.gz: line 4: cell 1 is there twice");
  bundle.cells = "cell_id,x_centroid,y_centroid\n1,2,\n";
  BOOST_TEST(bundle.error() == "cells.csv.gz: line 2: cell 1 has no position");
  bundle.cells = "cell_id,x_px,y_px\n1,2,3\n";
  BOOST_TEST(bundle.error() ==
             "cells.csv.gz: no column 'x_centroid'; there are: cell_id, x_px, "
             "y_px");
  bundle.cells = "cell_id,x_centroid,y_centroid\n";
  BOOST_TEST(bundle.error() == "cells.csv.gz: has no cells");
  bundle.barcodes[1] = bundle.barcodes[0];
  bundle.cells = cells_csv(kNames);
  BOOST_TEST(bundle.error() ==
             "section x/S1: cell aaaaaaab-1 of cell_feature_matrix.h5 is there "
             "twice");
}

BOOST_AUTO_TEST_CASE(what_does_not_go_together_is_named) {
  Bundle bundle;
  bundle.lattice = Lattice::square;
  BOOST_TEST(bundle.error() ==
             "section x/S1: cells of a Xenium bundle lie on no lattice: "
             "lattice = \"none\", found \"square\"");
  bundle.lattice = Lattice::none;
  bundle.options.least_qv = 30;
  BOOST_TEST(bundle.error() ==
             "least_qv and transcripts_of choose among transcripts; "
             "cell_feature_matrix.h5 is a matrix, of those in a cell with a qv "
             "of at least 20: give transcripts.parquet as `counts`");
  bundle.options.least_qv = 20;
  bundle.types = {"Negative Control Probe", "Negative Control Probe",
                  "Negative Control Probe", "Negative Control Probe",
                  "Negative Control Probe"};
  BOOST_TEST(bundle.error() ==
             "section x/S1: none of the features of cell_feature_matrix.h5 is "
             "a gene");
}

BOOST_AUTO_TEST_SUITE_END()
