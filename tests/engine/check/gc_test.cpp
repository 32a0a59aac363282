#include "core/engine/check/gc.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <string_view>
#include <utility>

#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/engine/record/run_record.h"
#include "tests/engine/test_runs.h"
#include "tests/support/reader.h"

namespace moonstain {

namespace {

/// One text and its length.
struct Length : TestRuns {
  void run_with(const std::string& text, const std::string& variant) {
    test.graph.nodes.clear();
    const NodeIndex note = test.add("write", {{"text", text}});
    test.output("length", test.add("length", {}, {{"note", {note}}}));
    settings.variant = variant;
    BOOST_REQUIRE((run().state == RunOutcome::State::done));
  }
  GcReport collect(unsigned recent_runs, bool dry_run = false,
                   bool forget = false) {
    return collect_garbage(test.catalog, {settings.workspace, settings.results,
                                          recent_runs, dry_run, forget});
  }
};

/// Does not remove the first file "text".
struct Immutable : FileCalls {
  bool met = false;
  int unlinkat(int folder, const char* name, int flags) override {
    if (std::string_view(name) != "text" || std::exchange(met, true)) {
      return FileCalls::unlinkat(folder, name, flags);
    }
    errno = EPERM;
    return -1;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(gc_test)

// Four objects: texts a and bb, lengths 1 and 2.
BOOST_AUTO_TEST_CASE(named_results_and_recent_runs_are_kept) {
  Length runs;
  runs.run_with("a", "one");
  runs.run_with("bb", "two");
  const GcReport all = runs.collect(10);
  BOOST_TEST(all.kept_objects == 4U);
  BOOST_TEST(all.removed_objects == 0U);
  // The older run's text goes; its length is a named result.
  const GcReport dry = runs.collect(1, true);
  BOOST_TEST(dry.removed_objects == 1U);
  BOOST_TEST(dry.removed_bytes == 1U);
  BOOST_TEST(runs.objects().size() == 4U);
  const GcReport done = runs.collect(1);
  BOOST_TEST(done.removed_objects == 1U);
  BOOST_TEST(runs.objects().size() == 3U);
  BOOST_TEST(path_exists(runs.settings.results / "test/one/length/text"));
}

BOOST_AUTO_TEST_CASE(what_follows_from_removed_bytes_is_still_kept) {
  Length runs;
  runs.run_with("a", "one");
  runs.run_with("bb", "two");
  runs.collect(1);
  runs.run_with("a", "one");
  const RunRecord record = read_run(runs.settings.workspace, "latest");
  BOOST_TEST(record.counts.kept == 2U);
  BOOST_TEST(record.counts.done == 0U);
}

BOOST_AUTO_TEST_CASE(a_result_no_longer_named_goes) {
  Length runs;
  runs.run_with("a", "one");
  runs.run_with("bb", "two");
  remove_tree(runs.settings.results / "test" / "one");
  BOOST_TEST(runs.collect(1).removed_objects == 2U);
  // Asked for again, both are made again.
  runs.run_with("a", "one");
  BOOST_TEST(read_run(runs.settings.workspace, "latest").counts.done == 2U);
}

// Named in two folders, collected from a third.
BOOST_AUTO_TEST_CASE(results_named_in_any_folder_are_kept) {
  Length runs;
  const fs::path first = runs.folder.path / "f1/results";
  const fs::path second = runs.folder.path / "f2/results";
  runs.settings.results = first;
  runs.run_with("a", "one");
  runs.settings.results = second;
  runs.run_with("bb", "two");
  runs.settings.results = runs.folder.path / "f3/results";
  GcReport report = runs.collect(0);
  // The texts go, the named lengths stay.
  BOOST_TEST(report.removed_objects == 2U);
  BOOST_TEST(report.forgotten.empty());
  BOOST_TEST(read_file(first / "test/one/length/text") == "1");
  BOOST_TEST(read_file(second / "test/two/length/text") == "2");
  remove_tree(first);
  BOOST_TEST(runs.collect(0, true).forgotten.size() == 1U);
  BOOST_TEST(error_of([&] { runs.collect(0); }) ==
             concat("gc: results in ", first.native(),
                    " are there no more; what they named is kept: bring them "
                    "back, or let go of it with --forget"));
  report = runs.collect(0, false, true);
  BOOST_TEST((report.forgotten == std::vector<std::string>{first.native()}));
  BOOST_TEST(report.removed_objects == 1U);
  BOOST_TEST(runs.collect(0).forgotten.empty());
  BOOST_TEST(path_exists(second / "test/two/length/text"));
}

// Where the links still hold, what they name is kept.
BOOST_AUTO_TEST_CASE(folders_of_results_move_with_the_workspace) {
  Length runs;
  const fs::path before = runs.folder.path / "before";
  const fs::path after = runs.folder.path / "after";
  runs.settings.workspace = before / ".moonstain";
  runs.settings.results = before / "f1/results";
  runs.run_with("a", "one");
  fs::rename(before, after);
  runs.settings.workspace = after / ".moonstain";
  runs.settings.results = runs.folder.path / "elsewhere";
  BOOST_TEST(runs.collect(0).forgotten.empty());
  BOOST_TEST(read_file(after / "f1/results/test/one/length/text") == "1");
}

BOOST_AUTO_TEST_CASE(folders_of_results_are_known_again_from_the_runs) {
  Length runs;
  const fs::path first = runs.settings.results;
  runs.run_with("a", "one");
  remove_file(Workspace{runs.settings.workspace}.ledger());
  runs.settings.results = runs.folder.path / "elsewhere";
  BOOST_TEST(runs.collect(0).removed_objects == 1U);
  BOOST_TEST(read_file(first / "test/one/length/text") == "1");
}

// What cannot be read may name anything.
BOOST_AUTO_TEST_CASE(results_that_cannot_be_read_stop_gc) {
  Length runs;
  runs.settings.results = runs.folder.path / "closed/results";
  runs.run_with("a", "one");
  const fs::path closed = runs.settings.results.parent_path();
  const GcSettings settings{runs.settings.workspace, runs.folder.path / "none",
                            0};
  const std::string said = as_a_reader({}, [&] {
    ::chmod(closed.c_str(), 0);
    return error_of([&] { collect_garbage(runs.test.catalog, settings); });
  });
  ::chmod(closed.c_str(), 0755);
  BOOST_TEST(said == "gc cannot know what results in " +
                         runs.settings.results.native() +
                         " name: Permission denied; make it readable, or "
                         "remove it and repeat the command");
  BOOST_TEST(runs.objects().size() == 2U);
}

// What a recent run needs is not known where its record is damaged.
BOOST_AUTO_TEST_CASE(a_damaged_record_of_a_recent_run_stops_gc) {
  Length runs;
  runs.run_with("a", "one");
  const fs::path record = runs.settings.workspace / "runs/0001/run.json";
  remove_file(record);
  write_file(record, "[]");
  BOOST_TEST(
      error_of([&] { runs.collect(1); }) ==
      "gc cannot know what the recent runs need: remove the damaged record, or "
      "leave it out with --recent: " +
          record.native() +
          ": expected an object with member 'recipe', found a list");
  BOOST_TEST(runs.objects().size() == 2U);
  remove_file(record);
  BOOST_TEST(runs.collect(1).kept_objects == 1U);
}

// A link in place of a run's folder: what it leads to is somebody's own.
BOOST_AUTO_TEST_CASE(logs_behind_a_link_are_not_removed) {
  Length runs;
  runs.run_with("a", "one");
  const fs::path run = runs.settings.workspace / "runs/0001";
  const fs::path mine = runs.folder.path / "mine";
  write_file(run / "logs/00000-write.log", "mine");
  fs::rename(run, mine);
  replace_link(mine, run);
  runs.collect(0);
  BOOST_TEST(!list_folder(mine / "logs").empty());
}

BOOST_AUTO_TEST_CASE(logs_and_failed_stages_of_older_runs_go) {
  Length runs;
  runs.test.output("a", runs.test.add("half"));
  const RunOutcome failed = runs.run();
  runs.test.graph.outputs.clear();
  runs.run_with("a", "one");
  BOOST_REQUIRE(path_exists(failed.failures[0].stage));
  BOOST_TEST(runs.collect(1).removed_runs == 1U);
  BOOST_TEST(!path_exists(failed.failures[0].stage));
  BOOST_TEST(read_run(runs.settings.workspace, failed.run).state == "failed");
}

// Of the texts of two older runs one cannot be removed: the other goes, and the
// next gc has nothing to say.
BOOST_AUTO_TEST_CASE(what_cannot_be_removed_is_said_and_stops_nothing) {
  Length runs;
  runs.run_with("a", "one");
  runs.run_with("bb", "two");
  runs.run_with("ccc", "three");
  GcReport report;
  {
    Immutable calls;
    const ScopedFileCalls scope(calls);
    report = runs.collect(1);
  }
  BOOST_TEST(report.removed_objects == 2U);
  BOOST_REQUIRE(report.left.size() == 1);
  BOOST_TEST(report.left[0].ends_with(
                 "/text: cannot remove: Operation not permitted; check the "
                 "permissions, or name another folder"),
             report.left[0]);
  BOOST_TEST(runs.objects().size() == 5U);
  BOOST_TEST(runs.collect(1).left.empty());
  BOOST_TEST(runs.objects().size() == 4U);
}

// As an engine leaves it that is killed between a rename and its row.
BOOST_AUTO_TEST_CASE(an_object_without_a_row_is_swept) {
  Length runs;
  runs.run_with("a", "one");
  const Workspace workspace{runs.settings.workspace};
  const fs::path stray = workspace.object(sha256("stray"));
  make_folders(stray);
  write_file(stray / "text", "torn");
  write_file(workspace.unrecorded(), "");
  runs.run_with("a", "one");
  BOOST_TEST(runs.objects().size() == 2U);
  BOOST_TEST(!path_exists(workspace.unrecorded()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
