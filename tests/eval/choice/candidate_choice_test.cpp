#include "core/eval/choice/candidate_choice.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/eval/choice/averaged_predictions.h"
#include "core/eval/choice/choice_panel.h"
#include "core/eval/choice/chosen_predictions.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

Predictions predictions(const std::string& name, const std::string& about,
                        const Matrix& values) {
  Predictions made;
  made.predictor = {name, PredictorKind::simple, 3, ""};
  made.about = about;
  made.names = {"1x1", "1x2", "1x3"};
  made.variables = {"A", "B"};
  made.values = values;
  return made;
}

// Spots in another order than the predictions. A rises with the spots; B
// varies too.
Targets measured(const std::string& about) {
  Targets made;
  made.about = about;
  made.names = {"1x3", "1x1", "1x2"};
  made.variables = {"A", "B"};
  made.values = Matrix{{3.F, 1.F}, {1.F, 0.F}, {2.F, 0.F}};
  return made;
}

// r of A is 1; B is predicted as constant.
const Matrix kRising{{1.F, 5.F}, {2.F, 5.F}, {3.F, 5.F}};
// r of A is -1.
const Matrix kFalling{{3.F, 5.F}, {2.F, 5.F}, {1.F, 5.F}};
// A as (1, 3, 2) beside (1, 2, 3): r = 1/2.
const Matrix kMixed{{1.F, 5.F}, {3.F, 5.F}, {2.F, 5.F}};

// That has left out two sections; the third of its candidates was the best.
RidgeModel searched(const std::vector<double>& scores) {
  RidgeModel model;
  model.tried.alphas = {10, 100, 1000};
  model.search.scores = scores;
  model.search.unit = SearchUnit::section;
  model.search.count = 2;
  model.ridge.alpha = 1000;
  model.ridge.rank = 4;
  return model;
}

const auto says = [](const std::string& text) {
  return [text](const Error& error) {
    BOOST_TEST(error.what() == text);
    return true;
  };
};

}  // namespace

BOOST_AUTO_TEST_SUITE(candidate_choice_test)

