#include "core/eval/report/run_columns.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/eval/metrics/metric_kind.h"
#include "tests/eval/findings/section_scores.h"

namespace moonstain::report {
namespace {

namespace tt = boost::test_tools;

using Lines = std::vector<std::string>;

// A method above the ridge, one below, an oracle above all.
std::vector<std::vector<Scores>> three_sections() {
  return {section_scores("colour_ridge", PredictorKind::simple, {.1, .2, .3}),
          section_scores("a_net", PredictorKind::model, {.2, .3, .4}),
          section_scores("b", PredictorKind::variant, {0, .1, .2}),
          section_scores("spot_depth", PredictorKind::oracle, {.9, .9, .9})};
}

RunColumn column_of(const std::vector<std::vector<Scores>>& all,
                    const std::set<std::string>& units) {
  std::vector<PredictorScores> predictors;
  for (const auto& scores : all) predictors.push_back(predictor_scores(scores));
  EstimateHow how;
  how.cluster = "section";
  RunColumn column;
  column.run = "0001";
  column.recipe = "bench";
  column.variant = "default";
  column.title = "Methods";
  column.headline = {"pearson.mean", "tissue", "section"};
  column.units = units;
  column.clusters = units;
  column.ranking = rank_predictors(predictors, "colour_ridge", "tissue",
                                   parse_metric("pearson.mean"), how, {});
  return column;
}

RunColumn first() { return column_of(three_sections(), {"x/1", "x/2", "x/3"}); }

}  // namespace

BOOST_AUTO_TEST_SUITE(run_columns_test)

BOOST_AUTO_TEST_CASE(columns_are_lettered) {
  BOOST_TEST(letters_of(0) == "A");
  BOOST_TEST(letters_of(25) == "Z");
  BOOST_TEST(letters_of(26) == "AA");
  BOOST_TEST(letters_of(27) == "AB");
  BOOST_TEST(letters_of(26 + 26 * 26) == "AAA");
}

// By hand: means 0.3, 0.2, 0.1; in each section the net is first, the ridge
// second.
BOOST_AUTO_TEST_CASE(a_column_has_numbers_and_ranks) {
  RunColumn column = first();
  const auto words = [&](const char* name) {
    const RankedPredictor* one = column.find(name);
    return number_words(column, one) + " " + rank_words(column, one);
  };
  BOOST_TEST(words("a_net") == "0.300 1.0");
  BOOST_TEST(words("colour_ridge") == "0.200 2.0");
  BOOST_TEST(words("b") == "0.100 3.0");
  BOOST_TEST(words("spot_depth") == "0.900 oracle");
  BOOST_TEST(words("none_such") == "- -");
  column.unfitted = {"b"};
  BOOST_TEST(words("b") == "0.100 3.0, not fitted");
  BOOST_TEST(
      about(column) ==
      "pearson.mean, only cells with tissue, mean of 3 sections, section "
      "held out; gains over colour ridge (0.200)");
}

// In the second run b is above the ridge, and c, scored in one section of two,
// is not ranked.
BOOST_AUTO_TEST_CASE(a_method_is_above_in_the_columns_that_compare_it) {
  const RunColumn second = column_of(
      {section_scores("colour_ridge", PredictorKind::simple, {.1, .1}),
       section_scores("b", PredictorKind::model, {.2, .2}),
       section_scores("c", PredictorKind::variant, {.4})},
      {"y/1", "y/2"});
  const std::vector<RunColumn> both{first(), second};
  BOOST_TEST(better_words(both, "a_net") == "A of A");
  BOOST_TEST(better_words(both, "b") == "B of A, B");
  BOOST_TEST(better_words(both, "c") == "B of B");
  BOOST_TEST(better_words(both, "colour_ridge") == "-");
  BOOST_TEST(better_words(both, "spot_depth") == "-");
  BOOST_TEST(rank_words(second, second.find("c")) == "not ranked");
  BOOST_TEST(number_words(second, second.find("c")) == "0.400 (1 of 2)");
  BOOST_TEST(remarks_on({second}).at(1 + 1).starts_with("Not ranked is what"));
  BOOST_TEST(predictors_of(both) ==
                 (Lines{"spot_depth", "a_net", "colour_ridge", "b", "c"}),
             tt::per_element());
  std::vector<RunColumn> unfitted = both;
  unfitted[1].unfitted = {"b"};
  BOOST_TEST(better_words(unfitted, "b") == "none of A");
}

BOOST_AUTO_TEST_CASE(a_label_is_that_of_all_columns_or_none) {
  RunColumn one = first();
  one.labels = {{"a_net", "A net, small"}};
  BOOST_TEST(label_in({one, one}, "a_net") == "A net, small");
  BOOST_TEST(label_in({one, first()}, "a_net") == "a net");
  one.model = "colour_ridge";
  one.state = "interrupted";
  BOOST_TEST(about(one).starts_with("run interrupted; pearson.mean, "));
  BOOST_TEST(about(one).ends_with("colour ridge (0.200), the model itself"));
}

BOOST_AUTO_TEST_CASE(columns_of_the_same_sections_are_told) {
  const std::string ranks =
      "A rank is a mean over scored units, each counting the same, of the "
      "place "
      "among all that are ranked in the column, 1 the best, equal ones sharing "
      "theirs";
  const std::string better =
      "Better is told by the mean of the gains alone, whether or not an "
      "interval says how sure that is.";
  RunColumn other = first();
  other.clusters = {"y/1"};
  BOOST_TEST(remarks_on({first()}) == (Lines{ranks + ".", better}),
             tt::per_element());
  const std::string several = ranks + "; nothing is averaged over columns.";
  BOOST_TEST(remarks_on({first(), other}) == (Lines{several, better}),
             tt::per_element());
  RunColumn unfitted = first();
  unfitted.unfitted = {"b"};
  BOOST_TEST(remarks_on({unfitted})
                 .at(2)
                 .starts_with("Of a method that is not fitted the loss of a "
                              "model is not below"));
  // A and C have no patient in common; B has one of each.
  RunColumn between = first();
  between.clusters = {"x/3", "y/1"};
  RunColumn apart = first();
  apart.clusters = {"z/1"};
  BOOST_TEST(
      remarks_on({first(), between, other, apart}) ==
          (Lines{several, better,
                 "Each of A, B, C scores a patient that another of them "
                 "scores, too: where these agree, they do not confirm each "
                 "other."}),
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(the_page_shows_each_run_and_escapes_what_it_is_called) {
  RunColumn column = first();
  column.title = "P1 <script>";
  column.labels = {{"a_net", "A net, its own encoder"}};
  RunColumn second = first();
  second.labels = column.labels;
  const std::string page = run_table_page({column, second});
  for (const char* words : {"P1 &lt;script&gt;", "A net, its own encoder",
                            "+0.100", "3 of 3", "run 0001", "B, rank"}) {
    BOOST_TEST(page.find(words) != std::string::npos, words);
  }
  BOOST_TEST(page.find("<script>") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::report
