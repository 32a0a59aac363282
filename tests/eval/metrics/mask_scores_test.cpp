#include "core/eval/metrics/mask_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// Three spots on a grid of 4 rows by 2 columns, of which rows 1 and 2 are kept;
// S3 is of the class and S1 is not, S2 has no label.
struct Section {
  Predictions predictions;
  Targets targets;
  GridMap map;
  GridValues values;

  explicit Section(const std::string& name, bool with_the_class = true) {
    map = {.section = name,
           .rows = 4,
           .columns = 2,
           .kept_row_begin = 1,
           .kept_row_end = 3,
           .spots = {"S1", "S2", "S3"},
           .row = {1, 1, 2},
           .column = {0, 1, 1}};
    predictions.about = targets.about = values.section = name;
    predictions.variable_axis = targets.variable_axis = "class";
    predictions.variables = targets.variables = {"tumour"};
    predictions.names = map.spots;
    predictions.values = Matrix{{0.2F}, {0.7F}, {0.9F}};
    predictions.predictor.name = "m";
    targets.names = {"S3", "S1"};
    targets.values = Matrix{{with_the_class ? 1.F : 0.F}, {0.F}};
    values.rows = 4;
    values.columns = 2;
    values.variable_axis = "class";
    values.variables = {"tumour"};
    values.predictor = predictions.predictor;
    // Cells row by row; 0,1 of the blank rows is called, too.
    values.values =
        Matrix{{0.1F}, {0.95F}, {0.2F}, {0.7F}, {0.1F}, {0.9F}, {0.1F}, {0.1F}};
  }
  MaskedSection by_spots() const { return {predictions, targets, {&map}}; }
  MaskedSection by_cells() const {
    return {predictions, targets, {&map, &values}};
  }
};

double value(const Scores& scores, std::string_view reading,
             std::string_view column) {
  return scores.column(reading, column)[0];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mask_scores_test)

// In tissue S3 is called rightly and S1 is not: the one without a label is left
// out. On the grid S2 counts as none of the class, and so do cells without a
// spot: 1 of 8 is, 3 are called.
BOOST_AUTO_TEST_CASE(a_map_is_scored_in_each_reading) {
  const Section section("x/1");
  const Scores scores = score_masks({section.by_cells()}, "", 0.5);
  BOOST_TEST(scores.unit == "x/1");
  BOOST_TEST(value(scores, "tissue", "accuracy") == 1);
  BOOST_TEST(value(scores, "tissue", "auc") == 1);
  BOOST_TEST(value(scores, "whole_grid", "accuracy") == 6.0 / 8,
             tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "whole_grid", "precision") == 1.0 / 3,
             tt::tolerance(1e-12));
  // One of the seven others lies above the spot of the class.
  BOOST_TEST(value(scores, "whole_grid", "auc") == 6.0 / 7,
             tt::tolerance(1e-12));
  // The kept rows hold S1, S2, a blank cell and S3: S2 alone is called wrongly.
  BOOST_TEST(value(scores, "kept_grid", "auc") == 1);
  BOOST_TEST(value(scores, "kept_grid", "specificity") == 2.0 / 3,
             tt::tolerance(1e-12));
  BOOST_TEST(
      value(scores, "whole_grid", "published_iou") == (1 + 1e-5) / (3 + 1e-5),
      tt::tolerance(1e-12));
  BOOST_TEST(scores.facts.at("without_a_class") == 1);
  BOOST_TEST(scores.facts.at("tissue_share_of_grid") == 3.0 / 8);
  BOOST_TEST(scores.facts.at("class_share_of_grid") == 1.0 / 8);
}

// A model of spots is not asked about other cells: whatever it says of spots,
// also something below 0, cells without one rank last.
BOOST_AUTO_TEST_CASE(a_cell_without_a_spot_ranks_last) {
  Section section("x/1");
  section.predictions.values = Matrix{{-1.F}, {-2.F}, {-3.F}};
  const Scores scores = score_masks({section.by_spots()}, "", 0.5);
  // Both other spots lie above S3, the five cells below.
  BOOST_TEST(value(scores, "whole_grid", "auc") == 5.0 / 7,
             tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "tissue", "auc") == 0);
  BOOST_TEST(value(scores, "whole_grid", "predicted_mean") == -6.0 / 8,
             tt::tolerance(1e-6));
}

// One value in tissue ranks nothing there, and on the grid tells tissue from
// glass: 5 of 7 others lie below, two beside.
BOOST_AUTO_TEST_CASE(the_tissue_alone_ranks_the_whole_grid) {
  Section section("x/1");
  section.predictions.values.setConstant(0.4F);
  const Scores scores = score_masks({section.by_spots()}, "", 0.5);
  BOOST_TEST(std::isnan(value(scores, "tissue", "auc")));
  BOOST_TEST(value(scores, "whole_grid", "auc") == 6.0 / 7,
             tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "whole_grid", "accuracy") == 7.0 / 8,
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_mask_without_the_class_is_counted) {
  Section section("x/1", false);
  section.predictions.values.setConstant(0.4F);
  const Scores scores = score_masks({section.by_spots()}, "", 0.5);
  BOOST_TEST(value(scores, "whole_grid", "published_iou") == 1);
  BOOST_TEST(value(scores, "whole_grid", "published_accuracy") == 0);
  BOOST_TEST(value(scores, "whole_grid", "accuracy") == 1);
  for (const char* undefined : {"sensitivity", "precision", "iou", "dice",
                                "balanced_accuracy", "auc"}) {
    BOOST_TEST(std::isnan(value(scores, "whole_grid", undefined)), undefined);
  }
  BOOST_TEST(scores.facts.at("sections_without_the_class") == 1);
}

// Of two sections S3 of the first is of the class: among four labelled spots
// the three others are two of 0.2 and one of 0.9, a tie.
BOOST_AUTO_TEST_CASE(sections_are_pooled_place_by_place) {
  const Section first("x/1"), second("x/2", false);
  const Scores scores =
      score_masks({first.by_cells(), second.by_cells()}, "x", 0.5);
  BOOST_TEST(scores.unit == "x");
  BOOST_TEST((scores.unit_kind == ScoredUnit::cohort));
  BOOST_TEST(value(scores, "tissue", "auc") == 2.5 / 3, tt::tolerance(1e-12));
  BOOST_TEST(scores.places_in("whole_grid") == 16);
  BOOST_TEST(scores.facts.at("spots") == 4);
  BOOST_TEST(scores.facts.at("sections_without_the_class") == 1);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const auto refused = [](const std::vector<MaskedSection>& sections,
                          const std::string& words) {
    BOOST_CHECK_EXCEPTION(score_masks(sections, "x", 0.5), Error,
                          [&](const Error& e) {
                            BOOST_TEST(std::string(e.what()) == words);
                            return true;
                          });
  };
  const Section first("x/1");
  Section other("x/2");
  refused({}, "mask_scores: no section is given");
  refused({first.by_spots(), {other.predictions, other.targets, {}}},
          "mask_scores: x/2 has no grid, x/1 has one");
  other.predictions.predictor.seed = 3;
  refused({first.by_spots(), other.by_spots()},
          "mask_scores: x/2 is by m (seed 3), x/1 by m (seed 0); scores are of "
          "one predictor");
  other.targets.variables = {"a", "b"};
  refused({other.by_spots()}, "mask_scores: x/2: 2 classes, expected one");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
