// Tasks and workers that fail, die, hang or are not to be had.
#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/engine/record/run_record.h"
#include "tests/engine/test_runs.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

}  // namespace

BOOST_AUTO_TEST_SUITE(failed_tasks_test)

BOOST_AUTO_TEST_CASE(a_failed_step_is_named_with_line_stage_and_log) {
  TestRuns runs;
  const NodeIndex bad = runs.test.add("refuse", {}, {}, "mob/1");
  const NodeIndex half = runs.test.add("half", {}, {}, "mob/1");
  runs.test.output("a", runs.test.add("length", {}, {{"note", {bad}}}));
  runs.test.output("b", half);
  runs.settings.keep_going = true;
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::failed));
  BOOST_REQUIRE(outcome.failures.size() == 2U);
  const bool order = outcome.failures[0].node == bad;
  const TaskFailure& refused = outcome.failures[order ? 0 : 1];
  const TaskFailure& halved = outcome.failures[order ? 1 : 0];
  BOOST_TEST(refused.message ==
             "recipe.lua:1: refuse: 3 of 4 letters are missing");
  BOOST_TEST(halved.message ==
             "recipe.lua:2: half mob/1: the other half is missing");
  BOOST_TEST(read_file(refused.log) ==
             "before the error\nrefuse: 3 of 4 letters are missing\n");
  BOOST_TEST(read_file(halved.stage / "text") == "half");
  BOOST_TEST(outcome.counts.failed == 2U);
  BOOST_TEST(outcome.counts.stopped == 1U);
  BOOST_TEST(read_run(runs.settings.workspace, "latest").state == "failed");
}

BOOST_AUTO_TEST_CASE(without_keep_going_a_failure_starts_nothing_new) {
  for (const bool keep_going : {false, true}) {
    TestRuns runs;
    runs.settings.cores = 1;
    runs.settings.keep_going = keep_going;
    runs.test.output("a", runs.test.add("refuse"));
    runs.test.output("b", runs.test.add("write"));
    const RunOutcome outcome = runs.run();
    BOOST_TEST((outcome.state == State::failed));
    BOOST_TEST(outcome.counts.done == (keep_going ? 1U : 0U));
    BOOST_TEST(outcome.outputs.count("b") == (keep_going ? 1U : 0U));
  }
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_takes_its_task_down_and_no_more) {
  TestRuns runs;
  runs.settings.keep_going = true;
  const NodeIndex crash = runs.test.add("crash");
  const NodeIndex leave = runs.test.add("leave");
  const NodeIndex killed = runs.test.add("crash", {{"signal", 9}});
  runs.test.output("a", crash);
  runs.test.output("b", leave);
  runs.test.output("c", killed);
  std::vector<NodeIndex> notes;
  for (int i = 0; i < 8; ++i) {
    notes.push_back(runs.test.add("write", {{"text", concat(i)}}));
  }
  runs.test.output("d", runs.test.add("join", {}, {{"notes", notes}}));
  const RunOutcome outcome = runs.run();
  BOOST_REQUIRE(outcome.failures.size() == 3U);
  std::map<NodeIndex, TaskFailure> failures;
  for (const TaskFailure& failure : outcome.failures) {
    failures[failure.node] = failure;
  }
  BOOST_TEST(failures[crash].message ==
             "recipe.lua:1: crash: its worker process was ended by signal 11 "
             "(SIGSEGV: Segmentation fault); the last it printed:\n    about "
             "to crash");
  BOOST_TEST(read_file(failures[crash].log) == "about to crash\n");
  BOOST_TEST(failures[leave].message ==
             "recipe.lua:2: leave: its worker process left with code 7; it has "
             "printed nothing");
  BOOST_TEST(failures[killed].message ==
             "recipe.lua:3: crash: its worker process was ended by signal 9 "
             "(SIGKILL: Killed); not by Moonstain, nor because the system was "
             "out of memory; the last it printed:\n    about to crash");
  BOOST_TEST(runs.text(outcome, "d") == "0+1+2+3+4+5+6+7");
}

BOOST_AUTO_TEST_CASE(a_task_over_its_limit_is_ended) {
  TestRuns runs;
  runs.settings.task_limit_s = 0.3;
  runs.test.output("a", runs.test.add("write", {{"sleep_ms", 60'000}}));
  const RunOutcome outcome = runs.run();
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  BOOST_TEST(outcome.failures[0].message.starts_with(
      "recipe.lua:1: write: ended after 0."));
  BOOST_TEST(outcome.failures[0].message.ends_with(
      " s; --timeout gives a task 0.3 s; it has printed nothing"));
  BOOST_TEST(outcome.seconds < 20);
}

BOOST_AUTO_TEST_CASE(a_task_that_does_nothing_is_ended) {
  TestRuns runs;
  runs.settings.stall_limit_s = 1;
  runs.test.output("a", runs.test.add("write", {{"sleep_ms", 60'000}}));
  const RunOutcome outcome = runs.run();
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  BOOST_TEST(outcome.failures[0].message.starts_with(
      "recipe.lua:1: write: ended: neither progress nor CPU use for "));
}

BOOST_AUTO_TEST_CASE(a_step_without_a_file_has_failed) {
  TestRuns runs;
  runs.test.output("a", runs.test.add("nothing"));
  const RunOutcome outcome = runs.run();
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  BOOST_TEST(outcome.failures[0].message ==
             "recipe.lua:1: nothing: made no file");
}

BOOST_AUTO_TEST_CASE(a_worker_that_is_missing_or_of_another_class_is_refused) {
  TestRuns runs;
  runs.test.output("a", runs.test.add("write"));
  runs.settings.worker = "/nowhere/moonstain-worker";
  BOOST_TEST(error_of([&] { runs.run(); }) ==
             "worker /nowhere/moonstain-worker cannot be started: No such "
             "file or directory");
  runs.settings.worker = "/bin/true";
  BOOST_TEST(error_of([&] { runs.run(); }) ==
             "worker /bin/true ended while it started; is it a "
             "moonstain-worker?");
  runs.settings.worker = test_worker();
  runs.settings.numbers.libm = "libm: another";
  BOOST_TEST(error_of([&] { runs.run(); }) ==
             "worker " + test_worker().native() + " computes as '" +
                 runs.test.numbers.libm +
                 "', ''; the plan is made for 'libm: another', ''; program "
                 "and worker must be of one build");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
