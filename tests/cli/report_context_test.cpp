#include "tools/cli/report_context.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace moonstain {
namespace {

namespace tt = boost::test_tools;
using Lines = std::vector<std::string>;

report::Context context() {
  report::Context made;
  made.recipe = "r";
  made.leaks = {{"label",
                 "patient d/P on both sides of 2 scores",
                 {"recipe.lua:3", "model", "scores"},
                 "unit",
                 {"findings"},
                 {"recipe.lua:9 mean (2 times)"},
                 {"d/S"}}};
  made.leaks_audited = {{"label",
                         "section d/S on both sides of 2 scores",
                         {"recipe.lua:3", "model", "scores"},
                         "",
                         {"findings"},
                         {"recipe.lua:9 mean"}}};
  made.unknown_origins = {"w.pth"};
  made.costs = {{"Ridge", "2", "3.0 s", "5.0 s", "7.0 MB"}};
  made.cost_notes = {"Sums over tasks."};
  made.contradictions = {"recipe.lua:9: findings says unit = patient, but ..."};
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(report_context_test)

BOOST_AUTO_TEST_CASE(leaks_and_costs_are_kept_whole) {
  const report::Context read = parse_context(context_json(context()), "f");
  BOOST_REQUIRE(read.leaks.size() == 1U);
  BOOST_TEST(read.leaks[0].acknowledged_by == "unit");
  BOOST_TEST(read.leaks[0].outputs == Lines{"findings"}, tt::per_element());
  BOOST_TEST(read.leaks[0].other_ways == Lines{"recipe.lua:9 mean (2 times)"},
             tt::per_element());
  BOOST_TEST(read.leaks[0].not_scored == Lines{"d/S"}, tt::per_element());
  BOOST_REQUIRE(read.leaks_audited.size() == 1U);
  BOOST_TEST(read.leaks_audited[0].unit ==
             "section d/S on both sides of 2 scores");
  BOOST_TEST(read.leaks_audited[0].other_ways == Lines{"recipe.lua:9 mean"},
             tt::per_element());
  BOOST_TEST(read.unknown_origins == Lines{"w.pth"}, tt::per_element());
  BOOST_TEST(read.contradictions.size() == 1U);
  BOOST_REQUIRE(read.costs.size() == 1U);
  const report::CostRow& cost = read.costs[0];
  const Lines words{cost.what, cost.tasks, cost.wall, cost.cpu, cost.peak};
  const Lines given{"Ridge", "2", "3.0 s", "5.0 s", "7.0 MB"};
  BOOST_TEST(words == given, tt::per_element());
  BOOST_TEST(read.cost_notes == Lines{"Sums over tasks."}, tt::per_element());
}

// As a version wrote them that knew neither outputs nor other ways.
BOOST_AUTO_TEST_CASE(runs_of_earlier_versions_are_read) {
  Json old = context_json(context());
  old.erase("leaks_audited");
  old.erase("unknown_origins");
  old.erase("contradictions");
  old.erase("sheet");
  old.erase("not_shown");
  old.erase("costs");
  old.erase("cost_notes");
  old["leaks"][0].erase("outputs");
  old["leaks"][0].erase("other_ways");
  const report::Context read = parse_context(old, "f");
  BOOST_REQUIRE(read.leaks.size() == 1U);
  BOOST_TEST(read.leaks[0].unit == "patient d/P on both sides of 2 scores");
  BOOST_TEST(read.leaks[0].outputs.empty());
  BOOST_TEST(read.leaks[0].other_ways.empty());
  BOOST_TEST(read.leaks_audited.empty());
  BOOST_TEST(read.unknown_origins.empty());
  BOOST_TEST(read.contradictions.empty());
  BOOST_TEST(read.costs.empty());
  BOOST_TEST(read.cost_notes.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
