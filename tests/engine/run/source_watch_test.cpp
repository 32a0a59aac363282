#include "core/engine/run/source_watch.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <functional>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/store/ledger.h"
#include "tests/engine/test_runs.h"
#include "tests/support/damage.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

const std::string kAdvice =
    "; put the file back that the plan names, or plan anew with this one by "
    "repeating the command";

/// A source file and its loading, which takes a moment after it has read; one
/// task before it.
struct Loading : TestRuns {
  fs::path data = folder.path / "data";
  fs::path file = data / "genes.txt";

  Loading() {
    make_folders(data);
    write_file(file, "ERBB2");
    settings.data_folders = {data};
    settings.cores = 1;
    const NodeIndex first = test.add("write", {{"text", "first"}});
    const NodeIndex source = test.add_file("genes.txt", "ERBB2", "her2st");
    const NodeIndex load =
        test.add("load", {{"sleep_ms", 60}}, {{"file", {source}}});
    test.output("all", test.add("join", {}, {{"notes", {first, load}}}));
  }

  /// Does something to the file each time an event of this kind comes.
  RunOutcome run_doing(EventKind when, const std::function<void()>& something) {
    settings.sink = [this, when, something](const Event& event) {
      events.push_back(event);
      if (event.kind == when) something();
    };
    return run();
  }
  std::size_t in_ledger() {
    return Ledger(Workspace{settings.workspace}.ledger(), Ledger::Mode::read)
        .results();
  }
  /// A plain repeat once the file is as the plan says.
  void expect_repeat_works() {
    remove_file(file);
    write_file(file, "ERBB2");
    settings.sink = {};
    const RunOutcome outcome = run();
    BOOST_TEST((outcome.state == State::done));
    BOOST_TEST(text(outcome, "all") == "first+ERBB2");
  }
};

/// New content of the same length, and the times that the file had.
void swap_content(const fs::path& file) {
  struct stat info;
  ::stat(file.c_str(), &info);
  damage(file, [](int open_file, std::uint64_t) {
    check(::pwrite(open_file, "ESR1x", 5, 0) == 5, "cannot write");
  });
  struct stat after;
  ::stat(file.c_str(), &after);
  check(after.st_mtim.tv_nsec == info.st_mtim.tv_nsec &&
            after.st_size == info.st_size && after.st_ino == info.st_ino,
        "the change shows");
}

struct Way {
  std::string name;
  std::function<void(const fs::path&)> doing;
  std::string found;  ///< empty: it is gone
};

