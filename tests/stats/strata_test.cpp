#include "core/stats/strata.h"

#include <boost/test/unit_test.hpp>
#include <set>

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(strata_test)

BOOST_AUTO_TEST_CASE(units_stay_in_their_stratum_and_move_there) {
  const std::vector<std::string> strata{"a", "b", "a", "b", "b", "a", "c"};
  std::set<std::vector<std::size_t>> seen;
  RandomStream stream(1, "strata_test", "order");
  for (int i = 0; i < 500; ++i) {
    const auto order = permutation_within(strata, stream);
    BOOST_REQUIRE(std::set(order.begin(), order.end()).size() == strata.size());
    for (std::size_t at = 0; at < order.size(); ++at) {
      BOOST_REQUIRE(strata[order[at]] == strata[at]);
    }
    seen.insert(order);
  }
  BOOST_TEST(seen.size() == 36U);  // 3! x 3! x 1
}

BOOST_AUTO_TEST_CASE(one_stratum_is_the_streams_permutation) {
  RandomStream one(4, "strata_test", "order"), other(4, "strata_test", "order");
  BOOST_TEST(permutation_within(std::vector<std::string>(9, ""), one) ==
                 other.permutation(9),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
