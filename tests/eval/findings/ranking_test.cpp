#include "core/eval/findings/ranking.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>

#include "core/eval/findings/training.h"
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
  // Three sections are fewer than any interval is given for.
  BOOST_TEST(std::isnan(ranking.row("b").rank_interval.low));
  BOOST_TEST(std::isnan(ranking.row("b").rank_interval.high));
  BOOST_TEST(ranking.row("a_net").ahead == 3);
  BOOST_TEST(ranking.row("b").ahead == 1);
  BOOST_TEST(ranking.row("b").gain.estimate.value == 0.1 / 3,
             tt::tolerance(1e-12));
}

// A method that could not be trained for a section is compared where it could,
// and is not ranked.
BOOST_AUTO_TEST_CASE(a_predictor_without_a_section_is_not_ranked) {
  Benchmark one;
  one.b = section_scores("b", PredictorKind::variant, {.8, .8});
  const Ranking ranking = one.ranking();
  BOOST_TEST(std::isnan(ranking.row("b").rank));
  BOOST_TEST(ranking.predictors.back().name == "b");  // of other sections
  BOOST_TEST(ranking.row("b").gain.estimate.value == 0.65,
             tt::tolerance(1e-12));
  BOOST_TEST(ranking.row("a_net").rank == 1);
}

// In one of six sections b is first, in the others second: of 2,000 draws with
// replacement its mean rank is 2 in some 33 % (no draw of that section), and at
// least 3 draws of it, which 1.5 needs, are in some 6 %.
BOOST_AUTO_TEST_CASE(a_rank_has_an_interval_from_six_units_on) {
  const auto a =
      section_scores("a", PredictorKind::model, {.2, .2, .2, .2, .2, .2});
  const auto b =
      section_scores("b", PredictorKind::variant, {.3, .1, .1, .1, .1, .1});
  EstimateHow how;
  how.cluster = "section";
  const Ranking ranking =
      rank_predictors({predictor_scores(a), predictor_scores(b)}, "a", "tissue",
                      parse_metric("pearson.mean"), how, {});
  BOOST_TEST(ranking.row("b").rank == 11.0 / 6, tt::tolerance(1e-12));
  BOOST_TEST(ranking.row("b").rank_interval.low == 1.5);
  BOOST_TEST(ranking.row("b").rank_interval.high == 2);
}

// Sections in pairs of a patient, in which b is before a in both or in neither:
// three draws of its patient, and so 1.5, come as in six patients of one
// section each. Three patients of two sections are three.
BOOST_AUTO_TEST_CASE(a_rank_is_as_sure_as_its_patients_are_many) {
  std::vector<double> as, bs;
  ClusterOf six, three;
  for (int section = 1; section <= 12; ++section) {
    as.push_back(.2);
    bs.push_back(section < 3 ? .3 : .1);
    six[concat("x/", section)] = concat("P", (section + 1) / 2);
    three[concat("x/", section)] = concat("P", (section + 3) / 4);
  }
  const auto a = section_scores("a", PredictorKind::model, as);
  const auto b = section_scores("b", PredictorKind::variant, bs);
  EstimateHow how;
  const auto row = [&](const ClusterOf& patients) {
    return rank_predictors({predictor_scores(a), predictor_scores(b)}, "a",
                           "tissue", parse_metric("pearson.mean"), how,
                           patients)
        .row("b");
  };
  BOOST_TEST(row(six).rank == 11.0 / 6, tt::tolerance(1e-12));
  BOOST_TEST(row(six).rank_interval.low == 1.5);
  BOOST_TEST(row(six).rank_interval.high == 2);
  BOOST_TEST(row(six).number.interval.has_value());
  BOOST_TEST(row(three).rank == 11.0 / 6, tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(row(three).rank_interval.low));
  BOOST_TEST(!row(three).number.interval.has_value());
  BOOST_TEST(!row(three).gain.estimate.interval.has_value());
}

