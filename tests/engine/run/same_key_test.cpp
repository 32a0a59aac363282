#include "core/engine/run/same_key.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(same_key_test)

BOOST_AUTO_TEST_CASE(the_first_of_a_key_is_run_and_the_others_wait_in_order) {
  const Digest key = sha256("a"), other = sha256("b");
  SameKey same;
  BOOST_TEST(same.enter(key, 7));
  BOOST_TEST(!same.enter(key, 9));
  BOOST_TEST(same.enter(other, 1));
  BOOST_TEST(!same.enter(key, 8));
  BOOST_TEST(same.leave(key) == (std::vector<NodeIndex>{9, 8}),
             tt::per_element());
  BOOST_TEST(same.leave(other).empty());
}

BOOST_AUTO_TEST_CASE(a_key_whose_task_is_over_is_free) {
  const Digest key = sha256("a");
  SameKey same;
  BOOST_TEST(same.leave(key).empty());
  same.enter(key, 7);
  same.enter(key, 8);
  same.leave(key);
  BOOST_TEST(same.enter(key, 8));
  BOOST_TEST(same.leave(key).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