std::vector<Way> ways() {
  const std::string sha = "its sha256 is " + sha256("ESR1x").hex() +
                          ", the plan expects " + sha256("ERBB2").hex();
  return {
      {"swapped", swap_content, sha},
      {"replaced",
       [](const fs::path& file) {
         const fs::path fresh = file.native() + ".new";
         write_file(fresh, "ESR1x");
         rename_path(fresh, file);
       },
       sha},
      {"cut", [](const fs::path& file) { cut(file, 3); },
       "it has 3 bytes, the plan expects 5"},
      {"grown", [](const fs::path& file) { rewrite(file, "ERBB2,ESR1"); },
       "it has 10 bytes, the plan expects 5"},
      {"removed", [](const fs::path& file) { remove_file(file); }, ""},
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(source_watch_test)

// The task has read the file and is still at work.
BOOST_AUTO_TEST_CASE(a_file_that_changes_under_a_task_makes_no_result) {
  for (const Way& way : ways()) {
    BOOST_TEST_CONTEXT(way.name) {
      Loading runs;
      const RunOutcome outcome = runs.run_doing(EventKind::task_progress,
                                                [&] { way.doing(runs.file); });
      BOOST_TEST((outcome.state == State::failed));
      BOOST_REQUIRE(outcome.failures.size() == 1U);
      const std::string what =
          "recipe.lua:3: load: genes.txt of manifest her2st: " +
          runs.file.native();
      BOOST_TEST(outcome.failures[0].message ==
                 (way.found.empty()
                      ? what + " was removed while the task ran" + kAdvice
                      : what + " has changed while the task ran: " + way.found +
                            kAdvice));
      BOOST_TEST(runs.in_ledger() == 1U);
      runs.expect_repeat_works();
    }
  }
}

// It was found when the run began, and changed before its task.
BOOST_AUTO_TEST_CASE(a_file_that_changes_before_its_task_is_not_read) {
  for (const Way& way : ways()) {
    BOOST_TEST_CONTEXT(way.name) {
      Loading runs;
      bool done = false;
      const RunOutcome outcome = runs.run_doing(EventKind::task_done, [&] {
        if (!std::exchange(done, true)) way.doing(runs.file);
      });
      BOOST_TEST((outcome.state == State::failed));
      BOOST_REQUIRE(outcome.failures.size() == 1U);
      const std::string what =
          "recipe.lua:3: load: genes.txt of manifest her2st: " +
          runs.file.native();
      BOOST_TEST(outcome.failures[0].message ==
                 (way.found.empty()
                      ? what + " was removed since the run began" + kAdvice
                      : what + " has changed since the run began: " +
                            way.found + kAdvice));
      BOOST_TEST(runs.in_ledger() == 1U);
      runs.expect_repeat_works();
    }
  }
}

// The same content lies elsewhere: that is read.
BOOST_AUTO_TEST_CASE(a_second_copy_takes_the_place_of_one_that_is_gone) {
  Loading runs;
  write_file(runs.data / "z_copy", "ERBB2");
  const RunOutcome outcome =
      runs.run_doing(EventKind::task_done, [&] { remove_file(runs.file); });
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(runs.text(outcome, "all") == "first+ERBB2");
}

// Written again with what it had: the task may have seen a part of it.
BOOST_AUTO_TEST_CASE(a_file_that_was_only_touched_is_read_again_once) {
  Loading runs;
  bool touched = false;
  const RunOutcome outcome = runs.run_doing(EventKind::task_progress, [&] {
    if (!std::exchange(touched, true)) rewrite(runs.file, "ERBB2");
  });
  BOOST_TEST((outcome.state == State::done));
  BOOST_TEST(runs.text(outcome, "all") == "first+ERBB2");
  BOOST_REQUIRE(runs.said(EventKind::warning) == 1U);
  BOOST_TEST(runs.said(EventKind::task_started) == 4U);
  for (const Event& event : runs.events) {
    if (event.kind != EventKind::warning) continue;
    BOOST_TEST(event.message ==
               "genes.txt of manifest her2st: " + runs.file.native() +
                   " was written to or replaced while the task ran; its "
                   "content is right again, the task is run again");
  }
  Loading often;
  const RunOutcome failed = often.run_doing(
      EventKind::task_progress, [&] { rewrite(often.file, "ERBB2"); });
  BOOST_REQUIRE(failed.failures.size() == 1U);
  BOOST_TEST(
      failed.failures[0].message ==
      "recipe.lua:3: load: genes.txt of manifest her2st: " +
          often.file.native() +
          " was written to or replaced while the task ran; leave it alone "
          "while a run reads it, and repeat the command");
}

// Within the clock's grain a change may leave the very stamp: what was that
// young when it was hashed is hashed again.
BOOST_AUTO_TEST_CASE(a_stamp_within_the_grain_is_not_believed) {
  TempFolder folder;
  write_file(folder / "x", "abd");
  const SourceFile source = {"x", 3, sha256("abc"), "", {}};
  SourceFinder finder({folder.path}, nullptr);
  SourceWatch watch(finder);
  FoundFile handed{folder / "x", file_stamp(folder / "x"), false};
  std::string why;
  BOOST_TEST(
      (watch.change(source, handed, why) == SourceWatch::Change::changed));
  BOOST_TEST(why == "x: " + (folder / "x").native() +
                        " has changed while the task ran: its sha256 is " +
                        sha256("abd").hex() + ", the plan expects " +
                        sha256("abc").hex() + kAdvice);
  handed.settled = true;
  BOOST_TEST((watch.change(source, handed, why) == SourceWatch::Change::none));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
