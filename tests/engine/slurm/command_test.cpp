#include "core/engine/slurm/command.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/base/path.h"
#include "tests/support/temp_folder.h"

namespace moonstain::slurm {

BOOST_AUTO_TEST_SUITE(command_test)

BOOST_AUTO_TEST_CASE(both_outputs_and_the_code_come_back) {
  const TempFolder folder;
  const Reply reply = ask({"sh", "-c", "echo out; echo error >&2; pwd; exit 3"},
                          20'000, folder.path);
  BOOST_TEST(reply.in_time);
  BOOST_TEST(!reply.ok());
  BOOST_TEST(reply.code == 3);
  BOOST_TEST(reply.out ==
             concat("out\n", fs::canonical(folder.path).native(), "\n"));
  BOOST_TEST(reply.error == "error");
}

// More than a pipe holds, on both.
BOOST_AUTO_TEST_CASE(much_output_does_not_block) {
  const Reply reply = ask(
      {"sh", "-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"},
      20'000);
  BOOST_TEST(reply.ok());
  BOOST_TEST(reply.out.size() == 300'000U);
  BOOST_TEST(reply.error.size() == 300'000U);
}

BOOST_AUTO_TEST_CASE(who_does_not_answer_is_ended) {
  const Reply reply = ask({"sh", "-c", "echo so far; exec sleep 60"}, 300);
  BOOST_TEST(!reply.in_time);
  BOOST_TEST(!reply.ok());
  BOOST_TEST(reply.out == "so far\n");
}

BOOST_AUTO_TEST_CASE(a_command_that_is_not_there_is_named) {
  BOOST_TEST(error_of([] { ask({"moonstain-none"}, 100); }) ==
             "'moonstain-none' is not in PATH");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::slurm
