#include "core/stats/clustering/cluster_chain.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

// 20 rows of each of two kinds: the first three columns are high in the one,
// the last three in the other, and each row is a little its own.
Matrix two_kinds() {
  Matrix values(40, 6);
  for (Eigen::Index row = 0; row < 40; ++row) {
    for (Eigen::Index column = 0; column < 6; ++column) {
      const bool high = (row < 20) == (column < 3);
      const double own = 0.618034 * static_cast<double>(6 * row + column);
      values(row, column) =
          (high ? 8.F : 1.F) + static_cast<float>(own - std::floor(own));
    }
  }
  return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cluster_chain_test)

BOOST_AUTO_TEST_CASE(two_kinds_of_rows_are_two_clusters) {
  const Clustered made =
      clustered(two_kinds(), {.most_variable = 6, .components = 3});
  for (std::size_t row = 0; row < 40; ++row) {
    BOOST_TEST(made.cluster[row] == (row < 20 ? 0 : 1));
  }
  BOOST_TEST(made.components.cols() == 3);
  BOOST_TEST(made.shift == 0);
}

// A row scaled to another depth is the same; what is added to all is said.
BOOST_AUTO_TEST_CASE(depth_does_not_count_and_negative_values_are_shifted) {
  Matrix values = two_kinds();
  const auto cluster = clustered(values, {.most_variable = 6}).cluster;
  for (Eigen::Index row = 0; row < 40; row += 3) values.row(row) *= 4;
  BOOST_TEST(clustered(values, {.most_variable = 6}).cluster == cluster,
             boost::test_tools::per_element());
  values = two_kinds();
  values(0, 3) = -1;
  BOOST_TEST(clustered(values, {.most_variable = 6}).shift == 1);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_clustered_is_said) {
  BOOST_TEST(
      error_of([] { clustered(Matrix::Ones(15, 3), {}); }) ==
      "clusters: 15 row(s) and neighbours = 15; at least 2 are needed, a "
      "row itself among them, and more rows");
  BOOST_TEST(error_of([] { clustered(Matrix::Ones(20, 3), {}); }) ==
             "clusters: 0 of 3 column(s) varies; at least 2 are needed");
  Matrix broken = two_kinds();
  broken(0, 0) = std::numeric_limits<float>::quiet_NaN();
  BOOST_TEST(error_of([&] { clustered(broken, {}); }) ==
             "clusters: a value is not finite; expected finite numbers");
}

BOOST_AUTO_TEST_SUITE_END()
