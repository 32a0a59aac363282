// Panels of tests along the genome: track and volcano.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/eval/panels/copy_number_panel_step.h"
#include "core/eval/panels/locus_volcano_panel_step.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/track_panel_step.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Two loci on 17, one on 8; three features, of which one was not tested with
// the first locus.
LocusTests three() {
  LocusTests tests;
  tests.about = "tcga/BRCA";
  tests.matrix = "nn_correlation";
  tests.effect_words = "log2 ratio of means, gained over lost";
  tests.patients = 90;
  tests.permutations = 1000;
  tests.bin_size = 1'000'000;
  tests.loci = {{"MYC", 7, 127735434, 6, 40},
                {"ERBB2", 16, 39687914, 8, 30},
                {"TOP2A", 16, 40388524, 8, 31}};
  tests.features = {"TOP2A", "FASN", "SCD"};
  tests.effect = MatrixD{{0.5, 1, -0.25}, {1, kNone, 2}, {1.5, -1, 3}};
  tests.p = MatrixD{{0.5, 0.5, 0.5}, {0.01, kNone, 0.04}, {0.001, 0.9, 0.2}};
  tests.q = tests.p;
  tests.skipped = {{"AR", "lies on chromosome X"}};
  tests.bins = {{7, 127'000'000, 1, 0.9, 2.5},
                {16, 39'000'000, 1, 3.4, 2},
                {16, 40'000'000, 1, 3.7, 4}};
  tests.highest_chance = 5;
  tests.regions = {{"17q11-21", 16, 27294076, 48575513},
                   {"8q24", 7, 116700000, 145138636},
                   {"1p", 0, 1, 123400000}};
  return tests;
}

struct StoredTests {
  TempFolder folder;
  Items items;
  StoredTests() {
    three().write(folder / "tests");
    items["tests"] = {{folder / "tests", "", ""}};
  }
};

