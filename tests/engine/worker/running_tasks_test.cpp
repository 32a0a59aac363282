#include "core/engine/worker/running_tasks.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

using std::chrono::seconds;
const RunningTasks::Clock::time_point kStart{};

}  // namespace

BOOST_AUTO_TEST_SUITE(running_tasks_test)

BOOST_AUTO_TEST_CASE(memory_is_that_of_the_tasks_at_work) {
  RunningTasks tasks;
  tasks.add(4, 7, {.memory_bytes = 100}, kStart);
  tasks.add(5, 8, {.memory_bytes = 50}, kStart);
  BOOST_TEST(!tasks.has_room({.memory_bytes = 1}, 4, 150));
  BOOST_TEST(tasks.remove(4) == 7U);
  BOOST_TEST(tasks.has_room({.memory_bytes = 100}, 4, 150));
  BOOST_TEST(!tasks.has_room({.memory_bytes = 101}, 4, 150));
  BOOST_TEST(!tasks.has(4));
  BOOST_TEST(error_of([&] { tasks.remove(4); }) == "worker 4 has no task");
}

BOOST_AUTO_TEST_CASE(one_more_fits_by_cores_and_memory_or_alone) {
  RunningTasks tasks;
  BOOST_TEST(tasks.has_room({.memory_bytes = 200, .threads = 9}, 4, 100));
  tasks.add(0, 0, {.memory_bytes = 60, .threads = 3}, kStart);
  BOOST_TEST(tasks.has_room({.memory_bytes = 40}, 4, 100));
  BOOST_TEST(!tasks.has_room({.memory_bytes = 41}, 4, 100));
  BOOST_TEST(!tasks.has_room({.memory_bytes = 0, .threads = 2}, 4, 100));
  tasks.remove(0);
  BOOST_TEST(tasks.has_room({.memory_bytes = 100, .threads = 4}, 4, 100));
}

// After 30 s: 3 of 12 done leave 90 s; by the step's usual 40 s, 10 s.
BOOST_AUTO_TEST_CASE(remaining_time_is_by_progress_else_by_the_step) {
  Graph graph;
  graph.nodes.resize(3);
  graph.nodes[0].step = graph.nodes[1].step = "fit";
  graph.nodes[2].step = "unknown";
  RunningTasks tasks;
  for (const unsigned worker : {0, 1, 2}) tasks.add(worker, worker, {}, kStart);
  BOOST_TEST(tasks.left_s(0, kStart + seconds(20)) == -1);
  tasks.progress(0, 3, 12, kStart + seconds(20));
  BOOST_TEST(tasks.left_s(0, kStart + seconds(20)) == 60);
  BOOST_TEST(tasks.remaining_s(graph, StepTimes({{"fit", 40}}),
                               kStart + seconds(30)) ==
                 (std::vector<double>{90, 10, -1}),
             boost::test_tools::per_element());
}

// Both started at 0. Worker 1 used the CPU until 50 s, worker 0 never did.
BOOST_AUTO_TEST_CASE(a_task_is_overdue_by_its_time_or_by_doing_nothing) {
  RunningTasks tasks;
  tasks.add(0, 0, {}, kStart);
  tasks.add(1, 1, {}, kStart);
  tasks.look(0, 0, 50, kStart + seconds(50));
  tasks.look(1, 49, 50, kStart + seconds(50));
  const auto now = kStart + seconds(70);
  BOOST_TEST(tasks.overdue(0, 0, now).empty());
  auto overdue = tasks.overdue(0, 60, now);
  BOOST_REQUIRE(overdue.size() == 1U);
  BOOST_TEST(overdue[0].first == 0U);
  BOOST_TEST(overdue[0].second ==
             "ended: neither progress nor CPU use for 70 s");
  overdue = tasks.overdue(65, 60, now);
  BOOST_REQUIRE(overdue.size() == 2U);
  BOOST_TEST(overdue[1].second ==
             "ended after 70 s; --timeout gives a task 65 s");
}

BOOST_AUTO_TEST_CASE(a_step_has_a_time_limit_of_its_own) {
  RunningTasks tasks;
  tasks.add(0, 0, {.limit_s = 20}, kStart);
  tasks.add(1, 1, {.limit_s = 40}, kStart);
  BOOST_TEST(tasks.overdue(0, 0, kStart + seconds(19)).empty());
  const auto overdue = tasks.overdue(0, 0, kStart + seconds(30));
  BOOST_REQUIRE(overdue.size() == 1U);
  BOOST_TEST(overdue[0].first == 0U);
  BOOST_TEST(overdue[0].second ==
             "ended after 30 s; the step's own limit is 20 s");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
