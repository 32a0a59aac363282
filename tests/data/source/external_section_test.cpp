#include "core/data/source/external_section.h"

#include <boost/test/unit_test.hpp>
#include <optional>
#include <string>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/zip.h"
#include "core/data/anndata/writer.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

constexpr const char* kTruth =
    "spot,G1,G2,G3\n"
    "a,1,0,4\n"
    "b,0,2,5\n"
    "c,3,3,6\n"
    "d,1,0,0\n";

constexpr const char* kPredicted =
    "spot,G3,GX,G1\n"
    "c,0.5,9,1.5\n"
    "z,0,0,0\n"
    "a,0.25,8,2.5\n"
    "d,0.75,7,3.5\n";

/// A table of text in a folder of its own.
struct Place {
  TempFolder folder;
  TableChoice choice{"A", "section", RowsOf::file, ""};
  std::optional<ExternalTable> opened;

  const ExternalTable& text(const std::string& name, const std::string& bytes) {
    write_file(folder / name, bytes);
    return opened.emplace(TableFiles{{File{folder / name, name}}, {}}, choice,
                          folder / "scratch");
  }
};

SectionSheet sheet() { return {"d/A", "d/P", Lattice::square}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(external_section_test)

BOOST_AUTO_TEST_CASE(spots_and_genes_join_by_name_and_misses_are_counted) {
  Place t, p;
  const ExternalTable& truth = t.text("t.csv", kTruth);
  const ExternalTable& predicted = p.text("p.csv", kPredicted);
  const Dataset dataset =
      joined_dataset(truth, &predicted, sheet(), TargetScale::log);
  // In the order of the truth, with all its genes.
  BOOST_TEST(dataset.spots == (std::vector<std::string>{"a", "c", "d"}));
  BOOST_TEST(dataset.genes == (std::vector<std::string>{"G1", "G2", "G3"}));
  BOOST_TEST(dataset.counts.values ==
             (std::vector<std::int32_t>{1, 4, 3, 3, 6, 1}));
  BOOST_REQUIRE(dataset.remarks.size() == 1U);
  BOOST_TEST(dataset.remarks[0] ==
             "by their names 1 of 4 measured spots has no prediction ('b'), 1 "
             "of 4 predicted spots was not measured ('z'), 1 of 3 predicted "
             "genes was not measured ('GX'); what does not join is left out");
  const GeneList genes = joined_genes(truth, predicted);
  BOOST_TEST(genes.genes == (std::vector<std::string>{"G3", "G1"}));
  const Predictions made = joined_predictions(
      predicted, dataset, genes, {"m", PredictorKind::model, 0, ""});
  BOOST_TEST(made.about == "d/A");
  BOOST_TEST(
      (made.values == Matrix{{0.25F, 2.5F}, {0.5F, 1.5F}, {0.75F, 3.5F}}));
}

BOOST_AUTO_TEST_CASE(where_nothing_joins_both_sides_are_shown) {
  Place t, p;
  const ExternalTable& truth = t.text("t.csv", kTruth);
  const ExternalTable& other_spots = p.text("p.csv", "spot,G1\na-1,1\nb-1,2\n");
  BOOST_TEST(
      error_of([&] {
        joined_dataset(truth, &other_spots, sheet(), TargetScale::log);
      }) ==
      "section d/A: none of the 2 spots predicted in p.csv ('a-1', 'b-1') is "
      "among the 4 of t.csv ('a', 'b', 'c'); they join by name, letter by "
      "letter");
  const ExternalTable& other_genes = p.text("q.csv", "spot,ENS1\na,1\nb,2\n");
  BOOST_TEST(
      error_of([&] { joined_genes(truth, other_genes); }) ==
      "none of the 1 gene predicted in q.csv ('ENS1') is among the 3 of t.csv "
      "('G1', 'G2', 'G3'); they join by name, letter by letter");
}

BOOST_AUTO_TEST_CASE(a_prediction_that_is_no_number_is_named) {
  Place t, p;
  const ExternalTable& truth = t.text("t.csv", kTruth);
  const ExternalTable& predicted =
      p.text("p.csv", "spot,G1\na,1\nb,1\nc,nan\n");
  const Dataset dataset =
      joined_dataset(truth, &predicted, sheet(), TargetScale::log);
  BOOST_TEST(error_of([&] {
               joined_predictions(predicted, dataset,
                                  joined_genes(truth, predicted), {});
             }) ==
             "section d/A: p.csv: the prediction of gene 'G1' for spot 'c' is "
             "nan; expected a finite number: leave the spot out, and it is "
             "counted");
}

BOOST_AUTO_TEST_CASE(a_scale_that_cannot_be_the_targets_is_remarked) {
  Place t, p;
  const ExternalTable& truth = t.text("t.csv", kTruth);
  const ExternalTable& counts =
      p.text("p.csv", "spot,G1\na,1\nb,113\nc,0\nd,1\n");
  BOOST_TEST(
      joined_dataset(truth, &counts, sheet(), TargetScale::log).remarks ==
      (std::vector<std::string>{
          "predictions reach above 20, beyond any logarithm of counts: "
          "they seem to be counts, and are compared as they are with a target "
          "that is a logarithm; --target names another"}));
  BOOST_TEST(joined_dataset(truth, &counts, sheet(), TargetScale::counts)
                 .remarks.empty());
  const ExternalTable& below =
      p.text("q.csv", "spot,G1\na,1\nb,-0.5\nc,0\nd,1\n");
  BOOST_TEST(
      joined_dataset(truth, &below, sheet(), TargetScale::counts).remarks ==
      (std::vector<std::string>{
          "predictions fall below 0, as no count does: they seem to be of "
          "another scale, and are compared as they are with counts; --target "
          "names another target"}));
  BOOST_TEST(
      joined_dataset(truth, &below, sheet(), TargetScale::log).remarks.empty());
  const ExternalTable& centred =
      p.text("z.csv", "spot,G1\na,1.25\nb,-1.25\nc,0\nd,1\n");
  BOOST_TEST(
      joined_dataset(truth, &centred, sheet(), TargetScale::log).remarks ==
      (std::vector<std::string>{
          "predictions fall below -1, far below any logarithm of 1 "
          "and a count: they seem to be centred or standardised, which changes "
          "no correlation; errors are of another scale than the target's"}));
}

BOOST_AUTO_TEST_CASE(what_is_no_count_is_no_truth) {
  Place t, p;
  const ExternalTable& truth = t.text("t.csv", "spot,G1\na,1\nb,0.5\nc,1\n");
  const ExternalTable& predicted = p.text("p.csv", "spot,G1\na,1\nb,2\nc,3\n");
  BOOST_TEST(error_of([&] {
               joined_dataset(truth, &predicted, sheet(), TargetScale::log);
             }) ==
             "section d/A: t.csv: line 3, gene 'G1': 0.5 is no count, expected "
             "whole numbers from 0 up; the truth is the table with raw counts, "
             "or with --truth-unit values");
  Place l;
  const ExternalTable& large = l.text("t.csv", "spot,G1\na,1\nb,3e9\nc,1\n");
  BOOST_TEST(error_of([&] {
               joined_dataset(large, &predicted, sheet(), TargetScale::log);
             }) ==
             "section d/A: t.csv: line 3, gene 'G1': 3e+09 is more than "
             "2147483647, the largest count that is taken");
}

// The spot's place and its total, as exports have them beside the genes.
BOOST_AUTO_TEST_CASE(columns_that_are_no_genes_are_left_out_and_told) {
  Place t, p;
  const ExternalTable& truth =
      t.text("t.csv",
             "spot,x,y,total_counts,G1,G2\n"
             "a,1,1,7,1,6\nb,1,2,5,0,5\nc,2,1,3,3,0\nd,2,2,2,1,1\n");
  const ExternalTable& predicted =
      p.text("p.csv", "spot,x,G2,G1\na,1,0,1\nb,1,2,3\nc,2,4,5\nd,2,6,7\n");
  const Dataset dataset =
      joined_dataset(truth, &predicted, sheet(), TargetScale::log);
  BOOST_TEST(dataset.genes == (std::vector<std::string>{"G1", "G2"}));
  BOOST_TEST(dataset.counts.values ==
             (std::vector<std::int32_t>{1, 6, 5, 3, 1, 1}));
  BOOST_TEST(dataset.remarks ==
             (std::vector<std::string>{
                 "3 columns of the truth are no genes by their names and are "
                 "left out (x, y, total_counts)",
                 "1 column of the predictions is no gene by its name and is "
                 "left out (x)"}));
  const GeneList genes = joined_genes(truth, predicted);
  BOOST_TEST(genes.genes == (std::vector<std::string>{"G2", "G1"}));
  BOOST_TEST((joined_predictions(predicted, dataset, genes, {}).values ==
              Matrix{{0.F, 1.F}, {2.F, 3.F}, {4.F, 5.F}, {6.F, 7.F}}));
  BOOST_TEST(error_of([&] { t.text("u.csv", "spot,x,y\na,1,1\nb,1,2\n"); }) ==
             "u.csv: has no column of a gene beside 'spot', by the names of "
             "its columns (spot, x, y); expected the names of spots, then a "
             "column a gene");
}

// A gene that was dropped in one section alone, of a panel that is small beside
// what was measured; one that no section has; and a panel as panels are.
BOOST_AUTO_TEST_CASE(genes_that_were_not_predicted_are_told_where_it_is_odd) {
  std::string measured = "spot", predicted = "spot";
  for (int gene = 0; gene < 12; ++gene) measured += concat(",G", gene);
  for (int gene = 0; gene < 5; ++gene) predicted += concat(",G", gene);
  for (const char* spot : {"a", "b", "c"}) {
    measured += concat("\n", spot, ",1,1,1,1,1,1,1,1,1,1,1,1");
    predicted += concat("\n", spot, ",1,2,3,4,5");
  }
  Place t, p;
  const ExternalTable& truth = t.text("t.csv", measured + "\n");
  const ExternalTable& five = p.text("p.csv", predicted + "\n");
  const auto remarks = [&](const ExternalTable& of,
                           const std::vector<GeneList>& elsewhere) {
    return joined_dataset(of, &five, sheet(), TargetScale::log, kMostMissing,
                          elsewhere)
        .remarks;
  };
  const GeneList here{{"G0", "G1", "G2", "G3", "G4"}, "", ""};
  // G5 was measured here and G77 was not.
  const GeneList there{{"G0", "G5", "G77"}, "", ""};
  BOOST_TEST(remarks(truth, {here}).empty());  // 7 of 12: more than a fifth
  BOOST_TEST(remarks(truth, {here, there}) ==
             (std::vector<std::string>{
                 "1 of the 7 genes that any section compares was measured here "
                 "and not predicted ('G5'): the section's scores are over the "
                 "others alone"}));
  // One of six: a fifth of the five that were predicted.
  Place s;
  const ExternalTable& six =
      s.text("s.csv",
             "spot,G0,G1,G2,G3,G4,G5\na,1,1,1,1,1,1\nb,1,1,1,1,1,1\n"
             "c,1,1,1,1,1,1\n");
  BOOST_TEST(remarks(six, {here}) ==
             (std::vector<std::string>{"1 of 6 measured genes was not "
                                       "predicted ('G5'), and is not scored"}));
  BOOST_TEST(remarks(six, {there}).size() == 1U);  // told once
}

BOOST_AUTO_TEST_CASE(spots_without_a_count_are_told) {
  Place t, p;
  const ExternalTable& truth =
      t.text("t.csv", "spot,G1,G2\na,1,0\nb,0,0\nc,3,3\nd,0,0\nz,0,0\n");
  const ExternalTable& predicted =
      p.text("p.csv", "spot,G1,G2\na,1,1\nb,1,2\nc,2,1\nd,1,1\n");
  const auto remarks =
      joined_dataset(truth, &predicted, sheet(), TargetScale::log).remarks;
  BOOST_REQUIRE(remarks.size() == 2U);  // the first of 'z'
  BOOST_TEST(
      remarks[1] ==
      "2 of 4 compared spots have no count of any gene ('b', 'd'); their "
      "target is 0 for each gene, and they are scored as the others "
      "are: leave out of the truth what is no tissue");
}

BOOST_AUTO_TEST_CASE(rows_without_names_are_told) {
  const auto remarks = [](const std::string& truth, const std::string& spots,
                          Lattice lattice) {
    Place t, p;
    const ExternalTable& measured = t.text("t.csv", "spot,G1\n" + truth);
    const ExternalTable& predicted = p.text("p.csv", "spot,G1\n" + spots);
    return joined_dataset(measured, &predicted, {"d/A", "d/P", lattice},
                          TargetScale::log)
        .remarks;
  };
  const std::string from_0 = "0,1\n1,2\n2,3\n", from_1 = "1,1\n2,2\n3,3\n";
  BOOST_TEST(
      remarks(from_0, from_0, Lattice::square) ==
      (std::vector<std::string>{
          "the spots are named 0, 1, 2 and so on in both tables, as rows "
          "without names are: they join by the number of the row, and nothing "
          "shows that it is one spot in both; name them by barcode or place"}));
  BOOST_TEST(remarks(from_1, from_1, Lattice::hexagonal).size() == 1U);
  // In another order the numbers are names.
  BOOST_TEST(remarks(from_0, "2,1\n1,2\n0,3\n", Lattice::square).empty());
  // A cell is called by the number of its label, from 1.
  BOOST_TEST(remarks(from_1, from_1, Lattice::none).empty());
  BOOST_TEST(remarks(from_0, from_0, Lattice::none).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_transposed_table_is_refused) {
  Place t, p;
  const std::string spots = "spot,1x1,1x2,1x3\nG1,1,2,3\nG2,4,5,6\n";
  const ExternalTable& truth = t.text("t.csv", spots);
  const ExternalTable& predicted = p.text("p.csv", spots);
  const std::string why =
      "t.csv: its columns are named as spots are ('1x1', '1x2', '1x3') and its "
      "rows are not ('G1', 'G2'); expected a spot a row and a gene a column: "
      "transpose the table";
  BOOST_TEST(error_of([&] { joined_genes(truth, predicted); }) == why);
  BOOST_TEST(error_of([&] {
               joined_dataset(truth, &predicted, sheet(), TargetScale::log);
             }) == "section d/A: " + why);
}

// Two spots give a correlation of 1 or -1, whatever was predicted.
BOOST_AUTO_TEST_CASE(a_section_of_which_little_was_predicted_is_refused) {
  Place t, p;
  const ExternalTable& truth =
      t.text("t.csv", "spot,G1\na,1\nb,2\nc,3\nd,1\ne,1\nf,1\ng,1\n");
  const ExternalTable& two = p.text("p.csv", "spot,G1\na,1\nb,2\n");
  BOOST_TEST(error_of([&] {
               joined_dataset(truth, &two, sheet(), TargetScale::log, 1);
             }) ==
             "section d/A: only 2 of 7 spots in t.csv have a prediction in "
             "p.csv, and a correlation needs 3; predict more of them, or take "
             "the section out of the sheet");
  const ExternalTable& three = p.text("q.csv", "spot,G1\na,1\nb,2\nc,3\n");
  BOOST_TEST(error_of([&] {
               joined_dataset(truth, &three, sheet(), TargetScale::log);
             }) ==
             "section d/A: 4 of 7 spots in t.csv have no prediction in q.csv "
             "('d', 'e', 'f'), at most a share of 0.5 may: predict them, leave "
             "out of the truth what is no tissue, or allow more by "
             "most_missing (score: --most-missing SHARE)");
  BOOST_TEST(joined_dataset(truth, &three, sheet(), TargetScale::log, 0.6)
                 .spots.size() == 3U);
}

// Values stand as they are, in the order of the predictions' genes, and no
// count is read of them.
BOOST_AUTO_TEST_CASE(a_truth_of_values_is_compared_as_it_is) {
  Place t, p;
  const ExternalTable& truth =
      t.text("t.csv", "spot,G1,G2\na,0.5,-1\nb,7,8\nc,1.5,2.25\nd,0,1\n");
  const ExternalTable& predicted =
      p.text("p.csv", "spot,G2,G1\nc,1,2\na,3,4\nd,5,6\n");
  const Dataset dataset =
      joined_dataset(truth, &predicted, sheet(), TargetScale::values);
  BOOST_TEST(dataset.spots == (std::vector<std::string>{"a", "c", "d"}));
  BOOST_TEST(dataset.counts.values.empty());
  BOOST_TEST(dataset.remarks.size() == 1U);  // of spot b
  const GeneList genes = joined_genes(truth, predicted);
  const Targets made =
      joined_targets(truth, dataset, genes, "z score of ln(1 + n)");
  BOOST_TEST(made.transform == "z score of ln(1 + n)");
  BOOST_TEST(made.variables == (std::vector<std::string>{"G2", "G1"}));
  BOOST_TEST((made.values == Matrix{{-1.F, 0.5F}, {2.25F, 1.5F}, {1.F, 0.F}}));
  BOOST_TEST(made.total_all.size() == 0);
  // Stored and read, it has no counts either.
  const TempFolder folder;
  dataset.write(folder / "d");
  BOOST_TEST(Dataset::read(folder / "d").counts.values.empty());
}

BOOST_AUTO_TEST_CASE(a_truth_of_values_that_are_counts_is_remarked) {
  Place t, p;
  const ExternalTable& truth = t.text("t.csv", kTruth);
  BOOST_TEST(
      joined_dataset(truth, nullptr, sheet(), TargetScale::values).remarks ==
      (std::vector<std::string>{
          "the truth holds whole numbers alone: they seem to be "
          "counts, of which without --truth-unit a ceiling could be told"}));
  const ExternalTable& lacks =
      p.text("q.csv", "spot,G1\na,nan\nb,1\nc,1\nd,1\n");
  const Dataset dataset =
      joined_dataset(truth, nullptr, sheet(), TargetScale::values);
  BOOST_TEST(error_of([&] {
               joined_targets(lacks, dataset, joined_genes(truth, lacks), "u");
             }) ==
             "section d/A: q.csv: the truth of gene 'G1' for spot 'a' is nan; "
             "expected a finite number: leave the spot out of truth or "
             "predictions");
}

BOOST_AUTO_TEST_CASE(names_that_come_twice_are_refused_where_they_matter) {
  Place t, p;
  BOOST_TEST(error_of([&] { t.text("t.csv", "spot,G1\na,1\na,2\n"); }) ==
             "t.csv: spot 'a' is there twice (0 and 1, counted from 0), "
             "expected once");
}

BOOST_AUTO_TEST_CASE(of_a_table_of_several_sections_the_rows_of_one_are_read) {
  Place p;
  const std::string both = "spot,section,G1\na,A,1\nb,B,2\nc,A,3\n";
  BOOST_TEST(p.text("p.csv", both).spots() ==
             (std::vector<std::string>{"a", "c"}));
  p.choice.rows = RowsOf::section;
  p.choice.section = "C";
  BOOST_TEST(error_of([&] { p.text("q.csv", both); }) ==
             "q.csv: column 'section' names no section 'C'; there are A, B");
  BOOST_TEST(error_of([&] { p.text("r.csv", "spot,G1\na,1\n"); }) ==
             "r.csv: has no column 'section' that says of which section a spot "
             "is, and several sections are read from it; add one, or name it "
             "with --section-column");
  // A table of one section, by a name of its own, is all of the section.
  p.choice.rows = RowsOf::file;
  BOOST_TEST(p.text("s.csv", "spot,section,G1\na,slide1,1\nb,slide1,2\n")
                 .spots()
                 .size() == 2U);
}

// The same table as AnnData on Zarr, given file by file under other names, as a
// plan gives it.
BOOST_AUTO_TEST_CASE(a_folder_of_zarr_is_read_from_its_files) {
  const TempFolder folder;
  {
    AnnDataWriter out(folder / "p.zarr", "Elsewhere", 1);
    DataFrame obs{.index = {"a", "b"}};
    obs.columns.emplace_back("section", categorical({"A", "B"}));
    out.frame("obs", obs);
    out.frame("var", {.index = {"G1", "G2"}});
    const Matrix values{{1.F, 2.F}, {3.F, 4.F}};
    out.dense("X", values);
  }
  TableFiles files;
  files.paths = list_files(folder / "p.zarr");
  for (std::size_t i = 0; i < files.paths.size(); ++i) {
    const fs::path stored = folder / std::to_string(i);
    write_file(stored, read_file(folder / "p.zarr" / files.paths[i]));
    files.files.push_back({stored, "predictions/p.zarr/" + files.paths[i]});
  }
  {
    const ExternalTable table(files, {"B", "section", RowsOf::section, ""},
                              folder / "scratch");
    BOOST_TEST(table.name() == "predictions/p.zarr");
    BOOST_TEST(table.spots() == (std::vector<std::string>{"b"}));
    BOOST_TEST((table.values() == Matrix{{3.F, 4.F}}));
    std::string place;
    BOOST_TEST(table.counts(place).values == (std::vector<std::int32_t>{3, 4}));
    BOOST_TEST(place == "X");
  }
  BOOST_TEST(!path_exists(folder / "scratch"));  // nothing stays behind
  BOOST_TEST(error_of([&] {
               const ExternalTable none(files,
                                        {"B", "region", RowsOf::section, ""},
                                        folder / "scratch");
             }).starts_with("predictions/p.zarr: has no column 'region'"));
}

// With or without the folder that layers lie in.
BOOST_AUTO_TEST_CASE(a_layer_is_found_by_its_name) {
  const TempFolder folder;
  {
    AnnDataWriter out(folder / "p.zarr", "Elsewhere", 1);
    out.frame("obs", {.index = {"a", "b"}});
    out.frame("var", {.index = {"G1"}});
    out.dense("X", Matrix{{0.F}, {0.F}});
    out.dense("layers/pred", Matrix{{1.F}, {2.F}});
    out.dense("layers/raw", Matrix{{3.F}, {4.F}});
  }
  TableFiles files;
  files.paths = list_files(folder / "p.zarr");
  for (const std::string& path : files.paths) {
    files.files.push_back({folder / "p.zarr" / path, "p.zarr/" + path});
  }
  const auto values = [&](const std::string& layer) {
    const ExternalTable table(files, {"A", "section", RowsOf::file, layer},
                              folder / "scratch");
    return table.values();
  };
  BOOST_TEST((values("pred") == Matrix{{1.F}, {2.F}}));
  BOOST_TEST((values("layers/raw") == Matrix{{3.F}, {4.F}}));
  BOOST_TEST((values("") == Matrix{{0.F}, {0.F}}));
  BOOST_TEST(error_of([&] { values("zscored"); }) ==
             "p.zarr: has no layer 'zscored'; there are X, layers/pred, "
             "layers/raw");
}

BOOST_AUTO_TEST_CASE(what_is_no_table_says_what_to_do) {
  Place p;
  const std::string workbook =
      zip_files({{"[Content_Types].xml", "<a/>"}, {"xl/workbook.xml", "<b/>"}});
  const std::string why =
      ": is a workbook of Excel, expected a text table: save the sheet as CSV";
  BOOST_TEST(error_of([&] { p.text("p.xlsx", workbook); }) == "p.xlsx" + why);
  // Other programs do not pack the list of parts first.
  BOOST_TEST(error_of([&] {
               p.text("o.xlsx", zip_files({{"Docs/a.xml", "<a/>"},
                                           {"xl/workbook.xml", "<b/>"}}));
             }) == "o.xlsx" + why);
  BOOST_TEST(error_of([&] { p.text("p.csv", "\xD0\xCF\x11\xE0more"); }) ==
             "p.csv" + why);
  // A table that is packed is one.
  BOOST_TEST(p.text("p.zip", zip_files({{"t.csv", kTruth}})).spots().size() ==
             4U);

  const ExternalTable& lacks = p.text("q.csv", "spot,G1,G2\na,1,\nb,NA,2\n");
  BOOST_TEST(error_of([&] { lacks.values(); }) ==
             "q.csv: line 2, gene 'G2': the field is empty, expected a number; "
             "leave the spot out, and it is counted");
  const ExternalTable& missing = p.text("r.csv", "spot,G1\nb,NA\n");
  std::string place;
  BOOST_TEST(error_of([&] { missing.counts(place); }) ==
             "r.csv: line 2, gene 'G1': the field is 'NA', expected a number; "
             "leave the spot out, and it is counted");
}

// scanpy keeps the counts in raw and orders X anew: a column of raw/X is the
// gene of raw/var, by whose number of genes nothing is told.
BOOST_AUTO_TEST_CASE(raw_counts_of_genes_in_another_order_are_not_taken) {
  const TempFolder folder;
  const auto said = [&](const std::string& name,
                        const std::vector<std::string>& raw_genes) {
    {
      AnnDataWriter out(folder / name, "Elsewhere", 1);
      out.frame("obs", {.index = {"a", "b"}});
      out.frame("var", {.index = {"G1", "G2"}});
      out.dense("X", Matrix{{0.5F, 1.5F}, {2.5F, 3.5F}});
      out.group("raw");
      out.frame("raw/var", {.index = raw_genes});
      out.dense("raw/X", Matrix{{1.F, 2.F}, {3.F, 4.F}});
    }
    TableFiles files;
    files.paths = list_files(folder / name);
    for (const std::string& path : files.paths) {
      files.files.push_back({folder / name / path, name + "/" + path});
    }
    const ExternalTable table(files, {"A", "section", RowsOf::file, ""},
                              folder / ("scratch " + name));
    std::string place;
    return error_of([&] { fail(listed(table.counts(place).values)); });
  };
  BOOST_TEST(said("same", {"G1", "G2"}) == "1, 2, 3, 4");
  const std::string refused =
      " holds no counts: X holds 0.5, raw/X has other genes, or the same in "
      "another order; expected whole numbers from 0 up, of which targets, "
      "depth and ceiling are made; name where they lie with --truth-layer, or "
      "say with --truth-unit what the values are";
  BOOST_TEST(said("turned", {"G2", "G1"}) == "turned" + refused);
  BOOST_TEST(said("others", {"G1", "G3"}) == "others" + refused);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
