#include "core/engine/jail/memory_limit.h"

#include <boost/test/unit_test.hpp>
#include <vector>

namespace moonstain {

namespace {

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;

}  // namespace

BOOST_AUTO_TEST_SUITE(memory_limit_test)

BOOST_AUTO_TEST_CASE(a_task_may_have_twice_its_needs_within_the_runs_memory) {
  BOOST_TEST(task_memory_limit(kGiB / 4, 0, 16 * kGiB) == kGiB);  // at least
  BOOST_TEST(task_memory_limit(3 * kGiB, 0, 16 * kGiB) == 6 * kGiB);
  BOOST_TEST(task_memory_limit(3 * kGiB, 0, 5 * kGiB) == 5 * kGiB);
  // Alone it may be larger than the run's.
  BOOST_TEST(task_memory_limit(3 * kGiB, 0, 2 * kGiB) == 3 * kGiB);
  BOOST_TEST(task_memory_limit(3 * kGiB, kGiB, 16 * kGiB) == kGiB);
}

// In MB, to see that only what comes on top of what was there is counted.
BOOST_AUTO_TEST_CASE(the_limit_holds_while_it_lives_and_says_what_was_refused) {
  const std::vector<char> before(std::size_t{200} << 20);
  const MemoryLimit limit(std::uint64_t{100} << 20);
  const std::vector<char> some(std::size_t{60} << 20);
  BOOST_CHECK_THROW(std::vector<char>(std::size_t{50} << 20), std::bad_alloc);
  BOOST_TEST(limit.refusal() ==
             "not enough memory: it asked for 50 MB beside the 60 MB it had; "
             "its limit is 100 MB: --task-memory GB sets another, for every "
             "task");
}

BOOST_AUTO_TEST_CASE(without_a_limit_it_is_the_system_that_refuses) {
  const MemoryLimit none(0);
  { const MemoryLimit limit(std::uint64_t{10} << 20); }
  BOOST_CHECK_NO_THROW(std::vector<char>(std::size_t{50} << 20));
  BOOST_CHECK_THROW(std::vector<char>(std::size_t{1} << 46), std::bad_alloc);
  BOOST_TEST(none.refusal() ==
             "not enough memory: it asked for 67108864 MB beside the 0 MB it "
             "had, and the system has no more");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
