#include "core/stats/binned_similarity.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "tests/support/golden.h"

namespace moonstain {
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(binned_similarity_test)

// Made with pandas; the script lies beside it.
BOOST_AUTO_TEST_CASE(bins_are_those_of_pandas) {
  const Json golden = read_golden("stats/binned_similarity");
  BOOST_TEST(golden["cases"].size() == 8U);
  for (const Json& one : golden["cases"]) {
    BOOST_TEST_CONTEXT(one["name"]) {
      BOOST_TEST(binned_similarity(one["predicted"].get<std::vector<float>>(),
                                   one["measured"].get<std::vector<float>>()) ==
                     one["similarity"].get<double>(),
                 tt::tolerance(1e-12));
    }
  }
}

// Bins 0, 255 beside 255, 0: means 127.5, variances 32512.5, covariance
// -32512.5; (65025 - 58.5225) / (65025 + 58.5225) below 0.
BOOST_AUTO_TEST_CASE(two_opposite_places_are_worked_by_hand) {
  const std::vector<float> up{0.F, 2.F}, down{5.F, 1.F};
  BOOST_TEST(binned_similarity(up, down) == -(65025 - 58.5225) / 65083.5225,
             tt::tolerance(1e-12));
  BOOST_TEST(binned_similarity(up, up) == 1, tt::tolerance(1e-12));
}

// What a predictor says that knows no scale.
BOOST_AUTO_TEST_CASE(a_positive_factor_changes_nothing) {
  const std::vector<float> measured{0.F, 1.F, 3.F, 2.F, 0.5F};
  const std::vector<float> half{0.F, 0.5F, 1.5F, 1.F, 0.25F};
  BOOST_TEST(binned_similarity(half, measured) == 1, tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(lists_that_do_not_fit_are_refused) {
  const auto says = [](const std::string& text) {
    return [text](const Error& e) { return text == e.what(); };
  };
  const std::vector<float> one{1.F}, two{1.F, 2.F};
  BOOST_CHECK_EXCEPTION(
      binned_similarity(one, two), Error,
      says("binned_similarity: 1 predicted values, 2 measured "
           "ones; expected as many"));
  BOOST_CHECK_EXCEPTION(binned_similarity(one, one), Error,
                        says("binned_similarity: got 1 value(s); a variance "
                             "needs at least 2"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
