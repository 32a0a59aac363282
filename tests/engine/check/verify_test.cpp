#include "core/engine/check/verify.h"

#include <boost/test/unit_test.hpp>

#include "core/base/folder.h"
#include "tests/engine/test_runs.h"

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

BOOST_AUTO_TEST_CASE(no_workspace_is_an_error) {
  TempFolder folder;
  const fs::path none = folder.path / "none";
  BOOST_TEST(error_of([&] { verify(none); }) ==
             "no workspace " + none.native());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
