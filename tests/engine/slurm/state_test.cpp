#include "core/engine/slurm/state.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain::slurm {

namespace tt = boost::test_tools;

namespace {

Fate fate(const std::string& state, int status = 0) {
  return fate_of({"12_7", state, "None", status});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(state_test)

BOOST_AUTO_TEST_CASE(one_query_names_all_arrays) {
  const std::vector<std::string> expected = {
      "squeue",
      "--noheader",
      "--array",
      "--states=all",
      "--name=moonstain-a-0001-001,moonstain-a-0001-002",
      "--Format=Name:128|,ArrayJobID:20|,ArrayTaskID:20|,State:20|,Reason:60|,"
      "exit_code:20|"};
  BOOST_TEST(squeue_command({"moonstain-a-0001-001", "moonstain-a-0001-002"}) ==
                 expected,
             tt::per_element());
}

// Recorded from Slurm 22.05.8; jobs that left with 0, 1 and 2, one that waits.
BOOST_AUTO_TEST_CASE(recorded_lines_are_read) {
  const States states = parse_squeue(
      "moonstain-abc123-0001-1                                         "
      "|5                   |0                   |COMPLETED           |None   "
      "                                 |0                   |\n"
      "moonstain-abc123-0001-1                                         "
      "|5                   |1                   |FAILED              "
      "|NonZeroExitCode                         |256                 |\n"
      "moonstain-abc123-0001-1                                         "
      "|5                   |2                   |FAILED              "
      "|NonZeroExitCode                         |512                 |\n"
      "moonstain-abc123-0001-2                                         "
      "|8                   |0                   |PENDING             |None   "
      "                                 |0                   |\n");
  BOOST_TEST(states.size() == 4U);
  const JobState& third = states.at({"moonstain-abc123-0001-1", 2});
  BOOST_TEST((third == JobState{"5_2", "FAILED", "NonZeroExitCode", 512}));
  BOOST_TEST(words_of(third) == "Slurm job 5_2 ended as FAILED with code 2");
  BOOST_TEST(
      (fate_of(states.at({"moonstain-abc123-0001-2", 0})) == Fate::waiting));
}

BOOST_AUTO_TEST_CASE(a_line_of_another_form_is_refused) {
  BOOST_TEST(error_of([] { parse_squeue("a|12|x|RUNNING|None|0|\n"); }) ==
             "squeue: a line is 'a|12|x|RUNNING|None|0|'; expected "
             "NAME|JOB|INDEX|STATE|REASON|STATUS|");
  BOOST_TEST(error_of([] { parse_squeue("a|12|1|RUNNING|\n"); }) ==
             "squeue: a line is 'a|12|1|RUNNING|'; expected "
             "NAME|JOB|INDEX|STATE|REASON|STATUS|");
}

// As after a crash of the controller, which starts the job once more.
BOOST_AUTO_TEST_CASE(of_two_jobs_with_one_index_the_living_counts) {
  for (const char* text : {"a|12|0|FAILED|None|9|\na|13|0|RUNNING|None|0|\n",
                           "a|13|0|RUNNING|None|0|\na|12|0|FAILED|None|9|\n"}) {
    BOOST_TEST(parse_squeue(text).at({"a", 0}).state == "RUNNING");
  }
}

BOOST_AUTO_TEST_CASE(array_size_is_what_the_cluster_allows) {
  BOOST_TEST(most_jobs("Licenses = (null)\nMaxArraySize            = 1001\n") ==
             1000U);
  BOOST_TEST(most_jobs("MaxArraySize = 500\n") == 500U);
  BOOST_TEST(error_of([] { most_jobs("MaxArraySize = 0\n"); }) ==
             "--executor slurm: the cluster takes no arrays of jobs (its "
             "MaxArraySize is 0)");
  BOOST_TEST(error_of([] { most_jobs("MaxJobCount = 10\n"); }) ==
             "scontrol show config: no line 'MaxArraySize = ...'");
}

BOOST_AUTO_TEST_CASE(how_a_job_ended_says_what_becomes_of_its_tasks) {
  BOOST_TEST((fate("COMPLETING") == Fate::running));
  BOOST_TEST((fate("SUSPENDED") == Fate::running));
  BOOST_TEST((fate("COMPLETED") == Fate::rest));
  BOOST_TEST((fate("NODE_FAIL") == Fate::lost));
  BOOST_TEST((fate("PREEMPTED") == Fate::lost));
  BOOST_TEST((fate("TIMEOUT", 15) == Fate::timeout));
  BOOST_TEST((fate("OUT_OF_MEMORY", 0x7d00) == Fate::memory));
  BOOST_TEST((fate("CANCELLED", 15) == Fate::cancelled));
  BOOST_TEST((fate("FAILED", 256) == Fate::failed));
  // A kernel that is out of memory kills; Slurm then says no more than that.
  BOOST_TEST((fate("FAILED", 9) == Fate::memory));
  BOOST_TEST((fate("FAILED", 11) == Fate::failed));
  BOOST_TEST(words_of({"12_7", "FAILED", "None", 11}) ==
             "Slurm job 12_7 ended as FAILED by signal 11");
  BOOST_TEST(words_of({"12_7", "TIMEOUT", "TimeLimit", 15}) ==
             "Slurm job 12_7 ended as TIMEOUT");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::slurm
