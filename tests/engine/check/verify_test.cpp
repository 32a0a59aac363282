#include "core/engine/check/verify.h"

#include <boost/test/unit_test.hpp>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/text.h"
#include "tests/engine/test_runs.h"
#include "tests/support/reader.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(verify_test)

BOOST_AUTO_TEST_CASE(verify_can_only_report) {
  TestRuns runs;
  runs.test.output("note", runs.test.add("write", {{"text", "a"}}));
  BOOST_REQUIRE((runs.run().state == RunOutcome::State::done));
  remove_tree(Workspace{runs.settings.workspace}.object(runs.objects()[0]));
  BOOST_TEST(verify(runs.settings.workspace, false).problems.size() == 1U);
  BOOST_TEST(verify(runs.settings.workspace, true).problems.size() == 1U);
  BOOST_TEST(verify(runs.settings.workspace, true).problems.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_object_is_told_and_put_aside) {
  TestRuns runs;
  runs.test.output("note", runs.test.add("write", {{"text", "a"}}));
  BOOST_REQUIRE((runs.run().state == RunOutcome::State::done));
  const Workspace workspace{runs.settings.workspace};
  const fs::path stray = workspace.store() / "README";
  write_file(stray, "mine");
  const std::vector<std::string> told = {
      stray.native() +
      " is no object of the store; `moonstain verify` sets "
      "it aside"};
  BOOST_TEST((verify(workspace.root, false).problems == told));
  const std::vector<std::string> done = {
      stray.native() + " is no object of the store; it is kept as " +
      (workspace.damaged() / "README").native()};
  BOOST_TEST((verify(workspace.root, true).problems == done));
  BOOST_TEST(read_file(workspace.damaged() / "README") == "mine");
  BOOST_TEST(verify(workspace.root, true).problems.empty());
}

// Another workspace's results in the same folder, gone from there.
BOOST_AUTO_TEST_CASE(links_into_another_store_are_not_judged) {
  TestRuns runs, other;
  for (TestRuns* each : {&runs, &other}) {
    each->settings.results = runs.folder.path / "results";
    each->settings.variant = each == &runs ? "own" : "others";
    each->test.output(
        "note", each->test.add("write", {{"text", each->settings.variant}}));
    BOOST_REQUIRE((each->run().state == RunOutcome::State::done));
  }
  remove_tree(Workspace{other.settings.workspace}.object(other.objects()[0]));
  VerifySettings settings;
  settings.workspace = runs.settings.workspace;
  settings.results = runs.settings.results;
  BOOST_TEST(verify(settings).problems.empty());
  fs::rename(other.settings.workspace, other.folder.path / "moved");
  BOOST_TEST(verify(settings).problems.empty());
  fs::rename(other.folder.path / "moved", other.settings.workspace);
  settings.workspace = other.settings.workspace;
  BOOST_TEST(verify(settings).problems.size() == 1U);  // the object alone
  BOOST_TEST(verify(settings).problems.size() == 1U);  // the link
}

// As on a read-only disk, or of another user's results.
BOOST_AUTO_TEST_CASE(a_workspace_that_cannot_be_written_is_looked_at) {
  TestRuns runs;
  runs.test.output("note", runs.test.add("write", {{"text", "a"}}));
  BOOST_REQUIRE((runs.run().state == RunOutcome::State::done));
  const Workspace workspace{runs.settings.workspace};
  const fs::path root = workspace.root;
  const std::vector<fs::path> closed = {root, workspace.store(),
                                        workspace.runs()};
  const auto look = [&] {
    const VerifyReport report = verify(root);
    return concat(report.objects, " ", listed(report.problems), "|",
                  listed(report.notes));
  };
  const std::string note = "workspace " + root.native() +
                           " cannot be written; it is looked at, nothing is "
                           "put right";
  BOOST_TEST(as_a_reader(closed, look) == "1 |" + note);
  write_file(workspace.store() / "README", "mine");
  BOOST_TEST(as_a_reader(closed, look) ==
             "1 " + (workspace.store() / "README").native() +
                 " is no object of the store; `moonstain verify` sets it "
                 "aside|" +
                 note);
  const auto lock = EngineLock::take_or_fail(workspace, "moonstain gc");
  BOOST_TEST(as_a_reader(closed, look)
                 .starts_with("workspace " + root.native() +
                              " is in use by process "));
}

BOOST_AUTO_TEST_CASE(no_workspace_is_an_error) {
  TempFolder folder;
  const fs::path none = folder.path / "none";
  BOOST_TEST(error_of([&] { verify(none); }) ==
             "no workspace " + none.native());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
