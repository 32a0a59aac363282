// Tasks that crash, hang, take all memory, print without end, or leave programs
// behind: each fails alone, and says what it was.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <map>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/process/usage.h"
#include "core/engine/record/run_record.h"
#include "tests/engine/test_runs.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

/// One task and, after it, others that must still be done.
struct Fault : TestRuns {
  NodeIndex node = 0;

  explicit Fault(const std::string& step,
                 const Json& options = Json::object()) {
    settings.keep_going = true;
    node = test.add(step, options, {}, "mob/1");
    test.output("fault", node);
    for (const char* text : {"a", "b", "c"}) {
      test.output(text, test.add("write", {{"text", text}}));
    }
  }
  /// @return the message of the task's failure
  std::string failure() {
    const RunOutcome outcome = run();
    BOOST_TEST((outcome.state == State::failed));
    BOOST_TEST(outcome.counts.done == 3U);
    BOOST_REQUIRE(outcome.failures.size() == 1U);
    BOOST_TEST(outcome.failures[0].node == node);
    return outcome.failures[0].message;
  }
  std::string log() {
    return read_file(run_logs(settings.workspace, "0001").at(node));
  }
};

// A number of seconds between two texts.
void check_seconds(const std::string& message, const std::string& front,
                   const std::string& back) {
  BOOST_REQUIRE(message.starts_with(front));
  std::size_t digits = 0;
  const std::string rest = message.substr(front.size());
  const double seconds = std::stod(rest, &digits);
  BOOST_TEST(rest.substr(digits) == back);
  BOOST_TEST(seconds > 0.2);
  BOOST_TEST(seconds < 20);
}

std::size_t running(const std::string& command) {
  std::size_t count = 0;
  for (const std::string& name : list_folder("/proc")) {
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    count += command_of(std::stoll(name)) == command ? 1 : 0;
  }
  return count;
}

// A time to sleep that no other process has: "61.4711".
std::string own_sleep() { return concat("61.", ::getpid()); }

// "(process 4711)" without the number.
std::string without_numbers(std::string text) {
  const std::string mark = "(process ";
  for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos;) {
    at += mark.size();
    text.erase(at, text.find(')', at) - at);
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(worker_faults_test)

BOOST_AUTO_TEST_CASE(a_crash_names_signal_line_section_and_last_words) {
  const std::map<int, std::string> signals = {
      {11, "11 (SIGSEGV: Segmentation fault)"},
      {7, "7 (SIGBUS: Bus error)"},
      {6, "6 (SIGABRT: Aborted)"}};
  for (const auto& [signal, words] : signals) {
    Fault runs("crash", {{"signal", signal}});
    BOOST_TEST(runs.failure() ==
               "recipe.lua:1: crash mob/1: its worker process was ended by "
               "signal " +
                   words + "; the last it printed:\n    about to crash");
    BOOST_TEST(runs.log() == "about to crash\n");
  }
}

BOOST_AUTO_TEST_CASE(a_task_gets_no_more_memory_than_its_limit) {
  Fault runs("hog", {{"megabytes", 8192}});
  runs.settings.task_memory_bytes = std::uint64_t{64} << 20;
  BOOST_TEST(runs.failure() ==
             "recipe.lua:1: hog mob/1: not enough memory: it asked for 8192 MB "
             "beside the 0 MB it had; its limit is 64 MB: --task-memory GB "
             "sets another, for every task");
}

// 256 MB is what a step needs that says nothing: 1 GB is at least given.
BOOST_AUTO_TEST_CASE(a_limit_comes_from_the_steps_needs) {
  Fault runs("hog", {{"megabytes", 1500}});
  runs.settings.memory_bytes = std::uint64_t{1} << 34;
  BOOST_TEST(runs.failure() ==
             "recipe.lua:1: hog mob/1: not enough memory: it asked for 1500 MB "
             "beside the 0 MB it had; its limit is 1024 MB: --task-memory GB "
             "sets another, for every task");
  TestRuns ample;
  ample.test.output("a", ample.test.add("hog", {{"megabytes", 700}}));
  BOOST_TEST((ample.run().state == State::done));
}

BOOST_AUTO_TEST_CASE(memory_refused_to_a_c_library_is_explained) {
  Fault runs("hog", {{"megabytes", 8192}, {"by_malloc", true}});
  runs.settings.task_memory_bytes = std::uint64_t{64} << 20;
  BOOST_TEST(runs.failure() ==
             "recipe.lua:1: hog: Cannot allocate memory; not enough "
             "memory: it had 0 MB; its limit is 64 MB: --task-memory GB sets "
             "another, for every task");
}

// A step that has taken its worker over can say anything to the engine.
BOOST_AUTO_TEST_CASE(a_worker_that_talks_nonsense_is_ended_alone) {
  const std::map<std::string, std::string> cases = {
      {"",
       "a worker process announced a message of 4294967295 bytes; at most "
       "1073741824 are read"},
      {"[1]", "worker: expected an object with member 'result', found a list"},
      {R"({"result": ["", [], ["text", 4, "no digest"], "", 0.1, 0.1, 1, 1]})",
       "a SHA-256 has 64 hexadecimal digits, 'no digest' has 9"},
      {R"({"result": ["", [], [], "", 0.1, 0.1, 1, 1]})",
       "a result without files"},
      {R"({"result": 7})", "a result is no list"}};
  for (const auto& [json, error] : cases) {
    Fault runs("say", {{"json", json}});
    BOOST_TEST(runs.failure() ==
               "recipe.lua:1: say mob/1: its worker process was ended: " +
                   error + "; it has printed nothing");
  }
}

// It would be started anew for ever. Said twice at once: the second time it is
// out of turn, and ends the worker.
BOOST_AUTO_TEST_CASE(a_worker_that_calls_objects_damaged_is_believed_once) {
  const std::string damaged(64, 'a');
  Fault runs("say", {{"json", concat(R"({"result": ["", [")", damaged,
                                     R"("], [], "", 0.1, 0.1, 1, 1]})")},
                     {"times", 2}});
  BOOST_TEST(runs.failure() ==
             "recipe.lua:1: say mob/1: its worker process calls objects "
             "damaged that are not");
}

