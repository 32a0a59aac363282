// The .parquet files are of tests/data/source/xenium/make_files.py, whose ten
// transcripts stand in `kRows`, too.
#include "core/data/source/xenium_transcripts.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/gzip.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

using Texts = std::vector<std::string>;
using Integers = std::vector<std::int32_t>;

const fs::path kParquet = "tests/data/source/xenium";
const std::string kHeader =
    "cell_id,feature_name,qv,overlaps_nucleus,codeword_category\n";
const std::string kRows =
    "aaaaaaab-1,EPCAM,40,1,predesigned_gene\n"
    "aaaaaaab-1,EPCAM,20,0,predesigned_gene\n"
    "aaaaaaab-1,EPCAM,19.5,1,predesigned_gene\n"
    "aaaaaaab-1,KRT7,30,1,custom_gene\n"
    "aaaaaaac-1,KRT7,35,0,custom_gene\n"
    "ffkpbaba-1,EPCAM,33,1,predesigned_gene\n"
    "UNASSIGNED,EPCAM,40,0,predesigned_gene\n"
    "ffkpbaba-1,NegControlProbe_00042,40,1,negative_control_probe\n"
    "ffkpbaba-1,BLANK_0001,40,0,unassigned_codeword\n"
    "ffkpbaba-1,EPCAM,21,0,predesigned_gene\n";
const std::string kFeatures =
    "E2\tKRT7\tGene Expression\nE1\tEPCAM\tGene Expression\n"
    "N1\tNegControlProbe_00042\tNegative Control Probe\n"
    "B1\tBLANK_0001\tBlank Codeword\n";

struct Sample {
  std::string text = kHeader + kRows;
  fs::path file = {};  // in its place
  std::string features = {};
  Texts cells = {"aaaaaaab-1", "aaaaaaac-1", "ffkpbaba-1", "aaaaaaba-1"};
  XeniumOptions options = {};

