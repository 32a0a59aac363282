#include "core/eval/findings/rank_differences.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <deque>
#include <limits>

#include "core/eval/metrics/metric_kind.h"
#include "core/eval/metrics/scores.h"
#include "tests/eval/findings/section_scores.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Predictors, and what a patient is of each section x/1, x/2, ...
class Methods {
 public:
  explicit Methods(std::vector<std::string> patients) {
    for (std::size_t i = 0; i < patients.size(); ++i) {
      patient_of_[concat("x/", i + 1)] = patients[i];
    }
  }
  Methods& add(const std::string& name, const std::vector<double>& numbers,
               PredictorKind kind = PredictorKind::variant) {
    scores_.push_back(section_scores(name, kind, numbers));
    return *this;
  }
  // All are of 20 genes, of which the last one added lacks so many.
  Methods& last_lacks(int undefined) {
    for (std::vector<Scores>& one : scores_) {
      one = of_genes(one, 20, &one == &scores_.back() ? undefined : 0);
    }
    return *this;
  }
  RankDifferences differences() const {
    std::vector<PredictorScores> predictors;
    for (const std::vector<Scores>& scores : scores_) {
      predictors.push_back(predictor_scores(scores));
    }
    return rank_differences(predictors, "tissue", parse_metric("pearson.mean"),
                            patient_of_, "patient");
  }
  std::string words() const {
    return differences().words([](const std::string& name) { return name; });
  }

 private:
  ClusterOf patient_of_;
  std::deque<std::vector<Scores>> scores_;
};

std::vector<std::string> patients(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(concat("p", i));
  return names;
}

std::string groups_of(const RankDifferences& all) {
  std::string text;
  for (const RankGroup& one : all.groups()) {
    text += concat("[", one.first, " ", one.last, "]");
  }
  return text;
}

// Two sections of one patient and one of another.
Methods two_patients() {
  Methods methods({"P", "P", "Q"});
  methods.add("c", {0, .1, .2})
      .add("ridge", {.1, .2, .3}, PredictorKind::simple)
      .add("b", {.1, .1, .5})
      .add("a", {.2, .3, .4}, PredictorKind::model)
      .add("depth", {.9, .9, .9}, PredictorKind::oracle);
  return methods;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rank_differences_test)

// By hand: the patients' means are .05, .15, .1, .25 and .2, .3, .5, .4 of c,
// ridge, b and a. 3.63316 / sqrt(2) * sqrt(4 * 5 / (6 * 2)) = 3.3166.
BOOST_AUTO_TEST_CASE(two_patients_give_ranks_and_no_bar) {
  const RankDifferences all = two_patients().differences();
  std::string order;
  for (const MeanRank& one : all.ranked) {
    order += concat(one.name, " ", one.rank, " ");
  }
  BOOST_TEST(order == "a 1.5 b 2 ridge 2.5 c 4 ");
  BOOST_TEST(all.units == 2U);
  BOOST_TEST(all.critical_difference == 3.3166, tt::tolerance(1e-4));
  BOOST_TEST(!all.can_differ());
  BOOST_TEST(groups_of(all) == "");
  BOOST_TEST(
      two_patients().words() ==
      "No bar is drawn: with 2 patients mean ranks of 4 methods would have to "
      "lie 3.32 apart to differ (Nemenyi, 5 %), and they cannot lie more than "
      "3 apart: so few patients cannot tell any two methods apart. depth is "
      "not ranked: what was measured of the unit that is scored is used.");
}

// However many methods there are.
BOOST_AUTO_TEST_CASE(two_patients_never_tell_methods_apart) {
  Methods methods({"P", "Q"});
  for (int i = 0; i < 40; ++i) {
    methods.add(concat("m", i), {i / 100.0, i / 100.0});
    if (i == 0) continue;
    BOOST_TEST(!methods.differences().can_differ(), i);
  }
}

// All eight rank alike: chi-squared is 8 * 3, and neighbours lie 1 apart, less
// than 2.569 * sqrt(20 / 48) = 1.66.
BOOST_AUTO_TEST_CASE(eight_patients_that_agree_tell_methods_apart) {
  Methods methods(patients(8));
  methods.add("d", std::vector<double>(8, .1))
      .add("a", std::vector<double>(8, .4))
      .add("c", std::vector<double>(8, .2))
      .add("b", std::vector<double>(8, .3));
  const RankDifferences all = methods.differences();
  BOOST_TEST(all.any_differ());
  BOOST_TEST(all.ranked.front().name == "a");
  BOOST_TEST(all.critical_difference == 1.6583, tt::tolerance(1e-4));
  BOOST_TEST(groups_of(all) == "[0 1][1 2][2 3]");
  BOOST_TEST(
      methods.words() ==
      "Friedman's test over 8 patients: chi-squared 24.00 with 3 degrees of "
      "freedom, p < 0.001. Methods that a bar joins are not shown to differ: "
      "their mean ranks lie less than 1.66 apart (Nemenyi, 5 %).");
}

