#include "core/stats/reliability.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

namespace moonstain {
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(reliability_test)

// Halves that correlate by 1/2: 2 (1/2) / (3/2) = 2/3.
BOOST_AUTO_TEST_CASE(the_whole_is_more_reliable_than_its_halves) {
  BOOST_TEST(spearman_brown(0.5) == 2.0 / 3.0, tt::tolerance(1e-15));
  BOOST_TEST(spearman_brown(0) == 0);
  BOOST_TEST(spearman_brown(1) == 1);
  BOOST_TEST(spearman_brown(-0.2) == -0.5, tt::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(where_there_is_no_number_there_is_none) {
  BOOST_TEST(spearman_brown(-0.33) == -0.66 / 0.67, tt::tolerance(1e-15));
  BOOST_TEST(std::isnan(spearman_brown(-0.34)));
  BOOST_TEST(std::isnan(spearman_brown(-1)));
  BOOST_TEST(std::isnan(spearman_brown(std::nan(""))));
  BOOST_TEST(std::isnan(attainable_correlation(std::nan(""))));
}

BOOST_AUTO_TEST_CASE(what_is_free_of_noise_correlates_by_the_root) {
  BOOST_TEST(attainable_correlation(0.49) == 0.7, tt::tolerance(1e-15));
  BOOST_TEST(attainable_correlation(-0.1) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
