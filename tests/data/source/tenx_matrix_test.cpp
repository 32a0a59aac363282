#include "core/data/source/tenx_matrix.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/gzip.h"
#include "tests/support/h5_file.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Texts = std::vector<std::string>;

const std::string kBanner =
    "%%MatrixMarket matrix coordinate integer general\n";
// Three features by two barcodes:  7 0 / 0 2 / 0 1
const std::string kMatrix =
    kBanner + "%metadata_json: {}\n3 2 3\n1 1 7\n3 2 1\n2 2 2\n";
const std::string kBarcodes = "AAAC-1\nAAAG-1\n";
const std::string kFeatures =
    "E1\tCD3E\tGene Expression\n"
    "E2\tCD4\tGene Expression\n"
    "P1\tCD4\tAntibody Capture\n";

TenxMatrix read(const std::string& matrix,
                const std::string& barcodes = kBarcodes,
                const std::string& features = kFeatures) {
  const TempFolder folder;
  write_file(folder / "m", matrix);
  write_file(folder / "b", barcodes);
  write_file(folder / "f", features);
  return read_mex({folder / "m", "matrix.mtx.gz"},
                  {folder / "b", "barcodes.tsv.gz"},
                  {folder / "f", "features.tsv.gz"});
}

std::string message(const std::string& matrix,
                    const std::string& barcodes = kBarcodes,
                    const std::string& features = kFeatures) {
  return error_of([&] { read(matrix, barcodes, features); });
}

