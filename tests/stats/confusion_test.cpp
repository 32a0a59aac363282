#include "core/stats/confusion.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "tests/support/golden.h"
#include "tests/support/published_metrics.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double number(const Json& value) {
  return value.is_null() ? kNan : value.get<double>();
}

bool near(double found, double expected) {
  return std::isnan(expected) ? std::isnan(found)
                              : std::abs(found - expected) < 1e-12;
}

// One score of several classes beside a list.
void check_scores(const std::vector<ClassScores>& found, const Json& expected) {
  double ClassScores::*const kScores[] = {&ClassScores::precision,
                                          &ClassScores::recall,
                                          &ClassScores::f1, &ClassScores::iou};
  for (std::size_t score = 0; score < expected.size(); ++score) {
    BOOST_TEST_REQUIRE(found.size() == expected[score].size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      BOOST_TEST(near(found[i].*kScores[score], number(expected[score][i])),
                 "score " << score << " of " << i << ": "
                          << found[i].*kScores[score] << ", expected "
                          << expected[score][i]);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(confusion_test)

// Made by scikit-learn; the script lies beside it.
BOOST_AUTO_TEST_CASE(classes_score_as_in_scikit_learn) {
  const Json golden = read_golden("stats/classes");
  BOOST_TEST(golden["classes"].size() == 7U);
  for (const Json& one : golden["classes"]) {
    BOOST_TEST_CONTEXT(one["name"]) {
      const Confusion confusion =
          confusion_of(one["truth"].get<std::vector<std::string>>(),
                       one["called"].get<std::vector<std::string>>());
      BOOST_TEST(
          confusion.classes == one["classes"].get<std::vector<std::string>>(),
          boost::test_tools::per_element());
      for (Eigen::Index i = 0; i < confusion.counts.size(); ++i) {
        const auto row = static_cast<std::size_t>(i / confusion.counts.cols());
        const auto column =
            static_cast<std::size_t>(i % confusion.counts.cols());
        BOOST_TEST(confusion.counts(i / confusion.counts.cols(),
                                    i % confusion.counts.cols()) ==
                   one["counts"][row][column].get<std::int64_t>());
      }
      BOOST_TEST(near(accuracy(confusion), number(one["accuracy"])));
      BOOST_TEST(
          near(balanced_accuracy(confusion), number(one["balanced_accuracy"])));
      BOOST_TEST(near(cohen_kappa(confusion), number(one["kappa"])));
      for (const Json& average : one["averages"]) {
        const double rule = number(average["zero_division"]);
        BOOST_TEST_CONTEXT(average["average"] << " with " << rule) {
          if (average["average"] == "each") {
            check_scores(class_scores(confusion, rule), average["scores"]);
          } else if (average["average"] == "macro") {
            check_scores({macro_scores(confusion, rule)}, average["scores"]);
          } else {
            check_scores({weighted_scores(confusion, rule)}, average["scores"]);
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_has_no_score) {
  const Confusion none = confusion_of({}, {});
  BOOST_TEST(std::isnan(accuracy(none)));
  BOOST_TEST(std::isnan(balanced_accuracy(none)));
  BOOST_TEST(std::isnan(cohen_kappa(none)));
  BOOST_TEST(std::isnan(weighted_scores(none, 0).precision));
}

BOOST_AUTO_TEST_CASE(differing_lengths_are_named) {
  BOOST_TEST(error_of([] { confusion_of({"a"}, {}); }) ==
             "confusion_of: 1 true classes, 0 called ones; each unit has both");
}

// Values of GHIST's own code on 40 nuclei of four types, of which one is never
// called: it counts as 0, which `zero_division` has no part in.
BOOST_AUTO_TEST_CASE(types_score_as_in_published_code) {
  const PublishedMetrics published;
  const Json& golden = published.golden;
  std::vector<std::string> truth, called;
  for (std::size_t i = 0; i < 40; ++i) {
    truth.push_back(std::to_string(published.types[i]));
    called.push_back(std::to_string(published.called[i]));
  }
  const Confusion confusion = confusion_of(truth, called);
  BOOST_TEST(near(accuracy(confusion), golden.at("accuracy")));
  BOOST_TEST(near(macro_scores(confusion, 0).f1, golden.at("f1_mean")));
  const std::vector<ClassScores> each = class_scores(confusion, 0);
  const Json& expected = golden.at("f1_per_class_present_in_either");
  BOOST_TEST_REQUIRE(each.size() == expected.size());
  for (std::size_t i = 0; i < each.size(); ++i) {
    BOOST_TEST(near(each[i].f1, expected[i]));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
