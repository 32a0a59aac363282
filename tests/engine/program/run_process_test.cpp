#include "core/engine/program/run_process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "core/engine/process/usage.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(run_process_test)

BOOST_AUTO_TEST_CASE(the_end_of_a_log_is_plain_text) {
  BOOST_TEST(last_lines("a\nb\nc\n\n", 2) == "b\nc");
  BOOST_TEST(last_lines("one", 5) == "one");
  BOOST_TEST(last_lines("\n\n", 5) == "");
  BOOST_TEST(last_lines("a\x1B[2J\xC2\x9Bz\xFF", 1) == "a?[2J??z?");
}

// A worker holds the files open from which it reads its own use; a fork for a
// program has others under their numbers.
BOOST_AUTO_TEST_CASE(a_program_may_take_its_memory_beside_what_it_began_with) {
  open_own_usage();
  const std::string own(std::size_t{300} << 20, 'x');
  ProcessLimits limits;
  limits.memory_bytes = std::uint64_t{1} << 20;
  const ProcessEnd end = run_process(
      [&] {
        rlimit data{};
        ::getrlimit(RLIMIT_DATA, &data);
        return data.rlim_cur >= own.size() + limits.memory_bytes ? 0 : 1;
      },
      limits, {STDERR_FILENO}, Printing::kept, "test");
  BOOST_TEST(end.reason == "");
  BOOST_TEST(end.code == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
