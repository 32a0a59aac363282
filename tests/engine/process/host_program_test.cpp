#include "core/engine/process/host_program.h"

#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(host_program_test)

BOOST_AUTO_TEST_CASE(a_program_is_looked_for_by_its_bare_name) {
  BOOST_TEST(find_program("sh").ends_with("/sh"));
  BOOST_TEST(find_program("no-such-program") == "");
  BOOST_TEST(error_of([] { program_digest("no-such-program"); }) ==
             "no program 'no-such-program' on this machine, looked for in "
             "/usr/local/bin:/usr/bin:/bin");
}

BOOST_AUTO_TEST_CASE(a_command_line_can_be_typed_again) {
  BOOST_TEST(shell_line({"/bin/sh", "-c", "echo it's", ""}) ==
             "/bin/sh -c 'echo it'\\''s' ''");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
