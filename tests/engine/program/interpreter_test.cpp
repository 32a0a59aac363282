#include "core/engine/program/interpreter.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/process/host_program.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

Json shell() {
  return {{"name", "sh"},
          {"sha256", program_digest("sh").hex()},
          {"probe", Json::array({"--version"})}};
}

/// Answers the probe as a program would that ends so.
Interpreter::Run answer(int code, std::string printed) {
  return [=](const std::vector<std::string>&, const ProcessLimits&) {
    ProcessEnd end;
    end.code = code;
    end.printed = printed;
    return end;
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(interpreter_test)

BOOST_AUTO_TEST_CASE(the_hosts_is_found_and_a_roots_is_left_to_its_path) {
  BOOST_TEST(Interpreter(shell(), false).path() == find_program("sh"));
  BOOST_TEST(Interpreter(shell(), true).path() == "sh");
  const Interpreter none(Json::object(), false);
  BOOST_TEST(none.is_none());
  BOOST_TEST(none.path() == "");
}

BOOST_AUTO_TEST_CASE(another_executable_than_the_plans_is_refused) {
  Json declared = shell();
  BOOST_CHECK_NO_THROW(Interpreter(declared, false).check_digest());
  const std::string found = declared["sha256"];
  const std::string wanted(64, 'a');
  declared["sha256"] = wanted;
  BOOST_TEST(error_of([&] { Interpreter(declared, false).check_digest(); }) ==
             "its interpreter " + find_program("sh") + " has sha256 " + found +
                 "; the plan is made for " + wanted);
  BOOST_CHECK_NO_THROW(Interpreter(declared, true).check_digest());
}

BOOST_AUTO_TEST_CASE(it_is_asked_by_the_words_of_its_probe_for_a_minute) {
  ProcessLimits limits;
  limits.seconds = 3600;
  std::vector<std::string> asked;
  double seconds = 0;
  Interpreter(shell(), true)
      .ask_version(limits, [&](const auto& words, const auto& few) {
        asked = words;
        seconds = few.seconds;
        return ProcessEnd{};
      });
  BOOST_TEST((asked == std::vector<std::string>{"sh", "--version"}));
  BOOST_TEST(seconds == 60);
}

BOOST_AUTO_TEST_CASE(a_version_that_is_expected_has_to_be_said) {
  Json declared = shell();
  const auto asked = [&](int code, std::string printed) {
    return Interpreter(declared, true)
        .ask_version({}, answer(code, std::move(printed)));
  };
  BOOST_TEST(asked(0, "shell 5.2\n") == "shell 5.2");
  BOOST_TEST(asked(2, "no such option\n") == "version unknown to sh --version");
  declared["version"] = "5.2";
  BOOST_TEST(asked(0, "shell 5.2\n") == "shell 5.2");
  BOOST_TEST(error_of([&] { asked(0, "shell 4\n"); }) ==
             "its interpreter sh says 'shell 4'; expected '5.2' in it");
  BOOST_TEST(error_of([&] { asked(1, "shell 5.2\n"); }) ==
             "its interpreter sh does not say its version but 'shell 5.2'; "
             "expected '5.2' in it");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
