#include "core/stats/split_tests.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/stats/permuted_evidence.h"
#include "core/stats/student_t.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

// Hundredths of 16 units in four columns: one plain, one with ties, one with
// two values missing, one constant.
Matrix sixteen() {
  Matrix values(16, 4);
  values << 0, 50, -27, 100, -45, -100, 6, 100, -49, -50, 49, 100, 11, -100,
      kNone, 100, -134, -50, -190, 100, -184, 0, -127, 100, 16, 0, -252, 100,
      -5, 0, -153, 100, -98, -100, 106, 100, -3, 100, kNone, 100, 11, 0, -123,
      100, 136, -150, 86, 100, -64, 200, 76, 100, 7, 50, -19, 100, -7, 50, 144,
      100, 20, -50, 13, 100;
  return values / 100.F;
}

Splits three() {
  Splits splits(3, 16);
  splits << -1, -1, -1, -1, -1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0,  //
      0, 0, -1, -1, -1, -1, -1, -1, 0, 1, 1, 1, 1, 1, -1, 0,      //
      -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1;
  return splits;
}

// Splits of `units` along a genome: each differs from the one before in a few.
Splits made_up_splits(Eigen::Index count, Eigen::Index units,
                      RandomStream& stream) {
  Splits splits(count, units);
  for (Eigen::Index split = 0; split < count; ++split) {
    for (Eigen::Index unit = 0; unit < units; ++unit) {
      const bool stays = split > 0 && stream.uniform() < 0.95;
      splits(split, unit) =
          stays ? splits(split - 1, unit)
                : static_cast<std::int8_t>(stream.below(3)) - std::int8_t{1};
    }
  }
  return splits;
}

Matrix made_up_values(Eigen::Index units, Eigen::Index columns,
                      RandomStream& stream, double missing) {
  Matrix values(units, columns);
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    const auto value = static_cast<float>(5 + 2 * stream.normal());
    values.data()[i] = stream.uniform() < missing ? kNone : value;
  }
  return values;
}

// -log10 p of a row, those that were tested.
double evidence_in(const MatrixD& p, Eigen::Index row) {
  double sum = 0;
  for (const double one : p.row(row)) {
    if (!std::isnan(one)) sum -= std::log10(one);
  }
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(split_tests_test)

// scipy.stats.ttest_ind(equal_var=False) of the values that are there, SciPy
// 1.17.1. A column that is constant, and groups of two, are not tested.
BOOST_AUTO_TEST_CASE(each_pair_is_scipys_welch_test) {
  const SplitTests tests = split_tests(three(), sixteen(), 4);
  const double p[2][3] = {
      {0.21697617633092187, 0.5938624134925913, 0.7689302089152921},
      {0.15838453259312493, 0.3599415479030455, 0.271935552024479}};
  for (Eigen::Index split = 0; split < 2; ++split) {
    for (Eigen::Index column = 0; column < 3; ++column) {
      BOOST_TEST(tests.p(split, column) == p[split][column],
                 tt::tolerance(1e-12));
    }
    BOOST_TEST(std::isnan(tests.p(split, 3)));
    BOOST_TEST(std::isnan(tests.low(split, 3)));
  }
  BOOST_TEST(tests.low(0, 2) == -0.405, tt::tolerance(1e-7));
  BOOST_TEST(tests.high(1, 0) == 0.174, tt::tolerance(1e-7));
  for (Eigen::Index column = 0; column < 4; ++column) {
    BOOST_TEST(std::isnan(tests.p(2, column)));
  }
  // Of the third column a group of the first split has four values, not five.
  const SplitTests more = split_tests(three(), sixteen(), 5);
  BOOST_TEST(std::isnan(more.p(0, 2)));
  BOOST_TEST(more.p(0, 0) == p[0][0], tt::tolerance(1e-12));
}

// Reached from the split before, or anew; with values missing or not; in blocks
// of columns that are not full.
BOOST_AUTO_TEST_CASE(permuted_evidence_is_that_of_the_permuted_units) {
  for (const double missing : {0.0, 0.2}) {
    RandomStream stream(3, "split_tests_test", "values");
    const Splits splits = made_up_splits(40, 60, stream);
    const Matrix values = made_up_values(60, 45, stream, missing);
    std::vector<std::vector<std::size_t>> orders;
    for (int i = 0; i < 3; ++i) orders.push_back(stream.permutation(60));
    const MatrixD fast = permuted_evidence(splits, values, 5, orders);
    for (std::size_t i = 0; i < orders.size(); ++i) {
      Matrix moved(values.rows(), values.cols());
      for (Eigen::Index unit = 0; unit < 60; ++unit) {
        moved.row(unit) = values.row(static_cast<Eigen::Index>(
            orders[i][static_cast<std::size_t>(unit)]));
      }
      const SplitTests exact = split_tests(splits, moved, 5);
      for (Eigen::Index split = 0; split < splits.rows(); ++split) {
        BOOST_TEST(fast(static_cast<Eigen::Index>(i), split) ==
                       evidence_in(exact.p, split),
                   tt::tolerance(1e-4));
      }
    }
  }
}

// Hill's formula at its worst: two groups of five, and p down to 1e-9.
BOOST_AUTO_TEST_CASE(the_approximated_p_keeps_its_bound) {
  Splits splits(1, 10);
  splits << -1, -1, -1, -1, -1, 1, 1, 1, 1, 1;
  std::vector<std::size_t> order(10);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (const float shift : {0.F, 0.5F, 1.F, 2.F, 4.F, 8.F, 30.F, 90.F}) {
    Matrix values(10, 1);
    values << 0, 1, 2, 0.5F, 1.5F, 0, 1.5F, 1, 2, 0.5F;
    values.bottomRows(5).array() += shift;
    const double exact = evidence_in(split_tests(splits, values, 5).p, 0);
    const double fast = permuted_evidence(splits, values, 5, {order})(0, 0);
    BOOST_TEST(std::abs(fast - exact) <= std::max(5e-4, 1e-3 * exact));
  }
}

BOOST_AUTO_TEST_CASE(other_units_and_groups_of_one_are_refused) {
  const auto error = [](const Splits& splits, std::int64_t least) {
    try {
      split_tests(splits, Matrix::Zero(3, 2), least);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  BOOST_TEST(error(Splits::Zero(5, 4), 5) ==
             "split_tests: splits are [5, 4], values are [3, 2]; both must be "
             "of the same units");
  BOOST_TEST(error(Splits::Zero(5, 3), 1) ==
             "split_tests: groups of at least 1; a test needs at least 2 units "
             "in each");
}

BOOST_AUTO_TEST_SUITE_END()
