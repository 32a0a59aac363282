#include "core/engine/slurm/array.h"

#include <boost/test/unit_test.hpp>

#include "core/engine/step/needs.h"

namespace moonstain::slurm {

namespace tt = boost::test_tools;

namespace {

std::vector<std::size_t> sizes(const std::vector<double>& expected_s) {
  std::vector<std::size_t> sizes;
  for (const auto& job : jobs_of(expected_s)) sizes.push_back(job.size());
  return sizes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(array_test)

// 1250 MB are 1193 MiB; with 512 they are 1705; a quarter of 1024 is 256.
BOOST_AUTO_TEST_CASE(memory_has_room_for_the_program) {
  BOOST_TEST(request_of({256 * kMiB, 1}, 1, {}).memory_mb == 768U);
  BOOST_TEST(request_of({1'250'000'000, 1}, 1, {}).memory_mb == 1792U);
  BOOST_TEST(request_of({1'250'000'000, 1}, 1, {}, 2).memory_mb == 3584U);
}

// 600 s and four times 750 s are an hour.
BOOST_AUTO_TEST_CASE(time_holds_four_times_what_is_expected) {
  BOOST_TEST(request_of({}, -1, {}).time_min == 60U);
  BOOST_TEST(request_of({}, 750, {}).time_min == 60U);
  BOOST_TEST(request_of({}, 751, {}).time_min == 120U);
  BOOST_TEST(request_of({}, 7200, {}).time_min == 960U);
  Settings settings;
  settings.time_min = 30;
  BOOST_TEST(request_of({}, 7200, settings).time_min == 30U);
  BOOST_TEST(request_of({}, 7200, settings, 1, 4).time_min == 120U);
}

BOOST_AUTO_TEST_CASE(short_tasks_share_a_job_long_ones_have_their_own) {
  // 3,000 tasks of a tenth of a second are 300 s, but a batch has 1,000.
  BOOST_TEST(sizes(std::vector<double>(3001, 0.1)) ==
                 (std::vector<std::size_t>{1000, 1000, 1000, 1}),
             tt::per_element());
  // Of unknown time: 30 of ten seconds.
  BOOST_TEST(
      sizes(std::vector<double>(31, -1.0)) == (std::vector<std::size_t>{30, 1}),
      tt::per_element());
  BOOST_TEST(
      sizes({100, 250, 1000, 1, 1}) == (std::vector<std::size_t>{1, 1, 1, 2}),
      tt::per_element());
  BOOST_TEST(jobs_of({}).empty());
}

BOOST_AUTO_TEST_CASE(half_of_the_time_limit_is_for_the_last_task) {
  BOOST_TEST(budget_s({.time_min = 60}) == 600);
  BOOST_TEST(budget_s({.time_min = 4}) == 120);
}

BOOST_AUTO_TEST_CASE(sbatch_is_told_everything_and_the_users_words_last) {
  Settings settings;
  settings.partition = "gpu";
  settings.account = "pathology";
  settings.options = {"--qos=long"};
  const std::vector<std::string> expected = {"sbatch",
                                             "--parsable",
                                             "--job-name=moonstain-a-0001-001",
                                             "--output=out/%a",
                                             "--open-mode=append",
                                             "--requeue",
                                             "--nodes=1",
                                             "--ntasks=1",
                                             "--cpus-per-task=4",
                                             "--mem=1792M",
                                             "--time=120",
                                             "--array=0-9",
                                             "--gres=gpu:1",
                                             "--partition=gpu",
                                             "--account=pathology",
                                             "--qos=long",
                                             "script"};
  BOOST_TEST(sbatch_command("moonstain-a-0001-001", 10, {1792, 120, 4, 1},
                            settings) == expected,
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(paths_in_the_script_may_hold_anything) {
  BOOST_TEST(job_script("/srv/moon stain/worker", "/lab/it's/slurm/0001-001") ==
             "#!/bin/sh\nexec '/srv/moon stain/worker' --batch "
             "'/lab/it'\\''s/slurm/0001-001' \"${SLURM_ARRAY_TASK_ID}\"\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::slurm
