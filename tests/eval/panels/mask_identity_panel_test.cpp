#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/eval/baselines/baselines.h"
#include "core/eval/metrics/expression_scores.h"
#include "core/eval/panels/mask_identity_panel_step.h"
#include "tests/eval/panels/run_step.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// A grid of four cells, two of tissue, in which gene F is 1 and 3, gene G 2 and
// 2.
struct Section {
  GridMap grid;
  Targets targets;

  explicit Section(const std::string& name) {
    grid.section = targets.about = name;
    grid.rows = grid.columns = 2;
    grid.kept_row_begin = 0;
    grid.kept_row_end = 2;
    grid.spots = targets.names = {"1x1", "2x1"};
    grid.row = {0, 1};
    grid.column = {0, 0};
    targets.transform = "counts";
    targets.variables = {"F", "G"};
    targets.values = Matrix{{1.F, 2.F}, {3.F, 2.F}};
    targets.total_all = targets.total_chosen = Eigen::Vector2d{3, 5};
  }
  Scores scores(const Predictions& of) const {
    return expression_scores(of, targets, {&grid});
  }
  Scores of_mask() const {
    return scores(mask_predictions(grid, targets, "tissue_mask"));
  }
};

struct OnDisk {
  TempFolder folder;
  Items items;
  mutable int runs = 0;

  void add(const Scores& scores) {
    const fs::path path = folder / concat("scores", items["scores"].size());
    scores.write(path);
    items["scores"].push_back({path, "", ""});
  }
  Panel panel(const Json& options = Json::object()) const {
    return run_step(mask_identity_panel_step(), items, options,
                    folder / concat("out", runs++));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(mask_identity_panel_test)

// Of F mean 2 and deviation 1, p = 1/2: 1 / sqrt(1 + (1/4) / (1/2)). Measured,
// (1, 3, 0, 0) against (1, 1, 0, 0): 2 / sqrt(6 * 1), which is the same. Of G
// the deviation is 0: 1.
BOOST_AUTO_TEST_CASE(the_mask_scores_what_its_identity_says) {
  OnDisk run;
  run.add(Section("s/A").of_mask());
  const Panel panel = run.panel();
  const auto& scatter = std::get<ScatterPanel>(panel.data);
  BOOST_REQUIRE(scatter.items.size() == 1U);
  const ScatterItem& mask = scatter.items[0];
  BOOST_TEST(mask.name == "tissue mask");
  BOOST_REQUIRE(mask.x.size() == 2U);
  BOOST_TEST(mask.x[0] == 2 / std::sqrt(6.0), tt::tolerance(1e-5));
  BOOST_TEST(mask.y[0] == 2 / std::sqrt(6.0), tt::tolerance(1e-5));
  BOOST_TEST(mask.x[1] == 1, tt::tolerance(1e-5));
  BOOST_TEST(mask.y[1] == 1, tt::tolerance(1e-5));
  BOOST_TEST(scatter.same_scale);
  // 0.9082 is the mean of 0.8165 and 1; CV is 0.5 and 0.
  BOOST_TEST(panel.caption ==
             "A predictor that knows only where tissue is has r = 1 / sqrt(1 + "
             "CV^2 / (1 - p)) on the whole grid, whatever the stain: p, the "
             "share of the grid that is tissue, is 0.500; CV, the deviation "
             "over the mean of a gene in tissue, is 0.03 to 0.47 for nine "
             "genes in ten. A point is a gene, a mean over 1 section. tissue "
             "mask scores 0.908, the identity to six places in each of 2 "
             "genes.");
}

// Two sections: F is measured as 0.9 and 0.7, G has no number in the second;
// the identity's numbers are those of the sections that count.
BOOST_AUTO_TEST_CASE(a_point_is_a_mean_over_sections_with_both_numbers) {
  OnDisk run;
  const auto score = [](const std::string& section, const std::string& by,
                        const Eigen::Vector2d& identity,
                        const Eigen::Vector2d& measured) {
    Scores made;
    made.predictor.name = by;
    made.unit = section;
    made.items = {"F", "G"};
    made.places = {{"whole_grid", 4}};
    made.facts["tissue_share_of_grid"] = section == "s/A" ? 0.25 : 0.5;
    made.columns = {{"whole_grid", "mask_identity", identity},
                    {"whole_grid", "pearson", measured}};
    return made;
  };
  run.add(score("s/A", "hist_model", {0.8, 0.6}, {0.9, 0.5}));
  run.add(score("s/B", "hist_model", {0.6, 0.2}, {0.7, kNone}));
  run.add(score("s/A", "colour_ridge", {0.8, 0.6}, {kNone, kNone}));
  const Panel panel = run.panel();
  const auto& scatter = std::get<ScatterPanel>(panel.data);
  BOOST_REQUIRE(scatter.items.size() == 2U);
  BOOST_TEST(scatter.items[0].x == (std::vector<double>{0.7, 0.6}),
             tt::per_element());
  BOOST_TEST(scatter.items[0].y == (std::vector<double>{0.8, 0.5}),
             tt::per_element());
  BOOST_TEST(scatter.items[1].undefined == 2);
  BOOST_TEST(panel.caption.ends_with(
      "p, the share of the grid that is tissue, is 0.250 to 0.500. A point is "
      "a gene, a mean over 2 sections. hist model scores 0.650, the mask by "
      "the identity 0.650; it is above it in 1 of 2 genes. colour ridge has no "
      "number on the whole grid."));
  const Panel one = run.panel({{"predictors", {"colour_ridge"}}});
  BOOST_TEST(std::get<ScatterPanel>(one.data).items.size() == 1U);
}

BOOST_AUTO_TEST_CASE(scores_without_a_grid_and_unknown_names_are_refused) {
  OnDisk run;
  Scores plain = Section("s/A").of_mask();
  std::erase_if(plain.columns, [](const ScoreColumn& one) {
    return one.name == "mask_identity";
  });
  run.add(plain);
  BOOST_TEST(error_of([&] { run.panel(); }) ==
             "mask_identity_panel: the scores of tissue_mask on s/A have no "
             "mask_identity in whole_grid; expected those of "
             "expression_scores with a grid");
  BOOST_TEST(error_of([&] { run.panel({{"predictors", {"hist"}}}); }) ==
             "mask_identity_panel: `predictors` names 'hist', which no scores "
             "are of");
  BOOST_TEST(error_of([&] { OnDisk().panel(); }) ==
             "mask_identity_panel: no scores");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
