#include "core/eval/metrics/class_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/text.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// Six patients of two classes; of "yes" the scores rank one pair wrongly, "no"
// is scored alike everywhere.
struct Response {
  Predictions predictions;
  Targets targets;

  Response() {
    predictions.about = targets.about = "tcga/A";
    predictions.unit_kind = targets.unit_kind = ObservedKind::patient;
    predictions.variable_axis = targets.variable_axis = "class";
    predictions.variables = targets.variables = {"yes", "no"};
    predictions.predictor.name = "m";
    for (int i = 0; i < 6; ++i) targets.names.push_back(concat("P", i));
    predictions.names = targets.names;
    predictions.values = Matrix{{0.9F, 0.5F}, {0.4F, 0.5F}, {0.6F, 0.5F},
                                {0.2F, 0.5F}, {0.1F, 0.5F}, {0.3F, 0.5F}};
    targets.values = Matrix{{1, 0}, {1, 0}, {0, 1}, {0, 1}, {0, 1}, {0, 1}};
  }
  Scores scored() const { return score_classes(predictions, targets, 0.5); }
};

double value(const Scores& scores, std::string_view column, int item) {
  return scores.column("patients", column)[item];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(class_scores_test)

// 7 of 8 pairs are ranked rightly; precision 1 at the first, 2/3 at the second
// of the class; called are one right and one wrong, and one is missed.
BOOST_AUTO_TEST_CASE(a_class_is_scored_by_rank_and_by_call) {
  const Scores scores = Response().scored();
  BOOST_TEST(value(scores, "auc", 0) == 7.0 / 8.0, tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "average_precision", 0) == (1.0 + 2.0 / 3.0) / 2,
             tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "top_precision", 0) == 1);
  const Response response;
  BOOST_TEST(
      value(score_classes(response.predictions, response.targets, 0.5, 0.5),
            "top_precision", 0) == 2.0 / 3.0,
      tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "dice", 0) == 0.5, tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "iou", 0) == 1.0 / 3.0, tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "accuracy", 0) == 4.0 / 6.0, tt::tolerance(1e-12));
  BOOST_TEST(value(scores, "balanced_accuracy", 0) == (0.5 + 0.75) / 2,
             tt::tolerance(1e-12));
  BOOST_TEST((scores.unit_kind == ScoredUnit::cohort));
  BOOST_TEST(scores.item == "class");
  BOOST_TEST(scores.facts.at("patients") == 6);
}

// Without the first patient's class 3 of 4 pairs are ranked rightly: P1 lies
// below P2.
BOOST_AUTO_TEST_CASE(places_that_nobody_put_in_a_class_are_left_out) {
  Response response;
  response.targets.names.erase(response.targets.names.begin());
  response.targets.values = Matrix{{1, 0}, {0, 1}, {0, 1}, {0, 1}, {0, 1}};
  const Scores scores = response.scored();
  BOOST_TEST(value(scores, "auc", 0) == 0.75, tt::tolerance(1e-12));
  BOOST_TEST(scores.places_in("patients") == 5);
  BOOST_TEST(scores.facts.at("without_a_class") == 1);
}

// One score for all ranks nothing; a class that nobody is of has no ranking
// and, never called, no Dice coefficient.
BOOST_AUTO_TEST_CASE(what_is_undefined_is_so) {
  Response response;
  BOOST_TEST(std::isnan(value(response.scored(), "auc", 1)));
  BOOST_TEST(value(response.scored(), "predicted_flat", 1) == 1);
  response.targets.values.col(0).setZero();
  BOOST_TEST(std::isnan(value(response.scored(), "auc", 0)));
  BOOST_TEST(value(response.scored(), "dice", 0) == 0);
  response.predictions.values.col(0) *= 0.1F;
  BOOST_TEST(std::isnan(value(response.scored(), "dice", 0)));
}

BOOST_AUTO_TEST_CASE(a_target_that_is_no_class_is_named) {
  Response response;
  response.targets.values(2, 1) = 0.5F;
  BOOST_TEST(error_of([&] { response.scored(); }) ==
             "class_scores: tcga/A: the target of class 'no' for patient 'P2' "
             "is 0.5; expected 1 where the class was seen, else 0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
