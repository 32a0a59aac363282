// Each noun that flows comes back as it was written, and its bytes are a
// function of its content.
#include <boost/test/unit_test.hpp>
#include <limits>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"
#include "core/data/stored/gene_list.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "tests/data/stored/written.h"
#include "tests/support/stored_array.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

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
  d.spot_pitch_um = 200;
  d.spot_diameter_px = 145.25;
  d.geometry = "as_given";
  d.remarks = {"a sentence", "another"};
  return d;
}

Targets small_targets() {
  Targets t;
  t.about = "her2st/B4";
  t.transform = "ln(1 + 10000 n / total over all genes)";
  t.names = {"a", "b"};
  t.variables = {"g"};
  t.values = Matrix{{1.F}, {2.F}};
  t.total_all = Eigen::VectorXd{{10., 20.}};
  t.total_chosen = Eigen::VectorXd{{3., 4.}};
  return t;
}

Predictions small_predictions() {
  Predictions p;
  p.about = "s";
  p.predictor = {"ridge", PredictorKind::simple, 7, "B"};
  p.names = {"a"};
  p.variables = {"g", "h"};
  p.values = Matrix{{1.F, 2.F}};
  return p;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nouns_test)

BOOST_AUTO_TEST_CASE(places_are_read_without_counts) {
  const TempFolder folder;
  small_dataset().write(folder / "d");
  remove_tree(folder / "d" / "X");
  const Dataset places = Dataset::read_places(folder / "d");
  BOOST_TEST(places.patient == "her2st/B");
  BOOST_TEST(places.spots.size() == 2U);
  BOOST_TEST(places.pixel_xy(1, 1) == 40.5);
  BOOST_TEST(places.counts.values.empty());
}

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
  BOOST_TEST(back.spot_pitch_um == 200);
  BOOST_TEST(back.spot_diameter_px == 145.25);
  BOOST_TEST(back.geometry == "as_given");
  BOOST_TEST(back.remarks == small_dataset().remarks, tt::per_element());
}

// Another program's object.
BOOST_AUTO_TEST_CASE(a_dataset_may_say_nothing_of_its_geometry) {
  Dataset d = small_dataset();
  d.spot_pitch_um = 0;
  d.spot_diameter_px = 0;
  d.geometry = "";
  d.remarks = {};
  const TempFolder folder;
  d.write(folder / "d");
  BOOST_TEST(!fs::exists(folder / "d" / "uns" / "geometry"));
  BOOST_TEST(Dataset::read(folder / "d").geometry == "");
}

