#include "bindings/audit/statements.h"

#include <boost/test/unit_test.hpp>

#include "tests/bindings/planning.h"

namespace moonstain {

using testing::catalog;
using testing::leave_one_out;
using testing::Recipe;

namespace {

using Lines = std::vector<std::string>;
namespace tt = boost::test_tools;

/// Of the recipe of tests/bindings/planning.h, with options of its findings.
Lines faults(const std::string& sections, const std::string& unit,
             const std::string& stated, bool acknowledged = false) {
  std::string text = leave_one_out(sections, unit);
  const std::string call = "metrics = scores";
  text.replace(text.find(call), call.size(), call + ", " + stated);
  const lua::Plan plan = Recipe(text).plan();
  Lines said;
  for (const StatementFault& fault : statement_faults(
           plan.graph, catalog(), trace_lineage(plan.graph, catalog()),
           [&](const Leak&) { return acknowledged; })) {
    said.push_back(concat(fault.contradiction ? "error: " : "note: ",
                          fault.where, ": ", fault.text));
  }
  return said;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(statements_test)

// Sections of patients B (B1) and C (C1 to C3) are held out one by one.
BOOST_AUTO_TEST_CASE(a_patient_held_out_whose_sections_were_learned_is_false) {
  BOOST_TEST(faults("data.sections", "'section'", "unit = 'patient'") ==
                 (Lines{"error: recipe.lua:13: findings says unit = patient, "
                        "but model (recipe.lua:9) has learned labels of "
                        "patient two/C, which 3 scores are about"}),
             tt::per_element());
  BOOST_TEST(
      faults("data.sections", "'section'", "unit = 'patient'", true).empty());
  BOOST_TEST(faults("data.sections", "'patient'", "unit = 'patient'").empty());
  BOOST_TEST(faults("data.sections", "'section'", "unit = 'section'").empty());
}

// Both sections are learned from and scored, each by two steps.
BOOST_AUTO_TEST_CASE(what_one_has_learned_is_said_once_by_all_its_scores) {
  std::string text = leave_one_out("{ 'C1', 'C2' }", "'section'");
  const auto put = [&](const std::string& old, const std::string& by) {
    text.replace(text.find(old), old.size(), by);
  };
  put("targets = ms.part(targets, fold.train)", "targets = targets");
  put("  scores[i] = ",
      "  scores[2 * i] = ms.agreement { predictions = predictions }\n"
      "  scores[2 * i - 1] = ");
  put("metrics = scores", "metrics = scores, unit = 'section'");
  const lua::Plan plan = Recipe(text).plan();
  const std::vector<StatementFault> said = statement_faults(
      plan.graph, catalog(), trace_lineage(plan.graph, catalog()),
      [](const Leak&) { return false; });
  BOOST_REQUIRE(said.size() == 1U);
  BOOST_TEST(said[0].text ==
             "findings says unit = section, but model (recipe.lua:9) has "
             "learned labels of sections two/C1, two/C2, which 4 scores are "
             "about");
}

// Each of two sections is predicted by a model of the other, and both
// predictions are compared: neither has learned of what it is about.
BOOST_AUTO_TEST_CASE(a_score_of_two_is_about_what_each_is_about) {
  const auto said = [](const std::string& learned) {
    std::string text = leave_one_out("{ 'C1', 'C2' }", "'section'");
    const auto put = [&](const std::string& old, const std::string& by) {
      text.replace(text.find(old), old.size(), by);
    };
    put("scores[i] = ms.metrics { predictions = predictions, targets = "
        "ms.part(targets, fold.test) }",
        "scores[i] = predictions");
    put("targets = ms.part(targets, fold.train)", "targets = " + learned);
    put("{ metrics = scores }",
        "{ metrics = ms.agreement { predictions = { scores[1], scores[2] } }, "
        "unit = 'section' }");
    const lua::Plan plan = Recipe(text).plan();
    return statement_faults(plan.graph, catalog(),
                            trace_lineage(plan.graph, catalog()),
                            [](const Leak&) { return false; });
  };
  BOOST_TEST(said("ms.part(targets, fold.train)").empty());
  BOOST_REQUIRE(said("targets").size() == 1);
  BOOST_TEST(said("targets")[0].contradiction);
}

BOOST_AUTO_TEST_CASE(a_section_held_out_beside_its_sisters_is_noted) {
  BOOST_TEST(faults("data.sections", "'patient'", "unit = 'section'") ==
                 (Lines{"note: recipe.lua:13: findings says unit = section, "
                        "but no score has learned from another section of its "
                        "patient: the patient is held out"}),
             tt::per_element());
  // One section a patient: both are held out.
  BOOST_TEST(faults("{ 'B1', 'C1' }", "'section'", "unit = 'section'").empty());
}

BOOST_AUTO_TEST_CASE(sections_that_are_not_scored_are_noted) {
  const std::string left_out = "2 of 4 sections of two are scored, not C2, C3";
  BOOST_TEST(
      faults("{ 'B1', 'C1' }", "'section'",
             "scope = 'full', same_data = true") ==
          (Lines{"note: recipe.lua:13: findings says scope = full, but " +
                     left_out,
                 "note: recipe.lua:13: findings says same_data = true, but " +
                     left_out}),
      tt::per_element());
  BOOST_TEST(faults("{ 'B1', 'C1' }", "'section'", "scope = 'subset'").empty());
  BOOST_TEST(
      faults("data.sections", "'section'", "scope = 'full', same_data = true")
          .empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
