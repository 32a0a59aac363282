#include "core/stats/clustering/dispersion.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(dispersion_test)

// Values 1 and 3, and 0 and 4: mean 2 of both, variances 2 and 8, dispersions
// 0 and ln 4. In one bin with mean ln 2 and deviation ln(4) / sqrt(2) they lie
// at -1 / sqrt(2) and 1 / sqrt(2). 200 and 202 are alone in the last bin.
BOOST_AUTO_TEST_CASE(three_columns_by_hand) {
  Matrix logged(2, 4);
  logged << 1, 0, 200, 5, 3, 4, 202, 5;
  logged = logged.array().log1p();
  const Eigen::VectorXd found = normalised_dispersions(logged.cast<double>());
  const auto close = boost::test_tools::tolerance(1e-5);
  BOOST_TEST(found[0] == -1 / std::sqrt(2), close);
  BOOST_TEST(found[1] == 1 / std::sqrt(2), close);
  BOOST_TEST(found[2] == 1);
  BOOST_TEST(std::isnan(found[3]));  // constant
  BOOST_TEST(highest(found, 2) == (std::vector<Eigen::Index>{1, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(highest(found, 9).size() == 3U);
}

// scanpy takes what is at or above the value at the cut: the two highest are 2
// and one of the 1s, so all three 1s come; of what is undefined, none.
BOOST_AUTO_TEST_CASE(a_cut_between_equal_ones_takes_all_of_them) {
  Eigen::VectorXd values(6);
  values << 1, 0.5, 1, std::nan(""), 2, 1;
  using Places = std::vector<Eigen::Index>;
  const auto taken = [&](std::int64_t count) {
    return highest_and_equal(values, count);
  };
  BOOST_TEST((taken(1) == Places{4}));
  BOOST_TEST((taken(2) == Places{0, 2, 4, 5}));
  BOOST_TEST((taken(4) == Places{0, 2, 4, 5}));
  BOOST_TEST((taken(9) == Places{0, 1, 2, 4, 5}));
  BOOST_TEST(highest_and_equal(Eigen::VectorXd(0), 2).empty());
}

BOOST_AUTO_TEST_SUITE_END()
