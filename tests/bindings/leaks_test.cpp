#include "bindings/audit/leaks.h"

#include <boost/test/unit_test.hpp>

#include "tests/bindings/planning.h"

namespace moonstain {

using testing::catalog;
using testing::leave_one_out;
using testing::Recipe;

namespace {

LeakReport judged(const Recipe& recipe) {
  const Replanner replanner(recipe.request(), catalog());
  return judge_leaks(replanner, replanner.plan());
}

std::string leak_switch(const std::string& name, const std::string& ends) {
  return "ms.switch { name = '" + name + "', kind = 'leak', " + ends +
         ", why = 'one tissue' }";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(leaks_test)

// Held out by section, three of patient C have learned from their sisters.
BOOST_AUTO_TEST_CASE(a_switch_whose_turning_removes_a_leak_acknowledges_it) {
  const LeakReport report = judged(Recipe(leave_one_out(
      "data.sections",
      leak_switch("unit", "published = 'section', audited = 'patient'"))));
  BOOST_REQUIRE(report.leaks.size() == 1);
  BOOST_TEST(describe_unit(report.leaks[0].leak) ==
             "patient two/C on both sides of 3 scores");
  BOOST_TEST(report.leaks[0].acknowledged_by == "unit");
  BOOST_TEST(report.all_acknowledged());
  BOOST_TEST(report.unturned.empty());
}

BOOST_AUTO_TEST_CASE(a_leak_without_a_switch_is_not_acknowledged) {
  const LeakReport report =
      judged(Recipe(leave_one_out("data.sections", "'section'")));
  BOOST_REQUIRE(report.leaks.size() == 1);
  BOOST_TEST(report.leaks[0].acknowledged_by == "");
  BOOST_TEST(!report.all_acknowledged());
}

BOOST_AUTO_TEST_CASE(what_only_all_switches_together_remove_names_all) {
  const std::string ends = "published = false, audited = true";
  const LeakReport report = judged(Recipe(
      leave_one_out("data.sections; local a, b = " + leak_switch("a", ends) +
                        ", " + leak_switch("b", ends),
                    "a and b and 'patient' or 'section'")));
  BOOST_REQUIRE(report.leaks.size() == 1);
  BOOST_TEST(report.leaks[0].acknowledged_by == "a and b");
}

BOOST_AUTO_TEST_CASE(a_switch_that_cannot_be_turned_is_named_with_the_reason) {
  const LeakReport report = judged(Recipe(leave_one_out(
      "data.sections",
      leak_switch("unit", "published = 'section', audited = 'animal'"))));
  BOOST_REQUIRE(report.unturned.size() == 1);
  BOOST_TEST(report.unturned[0].name == "unit");
  BOOST_TEST(report.unturned[0].error.find("animal") != std::string::npos,
             report.unturned[0].error);
  BOOST_TEST(!report.all_acknowledged());
}

BOOST_AUTO_TEST_CASE(a_source_of_unknown_origin_is_named) {
  std::string text = leave_one_out("data.sections", "'patient'");
  const std::string call = "patches = ms.patches { dataset = dataset }";
  text.replace(text.find(call), call.size(),
               call + ", weights = ms.source { 'w.bin' }");
  Recipe recipe(text);
  recipe.write("my_recipe/w.bin", "w");
  const LeakReport report = judged(recipe);
  BOOST_TEST(report.leaks.empty());
  BOOST_REQUIRE(report.unknown.size() == 1);
  BOOST_TEST(report.unknown[0].source == "w.bin");
  BOOST_TEST(report.unknown[0].path.back() == "metrics");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
