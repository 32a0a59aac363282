#include "core/engine/worker/task_message.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(task_message_test)

BOOST_AUTO_TEST_CASE(a_task_arrives_as_it_was) {
  Task task;
  task.node = 7;
  task.step = "join";
  task.options = Json{{"scale", 1.0}};
  task.inputs["notes"] = {{"/store/\xff/9f", "a", "mob/1"},
                          {"/store/b", "", ""}};
  task.inputs["none"] = {};
  task.name = "00007-join";
  task.memory_limit_bytes = std::uint64_t{1} << 40;
  task.starts_programs = true;
  task.check = {"/store/9f", "/store/b0"};
  const Task back = read_task_message(task_message(task));
  BOOST_TEST(back.node == 7U);
  BOOST_TEST(back.step == "join");
  BOOST_TEST(back.options.text() == R"({"scale":1.0})");
  BOOST_TEST(back.name == "00007-join");
  BOOST_TEST(back.memory_limit_bytes == std::uint64_t{1} << 40);
  BOOST_TEST(back.starts_programs);
  BOOST_TEST(back.check == task.check, tt::per_element());
  BOOST_REQUIRE(back.inputs.size() == 2U);
  BOOST_TEST(back.inputs.at("none").empty());
  const std::vector<Inputs::Item>& notes = back.inputs.at("notes");
  BOOST_REQUIRE(notes.size() == 2U);
  BOOST_TEST(notes[0].path.native() == "/store/\xff/9f");
  BOOST_TEST(notes[0].name == "a");
  BOOST_TEST(notes[0].section == "mob/1");
  BOOST_TEST(notes[1].path.native() == "/store/b");
  BOOST_TEST(back.log == "");
}

BOOST_AUTO_TEST_CASE(a_result_arrives_as_it_was) {
  TaskResult result;
  result.files["a/text"] = {3, sha256("abc")};
  result.files["b"] = {0, sha256("")};
  result.program = "python3 3.11";
  result.seconds = 1.5;
  result.cpu_s = 1.25;
  result.peak_bytes = 4096;
  result.unpacked_bytes = 8192;
  const TaskResult back = read_result_message(result_message(result));
  BOOST_TEST(back.error == "");
  BOOST_TEST(back.damaged.empty());
  BOOST_TEST((back.files == result.files));
  BOOST_TEST(back.program == "python3 3.11");
  BOOST_TEST(back.seconds == 1.5);
  BOOST_TEST(back.cpu_s == 1.25);
  BOOST_TEST(back.peak_bytes == 4096U);
  BOOST_TEST(back.unpacked_bytes == 8192U);
}

BOOST_AUTO_TEST_CASE(a_task_that_was_not_begun_names_damaged_objects) {
  TaskResult result;
  result.damaged = {sha256("a"), sha256("b")};
  const TaskResult back = read_result_message(result_message(result));
  BOOST_TEST((back.damaged == result.damaged));
  BOOST_TEST(back.files.empty());
}

BOOST_AUTO_TEST_CASE(a_result_that_makes_no_sense_is_refused) {
  const auto problem = [](const std::string& text) {
    return error_of([&] { read_result_message(Json::parse(text)); });
  };
  BOOST_TEST(problem("7") == "a result is no list");
  BOOST_TEST(problem(R"(["", [], []])") ==
             "a result has 3 members; more are expected");
  BOOST_TEST(problem(R"(["", [], [], "", 1.0, 1.0, 9, 0])") ==
             "a result without files");
  BOOST_TEST(problem(R"(["no", [")" + std::string(64, 'a') +
                     R"("], [], "", 1.0, 1.0, 9, 0])") ==
             "a result with more than one of an error, damaged objects and "
             "files");
  BOOST_TEST(problem(R"(["no", [], [], "", 1.0, 1.0, 9, 0, 9])") ==
             "a result has 9 members; 8 are expected");
  BOOST_TEST(problem(R"(["", [], [], 3, 1.0, 1.0, 9, 0])") ==
             "a result: member 4 is not a text");
  BOOST_TEST(problem(R"(["", [], [], "", "long", 1.0, 9, 0])") ==
             "a result: member 5 is not a number");
  BOOST_TEST(problem(R"(["", [], [], "", 1.0, 1.0, -9, 0])") ==
             "a result: member 7 is not a count");
  BOOST_TEST(problem(R"(["", [], [], "", 1.0, 1.0, 9, "much"])") ==
             "a result: member 8 is not a count");
  BOOST_TEST(problem(R"(["", {}, [], "", 1.0, 1.0, 9, 0])") ==
             "a result's list of damaged objects is no list");
  BOOST_TEST(problem(R"(["", [], ["text", 4], "", 1.0, 1.0, 9, 0])") ==
             "a result's list of files has 2 members; more are expected");
  BOOST_TEST(problem(R"(["", [], ["text", 4, "ab"], "", 1.0, 1.0, 9, 0])") ==
             "a SHA-256 has 64 hexadecimal digits, 'ab' has 2");
  BOOST_TEST(problem(R"(["", ["ab"], [], "", 1.0, 1.0, 9, 0])") ==
             "a SHA-256 has 64 hexadecimal digits, 'ab' has 2");
}

BOOST_AUTO_TEST_CASE(a_task_that_makes_no_sense_is_refused) {
  const auto problem = [](const char* text) {
    return error_of([&] { read_task_message(Json::parse(text)); });
  };
  BOOST_TEST(problem(R"([1, "join", "{}", "1-join", 0, 1, [], []])") ==
             "a task: member 6 is not true or false");
  BOOST_TEST(
      problem(R"([1, "join", "{}", "1-join", 0, true, [], [["a", "b"]]])") ==
      "a task's input has 2 members; more are expected");
}

// A worker says what a program was run by; people read it.
BOOST_AUTO_TEST_CASE(what_a_program_is_called_is_printable) {
  BOOST_TEST(
      read_result_message(
          Json::parse(R"(["no", [], [], "a\u001b[2Jb", 1.0, 1.0, 9, 0])"))
          .program == "a?[2Jb");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
