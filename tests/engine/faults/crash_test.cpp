// What happens to a run from outside: killed, interrupted, doubled.

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/engine/check/verify.h"
#include "core/engine/record/run_record.h"
#include "tests/engine/test_runs.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

/// Twelve texts that take a moment each, joined.
struct Slow : TestRuns {
  explicit Slow(int sleep_ms = 30) {
    std::vector<NodeIndex> notes;
    for (int i = 0; i < 12; ++i) {
      notes.push_back(test.add(
          "write", {{"text", concat("text ", i)}, {"sleep_ms", sleep_ms}}));
    }
    test.output("all", test.add("join", {}, {{"notes", notes}}));
  }
  std::size_t in_store() { return objects().size(); }
};

// A worker works in a folder of its own below the workspace.
bool any_worker_in(const fs::path& workspace) {
  for (const std::string& name : list_folder("/proc")) {
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code error;
    const fs::path folder = fs::read_symlink("/proc/" + name + "/cwd", error);
    if (!error && folder.native().starts_with(workspace.native())) return true;
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crash_test)

BOOST_AUTO_TEST_CASE(a_repeat_after_kill_9_ends_in_the_same_bytes) {
  Slow whole;
  BOOST_TEST((whole.run().state == State::done));
  // At several moments: nothing yet, some objects, most of them.
  for (const std::size_t objects : {0, 1, 5, 9}) {
    Slow runs;
    const pid_t engine = runs.run_apart();
    BOOST_TEST(wait_until([&] {
      return path_exists(runs.settings.workspace / "unrecorded") &&
             runs.in_store() >= objects;
    }));
    ::kill(engine, SIGKILL);
    BOOST_TEST(wait_for(engine) == 128 + SIGKILL);
    BOOST_TEST(
        wait_until([&] { return !any_worker_in(runs.settings.workspace); }));
    const RunRecord killed = read_run(runs.settings.workspace, "latest");
    BOOST_TEST(was_killed(killed));
    const RunOutcome outcome = runs.run();
    BOOST_TEST((outcome.state == State::done));
    BOOST_TEST(outcome.run == "0002");
    BOOST_TEST((runs.objects() == whole.objects()));
    BOOST_TEST(verify(runs.settings.workspace).problems.empty());
    BOOST_TEST(list_folder(runs.settings.workspace / "stage").empty());
  }
}

BOOST_AUTO_TEST_CASE(ctrl_c_keeps_what_is_finished) {
  Slow runs(60);
  bool sent = false;
  runs.settings.sink = [&](const Event& event) {
    runs.events.push_back(event);
    if (event.kind == EventKind::task_done && event.counts.done >= 3 && !sent) {
      sent = true;
      ::kill(::getpid(), SIGINT);
    }
  };
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::interrupted));
  BOOST_TEST(runs.said(EventKind::stopping) == 1U);
  BOOST_TEST(outcome.counts.done >= 3U);
  BOOST_TEST(outcome.counts.done < 13U);
  BOOST_TEST(list_folder(runs.settings.workspace / "stage").empty());
  BOOST_TEST(!any_worker_in(runs.settings.workspace));
  BOOST_TEST(read_run(runs.settings.workspace, "latest").state ==
             "interrupted");
  const RunOutcome rest = runs.run();
  BOOST_TEST((rest.state == State::done));
  BOOST_TEST(rest.counts.kept == outcome.counts.done);
}

BOOST_AUTO_TEST_CASE(a_second_engine_waits_or_says_for_whom) {
  Slow first(100);
  const pid_t engine = first.run_apart();
  BOOST_TEST(wait_until(
      [&] { return path_exists(first.settings.workspace / "unrecorded"); }));
  first.settings.no_wait = true;
  char host[256] = {};
  ::gethostname(host, sizeof host - 1);
  const std::string since =
      parse_json(read_file(Workspace{first.settings.workspace}.holder()), "it")
          .at("since");
  BOOST_TEST(since.size() == std::string("2026-07-01T12:00:00Z").size());
  const std::string holder =
      concat("process ", static_cast<std::int64_t>(engine), " on ", host,
             " since ", since, ": moonstain run recipes/test");
  BOOST_TEST(error_of([&] { first.run(); }) ==
             "workspace " + first.settings.workspace.native() +
                 " is in use by " + holder +
                 "; wait for it, or name another --workspace");
  BOOST_TEST(error_of([&] { verify(first.settings.workspace); }) ==
             "workspace " + first.settings.workspace.native() +
                 " is in use by " + holder + "; wait for it");
  first.settings.no_wait = false;
  const RunOutcome outcome = first.run();
  BOOST_TEST(wait_for(engine) == 0);
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(outcome.counts.kept == 13U);
  BOOST_REQUIRE(first.said(EventKind::waiting) == 1U);
  BOOST_TEST(first.events.front().message == holder);
}

BOOST_AUTO_TEST_CASE(who_waits_can_be_interrupted) {
  Slow first(200);
  const pid_t engine = first.run_apart();
  BOOST_TEST(wait_until(
      [&] { return path_exists(first.settings.workspace / "unrecorded"); }));
  first.settings.sink = [](const Event& event) {
    if (event.kind == EventKind::waiting) ::kill(::getpid(), SIGTERM);
  };
  BOOST_TEST((first.run().state == State::interrupted));
  ::kill(engine, SIGINT);
  BOOST_TEST(wait_for(engine) == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
