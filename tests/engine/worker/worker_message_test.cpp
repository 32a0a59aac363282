#include "core/engine/worker/worker_message.h"

#include <boost/test/unit_test.hpp>

#include "core/engine/worker/task_message.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(worker_message_test)

BOOST_AUTO_TEST_CASE(a_jail_arrives_as_it_was) {
  JailPlan jail;
  jail.folder = "/stage/\xff/worker-3";
  jail.writes = WriteJail::mounts;
  jail.landlock_abi = 2;
  jail.starts_programs = true;
  jail.devices = {"/dev/gpu"};
  const Json message = jail_message(jail);
  BOOST_TEST((message == Json{{"folder", "/stage/\xff/worker-3"},
                              {"writes", 1},
                              {"landlock_abi", 2},
                              {"starts_programs", true},
                              {"devices", {"/dev/gpu"}}}));
  const JailPlan back = read_jail_message(message);
  BOOST_TEST(back.folder.native() == jail.folder.native());
  BOOST_TEST((back.writes == WriteJail::mounts));
  BOOST_TEST(back.landlock_abi == 2);
  BOOST_TEST(back.starts_programs);
  BOOST_TEST(back.devices == jail.devices);
}

BOOST_AUTO_TEST_CASE(progress_arrives_printable) {
  const Json message = worker_message(TaskProgress{3, 12, "epoch\x1b[2J"});
  BOOST_TEST((message == Json{{"progress", {3, 12, "epoch\x1b[2J"}}}));
  const auto back = std::get<TaskProgress>(read_worker_message(message));
  BOOST_TEST(back.done == 3U);
  BOOST_TEST(back.total == 12U);
  BOOST_TEST(back.what == "epoch?[2J");
}

BOOST_AUTO_TEST_CASE(a_result_says_whether_its_worker_leaves) {
  TaskResult result;
  result.error = "no";
  const Json form = result_message(result);
  Json message = worker_message(TaskEnd{result, false});
  BOOST_TEST((message == Json{{"result", form}}));
  BOOST_TEST(!std::get<TaskEnd>(read_worker_message(message)).leaves);
  message = worker_message(TaskEnd{result, true});
  BOOST_TEST((message == Json{{"result", form}, {"leaves", true}}));
  const auto back = std::get<TaskEnd>(read_worker_message(message));
  BOOST_TEST(back.leaves);
  BOOST_TEST(back.result.error == "no");
}

BOOST_AUTO_TEST_CASE(what_is_no_such_message_is_refused) {
  BOOST_TEST(error_of([] { read_worker_message(Json::array({1})); }) ==
             "worker: expected an object with member 'result', found a list");
  BOOST_CHECK_THROW(read_worker_message(Json{{"progress", 7}}), std::exception);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
