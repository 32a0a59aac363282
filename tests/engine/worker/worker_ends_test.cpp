#include "core/engine/worker/worker_ends.h"

#include <boost/test/unit_test.hpp>
#include <csignal>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(worker_ends_test)

BOOST_AUTO_TEST_CASE(memory_is_spoken_of_after_signal_9_alone) {
  WorkerEnds ends;
  BOOST_TEST(ends.words(0, 3) == "left with code 3");
  BOOST_TEST(ends.words(SIGSEGV, 0) ==
             "was ended by signal 11 (SIGSEGV: Segmentation fault)");
  const std::string killed = ends.words(SIGKILL, 0);
  BOOST_TEST(killed.starts_with("was ended by signal 9 (SIGKILL: Killed); "));
  BOOST_TEST(killed.find("out of memory") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