void check_read(const TenxMatrix& m) {
  BOOST_TEST(m.barcodes == (Texts{"AAAC-1", "AAAG-1"}), tt::per_element());
  BOOST_TEST(m.names == (Texts{"CD3E", "CD4", "CD4"}), tt::per_element());
  BOOST_TEST(m.counts.starts == (std::vector<std::int64_t>{0, 1, 3}),
             tt::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tenx_matrix_test)

BOOST_AUTO_TEST_CASE(a_column_of_the_file_is_a_row_of_ours) {
  const TenxMatrix m = read(kMatrix);
  check_read(m);
  BOOST_TEST(m.counts.indices == (std::vector<std::int32_t>{0, 2, 1}),
             tt::per_element());
  BOOST_TEST(m.counts.values == (std::vector<std::int32_t>{7, 1, 2}),
             tt::per_element());
  check_read(read(gzip(kMatrix), gzip(kBarcodes), gzip(kFeatures)));
}

// Cell Ranger 2 had two columns, and all of them genes.
BOOST_AUTO_TEST_CASE(genes_tsv_has_two_columns) {
  const TenxMatrix m = read(kMatrix, kBarcodes, "E1\tCD3E\nE2\tCD4\nE3\tCD4\n");
  BOOST_TEST(m.types.empty());
  BOOST_TEST(genes_of(m).names == (Texts{"CD3E", "CD4", "CD4-1"}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(an_antibody_is_no_gene_though_it_has_ones_name) {
  const TenxGenes genes = genes_of(read(kMatrix));
  BOOST_TEST(genes.names == (Texts{"CD3E", "CD4"}), tt::per_element());
  BOOST_TEST(genes.places == (std::vector<std::int64_t>{0, 1, -1}),
             tt::per_element());
  BOOST_REQUIRE(genes.others.size() == 1U);
  BOOST_TEST(genes.others[0].first == "Antibody Capture");
  BOOST_TEST(genes.others[0].second == 1);
}

// As anndata's var_names_make_unique: a number that a gene has already is
// passed over.
BOOST_AUTO_TEST_CASE(symbols_that_stand_twice_are_numbered) {
  TenxMatrix m;
  m.ids = {"E1", "E2", "E3", "E4", "E5"};
  m.names = {"A", "A", "A-1", "A", ""};
  BOOST_TEST(genes_of(m).names == (Texts{"A", "A-2", "A-1", "A-3", "E5"}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(sides_other_than_the_tables_are_refused) {
  BOOST_TEST(message(kBanner + "3 1 1\n1 1 7\n") ==
             "matrix.mtx.gz has 3 rows and 1 columns, features.tsv.gz 3 "
             "features and barcodes.tsv.gz 2 barcodes; are all of one folder, "
             "and whole?");
  BOOST_TEST(message(kBanner + "2 3 1\n1 1 7\n") ==
             "matrix.mtx.gz has 2 rows and 3 columns, features.tsv.gz 3 "
             "features and barcodes.tsv.gz 2 barcodes; it is written the other "
             "way round: transpose it");
}

BOOST_AUTO_TEST_CASE(entries_that_lack_or_pass_the_sides_are_refused) {
  BOOST_TEST(message(kBanner + "3 2 3\n1 1 7\n") ==
             "matrix.mtx.gz: says it has 3 entries, and has 1; is it whole? "
             "Copy or fetch it again");
  const std::string expected =
      ", expected a feature from 1 to 3, a barcode from 1 to 2 and a count, a "
      "whole number from 0 up";
  BOOST_TEST(message(kBanner + "3 2 1\n0 1 7\n") ==
             "matrix.mtx.gz: line 3 is '0 1 7'" + expected);
  BOOST_TEST(message(kBanner + "3 2 1\n1 3 7\n") ==
             "matrix.mtx.gz: line 3 is '1 3 7'" + expected);
  BOOST_TEST(message(kBanner + "3 2 1\n1 1 0.5\n") ==
             "matrix.mtx.gz: line 3 is '1 1 0.5'" + expected);
  BOOST_TEST(message(kBanner + "3 2 1\n1 1 -1\n") ==
             "matrix.mtx.gz: line 3 is '1 1 -1'" + expected);
}

BOOST_AUTO_TEST_CASE(another_kind_of_file_is_named) {
  BOOST_TEST(message("%%MatrixMarket matrix array real general\n") ==
             "matrix.mtx.gz: line 1 is '%%MatrixMarket matrix array real "
             "general', expected '%%MatrixMarket matrix coordinate integer "
             "general'");
  BOOST_TEST(message(kBanner) ==
             "matrix.mtx.gz: ends after line 1, expected the numbers of "
             "features, barcodes and entries");
  BOOST_TEST(
      message(kBanner + "3 2\n") ==
      "matrix.mtx.gz: line 2 is '3 2', expected the numbers of features, "
      "barcodes and entries");
  BOOST_TEST(message(kMatrix, kBarcodes, "CD3E\nCD4\n") ==
             "features.tsv.gz: line 1 is 'CD3E', expected id, name and type of "
             "a feature, with tabs between");
}

BOOST_AUTO_TEST_CASE(the_h5_form_reads_alike) {
  const TempFolder folder;
  {
    H5File out(folder / "a");
    out.group("matrix");
    out.group("matrix/features");
    out.fixed_strings("matrix/barcodes", {"AAAC-1", "AAAG-1"}, 6);
    out.fixed_strings("matrix/features/id", {"E1", "E2", "P1"}, 2);
    out.fixed_strings("matrix/features/name", {"CD3E", "CD4", "CD4"}, 4);
    out.strings("matrix/features/feature_type",
                {"Gene Expression", "Gene Expression", "Antibody Capture"});
    out.numbers<std::int32_t>("matrix/shape", {3, 2});
    out.numbers<std::int64_t>("matrix/indptr", {0, 1, 3});
    out.numbers<std::int64_t>("matrix/indices", {0, 2, 1});
    out.numbers<std::int32_t>("matrix/data", {7, 1, 2});
  }
  const TenxMatrix m = read_tenx_h5({folder / "a", "filtered.h5"});
  check_read(m);
  BOOST_TEST(m.counts.values == (std::vector<std::int32_t>{7, 1, 2}),
             tt::per_element());
  BOOST_TEST(genes_of(m).names == (Texts{"CD3E", "CD4"}), tt::per_element());
}

BOOST_AUTO_TEST_CASE(the_h5_form_of_old_is_refused_by_name) {
  const TempFolder folder;
  {
    H5File out(folder / "a");
    out.group("GRCh38");
  }
  BOOST_TEST(error_of([&] { read_tenx_h5({folder / "a", "old.h5"}); }) ==
             "old.h5: has no group 'matrix'; it has GRCh38. A group a genome "
             "is how Cell Ranger 2 wrote it: make it anew, or give its "
             "matrix.mtx");
}

BOOST_AUTO_TEST_SUITE_END()
