#include "core/stats/quantiles.h"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <string>

#include "core/base/error.h"
#include "core/base/random.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(quantiles_test)

// Position 0.1 * 4 = 0.4 lies between 10 and 20.
BOOST_AUTO_TEST_CASE(lies_between_order_statistics) {
  BOOST_TEST(quantile({50, 10, 30, 20, 40}, 0.1) == 14.0, tt::tolerance(1e-12));
  BOOST_TEST(quantile({50, 10, 30, 20, 40}, 0.5) == 30.0);
  BOOST_TEST(quantile({50, 10, 30, 20, 40}, 1.0) == 50.0);
  BOOST_TEST(quantile({7}, 0.9) == 7.0);
}

// The same five values, counted.
BOOST_AUTO_TEST_CASE(bytes_give_the_same_as_their_list) {
  std::vector<std::int64_t> counts(256, 0);
  for (const std::size_t value : {10, 20, 30, 40, 50}) {
    counts[value] = 1;
  }
  BOOST_TEST(byte_quantile(counts, 0.1) == 14.0, tt::tolerance(1e-12));
  BOOST_TEST(byte_quantile(counts, 0.0) == 10.0);
  BOOST_TEST(byte_quantile(counts, 1.0) == 50.0);
  counts[10] = 5;  // 10 10 10 10 10 20 30 40 50: position 0.8 is 10
  BOOST_TEST(byte_quantile(counts, 0.1) == 10.0);
  BOOST_TEST(byte_quantile(counts, 0.5) == 10.0);
  BOOST_TEST(byte_quantile(counts, 0.75) == 30.0);
}

// Columns of few and of many values, negative ones and ties among them.
BOOST_AUTO_TEST_CASE(columns_have_the_quantiles_of_their_values) {
  const std::vector<double> q{0.95, 0.0, 0.05, 0.5, 1.0};
  RandomStream random(1, "quantiles_test", "values");
  for (const Eigen::Index rows : {1, 4, 300}) {
    Matrix values(rows, 35);
    for (Eigen::Index i = 0; i < values.size(); ++i) {
      values.data()[i] = static_cast<float>(i % 3 == 0 ? 100.0 * random.normal()
                                                       : -0.5 * (i % 5));
    }
    const MatrixD found = column_quantiles(values, q);
    BOOST_TEST(found.rows() == 35);
    for (Eigen::Index column = 0; column < values.cols(); ++column) {
      std::vector<double> sample;
      for (Eigen::Index row = 0; row < rows; ++row) {
        sample.push_back(double{values(row, column)});
      }
      for (std::size_t i = 0; i < q.size(); ++i) {
        BOOST_TEST(found(column, static_cast<Eigen::Index>(i)) ==
                   quantile(sample, q[i]));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(impossible_requests_are_refused) {
  BOOST_CHECK_EXCEPTION(quantile({}, 0.5), Error, [](const Error& e) {
    return std::string(e.what()) == "quantile: the sample is empty";
  });
  BOOST_CHECK_EXCEPTION(quantile({1}, 1.5), Error, [](const Error& e) {
    return std::string(e.what()) == "quantile: q is 1.5; it lies in 0 to 1";
  });
  BOOST_TEST(error_of([] { column_quantiles(Matrix(0, 2), {0.5}); }) ==
             "quantile: the sample is empty");
  Matrix values = Matrix::Zero(3, 2);
  values(1, 1) = std::numeric_limits<float>::quiet_NaN();
  BOOST_TEST(error_of([&] { column_quantiles(values, {0.5}); }) ==
             "column_quantiles: row 1 of column 1 is NaN, which has no place "
             "among the others");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
