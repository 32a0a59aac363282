#include "core/stats/quantiles.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/error.h"

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

BOOST_AUTO_TEST_CASE(impossible_requests_are_refused) {
  BOOST_CHECK_EXCEPTION(quantile({}, 0.5), Error, [](const Error& e) {
    return std::string(e.what()) == "quantile: the sample is empty";
  });
  BOOST_CHECK_EXCEPTION(quantile({1}, 1.5), Error, [](const Error& e) {
    return std::string(e.what()) == "quantile: q is 1.5; it lies in 0 to 1";
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
