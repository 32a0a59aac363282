#include "core/learn/network/torch_runtime.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <iterator>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(torch_runtime_test)

// A worker is forked from this process: a second thread would be lost in it.
BOOST_AUTO_TEST_CASE(one_thread_is_left_after_warming_up) {
  prepare_torch();
  prepare_torch();
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  BOOST_TEST(std::distance(begin(tasks), end(tasks)) == 1);
}

BOOST_AUTO_TEST_CASE(version_and_instruction_set_are_told) {
  BOOST_TEST(torch_version() == "2.13.0");
  BOOST_TEST(!torch_capability().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
