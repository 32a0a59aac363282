// Processes that end themselves with SIGKILL at every named point.

#include <boost/test/unit_test.hpp>
#include <map>
#include <mutex>

#include "core/base/folder.h"
#include "core/base/kill_point.h"
#include "tests/engine/faults/fault_runs.h"
#include "tests/support/kill_at.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

// All of the engine's; one that is added to the code is added here.
const std::vector<std::string> kEnginePoints = {
    "flusher.finished", "flusher.flushed",  "flusher.marked",
    "flusher.recorded", "flusher.unmarked", "results.linked",
    "run.ended",        "run.linked",       "run.locked",
    "run.planned",      "run.recorded",     "run.swept",
    "run.worked",       "store.checked",    "store.read_only",
    "store.renamed",    "task.heard",       "task.sent"};

const std::vector<std::string> kWorkerPoints = {
    "template.forked", "template.prepared", "worker.answered",
    "worker.begun",    "worker.forked",     "worker.made"};

std::map<std::string, int> passes;
std::mutex passes_mutex;

void count_pass(const char* point) {
  const std::lock_guard lock(passes_mutex);
  ++passes[point];
}

/// Runs to the end, and counts how often each of the engine's points is passed.
const Holdings& undisturbed() {
  static const Holdings whole = [] {
    FaultRuns runs;
    kill_hook = count_pass;
    BOOST_TEST((runs.run().state == State::done));
    kill_hook = nullptr;
    return holdings(runs.settings);
  }();
  return whole;
}

// Each of the first passes, then every third: later ones are the same but for
// what is there already.
std::vector<int> chosen(int count) {
  std::vector<int> some;
  for (int i = 0; i < count; i += i < 3 ? 1 : 3) some.push_back(i);
  return some;
}

void ends_undisturbed(FaultRuns& runs) {
  BOOST_TEST(half_made(runs.settings) == "");
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST((holdings(runs.settings) == undisturbed()));
  BOOST_TEST(list_folder(runs.settings.workspace / "stage").empty());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kill_test)

BOOST_AUTO_TEST_CASE(the_points_of_the_engine_are_these) {
  undisturbed();
  std::vector<std::string> passed;
  for (const auto& [point, count] : passes) passed.push_back(point);
  BOOST_TEST(passed == kEnginePoints, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_engine_may_die_at_every_point) {
  undisturbed();
  int kills = 0;
  for (const std::string& point : kEnginePoints) {
    for (const int before : chosen(passes[point])) {
      const KillAt kill{point, before};
      BOOST_TEST_CONTEXT(kill.text()) {
        FaultRuns runs;
        const pid_t engine = ::fork();
        if (engine == 0) {
          kill_at(kill);
          runs.run();
          ::_exit(0);
        }
        // Flushes and rows may come in fewer groups.
        const int code = wait_for(engine);
        const bool grouped = point.starts_with("flusher.") && before > 0;
        BOOST_TEST((code == 128 + SIGKILL || (grouped && code == 0)));
        kills += code == 128 + SIGKILL ? 1 : 0;
        ends_undisturbed(runs);
      }
    }
  }
  BOOST_TEST_MESSAGE(kEnginePoints.size() << " points, " << kills << " kills");
}

// A sweep of what a killed engine left may be cut off as well.
BOOST_AUTO_TEST_CASE(an_engine_may_die_while_it_sweeps) {
  FaultRuns runs;
  for (const KillAt& kill :
       {KillAt{"flusher.flushed", 0}, KillAt{"sweep.removed", 0}}) {
    const pid_t engine = ::fork();
    if (engine == 0) {
      kill_at(kill);
      runs.run();
      ::_exit(0);
    }
    BOOST_TEST(wait_for(engine) == 128 + SIGKILL);
  }
  ends_undisturbed(runs);
}

BOOST_AUTO_TEST_CASE(a_worker_or_its_template_may_die_at_every_point) {
  undisturbed();
  int kills = 0;
  for (const std::string& point : kWorkerPoints) {
    for (int before = 0; before < 4; ++before) {
      const KillAt kill{point, before};
      FaultRuns runs;
      ::setenv("MOONSTAIN_TEST_KILL", kill.text().c_str(), 1);
      std::string told = "done";
      try {
        const RunOutcome outcome = runs.run();
        if (!outcome.failures.empty()) {
          told = outcome.failures.front().message;
        }
      } catch (const Error& e) {
        told = e.what();
      }
      ::unsetenv("MOONSTAIN_TEST_KILL");
      BOOST_TEST_CONTEXT(kill.text() << ", said: " << told) {
        const bool named =
            told.find("its worker process was ended by signal 9 (SIGKILL") !=
                std::string::npos ||
            told.ends_with(") has ended; repeat the command to go on") ||
            told.ends_with(
                " ended while it started; is it a moonstain-worker?");
        // A point may not be passed so often; an answered task is done.
        BOOST_TEST((named || before > 0 || point == "worker.answered"));
        kills += named ? 1 : 0;
        ends_undisturbed(runs);
      }
    }
  }
  BOOST_TEST_MESSAGE(kWorkerPoints.size() << " points, " << kills << " kills");
  BOOST_TEST(kills >= 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