// Two predictors of as many sections, but not of the same.
BOOST_AUTO_TEST_CASE(predictors_of_other_sections_are_not_ranked) {
  Benchmark one;
  one.a.pop_back();
  one.b.erase(one.b.begin());
  one.c.pop_back();
  one.ridge.pop_back();
  one.depth.pop_back();
  const Ranking ranking = one.ranking();
  for (const char* name : {"a_net", "b", "c", "colour_ridge"}) {
    BOOST_TEST(std::isnan(ranking.row(name).rank), name);
  }
}

BOOST_AUTO_TEST_CASE(one_sentence_says_who_is_above) {
  BOOST_TEST(
      ranking_sentence(Benchmark().ranking()) ==
      "Above colour ridge (0.200): a net in each of 3 sections, b by its "
      "mean (in 1 of 3 sections); not above: c. Gains stand without an "
      "interval "
      "(no interval below 6 sections).");
  Benchmark none;
  none.a = section_scores("a_net", PredictorKind::model, {0, 0, 0});
  none.b = section_scores("b", PredictorKind::variant, {0, 0, 0});
  BOOST_TEST(ranking_sentence(none.ranking()) ==
             "No method is above colour ridge (0.200). Gains stand without an "
             "interval (no interval below 6 sections).");
}

// What has no number is neither above nor not above.
BOOST_AUTO_TEST_CASE(a_method_without_a_number_is_not_said_to_be_below) {
  Benchmark one;
  const double none = std::nan("");
  one.a = section_scores("a_net", PredictorKind::model, {none, none, none});
  one.b = section_scores("b", PredictorKind::variant, {.2, .3, none});
  BOOST_TEST(ranking_sentence(one.ranking()) ==
             "Above colour ridge (0.200): b in each of 2 sections (without a "
             "number in 1 of 3 sections); not above: c; not compared, without "
             "a number: a net. Gains stand without an interval (no interval "
             "below 6 sections).");
}

// The ranking says a is above in each section and b by its mean; one of b's two
// models is not fitted, as 0.5 is no less than 0.5, and a's only one is.
BOOST_AUTO_TEST_CASE(a_method_that_was_not_fitted_is_not_compared) {
  const auto model = [](double loss) {
    FittedModel made;
    made.final_loss = loss;
    made.constant_loss = 0.5;
    return made;
  };
  std::map<std::string, Training> trained;
  trained["a_net"].models = {model(0.4)};
  trained["b"].models = {model(0.4), model(0.5)};
  BOOST_TEST(ranking_sentence(Benchmark().ranking(), trained) ==
             "Above colour ridge (0.200): a net in each of 3 sections; not "
             "above: c; not fitted, and not compared: b in 1 of 2 models, "
             "whose loss is not below that of a prediction without features "
             "on what it was trained on. Gains stand without an interval (no "
             "interval below 6 sections).");
  trained["a_net"].models = {model(0.6)};
  trained["c"].models = {model(0.6)};
  BOOST_TEST(ranking_sentence(Benchmark().ranking(), trained) ==
             "No fitted method is above colour ridge (0.200); not fitted, and "
             "not compared: a net in 1 of 1 model, b in 1 of 2 models, c in 1 "
             "of 1 model, whose loss is not below that of a prediction without "
             "features on what they were trained on.");
}

// One that was scored in the easiest section alone has a higher number there
// than the reference has over all, and is below it in that section.
BOOST_AUTO_TEST_CASE(who_is_not_above_is_said_to_lack_sections_too) {
  Benchmark one;
  one.c = section_scores("c", PredictorKind::variant, {0, .1, .25});
  one.c.erase(one.c.begin(), one.c.begin() + 2);
  BOOST_TEST(one.ranking().row("c").number.value == .25);
  BOOST_TEST(one.ranking().row("c").without == 2);
  const double none = std::nan("");
  one.b = section_scores("b", PredictorKind::variant, {.1, none, .2});
  BOOST_TEST(ranking_sentence(one.ranking()) ==
             "Above colour ridge (0.200): a net in each of 3 sections; not "
             "above: c (without a number in 2 of 3 sections), b (without a "
             "number in 1 of 3 sections). Gains stand without an interval (no "
             "interval below 6 sections).");
}

