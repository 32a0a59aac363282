#include "core/eval/findings/ranking.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/eval/metrics/scores.h"
#include "tests/eval/findings/section_scores.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

struct Benchmark {
  std::vector<Scores> ridge =
      section_scores("colour_ridge", PredictorKind::simple, {.1, .2, .3});
  std::vector<Scores> a =
      section_scores("a_net", PredictorKind::model, {.2, .3, .4});
  std::vector<Scores> b =
      section_scores("b", PredictorKind::variant, {.1, .1, .5});
  std::vector<Scores> c =
      section_scores("c", PredictorKind::variant, {0, .1, .2});
  std::vector<Scores> depth =
      section_scores("spot_depth", PredictorKind::oracle, {.9, .9, .9});

  Ranking ranking(const std::string& reference = "colour_ridge") const {
    std::vector<PredictorScores> predictors;
    for (const auto* scores : {&c, &ridge, &b, &a, &depth}) {
      predictors.push_back(predictor_scores(*scores));
    }
    EstimateHow how;
    how.cluster = "section";
    return rank_predictors(predictors, reference, "tissue",
                           parse_metric("pearson.mean"), how, {});
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ranking_test)

// By hand: in section 1 a is first and the ridge and b share 2.5; in 2 the
// ridge is second, and b and c share 3.5; in 3 b is first.
BOOST_AUTO_TEST_CASE(predictors_are_ranked_in_each_section) {
  const Ranking ranking = Benchmark().ranking();
  std::vector<std::string> order;
  for (const RankedPredictor& one : ranking.predictors) {
    order.push_back(one.name);
  }
  BOOST_TEST(order == (std::vector<std::string>{"spot_depth", "a_net", "b",
                                                "colour_ridge", "c"}),
             tt::per_element());
  BOOST_TEST(ranking.row("a_net").rank == 4.0 / 3, tt::tolerance(1e-12));
  BOOST_TEST(ranking.row("b").rank == 7.0 / 3, tt::tolerance(1e-12));
  BOOST_TEST(ranking.row("colour_ridge").rank == 2.5, tt::tolerance(1e-12));
  BOOST_TEST(ranking.row("c").rank == 11.5 / 3, tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(ranking.row("spot_depth").rank));
  // One draw in 27 is of section 3 alone, more than 1 in 40.
  BOOST_TEST(ranking.row("b").rank_interval.low == 1);
  BOOST_TEST(ranking.row("b").rank_interval.high == 3.5);
  BOOST_TEST(ranking.row("a_net").ahead == 3);
  BOOST_TEST(ranking.row("b").ahead == 1);
  BOOST_TEST(ranking.row("b").gain.estimate.value == 0.1 / 3,
             tt::tolerance(1e-12));
}

// A method that could not be trained for a section is compared where it could,
// and is not ranked.
BOOST_AUTO_TEST_CASE(a_predictor_without_a_section_is_not_ranked) {
  Benchmark one;
  one.b.pop_back();
  const Ranking ranking = one.ranking();
  BOOST_TEST(std::isnan(ranking.row("b").rank));
  BOOST_TEST(ranking.row("b").gain.estimate.value == -0.05,
             tt::tolerance(1e-12));
  BOOST_TEST(ranking.row("a_net").rank == 1);
}

BOOST_AUTO_TEST_CASE(one_sentence_says_who_is_above) {
  BOOST_TEST(
      ranking_sentence(Benchmark().ranking()) ==
      "Above colour ridge (0.200): a net in each of 3 sections, b by its "
      "mean, in 1 of 3; not above: c. Gains stand without an interval "
      "(no interval below 6 sections).");
  Benchmark none;
  none.a = section_scores("a_net", PredictorKind::model, {0, 0, 0});
  none.b = section_scores("b", PredictorKind::variant, {0, 0, 0});
  BOOST_TEST(ranking_sentence(none.ranking()) ==
             "No method is above colour ridge (0.200). Gains stand without an "
             "interval (no interval below 6 sections).");
}

BOOST_AUTO_TEST_CASE(a_reference_that_is_not_there_is_named) {
  BOOST_TEST(error_of([] { Benchmark().ranking("grey_ridge"); }) ==
             "ranking: the reference 'grey_ridge' is not among the predictors; "
             "there are c, colour_ridge, b, a_net, spot_depth");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