VolcanoPanel volcano(const std::string& region, PairRule rule,
                     VolcanoPoints points) {
  const LocusTests tests = three();
  return locus_volcano(tests, region_pairs(tests, region, rule), points);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(locus_panels_test)

BOOST_AUTO_TEST_CASE(a_track_shows_the_chromosomes_with_bins) {
  StoredTests stored;
  const Panel panel =
      run_step(track_panel_step(), stored.items, {{"genes", {"ERBB2", "MYC"}}},
               stored.folder / "panel");
  const auto& data = std::get<TrackPanel>(panel.data);
  BOOST_REQUIRE(data.chromosomes.size() == 2U);
  BOOST_TEST(data.chromosomes[0].name == "8");
  BOOST_TEST(data.chromosomes[1].length == 83257441.0);
  BOOST_REQUIRE(data.bins.size() == 3U);
  BOOST_TEST(data.bins[2].of == 1U);
  BOOST_TEST(place_words(data, data.bins[2]) == "17:40-41 Mb");
  BOOST_TEST(bins_above_chance(data) == (std::vector<std::size_t>{1}),
             tt::per_element());
  BOOST_TEST(data.marks[1].name == "MYC");
  BOOST_TEST(data.marks[1].of == 0U);
  BOOST_TEST(data.chance == "95th percentile of 1000 permutations");
  BOOST_TEST(panel.caption ==
             "Welch's test of nn_correlation between patients who gained and "
             "who lost a gene, 3 genes by 3 features, in 90 patients of "
             "tcga/BRCA; 1 gene left out.");
}

BOOST_AUTO_TEST_CASE(a_track_of_one_chromosome_marks_what_lies_there) {
  const TrackPanel data = locus_track(three(), {"chr17"}, {"MYC"}, nullptr);
  BOOST_TEST(data.bins.size() == 2U);
  BOOST_TEST(data.marks.empty());
  const auto positions =
      GenePositions::parse("symbol\tchromosome\tstart\nGRB7\t17\t39737927\n",
                           "g.tsv", Assembly::hg38);
  const TrackPanel marked = locus_track(three(), {}, {"GRB7"}, &positions);
  BOOST_TEST(marked.marks[0].at == 39737927.0);
  BOOST_TEST(error_of([] { locus_track(three(), {"2"}, {}, nullptr); }) ==
             "track_panel: chromosome '2' has no bin; one is on 8, 17");
  BOOST_TEST(error_of([] { locus_track(three(), {}, {"GRB7"}, nullptr); }) ==
             "track_panel: gene 'GRB7' is no locus of tcga/BRCA; give the "
             "input positions, which says where genes lie");
  BOOST_TEST(
      error_of([&] { locus_track(three(), {}, {"X"}, &positions); }) ==
      "track_panel: gene 'X' is no locus of tcga/BRCA, and positions has no "
      "place for it");
}

// Of 17q five pairs: p 0.001, 0.01, 0.04, 0.2, 0.9, so q 0.005, 0.025, 0.2/3,
// 0.25, 0.9.
BOOST_AUTO_TEST_CASE(a_volcano_takes_each_feature_where_its_p_is_least) {
  const VolcanoPanel data =
      volcano("17q11-21", PairRule::adjusted, VolcanoPoints::by_feature);
  BOOST_REQUIRE(data.items.size() == 3U);
  BOOST_TEST(data.items[0].name == "TOP2A");
  BOOST_TEST(data.items[0].effect == 1.5);
  BOOST_TEST(data.items[0].p == 0.005, tt::tolerance(1e-12));
  BOOST_TEST(data.items[1].p == 0.9, tt::tolerance(1e-12));
  BOOST_TEST(data.items[2].effect == 2.0);
  BOOST_TEST(data.items[2].p == 0.2 / 3, tt::tolerance(1e-12));
  BOOST_TEST(volcano_findings(data) == (std::vector<std::size_t>{0}),
             tt::per_element());
}

// The paper's line: p 0.05 over the three loci tested.
BOOST_AUTO_TEST_CASE(a_volcano_of_pairs_by_the_published_line) {
  const VolcanoPanel data =
      volcano("17q11-21", PairRule::published, VolcanoPoints::every_pair);
  BOOST_REQUIRE(data.items.size() == 5U);
  BOOST_TEST(data.threshold == 0.05 / 3, tt::tolerance(1e-12));
  BOOST_TEST(data.items[0].name == "TOP2A at ERBB2");
  BOOST_TEST(data.items[0].p == 0.01);
  BOOST_TEST(volcano_findings(data) == (std::vector<std::size_t>{2, 0}),
             tt::per_element());
  StoredTests stored;
  const Panel panel = run_step(locus_volcano_panel_step(), stored.items,
                               {{"region", "8q24"}}, stored.folder / "panel");
  BOOST_TEST(panel.caption ==
             "Welch's test of nn_correlation between patients who gained and "
             "who lost a gene of 8q24: 1 gene, 90 patients of tcga/BRCA. Each "
             "point is a feature, with the gene where its p is least.");
}

// Two groups; the second arm has too few genes.
BOOST_AUTO_TEST_CASE(arms_of_groups_are_a_heat_map) {
  ExpressionCopyNumber cells;
  cells.about = "infercnv";
  cells.cells = {"a", "b"};
  cells.group_of = {"glia", "tumour"};
  cells.groups = {"glia", "tumour"};
  cells.reference = {"glia"};
  cells.arms = {"1p", "1q", "19q"};
  cells.values.resize(2, 0);
  cells.arm_values = Matrix::Zero(2, 3);
  cells.group_arms = MatrixD{{0, kNone, 0}, {-0.5, kNone, 0.25}};
  cells.calls = MatrixD{{0, kNone, 0}, {-1, kNone, 1}};
  const HeatMapPanel data = arm_heat_map(cells);
  BOOST_TEST(data.rows == (std::vector<std::string>{"1p", "19q"}),
             tt::per_element());
  BOOST_TEST(data.columns == cells.groups, tt::per_element());
  BOOST_TEST(data.numbers[1] == (std::vector<double>{0, 0.25}),
             tt::per_element());
  const TempFolder folder;
  cells.write(folder / "cells");
  const Items items{{"cells", {{folder / "cells", "", ""}}}};
  BOOST_TEST(
      run_step(copy_number_panel_step(), items, Json::object(),
               folder / "panel")
          .caption ==
      "2 cells of infercnv, 0 genes, beside glia. tumour: lost 1p; gained "
      "19q.");
}

BOOST_AUTO_TEST_CASE(regions_without_a_locus_are_named) {
  const auto error = [](const std::string& region) {
    return error_of([&] {
      volcano(region, PairRule::adjusted, VolcanoPoints::by_feature);
    });
  };
  BOOST_TEST(error("1p") ==
             "the tests of tcga/BRCA have no locus in region '1p'; 3 loci were "
             "tested, 1 skipped");
  BOOST_TEST(error("9p") ==
             "the tests of tcga/BRCA have no region '9p'; did you mean '1p'?");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