// Sections 1 and 2 are of one patient, 3 of another. Gains of 0.1, 0.1 and
// -0.05 have a mean above 0 either way; of 0.1, 0.1 and -0.15 that over
// patients is -0.025; of -0.1, -0.1 and 0.15 it is 0.025.
BOOST_AUTO_TEST_CASE(in_how_many_patients_a_method_is_above_is_said) {
  const auto sentence = [](const std::vector<double>& numbers,
                           const ClusterOf& patients) {
    const auto ridge =
        section_scores("colour_ridge", PredictorKind::simple, {.1, .2, .3});
    const auto d = section_scores("d", PredictorKind::variant, numbers);
    return ranking_sentence(rank_predictors(
        {predictor_scores(ridge), predictor_scores(d)}, "colour_ridge",
        "tissue", parse_metric("pearson.mean"), {}, patients));
  };
  const std::string end =
      ". Gains stand without an interval (no interval below 6 patients).";
  const ClusterOf two = {{"x/1", "P"}, {"x/2", "P"}, {"x/3", "Q"}};
  BOOST_TEST(sentence({.2, .3, .25}, two) ==
             "Above colour ridge (0.200): d by its mean (in 2 of 3 sections, 1 "
             "of 2 patients)" +
                 end);
  BOOST_TEST(sentence({.2, .3, .15}, two) ==
             "Above colour ridge (0.200): d by its mean (in 2 of 3 sections, 1 "
             "of 2 patients, but not where every patient counts the same)" +
                 end);
  BOOST_TEST(sentence({0, .1, .45}, two) ==
             "No method is above colour ridge (0.200); of them d (above where "
             "every patient counts the same)" +
                 end);
  const ClusterOf one = {{"x/1", "P"}, {"x/2", "P"}, {"x/3", "P"}};
  BOOST_TEST(sentence({.2, .3, .25}, one) ==
             "Above colour ridge (0.200): d by its mean (in 2 of 3 sections of "
             "one patient)" +
                 end);
}

BOOST_AUTO_TEST_CASE(without_a_number_of_the_reference_nothing_is_compared) {
  Benchmark one;
  const double none = std::nan("");
  one.ridge =
      section_scores("colour_ridge", PredictorKind::simple, {none, none, none});
  BOOST_TEST(ranking_sentence(one.ranking()) ==
             "No method is set against colour ridge, which has no number.");
}

BOOST_AUTO_TEST_CASE(a_reference_beside_baselines_alone_is_said_to_be) {
  Benchmark one;
  one.a[0].predictor.kind = one.b[0].predictor.kind = one.c[0].predictor.kind =
      PredictorKind::null;
  BOOST_TEST(ranking_sentence(one.ranking()) ==
             "No method is set against colour ridge (0.200).");
}

// The first row is an oracle, whose gain has an interval above 0; no method's
// has one.
BOOST_AUTO_TEST_CASE(an_interval_is_that_of_a_method) {
  const double none = std::nan("");
  const auto ridge = section_scores("colour_ridge", PredictorKind::simple,
                                    {.1, .2, .3, .1, .2, .3});
  const auto oracle = section_scores("spot_depth", PredictorKind::oracle,
                                     {.9, .9, .9, .9, .9, .9});
  const auto a =
      section_scores("a", PredictorKind::model, {.2, .3, .4, .2, .3, none});
  const auto b =
      section_scores("b", PredictorKind::variant, {.15, .3, .4, .2, .3, .4});
  const auto sentence_of = [&](const std::vector<PredictorScores>& all) {
    EstimateHow how;
    how.cluster = "section";
    return ranking_sentence(rank_predictors(
        all, "colour_ridge", "tissue", parse_metric("pearson.mean"), how, {}));
  };
  BOOST_TEST(sentence_of({predictor_scores(ridge), predictor_scores(oracle),
                          predictor_scores(a)}) ==
             "Above colour ridge (0.200): a in each of 5 sections (without a "
             "number in 1 of 6 sections). Gains stand without an interval (no "
             "interval below 6 sections).");
  BOOST_TEST(sentence_of({predictor_scores(ridge), predictor_scores(a),
                          predictor_scores(b)}) ==
             "Above colour ridge (0.200): b in each of 6 sections, a in "
             "each of 5 sections (without a number in 1 of 6 sections). The "
             "interval of the gain is above 0 for b. Without an interval (no "
             "interval below 6 sections): a.");
}