// Another program's object has no uns/content: the counts are read.
BOOST_AUTO_TEST_CASE(what_a_dataset_holds_is_known_without_its_counts) {
  Dataset d = small_dataset();
  d.picture_content = "abc";
  const TempFolder folder;
  d.write(folder / "d");
  d.write(folder / "e");
  remove_tree(folder / "d" / "X");
  remove_tree(folder / "e" / "uns" / "content");
  const DatasetUnits stored = DatasetUnits::read(folder / "d");
  const DatasetUnits read = DatasetUnits::read(folder / "e");
  BOOST_TEST(stored.section == "her2st/B4");
  BOOST_TEST(stored.patient == "her2st/B");
  BOOST_TEST(stored.content.picture == "abc");
  BOOST_TEST(stored.content.counts.all.size() == 64U);
  BOOST_TEST((read.content.counts == stored.content.counts));
  BOOST_TEST(read.content.picture == "");
  BOOST_TEST(Dataset::read(folder / "e").picture_content == "");
  BOOST_TEST(there_and_back(d).picture_content == "abc");
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

// Counts of the first spot: 2 of GNAS, 1 of FASN.
BOOST_AUTO_TEST_CASE(counts_that_are_not_one_a_gene_and_above_0_are_named) {
  const Dataset d = small_dataset();
  using Indices = std::vector<std::int32_t>;
  BOOST_TEST(read_with(d, "X/indices", Indices{2, 2, 1}, {3}) ==
             "o: X: spot '1x1' has two counts of gene 'FASN', expected one "
             "(sum_duplicates() of scipy adds them)");
  BOOST_TEST(read_with(d, "X/indices", Indices{2, 0, 1}, {3}) ==
             "o: X: spot '1x1' has its count of gene 'GNAS' after that of "
             "'FASN', expected the order of var (sort_indices() of scipy)");
  BOOST_TEST(read_with(d, "X/data", Indices{2, 1, -7}, {3}) ==
             "o: X: spot '2x1' has count -7 of gene 'FN1', expected above 0 "
             "(zeros are left out: eliminate_zeros() of scipy)");
  BOOST_TEST(read_with(d, "X/data", Indices{2, 0, 7}, {3}) ==
             "o: X: spot '1x1' has count 0 of gene 'FASN', expected above 0 "
             "(zeros are left out: eliminate_zeros() of scipy)");
  BOOST_TEST(read_with(d, "X/indptr", Indices{0, 4, 3}, {3}) ==
             "o: element 'X': indptr does not rise from 0 to 3");
  // The last count of a row and the first of the next may be of one gene.
  BOOST_TEST(read_with(d, "X/indices", Indices{0, 1, 1}, {3}) == "no error");
}

BOOST_AUTO_TEST_CASE(positions_that_are_not_one_pair_a_spot_are_refused) {
  const Dataset d = small_dataset();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(
      read_with(d, "obsm/spatial", std::vector<double>{1, 2, 3, 4}, {1, 4}) ==
      "o: obsm/spatial is [1, 4], expected [2, 2] ([spots, (x, y)])");
  BOOST_TEST(
      read_with(d, "obsm/spatial", std::vector<double>{1, 2, 3, nan}, {2, 2}) ==
      "o: obsm/spatial: spot '2x1' lies at (3, nan), expected finite "
      "numbers");
}

BOOST_AUTO_TEST_CASE(names_that_are_there_twice_are_refused) {
  using Names = std::vector<std::string>;
  BOOST_TEST(
      read_with(small_dataset(), "obs/_index", Names{"1x1", "1x1"}, {2}) ==
      "o: spot '1x1' is there twice (0 and 1, counted from 0), expected once");
  BOOST_TEST(
      read_with(small_dataset(), "var/_index", Names{"A", "B", "A"}, {3}) ==
      "o: gene 'A' is there twice (0 and 2, counted from 0), expected once");
  BOOST_TEST(
      read_with(small_targets(), "obs/_index", Names{"a", "a"}, {2}) ==
      "o: spot 'a' is there twice (0 and 1, counted from 0), expected once");
  BOOST_TEST(
      read_as_written(GridMap{"s", 3, 3, 0, 3, {"a", "a"}, {0, 1}, {0, 1}}) ==
      "o: spot 'a' is there twice (0 and 1, counted from 0), expected once");
}

BOOST_AUTO_TEST_CASE(what_uns_says_of_a_dataset_is_checked) {
  Dataset d = small_dataset();
  BOOST_TEST(
      read_with(d, "uns/lattice", std::vector<std::string>{"round"}, {1}) ==
      "o: uns/lattice is 'round', expected 'square', 'hexagonal' "
      "or 'none'");
  d.um_per_px = -0.5;
  BOOST_TEST(read_as_written(d) ==
             "o: uns/um_per_px is -0.5, expected a positive number, or 0 "
             "where unknown");
  d = small_dataset();
  d.spot_diameter_px = std::numeric_limits<double>::infinity();
  BOOST_TEST(read_as_written(d) ==
             "o: uns/spot_diameter_px is inf, expected a positive number, or 0 "
             "where unknown");
  d = small_dataset();
  d.geometry = "good";
  BOOST_TEST(read_as_written(d) ==
             "o: uns/geometry is 'good', expected 'checked', 'not checked' or "
             "'as_given'");
  d = small_dataset();
  d.picture_height_px = -1;
  BOOST_TEST(read_as_written(d) ==
             "o: uns: the picture has 9272 x -1 px, expected none below 0");
}

// pandas writes int64 where we write int32.
BOOST_AUTO_TEST_CASE(columns_are_read_from_any_type_that_holds_the_same) {
  const TempFolder folder;
  small_dataset().write(folder / "d");
  replace_array(folder / "d", "obs/array_x", std::vector<std::int64_t>{-5, 6},
                {2});
  replace_array(folder / "d", "obs/array_y", std::vector<std::uint8_t>{7, 255},
                {2});
  const Dataset d = Dataset::read(folder / "d");
  BOOST_TEST(d.array_xy(0, 0) == -5);
  BOOST_TEST(d.array_xy(1, 1) == 255);

  small_targets().write(folder / "t");
  replace_array(folder / "t", "obs/total_all", std::vector<float>{0.5F, 8},
                {2});
  replace_array(folder / "t", "obs/total_chosen",
                std::vector<std::int64_t>{3, 9007199254740992}, {2});
  const Targets t = Targets::read(folder / "t");
  BOOST_TEST(t.total_all[0] == 0.5);
  BOOST_TEST(t.total_chosen[1] == 9007199254740992.0);
}

BOOST_AUTO_TEST_CASE(columns_of_other_types_or_too_large_values_are_named) {
  using Wide = std::vector<std::int64_t>;
  BOOST_TEST(read_with(small_dataset(), "obs/array_x",
                       std::vector<double>{1, 2}, {2}) ==
             "o: element 'obs/array_x' is an array of float64, expected int32");
  BOOST_TEST(
      read_with(small_dataset(), "obs/array_y", Wide{1, 2147483648}, {2}) ==
      "o: element 'obs/array_y' is an array of int64 and holds 2147483648, "
      "expected int32");
  BOOST_TEST(
      read_with(small_targets(), "obs/total_all",
                std::vector<std::string>{"1", "2"}, {2}) ==
      "o: element 'obs/total_all' is encoded as 'string-array', expected "
      "'array'");
  // 2^53 + 1 is no float64.
  BOOST_TEST(read_with(small_targets(), "obs/total_chosen",
                       Wide{9007199254740993, 1}, {2}) ==
             "o: element 'obs/total_chosen' is an array of int64 and holds "
             "9007199254740993, expected float64");
  BOOST_TEST(read_with(small_targets(), "obs/total_all",
                       std::vector<double>{1, 2, 3}, {3}) ==
             "o: obs/total_all is [3], expected [2] ([spots])");
  BOOST_TEST(read_spoiled(small_targets(), [](const fs::path& object) {
               replace_text(object / "obs/zarr.json", "total_all", "other");
               rename_path(object / "obs/total_all", object / "obs/other");
             }) == "o: has no element 'obs/total_all'");
}

BOOST_AUTO_TEST_CASE(features) {
  Features f{"her2st/B4", "colour", {"1x1"}, Matrix{{1.F, -0.F, 3.F}}, {}};
  f.blank = Eigen::VectorXf{{7.F, 8.F, 9.F}};
  f.tiles = {0.75, 150};
  const Features back = there_and_back(f);
  BOOST_TEST(back.tiles.pitches == 0.75);
  BOOST_TEST(back.tiles.um == 150);
  BOOST_TEST(back.encoder == "colour");
  BOOST_TEST(back.values(0, 2) == 3.F);
  BOOST_TEST(back.blank[1] == 8.F);
  f.blank.resize(0);
  BOOST_TEST(there_and_back(f).blank.size() == 0);
}

BOOST_AUTO_TEST_CASE(a_blank_tile_of_other_shape_is_refused) {
  Features f{"s", "colour", {"1x1"}, Matrix{{1.F, 2.F, 3.F}}, {}};
  f.blank = Eigen::VectorXf{{7.F, 8.F, 9.F}};
  BOOST_TEST(read_with(f, "uns/blank", std::vector<float>{7, 8}, {2}) ==
             "o: uns/blank is [2], expected [3] ([features], or [0] without a "
             "blank tile)");
  BOOST_TEST(read_with(f, "uns/blank", std::vector<float>{7, 8, 9}, {1, 3}) ==
             "o: uns/blank is [1, 3], expected [3] ([features], or [0] "
             "without a blank tile)");
}

BOOST_AUTO_TEST_CASE(targets) {
  const Targets t = small_targets();
  const Targets back = there_and_back(t);
  BOOST_TEST(back.transform == t.transform);
  BOOST_TEST(back.values(1, 0) == 2.F);
  BOOST_TEST(back.total_all[1] == 20.);
  BOOST_TEST(back.total_chosen[0] == 3.);
}

// Targets of patients have nothing that was counted.
BOOST_AUTO_TEST_CASE(targets_of_anything) {
  Targets t = small_targets();
  t.unit_kind = ObservedKind::patient;
  t.variable_axis = "locus";
  t.total_all.resize(0);
  t.total_chosen.resize(0);
  const Targets back = there_and_back(t);
  BOOST_TEST((back.unit_kind == ObservedKind::patient));
  BOOST_TEST(back.variable_axis == "locus");
  BOOST_TEST(back.total_all.size() == 0);
}

BOOST_AUTO_TEST_CASE(predictions) {
  const Predictions back = there_and_back(small_predictions());
  BOOST_TEST(back.predictor.name == "ridge");
  BOOST_TEST((back.predictor.kind == PredictorKind::simple));
  BOOST_TEST(back.predictor.seed == 7);
  BOOST_TEST(back.predictor.fold == "B");
  BOOST_TEST(back.values(0, 1) == 2.F);
}

// As a program of another writes them: without a kind, a seed and a noun.
BOOST_AUTO_TEST_CASE(predictions_of_others_are_those_of_a_model_of_spots) {
  const TempFolder folder;
  small_predictions().write(folder / "o");
  for (const char* name :
       {"kind", "seed", "fold", "unit_kind", "variable_axis"}) {
    remove_tree(folder / "o/uns" / name);
  }
  const Predictions back = Predictions::read(folder / "o");
  BOOST_TEST((back.predictor.kind == PredictorKind::model));
  BOOST_TEST((back.unit_kind == ObservedKind::spot));
  BOOST_TEST(back.variable_axis == "gene");
}

BOOST_AUTO_TEST_CASE(predictions_of_another_kind_or_shape_are_refused) {
  BOOST_TEST(read_spoiled(small_predictions(),
                          [](const fs::path& object) {
                            replace_array(object, "uns/grid",
                                          std::vector<float>(12), {6, 2});
                          }) ==
             "o: uns/grid holds values for the cells of a grid; expected "
             "spots alone: what is said of a grid is a value of its own, "
             "GridValues");
  BOOST_TEST(read_with(small_predictions(), "X", std::vector<float>{1, 2},
                       {2, 1}) == "o: X is [2, 1] for 1 spot and 2 genes");
}

BOOST_AUTO_TEST_CASE(a_gene_list_keeps_its_order_and_its_rule) {
  const GeneList list = there_and_back(GeneList{{"TNC", "FLNA"}, "by hand"});
  BOOST_TEST(list.genes == (std::vector<std::string>{"TNC", "FLNA"}),
             tt::per_element());
  BOOST_TEST(list.rule == "by hand");
  BOOST_TEST(error_of([] { there_and_back(GeneList{{}, "none"}); }) ==
             "GeneList: has no gene, expected at least one");
  BOOST_TEST(read_spoiled(GeneList{{"a", "a"}, ""}, [](const fs::path&) {}) ==
             "o: gene 'a' is there twice (0 and 1, counted from 0), expected "
             "once");
}

BOOST_AUTO_TEST_SUITE_END()