BOOST_AUTO_TEST_CASE(what_a_worker_says_is_safe_for_a_terminal) {
  Fault runs("say",
             {{"json", R"({"result": ["a\u001b[2Jb\u202ec", [], [], "", 0.1, )"
                       R"(0.1, 1, 1]})"}});
  BOOST_TEST(runs.failure() == "recipe.lua:1: say mob/1: a?[2Jb???c");
}

BOOST_AUTO_TEST_CASE(a_hang_is_ended_by_the_steps_own_limit) {
  Fault runs("hang");
  check_seconds(runs.failure(), "recipe.lua:1: hang mob/1: ended after ",
                " s; the step's own limit is 0.3 s; it has printed nothing");
}

// 400,000 lines of 32 bytes are 12,800,000; 2 x 5 MiB of them are kept, so the
// first 163,840 lines and the last 163,840.
BOOST_AUTO_TEST_CASE(of_a_flood_the_ends_are_kept) {
  TestRuns runs;
  const NodeIndex node = runs.test.add("flood", {{"lines", 400'000}});
  runs.test.output("a", node);
  BOOST_TEST((runs.run().state == State::done));
  const std::string log =
      read_file(run_logs(runs.settings.workspace, "0001").at(node));
  const std::string said =
      "\n[2314240 bytes of output are not kept here: of more than 10485760 the "
      "first and the last 5242880 are]\n";
  BOOST_TEST(log.size() == 10'485'760 + said.size());
  BOOST_TEST(log.substr(0, 32) == "line 00000000000000000000000000\n");
  BOOST_TEST(log.substr(5'242'880 - 32, 32 + said.size() + 32) ==
             "line 00000000000000000000163839\n" + said +
                 "line 00000000000000000000236160\n");
  BOOST_TEST(log.substr(log.size() - 32) ==
             "line 00000000000000000000399999\n");
}

BOOST_AUTO_TEST_CASE(an_endless_flood_fills_no_disk) {
  Fault runs("flood");
  runs.settings.task_limit_s = 0.5;
  const std::string message = runs.failure();
  const std::string mark = "; the last it printed:\n    line 0";
  BOOST_TEST(message.find(mark) != std::string::npos);
  check_seconds(message.substr(0, message.find(mark)),
                "recipe.lua:1: flood mob/1: ended after ",
                " s; --timeout gives a task 0.5 s");
  BOOST_TEST(runs.log().size() < 10'485'760U + 200U);
}

BOOST_AUTO_TEST_CASE(programs_left_behind_are_ended_and_named) {
  const std::string sleep = concat("sleep ", own_sleep());
  for (const char* how : {"background", "own session", "twice removed"}) {
    TestRuns runs;
    const NodeIndex node = runs.test.add(
        "leave_running", {{"how", how}, {"seconds", own_sleep()}});
    runs.test.output("a", node);
    const RunOutcome outcome = runs.run();
    BOOST_TEST((outcome.state == State::done));
    BOOST_TEST(runs.text(outcome, "a") == "left");
    BOOST_TEST(running(sleep) == 0U);
    BOOST_TEST(without_numbers(read_file(
                   run_logs(runs.settings.workspace, "0001").at(node))) ==
               "ended with the step, which had left it running: " + sleep +
                   " (process )\n");
  }
}

BOOST_AUTO_TEST_CASE(programs_end_with_a_task_that_took_too_long) {
  const std::string sleep = concat("sleep ", own_sleep());
  for (const char* how : {"own session", "twice removed"}) {
    Fault runs("leave_running",
               {{"how", how}, {"seconds", own_sleep()}, {"hang", true}});
    runs.settings.task_limit_s = 1;
    check_seconds(without_numbers(runs.failure()),
                  "recipe.lua:1: leave_running mob/1: ended after ",
                  " s; --timeout gives a task 1 s; ended with it: " + sleep +
                      " (process ); it has printed nothing");
    BOOST_TEST(running(sleep) == 0U);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
