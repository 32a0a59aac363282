// A run meets a store that has lost, damaged or refuses bytes.
#include <boost/test/unit_test.hpp>
#include <cerrno>

#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/engine/check/verify.h"
#include "tests/engine/run/lengths.h"
#include "tests/engine/test_runs.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

/// Fails one kind of call with a reason.
struct FailingCalls : FileCalls {
  int mkdir_reason = 0;
  int fsync_reason = 0;
  int mkdir(const char* path, mode_t mode) override {
    if (mkdir_reason == 0) return FileCalls::mkdir(path, mode);
    errno = mkdir_reason;
    return -1;
  }
  int fsync(int file) override {
    if (fsync_reason == 0) return FileCalls::fsync(file);
    errno = fsync_reason;
    return -1;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(store_in_use_test)

BOOST_AUTO_TEST_CASE(an_object_removed_by_hand_is_made_again) {
  Lengths runs;
  const RunOutcome first = runs.run();
  remove_tree(first.outputs.at("joined").front());
  const RunOutcome second = runs.run();
  BOOST_TEST(second.counts.done == 1U);
  BOOST_TEST(runs.text(second, "joined") == "5+4");
  // An input that is gone is noticed when a task needs it.
  for (const Digest& object : runs.objects()) {
    remove_tree(Workspace{runs.settings.workspace}.object(object));
  }
  const RunOutcome third = runs.run();
  BOOST_TEST((third.state == State::done));
  BOOST_TEST(third.counts.done == 5U);
  BOOST_TEST(runs.text(third, "joined") == "5+4");
}

// The join is known to be kept only after a length has been run again, and by
// then its bytes are gone.
BOOST_AUTO_TEST_CASE(a_kept_output_whose_bytes_are_gone_is_made_again) {
  Lengths runs;
  remove_tree(runs.run().outputs.at("joined").front());
  runs.make("world", "moon");
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(runs.text(outcome, "joined") == "5+4");
  BOOST_TEST(outcome.counts.done == 3U);
}

BOOST_AUTO_TEST_CASE(a_flipped_byte_is_found_and_computed_again) {
  Lengths runs;
  const RunOutcome first = runs.run();
  const fs::path object = first.outputs.at("joined").front();
  const fs::path file = object / "text";
  fs::permissions(object, fs::perms::all);
  remove_file(file);
  write_file(file, "5-4");
  const VerifyReport report = verify(runs.settings.workspace);
  BOOST_TEST(report.objects == 5U);
  BOOST_REQUIRE(report.problems.size() == 1U);
  BOOST_TEST(report.problems[0] ==
             "object " + object.filename().native() +
                 ": file text has changed: its sha256 is " +
                 sha256("5-4").hex() + ", was " + sha256("5+4").hex() +
                 "; made by join, task 4 of run 0001; moved to " +
                 (runs.settings.workspace / "damaged").native() +
                 ", the next run that needs it makes it again");
  const RunOutcome second = runs.run();
  BOOST_TEST(second.counts.done == 1U);
  BOOST_TEST(runs.text(second, "joined") == "5+4");
  BOOST_TEST(second.outputs.at("joined").front().native() == object.native());
  BOOST_TEST(verify(runs.settings.workspace).problems.empty());
}

BOOST_AUTO_TEST_CASE(an_unwritable_workspace_is_named) {
  TestRuns runs;
  runs.test.output("a", runs.test.add("write"));
  FailingCalls calls;
  calls.mkdir_reason = EROFS;
  const ScopedFileCalls scope(calls);
  const std::string workspace = runs.settings.workspace.native();
  BOOST_TEST(error_of([&] { runs.run(); }) ==
             "workspace " + workspace + ": " + workspace +
                 ": cannot make the folder: Read-only file system; check the "
                 "permissions, or name another folder");
}

// What was not flushed has no row; the repeat makes it again.
BOOST_AUTO_TEST_CASE(a_full_disk_ends_the_run_and_a_repeat_goes_on) {
  Lengths runs;
  FailingCalls calls;
  std::string error;
  {
    const ScopedFileCalls scope(calls);
    runs.settings.sink = [&](const Event& event) {
      if (event.kind == EventKind::task_started) calls.fsync_reason = ENOSPC;
    };
    error = error_of([&] { runs.run(); });
  }
  BOOST_TEST(error.find(": cannot flush to the disk: No space left on device; "
                        "free some space and repeat the command, it goes on "
                        "from here") != std::string::npos);
  runs.settings.sink = {};
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(runs.text(outcome, "joined") == "5+4");
  BOOST_TEST(runs.objects().size() == 5U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
