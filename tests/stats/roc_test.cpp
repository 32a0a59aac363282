#include "core/stats/roc.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "core/base/json.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(roc_test)

// Made by scikit-learn; the script lies beside it.
BOOST_AUTO_TEST_CASE(rankings_score_as_in_scikit_learn) {
  const Json golden = read_golden("stats/classes");
  int checked = 0;
  for (const Json& one : golden["rankings"]) {
    const auto scores = one["scores"].get<std::vector<double>>();
    std::vector<bool> positive;
    for (const Json& is : one["positive"]) {
      positive.push_back(is.get<int>() == 1);
    }
    if (!one.contains("auc")) {
      BOOST_TEST(std::isnan(roc_auc(scores, positive)));
      continue;
    }
    ++checked;
    BOOST_TEST_CONTEXT(one["name"]) {
      BOOST_TEST(roc_auc(scores, positive) == one["auc"].get<double>(),
                 tt::tolerance(1e-12));
      BOOST_TEST(average_precision(scores, positive) ==
                     one["average_precision"].get<double>(),
                 tt::tolerance(1e-12));
      const auto points = roc_curve(scores, positive);
      const auto expected =
          one["points"].get<std::vector<std::vector<double>>>();
      BOOST_TEST_REQUIRE(points.size() == expected.size() + 1);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        BOOST_TEST(points[i + 1].threshold == expected[i][0]);
        BOOST_TEST(points[i + 1].false_positive_rate == expected[i][1],
                   tt::tolerance(1e-12));
        BOOST_TEST(points[i + 1].true_positive_rate == expected[i][2],
                   tt::tolerance(1e-12));
      }
    }
  }
  BOOST_TEST(checked == 5);
}

BOOST_AUTO_TEST_CASE(curves_begin_where_none_is_called) {
  const auto points = roc_curve({0.5, 0.25}, {true, false});
  BOOST_TEST(std::isinf(points[0].threshold));
  BOOST_TEST(points[0].true_positive_rate == 0.0);
  BOOST_TEST(points[0].false_positive_rate == 0.0);
}

// Of ten units 30 % are three: 0.9 of the class and, of three tied at 0.8 with
// one of the class, two; of 5 % there is still one.
BOOST_AUTO_TEST_CASE(precision_of_the_highest_shares_out_ties) {
  const std::vector<double> scores{0.1, 0.8, 0.9, 0.8, 0.2,
                                   0.8, 0.3, 0.4, 0.5, 0.0};
  std::vector<bool> positive(10, false);
  positive[2] = positive[3] = true;
  BOOST_TEST(top_precision(scores, positive, 0.3) == (1 + 2.0 / 3) / 3,
             tt::tolerance(1e-12));
  BOOST_TEST(top_precision(scores, positive, 0.05) == 1);
  BOOST_TEST(top_precision(scores, positive, 1) == 0.2, tt::tolerance(1e-12));
  BOOST_TEST(std::isnan(top_precision({}, {}, 0.05)));
}

BOOST_AUTO_TEST_CASE(an_empty_class_has_no_score) {
  BOOST_TEST(std::isnan(average_precision({0.5, 0.25}, {false, false})));
  const auto points = roc_curve({0.5}, {true});
  BOOST_TEST(std::isnan(points[1].false_positive_rate));
  BOOST_TEST(points[1].true_positive_rate == 1.0);
  BOOST_TEST(std::isnan(roc_auc({}, {})));
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  BOOST_TEST(error_of([] { roc_auc({1}, {}); }) ==
             "roc_auc: 1 scores, 0 classes; each unit has both");
  BOOST_TEST(error_of([] {
               average_precision({1, std::numeric_limits<double>::quiet_NaN()},
                                 {true, false});
             }) == "average_precision: score 1 is NaN, which has no rank");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
