#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/engine/plan/graph.h"
#include "core/engine/store/store.h"
#include "tests/support/temp_folder.h"
#include "tools/cli/commands/report.h"

namespace moonstain {
namespace {

// A plan whose only node is made by a step, under these names of outputs.
Graph plan_of(const std::string& step, const std::vector<std::string>& names) {
  Graph graph;
  Node node;
  node.step = step;
  graph.nodes.push_back(node);
  for (const std::string& name : names) graph.outputs[name] = {0};
  return graph;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reported_outputs_test)

BOOST_AUTO_TEST_CASE(our_steps_make_a_page_the_walk_first) {
  const Reported both =
      reported_outputs(plan_of("findings", {"findings", "other", "walk"}));
  const std::vector<std::string> expected = {"walk", "findings"};
  BOOST_TEST(both.outputs == expected, boost::test_tools::per_element());
  BOOST_TEST(both.notes.empty());
  BOOST_TEST(both.others == std::vector<std::string>{"other"},
             boost::test_tools::per_element());
  BOOST_TEST(reported_outputs(plan_of("findings", {"other"})).outputs.empty());
  BOOST_TEST(reported_outputs(plan_of("dataset", {"other"})).others.empty());
}

// Whatever its files say, they are no findings of ours.
BOOST_AUTO_TEST_CASE(what_a_program_makes_is_data) {
  Graph graph = plan_of("forge", {"walk"});
  graph.programs["forge"] = Numeric::exact;
  const Reported forged = reported_outputs(graph);
  BOOST_TEST(forged.outputs.empty());
  BOOST_REQUIRE(forged.notes.size() == 1U);
  BOOST_TEST(forged.notes[0] ==
             "output 'walk' is made by the program 'forge': it is data, and no "
             "page shows it; a page is made of what the steps walk and "
             "findings make");
  BOOST_TEST(reported_outputs(plan_of("dataset", {"findings"})).notes.at(0) ==
             "output 'findings' is made by the step dataset: it is data, and "
             "no page shows it; a page is made of what the steps walk and "
             "findings make");
}

// Whole by its digest, as any folder is that somebody has put into a store.
BOOST_AUTO_TEST_CASE(malformed_findings_are_an_error) {
  const auto said = [](const std::string& file, const std::string& text) {
    const TempFolder folder;
    const Workspace workspace{folder.path / ".moonstain"};
    make_workspace(workspace);
    Store store(workspace);
    const fs::path stage = workspace.stage() / "x";
    make_folders(stage);
    const auto made =
        store.publish(stage, {{file, write_file(stage / file, text)}},
                      [](const StoredObject&) { return true; });
    RunOutcome outcome;
    outcome.outputs["findings"] = {store.path(made.digest)};
    Reported reported;
    reported.outputs = {"findings"};
    const std::string begin = concat("object ", made.digest.hex(), ": ");
    std::string error = error_of([&] { read_reported(reported, outcome); });
    BOOST_TEST(error.starts_with(begin), error);
    error.erase(0, begin.size());
    const std::size_t path = error.find(store.path(made.digest).native());
    if (path != std::string::npos) {
      error.replace(path, store.path(made.digest).native().size(), "X");
    }
    return error;
  };
  BOOST_TEST(said("other", "x") == "X: neither findings nor a walk");
  BOOST_TEST(said("findings.json", "[1]").starts_with("X/findings.json: "));
  BOOST_TEST(said("walk.json", "{}").starts_with("X/walk.json: "));
  BOOST_TEST(said("findings.json", std::string(1 << 20, '['))
                 .starts_with("X/findings.json: "));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