  TranscriptCounts count() const {
    const TempFolder folder;
    write_file(folder / "t", gzip(text));
    write_file(folder / "f", features);
    std::optional<File> types;
    if (!features.empty()) types = {folder / "f", "features.tsv.gz"};
    XeniumCells all;
    all.name = "cells.csv.gz";
    all.names = cells;
    return count_transcripts(
        {file.empty() ? folder / "t" : file, "transcripts"}, types, all,
        options);
  }
  std::string error() const {
    return error_of([&] { count(); });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(xenium_transcripts_test)

// By hand: cell 1 has EPCAM twice (19.5 is too low) and KRT7 once; cell 2 KRT7;
// cell 3 EPCAM twice; cell 4 nothing.
BOOST_AUTO_TEST_CASE(transcripts_of_genes_in_cells_count) {
  const TranscriptCounts found = Sample().count();
  BOOST_TEST(found.genes == (Texts{"EPCAM", "KRT7"}), tt::per_element());
  BOOST_TEST(
      found.counts.row_starts == (std::vector<std::int64_t>{0, 2, 3, 4, 4}),
      tt::per_element());
  BOOST_TEST(found.counts.columns == (Integers{0, 1, 1, 0}), tt::per_element());
  BOOST_TEST(found.counts.values == (Integers{2, 1, 1, 2}), tt::per_element());
  BOOST_TEST(found.remark ==
             "counts are 6 of the 10 transcripts in transcripts: those of "
             "genes with a qv of at least 20 in a cell; 2 are of controls, 1 "
             "have a qv below, 1 lie in no cell");
  using Others = std::vector<std::pair<std::string, std::int64_t>>;
  BOOST_TEST((found.others == Others{{"negative_control_probe", 1},
                                     {"unassigned_codeword", 1}}));
}

BOOST_AUTO_TEST_CASE(quality_and_place_are_the_recipes_choice) {
  Sample sample;
  sample.options.least_qv = 35;
  BOOST_TEST(sample.count().counts.values == (Integers{1, 1}),
             tt::per_element());
  sample.options.least_qv = 0;
  BOOST_TEST(sample.count().counts.values == (Integers{3, 1, 1, 2}),
             tt::per_element());
  sample.options.least_qv = 20;
  sample.options.transcripts_of = TranscriptsOf::nucleus;
  const TranscriptCounts found = sample.count();
  BOOST_TEST(found.counts.values == (Integers{1, 1, 1}), tt::per_element());
  BOOST_TEST(
      found.counts.row_starts == (std::vector<std::int64_t>{0, 2, 2, 3, 3}),
      tt::per_element());
  BOOST_TEST(found.remark ==
             "counts are 3 of the 10 transcripts in transcripts: those of "
             "genes with a qv of at least 20 in a nucleus; 2 are of controls, "
             "1 have a qv below, 1 lie in no cell, 3 outside of the nucleus");
}

// Version 3 in groups of three rows; version 1, whose cells are numbers, -1 of
// none, and whose features say their types in features.tsv alone.
BOOST_AUTO_TEST_CASE(parquet_of_each_version_counts_the_same) {
  const TranscriptCounts expected = Sample().count();
  Sample sample;
  sample.file = kParquet / "transcripts_v3.parquet";
  TranscriptCounts found = sample.count();
  BOOST_TEST(found.counts.values == expected.counts.values, tt::per_element());
  BOOST_TEST(found.counts.columns == expected.counts.columns,
             tt::per_element());
  BOOST_TEST(found.remark == expected.remark);

  sample.file = kParquet / "transcripts_v1.parquet";
  sample.cells = {"1", "2", "3", "4"};
  sample.features = kFeatures;
  found = sample.count();
  // In the order of features.tsv.
  BOOST_TEST(found.genes == (Texts{"KRT7", "EPCAM"}), tt::per_element());
  BOOST_TEST(found.counts.columns == (Integers{0, 1, 0, 1}), tt::per_element());
  BOOST_TEST(found.counts.values == (Integers{1, 2, 1, 2}), tt::per_element());
  BOOST_TEST(found.remark == expected.remark);
}

BOOST_AUTO_TEST_CASE(is_gene_tells_genes_where_there_is_no_category) {
  Sample sample;
  sample.text =
      "cell_id,feature_name,qv,is_gene\naaaaaaab-1,EPCAM,40,True\n"
      "aaaaaaab-1,BLANK_0001,40,False\nffkpbaba-1,EPCAM,40,true\n";
  const TranscriptCounts found = sample.count();
  BOOST_TEST(found.genes == (Texts{"EPCAM"}), tt::per_element());
  BOOST_TEST(found.counts.values == (Integers{1, 1}), tt::per_element());
  BOOST_TEST(found.others.front().first == "no gene");
  sample.text += "ffkpbaba-1,EPCAM,40,maybe\n";
  BOOST_TEST(sample.error() ==
             "transcripts: line 5, column 'is_gene': expected true or false, "
             "found 'maybe'");
}

BOOST_AUTO_TEST_CASE(without_a_word_on_genes_the_features_are_asked_for) {
  Sample sample;
  sample.file = kParquet / "transcripts_v1.parquet";
  sample.cells = {"1", "2", "3", "4"};
  BOOST_TEST(sample.error() ==
             "transcripts: has no column codeword_category or is_gene; which "
             "features are genes is then told by `features`, the features.tsv "
             "of cell_feature_matrix");
  sample.features = "E1\tEPCAM\n";
  BOOST_TEST(sample.error() ==
             "features.tsv.gz: has no third column, the types of features, by "
             "which genes are told from controls");
  sample.features = "E1\tEPCAM\tGene Expression\n";
  BOOST_TEST(sample.error() ==
             "transcripts: row 4: feature 'KRT7' is not in the file "
             "`features`");
  sample.features = "E1\tEPCAM\tGene Expression\nE2\tEPCAM\tGene Expression\n";
  BOOST_TEST(sample.error() ==
             "features.tsv.gz: has two genes 'EPCAM', and transcripts say "
             "names alone");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_named_with_its_row) {
  Sample sample;
  sample.text = kHeader + kRows + "ffkpbabb-1,EPCAM,40,1,predesigned_gene\n";
  BOOST_TEST(sample.error() ==
             "transcripts: line 12: cell 'ffkpbabb-1' is not in cells.csv.gz; "
             "are both of the same bundle?");
  sample.text = kHeader + kRows + "ffkpbaba-1,X,40,1,half_gene\n";
  BOOST_TEST(sample.error() ==
             "transcripts: line 12: feature 'X' is of type 'half_gene', which "
             "is no gene, protein or control that is known; if it is a "
             "control, name the type in control_types");
  sample.text = kHeader + kRows + "ffkpbaba-1,EPCAM,,1,predesigned_gene\n";
  BOOST_TEST(sample.error() == "transcripts: line 12: qv is not a number");
  sample.file = kParquet / "transcripts_v3.parquet";
  sample.cells.pop_back();
  sample.cells[2] = "1437536272";
  BOOST_TEST(sample.error() ==
             "transcripts: row 6: cell 'ffkpbaba-1' is not in cells.csv.gz; "
             "ffkpbaba-1 is the number 1437536272 there: write names as texts");
}

BOOST_AUTO_TEST_SUITE_END()
