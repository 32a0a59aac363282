#include "core/data/stored/log_counts.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(log_counts_test)

// ln 2, ln 4 and ln 11 as float32, by Python's math.log1p; a spot without
// counts and a gene that nobody has are rows and columns of 0.
BOOST_AUTO_TEST_CASE(each_count_is_a_logarithm_in_its_place) {
  Dataset d;
  d.spots = {"a", "b", "c"};
  d.genes = {"A", "B", "C"};
  d.counts = {3, 3, {0, 2, 2, 3}, {0, 2, 2}, {1, 3, 10}};
  BOOST_TEST(
      (log_counts(d) ==
       Matrix{{0.6931472F, 0, 1.3862944F}, {0, 0, 0}, {0, 0, 2.3978953F}}));
  // 5 ln 11 rounded once; 5 times the float32 above is 11.9894772.
  BOOST_TEST(log_counts(d, 5)(2, 2) == 11.9894762F);
  BOOST_TEST(log_counts(d, 5)(1, 1) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