// A gain over the few genes that a method defines is one of other genes.
BOOST_AUTO_TEST_CASE(a_method_that_lacks_genes_is_not_set_against_others) {
  Benchmark one;
  for (auto* scores : {&one.ridge, &one.a, &one.b, &one.c, &one.depth}) {
    *scores = of_genes(*scores, 2, scores == &one.a ? 1 : 0);
  }
  BOOST_TEST(
      ranking_sentence(one.ranking()) ==
      "Above colour ridge (0.200): b by its mean (in 1 of 3 sections); not "
      "above: c; not compared, as it lacks more than 5 % of the values that "
      "colour ridge has there: a net. Gains stand without an interval (no "
      "interval below 6 sections).");
}

// Nor is its mean one of the same genes, by which it would be ranked. By hand
// without a: in section 1 the ridge and b share 1.5; in 2 b and c share 2.5.
BOOST_AUTO_TEST_CASE(a_method_that_lacks_genes_is_not_ranked) {
  Benchmark one;
  const auto lack_of_twenty = [&](int undefined) {
    for (auto* scores : {&one.ridge, &one.a, &one.b, &one.c, &one.depth}) {
      *scores = of_genes(*scores, 20, scores == &one.a ? undefined : 0);
    }
    return one.ranking();
  };
  const Ranking few = lack_of_twenty(1);  // not more than 5 %
  BOOST_TEST(!few.row("a_net").lacks_items);
  BOOST_TEST(few.row("a_net").rank == 4.0 / 3, tt::tolerance(1e-12));
  const Ranking many = lack_of_twenty(2);
  BOOST_TEST(many.row("a_net").lacks_items);
  BOOST_TEST(many.row("a_net").in_every_unit);
  BOOST_TEST(std::isnan(many.row("a_net").rank));
  BOOST_TEST(many.predictors.back().name == "a_net");  // of other genes
  BOOST_TEST(many.row("colour_ridge").rank == 4.5 / 3, tt::tolerance(1e-12));
  BOOST_TEST(many.row("b").rank == 5.0 / 3, tt::tolerance(1e-12));
  BOOST_TEST(many.row("c").rank == 8.5 / 3, tt::tolerance(1e-12));
}

// Two of 20 genes that do not vary where they were measured: no method can have
// a number of them.
BOOST_AUTO_TEST_CASE(genes_that_nobody_can_have_are_not_lacked) {
  Benchmark one;
  for (auto* scores : {&one.ridge, &one.a, &one.b, &one.c, &one.depth}) {
    *scores = of_genes(*scores, 20, 2);
    for (Scores& section : *scores) {
      for (ScoreColumn& column : section.columns) {
        if (column.name == "measured_sd") column.values.tail(2).setZero();
      }
    }
  }
  BOOST_TEST(!one.ranking().row("a_net").lacks_items);
  BOOST_TEST(one.ranking().row("a_net").rank == 4.0 / 3, tt::tolerance(1e-12));
}

// Of an error the better number is the lower one.
BOOST_AUTO_TEST_CASE(of_an_error_the_lower_is_said_to_be_better) {
  Benchmark one;
  std::vector<PredictorScores> all;
  for (auto* scores : {&one.ridge, &one.a, &one.c}) {
    for (Scores& section : *scores) section.columns[0].name = "rmse";
    all.push_back(predictor_scores(*scores));
  }
  EstimateHow how;
  how.cluster = "section";
  BOOST_TEST(
      ranking_sentence(rank_predictors(all, "colour_ridge", "tissue",
                                       parse_metric("rmse.mean"), how, {})) ==
      "Better than colour ridge (0.200): c in each of 3 sections; not better: "
      "a net. Gains stand without an interval (no interval below 6 sections).");
}

BOOST_AUTO_TEST_CASE(a_reference_that_is_not_there_is_named) {
  BOOST_TEST(error_of([] { Benchmark().ranking("grey_ridge"); }) ==
             "ranking: the reference 'grey_ridge' is not among the predictors; "
             "there are c, colour_ridge, b, a_net, spot_depth");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