// A alone would be 1; B, which varies and is predicted as constant, halves it.
BOOST_AUTO_TEST_CASE(a_gene_predicted_as_constant_counts_as_0) {
  const double score =
      candidate_score(predictions("a", "s/1", kRising), measured("s/1"));
  BOOST_TEST(score == 0.5, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_gene_measured_as_constant_is_left_out) {
  Targets flat = measured("s/1");
  flat.values.col(1).setConstant(0.1F);
  BOOST_TEST(candidate_score(predictions("a", "s/1", kRising), flat) == 1.0,
             tt::tolerance(1e-12));
  flat.values.col(0).setConstant(2.F);
  BOOST_TEST(
      std::isnan(candidate_score(predictions("a", "s/1", kRising), flat)));
}

// Over both parts: a has (1/2 - 1/2) / 2 = 0, b (1/4 + 1/4) / 2 = 1/4.
BOOST_AUTO_TEST_CASE(the_highest_mean_over_parts_is_chosen) {
  const CandidateChoice choice = candidate_choice(
      {predictions("a", "s/1", kRising), predictions("b", "s/2", kMixed),
       predictions("a", "s/2", kFalling), predictions("b", "s/1", kMixed)},
      {measured("s/1"), measured("s/2")}, {}, {});
  BOOST_TEST(choice.parts == 2);
  BOOST_TEST(choice.candidates.at(0).name == "a");
  BOOST_TEST(choice.candidates.at(0).score == 0.0, tt::tolerance(1e-12));
  BOOST_TEST(choice.best().name == "b");
  BOOST_TEST(choice.best().score == 0.25, tt::tolerance(1e-12));
  BOOST_TEST(choice.best().alpha == 0);
}

// The ridge's own search left out the same two parts; its best stands here.
BOOST_AUTO_TEST_CASE(a_ridge_stands_with_the_best_of_its_search) {
  const std::vector<Predictions> tried{predictions("a", "s/1", kMixed),
                                       predictions("a", "s/2", kMixed)};
  const std::vector<Targets> parts{measured("s/1"), measured("s/2")};
  const CandidateChoice above = candidate_choice(
      tried, parts, {searched({0.1, std::nan(""), 0.3})}, {"ridge"});
  BOOST_TEST(above.best().name == "ridge");
  BOOST_TEST(above.best().score == 0.3);
  BOOST_TEST(above.best().alpha == 1000);
  BOOST_TEST(above.best().rank == 4);
  const CandidateChoice below =
      candidate_choice(tried, parts, {searched({0.1, 0.2, 0.15})}, {"ridge"});
  BOOST_TEST(below.best().name == "a");
}

BOOST_AUTO_TEST_CASE(of_equal_ones_the_first_is_chosen) {
  const CandidateChoice choice = candidate_choice(
      {}, {}, {searched({0.1, 0.2, 0.2}), searched({0.2, 0.1, 0})},
      {"one", "two"});
  BOOST_TEST(choice.best().name == "one");
  BOOST_TEST(choice.parts == 2);
}

// A candidate without a number is never above one that has a number.
BOOST_AUTO_TEST_CASE(what_is_undefined_is_not_chosen) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const CandidateChoice choice = candidate_choice(
      {}, {}, {searched({none, none, none}), searched({-0.2, -0.1, none})},
      {"one", "two"});
  BOOST_TEST(std::isnan(choice.candidates[0].score));
  BOOST_TEST(choice.best().name == "two");
  BOOST_TEST(choice.best().score == -0.1);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_compared_is_refused) {
  const std::vector<Targets> parts{measured("s/1"), measured("s/2")};
  const Predictions one = predictions("a", "s/1", kRising);
  BOOST_CHECK_EXCEPTION(
      candidate_choice({one}, parts, {}, {}), Error,
      says("candidate_choice: a predicts 1 of 2 parts; expected all, so that "
           "candidates are compared on the same"));
  BOOST_CHECK_EXCEPTION(candidate_choice({one, one}, parts, {}, {}), Error,
                        says("candidate_choice: a predicts s/1 twice"));
  BOOST_CHECK_EXCEPTION(
      candidate_choice({predictions("a", "s/3", kRising)}, parts, {}, {}),
      Error,
      says("candidate_choice: a predicts s/3, of which there are no targets; "
           "give those of each part"));
  BOOST_CHECK_EXCEPTION(candidate_choice({}, {}, {}, {}), Error,
                        says("candidate_choice: nothing to choose from"));
  RidgeModel model = searched({0.1, 0.2, 0.3});
  BOOST_CHECK_EXCEPTION(
      candidate_choice({}, {}, {model, model}, {"r", "r"}), Error,
      says("candidate_choice: two candidates are called r; each needs a name "
           "of its own"));
  model.search.count = 3;
  BOOST_CHECK_EXCEPTION(
      candidate_choice({}, parts, {model}, {"r"}), Error,
      says("candidate_choice: the ridge of r left out 3 parts, the others 2; "
           "expected the same"));
  model.search.unit = SearchUnit::block;
  BOOST_CHECK_EXCEPTION(
      candidate_choice({}, {}, {model}, {"r"}), Error,
      says("candidate_choice: the ridge of r left out runs of rows of one "
           "section; give it parts of the section as sections, as the other "
           "candidates have them"));
  model.tried.alphas.clear();
  BOOST_CHECK_EXCEPTION(
      candidate_choice({}, {}, {model}, {"r"}), Error,
      says("candidate_choice: the ridge of r has searched nothing; give "
           "`ridge_model` the `alphas` to choose from"));
}

BOOST_AUTO_TEST_CASE(a_choice_is_read_as_it_was_written) {
  const TempFolder folder;
  CandidateChoice choice;
  choice.fold = "her2st/B";
  choice.parts = 5;
  choice.candidates = {{"one", std::nan(""), 0, 0}, {"two", 0.125, 1000, 4}};
  choice.chosen = 1;
  choice.write(folder.path);
  const CandidateChoice read = CandidateChoice::read(folder.path);
  BOOST_TEST(read.fold == "her2st/B");
  BOOST_TEST(read.parts == 5);
  BOOST_TEST(read.candidates.size() == 2U);
  BOOST_TEST(std::isnan(read.candidates[0].score));
  BOOST_TEST(read.best().name == "two");
  BOOST_TEST(read.best().score == 0.125);
  BOOST_TEST(read.best().alpha == 1000);
  BOOST_TEST(read.best().rank == 4);
}

