// What goes wrong on a cluster, with a real Slurm: jobs that are killed,
// cancelled or out of time, a controller that dies, a user who stops.
#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/record/run_record.h"
#include "tests/slurm/slurm_runs.h"

namespace moonstain {

namespace tt = boost::test_tools;

namespace {

using State = RunOutcome::State;

using Processes = std::vector<pid_t>;

// Processes whose link `name` in /proc ("cwd", "fd/1") leads below `folder`.
Processes processes_at(const std::string& link, const fs::path& folder) {
  Processes found;
  for (const std::string& name : list_folder("/proc")) {
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code error;
    const fs::path file =
        fs::read_symlink(concat("/proc/", name, "/", link), error);
    if (!error && file.native().starts_with(folder.native())) {
      found.push_back(std::stoi(name));
    }
  }
  return found;
}

struct Cluster {
  SlurmCluster slurm;
  SlurmRuns runs;

  fs::path array() const { return runs.slurm_folder() / "0001-001"; }
  /// Runs in the background until `text` number `count` - 1 has begun.
  pid_t run_until(int count) {
    const pid_t engine = runs.run_apart();
    BOOST_TEST(wait_until([&] { return runs.begun() >= count; }));
    return engine;
  }
  /// The run as the engine in the background has recorded it.
  std::string events() const {
    return read_file(runs.settings.workspace / "runs/0001/events.jsonl");
  }
  bool job_is(const std::string& state) const {
    return SlurmRuns::jobs().contains(concat("0001-001 0 ", state));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(slurm_faults_test,
                      *boost::unit_test::precondition(can_run_slurm))

// The worker of the second task is killed, as a kernel without memory does.
BOOST_AUTO_TEST_CASE(a_killed_task_is_tried_once_more_with_more_memory) {
  Cluster cluster;
  cluster.runs.add_slow(3, 3000);
  const pid_t engine = cluster.run_until(2);
  const Processes workers = processes_at("cwd", cluster.array() / "stage");
  BOOST_TEST(workers.size() == 1U);
  for (const pid_t process : workers) ::kill(process, SIGKILL);
  BOOST_TEST(wait_for(engine) == 0);
  BOOST_TEST(cluster.runs.traced(0) == "0\n");
  BOOST_TEST(cluster.runs.traced(1) == "1\n1\n");
  BOOST_TEST(cluster.runs.traced(2) == "2\n");
  BOOST_TEST(cluster.events().find("killed; tried again with 2 times the "
                                   "memory") != std::string::npos);
  // 256 MB that the step needs and 512 for the program, doubled.
  const std::string job =
      SlurmCluster::said({"squeue", "--noheader", "--noconvert", "--states=all",
                          "--format=%j %m"});
  BOOST_TEST(job.find("-0001-001 768M\n") != std::string::npos);
  BOOST_TEST(job.find("-0001-002 1536M\n") != std::string::npos);
}

// The job as a whole: nobody is left to write a result.
BOOST_AUTO_TEST_CASE(a_killed_job_names_itself_where_no_retry_is_allowed) {
  Cluster cluster;
  cluster.runs.settings.slurm.retry = false;
  cluster.runs.add_slow(1, 20'000);
  const pid_t killer = ::fork();
  if (killer == 0) {
    wait_until([&] { return cluster.runs.begun() >= 1; });
    for (const pid_t process : processes_at("fd/1", cluster.array() / "out")) {
      ::kill(process, SIGKILL);
    }
    ::_exit(0);
  }
  const RunOutcome outcome = cluster.runs.run();
  BOOST_TEST(wait_for(killer) == 0);
  BOOST_TEST((outcome.state == State::failed));
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  BOOST_TEST(outcome.failures[0].message ==
             "recipe.lua:1: write: its Slurm job 1_0 ended as FAILED by signal "
             "9, with 768 MB: it was out of memory, unless somebody killed it");
}

BOOST_AUTO_TEST_CASE(a_job_that_somebody_cancels_says_so) {
  Cluster cluster;
  cluster.runs.add_slow(2, 20'000);
  const pid_t other = ::fork();
  if (other == 0) {
    wait_until([&] { return cluster.runs.begun() >= 1; });
    SlurmCluster::said({"scancel", "1_0"});
    ::_exit(0);
  }
  cluster.runs.settings.keep_going = true;
  const RunOutcome outcome = cluster.runs.run();
  BOOST_TEST(wait_for(other) == 0);
  BOOST_TEST((outcome.state == State::failed));
  BOOST_REQUIRE(outcome.failures.size() == 2U);
  BOOST_TEST(outcome.failures[0].message ==
             "recipe.lua:1: write: its Slurm job 1_0 ended as CANCELLED; the "
             "same command runs it again");
}

// Slurm begins a job once more when the state that the controller had saved is
// older than the job's start.
BOOST_AUTO_TEST_CASE(a_controller_that_dies_and_comes_back_loses_nothing) {
  Cluster cluster;
  cluster.runs.add_slow(4, 3000);
  const pid_t engine = cluster.run_until(1);
  cluster.slurm.kill_controller();
  ::sleep(8);
  cluster.slurm.start_controller();
  BOOST_TEST(wait_for(engine) == 0);
  BOOST_TEST(cluster.runs.run().counts.kept == 5U);
  for (int i = 0; i < 4; ++i) {
    BOOST_TEST(cluster.runs.traced(i).starts_with(concat(i, "\n")));
  }
}

BOOST_AUTO_TEST_CASE(ctrl_c_takes_the_jobs_back_and_keeps_what_is_finished) {
  Cluster cluster;
  cluster.runs.add_slow(4, 3000);
  const pid_t engine = cluster.run_until(3);
  ::kill(engine, SIGINT);
  BOOST_TEST(wait_for(engine) == 3);
  BOOST_TEST(wait_until([&] { return cluster.job_is("CANCELLED"); }));
  const RunOutcome outcome = cluster.runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(cluster.runs.traced(0) == "0\n");
  BOOST_TEST(cluster.runs.traced(1) == "1\n");
  BOOST_TEST(cluster.runs.traced(2) == "2\n2\n");
  BOOST_TEST(cluster.runs.traced(3) == "3\n");
  BOOST_TEST(list_folder(cluster.runs.slurm_folder()) ==
                 std::vector<std::string>{"id"},
             tt::per_element());
}

// As when the terminal is gone.
BOOST_AUTO_TEST_CASE(a_lost_terminal_leaves_the_jobs) {
  Cluster cluster;
  cluster.runs.add_slow(3, 3000);
  const pid_t engine = cluster.run_until(1);
  ::kill(engine, SIGHUP);
  BOOST_TEST(wait_for(engine) == 3);
  const RunOutcome outcome = cluster.runs.run();
  BOOST_TEST((outcome.state == State::done));
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(cluster.runs.traced(i) == concat(i, "\n"));
  }
}

// Three jobs on two nodes: one with the failing task, one that runs beside it,
// one that waits.
BOOST_AUTO_TEST_CASE(a_failure_lets_running_jobs_end_and_takes_back_the_rest) {
  Cluster cluster;
  // What has the longest way before it goes first.
  TestGraph& test = cluster.runs.test;
  const NodeIndex refused = test.add("refuse");
  const NodeIndex joined = test.add("join", {}, {{"notes", {refused}}});
  test.output("refused", test.add("join", {}, {{"notes", {joined}}}));
  cluster.runs.add_slow(29 + 30 + 3, 200);
  cluster.runs.settings.slurm.options = {"--exclusive"};
  const RunOutcome outcome = cluster.runs.run();
  BOOST_TEST((outcome.state == State::failed));
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  BOOST_TEST(outcome.failures[0].message ==
             "recipe.lua:1: refuse: 3 of 4 letters are missing");
  BOOST_TEST(cluster.runs.begun() == 59);
  BOOST_TEST(outcome.counts.done == 59U);
}

BOOST_AUTO_TEST_CASE(what_slurm_refuses_is_said_as_it_says_it) {
  Cluster cluster;
  cluster.runs.add_slow(1, 0);
  cluster.runs.settings.slurm.partition = "moon";
  const RunOutcome outcome = cluster.runs.run();
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  BOOST_TEST(outcome.failures[0].message.starts_with(
      "recipe.lua:1: write: Slurm takes no job for it: sbatch: error: invalid "
      "partition specified: moon\nsbatch: error: Batch job submission failed: "
      "Invalid partition name specified\n  asked with: sbatch --parsable "
      "--job-name=moonstain-"));
  BOOST_TEST(list_folder(cluster.runs.slurm_folder()).size() == 1U);
}

// The engine has it, the machine that runs the job does not.
BOOST_AUTO_TEST_CASE(a_worker_that_is_not_there_is_what_the_job_says) {
  Cluster cluster;
  cluster.runs.add_slow(1, 0);
  const fs::path worker = cluster.runs.folder / "worker";
  write_file(worker,
             concat("#!/bin/sh\nexec '", test_worker().native(), "' \"$@\"\n"));
  fs::permissions(worker, fs::perms::owner_all);
  cluster.runs.settings.worker = worker;
  cluster.runs.settings.sink = [&](const Event& event) {
    if (event.kind == EventKind::task_started) remove_file(worker);
  };
  const RunOutcome outcome = cluster.runs.run();
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  const std::string& message = outcome.failures[0].message;
  BOOST_TEST_INFO(message);
  BOOST_TEST(message.starts_with(
      "recipe.lua:1: write: its Slurm job 1_0 ended as FAILED with code 127; "
      "it printed: "));
  BOOST_TEST(message.find(worker.native()) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(two_thousand_tasks_go_out_in_few_jobs) {
  Cluster cluster;
  std::vector<NodeIndex> notes;
  for (int i = 0; i < 2000; ++i) {
    notes.push_back(cluster.runs.test.add("write", {{"text", concat(i)}}));
  }
  cluster.runs.test.output(
      "all", cluster.runs.test.add("join", {}, {{"notes", notes}}));
  const RunOutcome outcome = cluster.runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(outcome.counts.done == 2001U);
  // Of unknown time 30 in a job: 67 jobs of one array, and one that joins.
  BOOST_TEST(cluster.runs.jobs().size() == 68U);
}

// Slurm counts limits in minutes and ends a job up to half a minute late.
BOOST_AUTO_TEST_CASE(a_task_out_of_time_is_tried_once_more_with_more) {
  Cluster cluster;
  cluster.runs.settings.slurm.time_min = 1;
  cluster.runs.add_slow(1, 120'000);
  const pid_t engine = cluster.runs.run_apart();
  BOOST_TEST(wait_for(engine) == 0);
  BOOST_TEST(cluster.runs.traced(0) == "0\n0\n");
  BOOST_TEST(cluster.job_is("TIMEOUT"));
  BOOST_TEST(cluster.events().find("ran out of time; tried again with 4 times "
                                   "as much") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_task_out_of_time_says_so_where_no_retry_is_allowed) {
  Cluster cluster;
  cluster.runs.settings.slurm.time_min = 1;
  cluster.runs.settings.slurm.retry = false;
  cluster.runs.add_slow(1, 200'000);
  const RunOutcome outcome = cluster.runs.run();
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  BOOST_TEST(outcome.failures[0].message ==
             "recipe.lua:1: write: its Slurm job 1_0 ended as TIMEOUT, at its "
             "limit of 1 min; give more with --slurm-time");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
