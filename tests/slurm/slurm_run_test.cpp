// The engine with a real Slurm: results, failures, and an engine that dies.
#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/slurm/slurm_runs.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

}  // namespace

BOOST_AUTO_TEST_SUITE(slurm_run_test,
                      *boost::unit_test::precondition(can_run_slurm))

// Two writes go out in one job, what needs them in a second array.
BOOST_AUTO_TEST_CASE(results_and_failures_come_back_whole) {
  SlurmCluster cluster;
  SlurmRuns runs;
  const NodeIndex a = runs.test.add("write", {{"text", "a"}});
  const NodeIndex b = runs.test.add("write", {{"text", "bb"}});
  const NodeIndex joined = runs.test.add("join", {}, {{"notes", {a, b}}});
  const NodeIndex refused = runs.test.add("refuse");
  const NodeIndex half = runs.test.add("half");
  const NodeIndex crashed = runs.test.add("crash");
  runs.test.output("joined", joined);
  runs.test.output("refused", refused);
  runs.test.output("half", half);
  runs.test.output("crashed", crashed);
  runs.settings.keep_going = true;

  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::failed));
  BOOST_TEST(runs.text(outcome, "joined") == "a+bb");
  BOOST_REQUIRE(outcome.failures.size() == 3U);
  std::map<NodeIndex, TaskFailure> failures;
  for (const TaskFailure& failure : outcome.failures) {
    failures[failure.node] = failure;
  }
  BOOST_TEST(failures[refused].message ==
             "recipe.lua:4: refuse: 3 of 4 letters are missing");
  BOOST_TEST(read_file(failures[refused].log) ==
             "before the error\nrefuse: 3 of 4 letters are missing\n");
  BOOST_TEST(failures[half].message ==
             "recipe.lua:5: half: the other half is missing");
  BOOST_TEST(read_file(failures[half].stage / "text") == "half");
  BOOST_TEST(failures[crashed].message ==
             "recipe.lua:6: crash: its worker process was ended by signal 11 "
             "(SIGSEGV: Segmentation fault); the last it printed:\n"
             "    about to crash");
  BOOST_TEST(read_file(failures[crashed].log) == "about to crash\n");

  // Five tasks were ready together and are short: one job for all of them.
  BOOST_TEST(runs.jobs().size() == 2U);
  BOOST_TEST(list_folder(runs.slurm_folder()) == std::vector<std::string>{"id"},
             boost::test_tools::per_element());
  BOOST_TEST(list_folder(runs.settings.workspace / "stage").empty());

  // The same bytes as on this machine, and nothing to do for it.
  runs.settings.use_slurm = false;
  runs.settings.outputs = {"joined"};
  BOOST_TEST(runs.run().counts.kept == 3U);
}

// Four tasks of two seconds in one job; the engine dies during the second.
BOOST_AUTO_TEST_CASE(jobs_of_a_killed_engine_are_taken_up) {
  SlurmCluster cluster;
  SlurmRuns runs;
  runs.add_slow(4, 2000);
  const pid_t engine = runs.run_apart();
  BOOST_TEST(wait_until([&] { return runs.begun() >= 2; }));
  ::kill(engine, SIGKILL);
  BOOST_TEST(wait_for(engine) == 128 + SIGKILL);
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(outcome.counts.done == 5U);
  BOOST_TEST(runs.text(outcome, "all") == "0+1+2+3");
  for (int i = 0; i < 4; ++i) {
    BOOST_TEST(runs.traced(i) == concat(i, "\n"));  // once
  }
  BOOST_TEST(runs.jobs().size() == 2U);  // the texts, and what joins them
  BOOST_TEST(list_folder(runs.slurm_folder()).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