BOOST_AUTO_TEST_CASE(the_chosen_one_predicts_under_a_name_of_its_own) {
  CandidateChoice choice;
  choice.fold = "s/X";
  choice.candidates = {{"a", 0.1, 0, 0}, {"b", 0.2, 0, 0}};
  choice.chosen = 1;
  const Predictions a = predictions("a", "s/1", kRising);
  const Predictions b = predictions("b", "s/1", kFalling);
  const Predictions out = chosen_predictions(choice, {a, b}, "best");
  BOOST_TEST((out.values == kFalling));
  BOOST_TEST(out.predictor.name == "best");
  BOOST_TEST((out.predictor.kind == PredictorKind::variant));
  BOOST_TEST(out.predictor.fold == "s/X");
  BOOST_CHECK_EXCEPTION(
      chosen_predictions(choice, {b}, "best"), Error,
      says("chosen_predictions: predictions by b, but the choice compared a, "
           "b; expected the same candidates"));
  BOOST_CHECK_EXCEPTION(
      chosen_predictions(choice, {a, predictions("b", "s/2", kRising)}, "best"),
      Error,
      says("chosen_predictions: predictions of s/1 and of s/2; give those of "
           "one section"));
}

// The spots of b come the other way round.
BOOST_AUTO_TEST_CASE(a_mean_counts_every_predictor_the_same) {
  const Predictions a = predictions("a", "s/1", kRising);
  Predictions b = predictions("b", "s/1", kMixed);
  b.names = {"1x3", "1x2", "1x1"};
  const Predictions out = averaged_predictions({a, b}, "mean");
  BOOST_TEST((out.names == a.names));
  // (1 + 2) / 2, (2 + 3) / 2, (3 + 1) / 2.
  BOOST_TEST((out.values == Matrix{{1.5F, 5.F}, {2.5F, 5.F}, {2.F, 5.F}}));
  BOOST_TEST(out.predictor.name == "mean");
  BOOST_TEST((out.predictor.kind == PredictorKind::model));
  const auto refuses = [](const std::vector<Predictions>& given,
                          const std::string& text) {
    BOOST_CHECK_EXCEPTION(averaged_predictions(given, "mean"), Error,
                          says("averaged_predictions: " + text));
  };
  refuses({a},
          "predictions by 1 predictor; expected two or more to take the "
          "mean of");
  refuses({a, a}, "two predictions are by a; each counts once");
  refuses({a, predictions("b", "s/2", kRising)},
          "predictions of s/1 and of s/2; give those of one section");
  b.names = {"1x1", "1x2", "1x9"};
  refuses({a, b}, "b of s/1: no spot '1x3' (3 given, as '1x1')");
}

BOOST_AUTO_TEST_CASE(the_panel_says_what_was_chosen_in_each_fold) {
  CandidateChoice one, two;
  one.fold = "s/X";
  one.parts = 5;
  one.candidates = {{"a", 0.1, 0, 0}, {"ridge", 0.2, 1000, 4}};
  one.chosen = 1;
  two = one;
  two.fold = "s/Y";
  two.candidates[0].score = 0.3;
  two.chosen = 0;
  const Panel panel = choice_panel({one, two}, "Chosen");
  const auto& table = std::get<TablePanel>(panel.data);
  BOOST_TEST(table.columns.size() == 5U);
  BOOST_TEST(table.columns[1].head == "mean r, s/X held out");
  BOOST_TEST(table.columns[1].numbers == (std::vector<double>{0.1, 0.2}),
             tt::per_element());
  BOOST_TEST(table.columns[2].head == "of 5 parts");
  const std::vector<std::string> first{"", "chosen; penalty 1000, rank 4"};
  const std::vector<std::string> second{"chosen", "penalty 1000, rank 4"};
  BOOST_TEST(table.columns[2].texts == first, tt::per_element());
  BOOST_TEST(table.columns[4].texts == second, tt::per_element());
  two.candidates[0].name = "c";
  BOOST_CHECK_EXCEPTION(
      choice_panel({one, two}, "Chosen"), Error,
      says("choice_panel: fold s/Y compared other candidates than fold s/X; "
           "give folds of one comparison"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