// Rank sums 16, 15 and 17: 12 / (8 * 3 * 4) * 770 - 3 * 8 * 4 = 0.25, p of two
// degrees exp(-0.125).
BOOST_AUTO_TEST_CASE(eight_patients_that_disagree_tell_nothing) {
  Methods methods(patients(8));
  methods.add("a", {3, 1, 2, 3, 1, 2, 3, 1})
      .add("b", {2, 3, 1, 2, 3, 1, 2, 3})
      .add("c", {1, 2, 3, 1, 2, 3, 1, 2});
  const RankDifferences all = methods.differences();
  BOOST_TEST(all.can_differ());
  BOOST_TEST(!all.any_differ());
  BOOST_TEST(groups_of(all) == "[0 2]");
  BOOST_TEST(methods.words() ==
             "Friedman's test over 8 patients: chi-squared 0.25 with 2 degrees "
             "of freedom, p = 0.882: it does not tell the methods apart, so "
             "one bar joins all.");
}

BOOST_AUTO_TEST_CASE(methods_that_tie_share_their_ranks) {
  Methods methods(patients(4));
  methods.add("a", {1, 2, 3, 4}).add("b", {1, 2, 3, 4});
  const RankDifferences all = methods.differences();
  BOOST_TEST(all.ranked[0].name == "a");
  BOOST_TEST(all.ranked[0].rank == 1.5);
  BOOST_TEST(all.ranked[1].rank == 1.5);
  BOOST_TEST(groups_of(all) == "[0 1]");
  BOOST_TEST(methods.words() ==
             "Every patient ties all methods, so one bar joins all.");
}

// One lacks a section, one has no number in one.
BOOST_AUTO_TEST_CASE(a_method_that_is_not_scored_everywhere_is_counted) {
  Methods methods = two_patients();
  methods.add("egnv1", {.3, .3});
  RankDifferences all = methods.differences();
  BOOST_TEST(all.ranked.size() == 4U);
  BOOST_TEST(all.ranked[0].rank == 1.5);
  BOOST_TEST(methods.words().ends_with(
      "apart. 1 method is left out, without a number in every unit: egnv1. "
      "depth is not ranked: what was measured of the unit that is scored is "
      "used."));
  methods.add("flat", {.3, kNone, .3});
  BOOST_TEST(methods.differences().ranked.size() == 4U);
  BOOST_TEST(methods.words().find(" 2 methods are left out, without a number "
                                  "in every unit: egnv1, flat.") !=
             std::string::npos);
}

// One of 20 genes is no more than 5 %.
BOOST_AUTO_TEST_CASE(a_method_that_lacks_genes_is_not_ranked) {
  Methods methods = two_patients();
  methods.add("ghist", {.5, .5, .5}).last_lacks(1);
  BOOST_TEST(methods.differences().ranked.front().name == "ghist");
  methods.last_lacks(2);
  BOOST_TEST(methods.differences().ranked.size() == 4U);
  BOOST_TEST(methods.differences().ranked.front().name == "a");
  BOOST_TEST(methods.words().ends_with(
      "apart. 1 method is left out, with more than 5 % of the items undefined: "
      "ghist. depth is not ranked: what was measured of the unit that is "
      "scored is used."));
}

BOOST_AUTO_TEST_CASE(one_method_is_not_compared) {
  Methods methods(patients(3));
  methods.add("a", {1, 2, 3}).add("b", {1, 2});
  BOOST_TEST(std::isnan(methods.differences().critical_difference));
  BOOST_TEST(methods.differences().ranked[0].rank == 1);
  BOOST_TEST(methods.words() ==
             "Nothing is compared: 1 method is ranked, over 3 patients; two "
             "methods and a patient are needed. 1 method is left out, without "
             "a number in every unit: b.");
}

// Of 75 patients one method is ahead in 46: chi-squared 17^2 / 75 = 3.853, p =
// 0.04965, which three places would call 0.050.
BOOST_AUTO_TEST_CASE(a_p_hardly_below_the_level_is_told_apart_from_it) {
  std::vector<double> one(75, 0.2), other(75, 0.1);
  std::fill(other.begin() + 46, other.end(), 0.3);
  Methods methods(patients(75));
  methods.add("one", one).add("other", other);
  BOOST_TEST(methods.differences().any_differ());
  BOOST_TEST(methods.words().starts_with(
                 "Friedman's test over 75 patients: chi-squared 3.85 with 1 "
                 "degree of freedom, p = 0.0496. Methods"),
             methods.words());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
