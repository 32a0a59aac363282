#include "core/stats/weighted_row.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/error.h"

namespace moonstain {
namespace {

void check_row(const WeightedRow& found, const WeightedRow& expected,
               double within) {
  BOOST_TEST(std::abs(found.accuracy - expected.accuracy) < within);
  BOOST_TEST(std::abs(found.precision - expected.precision) < within);
  BOOST_TEST(std::abs(found.recall - expected.recall) < within);
  BOOST_TEST(std::abs(found.f1 - expected.f1) < within);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(weighted_row_test)

// scikit-learn, as HiST's code calls it: of 20, 13 and 7 of which 10 and 1 are
// right; always "no" of 17 and 3; always "yes" where all are "no".
BOOST_AUTO_TEST_CASE(rows_are_those_of_scikit_learn) {
  check_row(weighted_row({7, 13, 1, 10}),
            {0.55, 0.49375, 0.55, 0.5119122257053292}, 1e-12);
  check_row(weighted_row({3, 17, 0, 17}),
            {0.85, 0.8725, 0.85, 0.7810810810810811}, 1e-12);
  check_row(weighted_row({0, 12, 0, 7}),
            {0.5833333333333334, 1, 0.5833333333333334, 0.7368421052631579},
            1e-12);
  check_row(weighted_row({0, 8, 0, 0}), {0, 1, 0, 0}, 1e-12);
}

// By hand: p = 102 / 131; p, p^2 + 1 - p, p, 2 p^2 / (1 + p).
BOOST_AUTO_TEST_CASE(always_no_of_131_slides_is_worked_by_hand) {
  const double p = 102.0 / 131;
  check_row(weighted_row({29, 102, 0, 102}),
            {p, p * p + 1 - p, p, 2 * p * p / (1 + p)}, 1e-12);
  check_row(weighted_row({29, 102, 0, 102}), {0.7786, 0.8276, 0.7786, 0.6817},
            5e-5);
}

// 0.79, 0.85, 0.79, 0.81 of 29 and 102: 24 and 80 of them right, and no other
// table; found by a loop in Python over all 3,090.
BOOST_AUTO_TEST_CASE(a_published_row_tells_its_table) {
  const auto tables = tables_of_row(29, 102, {0.79, 0.85, 0.79, 0.81}, 0.005);
  BOOST_TEST_REQUIRE(tables.size() == 1U);
  BOOST_TEST((tables[0] == TwoClassTable{29, 102, 24, 80}));
  BOOST_TEST(tables_of_row(29, 102, {0.99, 0.5, 0.99, 0.5}, 0.005).empty());
}

// The same loop with math.comb for the chances.
BOOST_AUTO_TEST_CASE(a_range_comes_of_exact_chances) {
  const RowRange range = row_range({29, 102, 24, 80});
  check_row(range.low, {0.7252, 0.7955, 0.7252, 0.7444}, 5e-5);
  check_row(range.high, {0.8626, 0.8966, 0.8626, 0.8692}, 5e-5);
  // What is always right, or never, can be nothing else.
  const RowRange sure = row_range({2, 3, 0, 3});
  BOOST_TEST(sure.low.accuracy == 0.6);
  BOOST_TEST(sure.high.accuracy == 0.6);
}

BOOST_AUTO_TEST_CASE(tables_that_cannot_be_are_refused) {
  const auto refused = [](const auto& body, const std::string& words) {
    BOOST_CHECK_EXCEPTION(body(), Error, [&](const Error& e) {
      BOOST_TEST(std::string(e.what()) == words);
      return true;
    });
  };
  refused([] { weighted_row({1, 2, 2, 0}); },
          "weighted_row: 2 of 1 positive and 0 of 2 negative units are right; "
          "expected 0 to all of them, of at least one unit");
  refused([] { row_range({0, 2, 0, 1}); },
          "row_range: 0 positive and 2 negative units; at least one of each is "
          "needed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
