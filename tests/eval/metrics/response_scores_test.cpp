#include "core/eval/metrics/response_scores.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

namespace tt = boost::test_tools;

ToldSlide told(int number, float chance, bool responded) {
  ToldSlide slide;
  slide.response.about = concat("made/S", number);
  slide.response.unit_kind = ObservedKind::patient;
  slide.response.names = {slide.response.about};
  slide.response.variable_axis = "class";
  slide.response.variables = {"response"};
  slide.response.values = Matrix::Constant(1, 1, responded ? 1.F : 0.F);
  static_cast<Observations&>(slide.predictions) = slide.response;
  slide.predictions.values.setConstant(chance);
  slide.predictions.predictor = {"net", PredictorKind::model, 1, "2"};
  return slide;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(response_scores_test)

// Two of three who did not respond and one of two who did are told rightly; a
// chance of one half is no call. By hand: precision 3/5 (2/3) + 2/5 (1/2) =
// 0.6, recall the same, and so accuracy and F1. Of the six pairs four are
// ranked rightly and one is tied: 4.5 / 6.
BOOST_AUTO_TEST_CASE(five_slides_match_the_values_worked_by_hand) {
  const Scores scores = response_scores(
      {told(1, 0.2F, false), told(2, 0.5F, false), told(3, 0.6F, false),
       told(4, 0.7F, true), told(5, 0.5F, true)},
      "made/fold 1");
  BOOST_TEST(scores.unit == "made/fold 1");
  BOOST_TEST((scores.unit_kind == ScoredUnit::cohort));
  BOOST_TEST(scores.predictor.fold == "2");
  BOOST_TEST(scores.column("patients", "accuracy")[0] == 0.6,
             tt::tolerance(1e-12));
  BOOST_TEST(scores.column("patients", "auc")[0] == 4.5 / 6,
             tt::tolerance(1e-12));
  for (const char* name :
       {"weighted_precision", "weighted_recall", "weighted_f1"}) {
    BOOST_TEST(scores.column("patients", name)[0] == 0.6, tt::tolerance(1e-12));
  }
  BOOST_TEST(scores.facts.at("called") == 2);
  BOOST_TEST(scores.facts.at("responses") == 2);
}

// Always no, of one responder in four: recipes/hist_response/METHOD.md 2 with
// p = 3/4.
BOOST_AUTO_TEST_CASE(one_answer_has_no_ranking) {
  const Scores scores =
      response_scores({told(1, 0.3F, false), told(2, 0.3F, false),
                       told(3, 0.3F, false), told(4, 0.3F, true)},
                      "x");
  BOOST_TEST(scores.column("patients", "accuracy")[0] == 0.75);
  BOOST_TEST(std::isnan(scores.column("patients", "auc")[0]));
  const double p = 0.75;
  BOOST_TEST(
      scores.column("patients", "weighted_precision")[0] == p * p + 1 - p,
      tt::tolerance(1e-12));
  BOOST_TEST(scores.column("patients", "weighted_f1")[0] == 2 * p * p / (1 + p),
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(slides_of_two_models_are_not_one_score) {
  ToldSlide other = told(2, 0.3F, false);
  other.predictions.predictor.fold = "3";
  BOOST_TEST(error_of([&] {
               response_scores({told(1, 0.2F, true), other}, "x");
             }) ==
             "response_scores: made/S2 is by net of fold '3', made/S1 by net "
             "of fold '2'; scores are of one predictor and one fold");
  ToldSlide half = told(1, 0.2F, true);
  half.response.values(0, 0) = 0.5F;
  BOOST_TEST(error_of([&] {
               response_scores({half}, "x");
             }).starts_with("response_scores: made/S1"));
  BOOST_TEST(error_of([] { response_scores({}, "x"); }) ==
             "response_scores: no slide is given");
}

BOOST_AUTO_TEST_SUITE_END()
