#include "core/engine/check/gc.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/record/run_record.h"
#include "tests/engine/test_runs.h"

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
  GcReport collect(unsigned recent_runs, bool dry_run = false) {
    return collect_garbage(test.catalog, {settings.workspace, settings.results,
                                          recent_runs, dry_run});
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
