#include "bindings/audit/audit.h"

#include <boost/test/unit_test.hpp>

#include "bindings/audit/leaks.h"
#include "tests/bindings/planning.h"

namespace moonstain {

using testing::catalog;
using testing::leave_one_out;
using testing::Recipe;
using Arms = std::vector<ArmLetters>;

BOOST_AUTO_TEST_SUITE(audit_test)

BOOST_AUTO_TEST_CASE(arms_of_one_switch_are_its_two_ends) {
  const Arms expected = {"p", "a"};
  BOOST_TEST(walk_arms({"leak"}) == expected, boost::test_tools::per_element());
  BOOST_TEST(walk_arms({"scoring"}) == expected,
             boost::test_tools::per_element());
}

// Both ends, each switch turned alone from either; for two switches that is
// all there is, so the two ways share their middle.
BOOST_AUTO_TEST_CASE(two_switches_give_all_four) {
  const Arms expected = {"pp", "aa", "ap", "pa"};
  BOOST_TEST(walk_arms({"leak", "training"}) == expected,
             boost::test_tools::per_element());
}

// Three that cost a training: ends (2), alone from published (3), alone from
// audited (3); each with both values of the one that is only scoring: 16.
BOOST_AUTO_TEST_CASE(scoring_switches_multiply_and_the_others_turn_singly) {
  const Arms arms = walk_arms({"training", "scoring", "leak", "leak"});
  BOOST_TEST(arms.size() == 16);
  BOOST_TEST(arms[0] == "pppp");
  BOOST_TEST(arms[1] == "aaaa");
  for (const ArmLetters& arm : arms) {
    const auto turned = (arm[0] == 'a') + (arm[2] == 'a') + (arm[3] == 'a');
    BOOST_TEST(turned <= 3);
  }
  // Four others: of 16 combinations the 6 in the middle are left out.
  BOOST_TEST(walk_arms({"leak", "leak", "leak", "leak"}).size() == 10);
}

BOOST_AUTO_TEST_CASE(sizes_are_matched_where_a_leak_is_the_next_to_go) {
  const Arms one = {"aap"};
  BOOST_TEST(arms_to_match({"training", "scoring", "leak"}) == one,
             boost::test_tools::per_element());
  const Arms both = {"pp", "ap"};
  BOOST_TEST(arms_to_match({"leak", "leak"}) == both,
             boost::test_tools::per_element());
  BOOST_TEST(arms_to_match({"scoring"}).empty());
}

BOOST_AUTO_TEST_CASE(plans_of_two_ends_share_what_they_have_in_common) {
  const std::string by_section = leave_one_out("data.sections", "'section'");
  const std::string by_patient = leave_one_out("data.sections", "'patient'");
  const Graph one = Recipe(by_section).plan().graph;
  const Graph two = Recipe(by_patient).plan().graph;
  const UnitedPlans united = unite({one, two, one}, "findings");
  // By section: 4 models, predictions, metrics, 1 findings. By patient: 2
  // models of which that trained on C1 to C3 is there already, as are its
  // predictions and metrics of B1; new are 1 model, 3, 3 and 1.
  BOOST_TEST(united.graph.nodes.size() == one.nodes.size() + 8);
  BOOST_TEST(united.outputs.size() == 3);
  BOOST_TEST(united.outputs[0] == united.outputs[2]);
  for (NodeIndex i = 0; i < united.graph.nodes.size(); ++i) {
    for (const NodeIndex from : inputs_of(united.graph.nodes[i]))
      BOOST_TEST(from < i);
  }
  BOOST_CHECK_EXCEPTION(unite({one}, "scores"), Error, [](const Error& e) {
    return std::string(e.what()) ==
           "audit: the recipe returns no 'scores' that is one value";
  });
}

// Two arms share what they have in common; the walk is over their findings.
BOOST_AUTO_TEST_CASE(an_audit_is_one_plan_of_all_arms) {
  const std::string unit =
      "ms.switch { name = 'unit', kind = 'leak', published = 'section', "
      "audited = 'patient', why = 'one tissue' }";
  Recipe recipe(leave_one_out("data.sections", unit));
  const lua::Plan plan =
      plan_audit(Replanner(recipe.request(), catalog())).walk;
  const Node& walk = plan.graph.nodes.back();
  BOOST_TEST(walk.step == "walk");
  const Json options = walk.options.json();
  BOOST_TEST(options.at("arms") == Json::array({"p", "a"}));
  BOOST_TEST(options.at("published") == Json::array({"section"}));
  BOOST_REQUIRE(walk.inputs.size() == 1);
  BOOST_TEST(walk.inputs[0].nodes.size() == 2);
  BOOST_TEST(plan.graph.outputs.size() == 1);
  // A switch that is set has no other end to go to.
  recipe.set("unit", "audited");
  BOOST_TEST(
      error_of([&] { plan_audit(Replanner(recipe.request(), catalog())); }) ==
      "audit: recipe my_recipe has no switch left to turn: --set pins unit; "
      "leave that out, or `moonstain run` gives the findings as they are set");
  const Recipe none(leave_one_out("data.sections", "'section'"));
  BOOST_TEST(
      error_of([&] { plan_audit(Replanner(none.request(), catalog())); }) ==
      "audit: recipe my_recipe has no switch to turn; `moonstain run` gives "
      "its findings");
}

// Two sections of one patient can be held out one by one, and not by patient.
BOOST_AUTO_TEST_CASE(an_arm_that_cannot_be_planned_is_named) {
  const Recipe recipe(leave_one_out(
      "{ 'C1', 'C2' }",
      "ms.switch { name = 'unit', kind = 'leak', published = 'section', "
      "audited = 'patient', why = 'one tissue' }"));
  BOOST_TEST(
      error_of([&] { plan_audit(Replanner(recipe.request(), catalog())); }) ==
      "audit: with unit = patient (a switch turned to its audited end; --set "
      "NAME=published leaves it): recipe.lua:8: ms.folds: 2 sections are of "
      "one patient, C: held out, it leaves nothing to learn from and nothing "
      "is scored; hold out another unit, or say that the recipe shows this, { "
      "may_be_empty = true }");
}

// Of a walk's arms each has scores of its own, more than any turned plan has:
// the leak is that of the arm that it starts from, and its switch removes it.
BOOST_AUTO_TEST_CASE(the_leaks_of_a_walk_are_those_that_lint_tells) {
  const Recipe recipe(leave_one_out(
      "data.sections",
      "ms.switch { name = 'unit', kind = 'leak', published = 'section', "
      "audited = 'patient', why = 'one tissue' }"));
  const Replanner replanner(recipe.request(), catalog());
  const LeakReport told =
      judge_leaks(replanner, plan_audit(replanner).published);
  BOOST_REQUIRE(told.leaks.size() == 1);
  BOOST_TEST(describe_unit(told.leaks[0].leak) ==
             "patient two/C on both sides of 3 scores");
  BOOST_TEST(told.leaks[0].acknowledged_by == "unit");
}

// A param that cuts training sets is tried where a leak is next to go. In the
// first recipe it cuts nothing: that the findings quote it makes no other arm.
BOOST_AUTO_TEST_CASE(an_arm_of_matched_size_is_there_where_sizes_differ) {
  const auto arms = [](const std::string& seed) {
    std::string text = leave_one_out(
        "data.sections; local matched = ms.param { name = 'size_matched', "
        "default = false, 'cuts training sets' }",
        "ms.switch { name = 'unit', kind = 'leak', published = 'section', "
        "audited = 'patient', why = 'one tissue' }");
    text.replace(text.find("seed = 1"), 8, "seed = " + seed);
    const std::string call = "ms.findings { ";
    text.replace(text.find(call), call.size(),
                 call + "reading = ms.protocol(), ");
    const Recipe recipe(text);
    const lua::Plan plan =
        plan_audit(Replanner(recipe.request(), catalog())).walk;
    return plan.graph.nodes.back().options.json().at("arms");
  };
  BOOST_TEST(arms("1") == Json::array({"p", "a"}));
  BOOST_TEST(arms("matched and 2 or 1") ==
             Json::array({"p", "a", "p+size_matched"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
