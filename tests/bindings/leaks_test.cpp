#include "bindings/audit/leaks.h"

#include <boost/test/unit_test.hpp>

#include "tests/bindings/planning.h"

namespace moonstain {

using testing::catalog;
using testing::leave_one_out;
using testing::Recipe;
using testing::sheet_with_copy;

namespace {

LeakReport judged(const Recipe& recipe) {
  const Replanner replanner(recipe.request(), catalog());
  return judge_leaks(replanner, replanner.plan());
}

std::string leak_switch(const std::string& name, const std::string& ends) {
  return "ms.switch { name = '" + name + "', kind = 'leak', " + ends +
         ", why = 'one tissue' }";
}

/// `leave_one_out`, the model fitted to `targets`.
std::string fitted_on(const std::string& targets, const std::string& before,
                      const std::string& unit = "'section'") {
  std::string text = leave_one_out("data.sections; " + before, unit);
  const std::string part = "targets = ms.part(targets, fold.train) }";
  text.replace(text.find(part), part.size(), "targets = " + targets + " }");
  return text;
}

/// Patients held out; with genes == 'all' a list of genes that was chosen on
/// all sections, with checkpoint == 'best' an epoch chosen on the held-out one.
std::string chosen(const std::string& switches) {
  std::string text = fitted_on(
      "ms.part(targets, fold.train), held_out_targets = checkpoint == 'best' "
      "and ms.part(targets, fold.test) or {}",
      switches, "'patient'");
  const std::string plain = "ms.targets { dataset = dataset }";
  text.replace(text.find(plain), plain.size(),
               "ms.targets { dataset = dataset, genes = genes == 'all' and "
               "ms.source { 'genes.txt', learned_from = data } or nil }");
  return text;
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
  BOOST_TEST(report.leaks[0].not_scored.empty());
  BOOST_TEST(report.all_acknowledged());
  BOOST_TEST(report.unturned.empty());
}

BOOST_AUTO_TEST_CASE(a_leak_names_the_outputs_that_its_scores_are_in) {
  std::string text = leave_one_out("data.sections", "'section'");
  const std::string part = "return { ";
  text.replace(text.find(part), part.size(),
               "return { data = dataset, numbers = scores, ");
  const LeakReport report = judged(Recipe(text));
  BOOST_REQUIRE(report.leaks.size() == 1);
  BOOST_TEST(report.leaks[0].outputs ==
                 (std::vector<std::string>{"findings", "numbers"}),
             boost::test_tools::per_element());
}

// The network and the control that learned of the same sections leak alike: of
// three sections two scores each, as the control is scored too.
BOOST_AUTO_TEST_CASE(models_that_leak_alike_are_one_with_the_scores_of_all) {
  std::string text = leave_one_out("data.sections", "'section'");
  const std::string call = "scores[i] = ms.metrics {";
  text.replace(
      text.find(call), call.size(),
      "local seen = ms.part(targets, fold.test)[1]; scores[#scores + "
      "1] = ms.metrics { predictions = ms.depth { training = "
      "ms.part(targets, fold.train), names = seen }, targets = seen }; "
      "scores[#scores + 1] = ms.metrics {");
  const LeakReport report = judged(Recipe(text));
  BOOST_REQUIRE(report.leaks.size() == 1);
  BOOST_TEST(describe_unit(report.leaks[0].leak) ==
             "patient two/C on both sides of 6 scores");
  BOOST_TEST(report.leaks[0].by.size() == 2);
  BOOST_TEST(report.leaks[0].other_ways.size() == 1);
}

// The model sees the section itself beside its sisters of patient C; turned, it
// sees the sisters alone.
BOOST_AUTO_TEST_CASE(what_a_narrower_leak_hides_is_judged_too) {
  const LeakReport report = judged(
      Recipe(fitted_on("seen and targets or ms.part(targets, fold.train)",
                       "local seen = " + leak_switch("seen",
                                                     "published = true, "
                                                     "audited = false"))));
  BOOST_REQUIRE(report.leaks.size() == 2);  // the second is of pictures
  BOOST_TEST(kind_words(report.leaks[0].leak) == "label");
  BOOST_TEST(kind_words(report.leaks[1].leak) == "input only");
  BOOST_TEST(report.leaks[0].leak.own);
  BOOST_TEST(report.leaks[0].acknowledged_by == "seen");
  BOOST_REQUIRE(report.wider.size() == 1);
  BOOST_TEST(describe_unit(report.wider[0].leak) ==
             "patient two/C on both sides of 3 scores");
  BOOST_TEST(!report.wider[0].leak.own);
  BOOST_TEST(report.wider[0].acknowledged_by == "");
  BOOST_REQUIRE(report.at_audited_end.size() == 1);
  BOOST_TEST(describe_unit(report.at_audited_end[0].leak) ==
             "patient two/C on both sides of 3 scores");
}

BOOST_AUTO_TEST_CASE(a_leak_without_a_switch_is_not_acknowledged) {
  const LeakReport report =
      judged(Recipe(leave_one_out("data.sections", "'section'")));
  BOOST_REQUIRE(report.leaks.size() == 1);
  BOOST_TEST(report.leaks[0].acknowledged_by == "");
  BOOST_TEST(!report.all_acknowledged());
}

// C2 is C1 under another name: held out by section each is scored by a model
// of the other, held out by patient neither is.
BOOST_AUTO_TEST_CASE(a_switch_that_holds_out_both_names_acknowledges_a_copy) {
  Recipe recipe(leave_one_out(
      "data.sections",
      leak_switch("unit", "published = 'section', audited = 'patient'")));
  recipe.write("manifests/two/manifest.json", sheet_with_copy('2', '4'));
  const LeakReport report = judged(recipe);
  BOOST_REQUIRE(report.leaks.size() == 2);
  BOOST_TEST(kind_words(report.leaks[0].leak) == "label, copy");
  BOOST_TEST(describe_unit(report.leaks[0].leak) ==
             "sections two/C1, two/C2 on both sides of 2 scores, one specimen "
             "under two names: two/C1 (patient two/C, C1.tsv) is two/C2 "
             "(patient two/C, C2.tsv)");
  BOOST_TEST(report.leaks[0].acknowledged_by == "unit");
  BOOST_TEST(describe_unit(report.leaks[1].leak) ==
             "patient two/C on both sides of 1 score");
}

// What was read of the files stays true whatever switch is turned.
BOOST_AUTO_TEST_CASE(a_copy_that_was_read_is_one_in_every_turned_plan) {
  const Recipe recipe(leave_one_out(
      "data.sections", leak_switch("unit",
                                   "published = 'section', audited = "
                                   "'patient'")));
  const Replanner replanner(recipe.request(), catalog());
  lua::Plan plan = replanner.plan();
  make_one_specimen(plan.graph, "two/B1", "two/C1", "the same counts");
  const LeakReport report = judge_leaks(replanner, plan);
  BOOST_REQUIRE(report.leaks.size() == 2);
  const JudgedLeak& copy = report.leaks[0];
  BOOST_TEST(describe_unit(copy.leak) ==
             "sections two/B1, two/C1 on both sides of 2 scores, one specimen "
             "under two names: two/B1 (patient two/B, the same counts) is "
             "two/C1 (patient two/C, the same counts)");
  BOOST_TEST(copy.acknowledged_by == "");
  BOOST_REQUIRE(copy.tried.size() == 1);
  BOOST_TEST(copy.tried[0].reason ==
             "a leak (label, copy) of sections two/B1, two/C1 remains");
  BOOST_TEST(report.leaks[1].acknowledged_by == "unit");
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

// All sections are of one patient: held out, it leaves nothing to score.
BOOST_AUTO_TEST_CASE(a_switch_that_leaves_nothing_to_score_is_no_cure) {
  std::string text = leave_one_out(
      "all", leak_switch("unit", "published = 'section', audited = 'patient'"));
  const std::string call = "ms.findings { metrics = scores }";
  text.replace(text.find(call), call.size(),
               "#scores > 0 and " + call + " or dataset");
  const std::string folds = "ms.folds(data, sections, unit";
  text.insert(text.find(folds) + folds.size(), ", { may_be_empty = true }");
  const LeakReport report = judged(Recipe(text));
  BOOST_REQUIRE(report.leaks.size() == 1);
  BOOST_TEST(report.leaks[0].acknowledged_by == "");
  BOOST_REQUIRE(report.leaks[0].tried.size() == 1);
  BOOST_TEST(report.leaks[0].tried[0].name == "unit");
  BOOST_TEST(report.leaks[0].tried[0].reason ==
             "no score of two/C1, two/C2, two/C3 is left");
}

// A method that needs two sections to learn from: C out, B1 alone is left, and
// C1 to C3 are not scored; B out, it is. Both are told: the leak of C as the
// switch's, and that nothing is scored there.
BOOST_AUTO_TEST_CASE(a_leak_that_goes_with_its_score_is_the_switchs) {
  std::string text = leave_one_out(
      "data.sections",
      leak_switch("unit", "published = 'section', audited = 'patient'"));
  const auto replace = [&](const std::string& old, const std::string& by) {
    text.replace(text.find(old), old.size(), by);
  };
  replace("local model =", "if #fold.train > 1 then local model =");
  replace("scores[i] =", "scores[#scores + 1] =");
  replace("fold.test) }\nend", "fold.test) } end\nend");
  const LeakReport report = judged(Recipe(text));
  BOOST_REQUIRE(report.leaks.size() == 1);
  BOOST_TEST(describe_unit(report.leaks[0].leak) ==
             "patient two/C on both sides of 3 scores");
  BOOST_TEST(report.leaks[0].acknowledged_by == "unit");
  BOOST_TEST(report.leaks[0].not_scored ==
                 (std::vector<std::string>{"two/C1", "two/C2", "two/C3"}),
             boost::test_tools::per_element());
  BOOST_TEST(report.all_acknowledged());
}

// Turned, the model sees the section itself beside its sisters: no leak of the
// patient is named, a worse one is there.
BOOST_AUTO_TEST_CASE(a_switch_that_brings_a_leak_at_a_narrower_unit_is_none) {
  const LeakReport report = judged(
      Recipe(fitted_on("seen and targets or ms.part(targets, fold.train)",
                       "local seen = " + leak_switch("seen",
                                                     "published = false, "
                                                     "audited = true"))));
  BOOST_REQUIRE(report.leaks.size() == 1);
  BOOST_TEST(describe_unit(report.leaks[0].leak) ==
             "patient two/C on both sides of 3 scores");
  BOOST_TEST(report.leaks[0].acknowledged_by == "");
  BOOST_REQUIRE(report.leaks[0].tried.size() == 1);
  BOOST_TEST(report.leaks[0].tried[0].reason ==
             "a leak (label) of sections two/B1, two/C1, two/C2, two/C3 "
             "remains");
}

// Turned, the scores of the network are gone; those of another step, which are
// about the same sections, are not the same scores.
BOOST_AUTO_TEST_CASE(scores_of_another_predictor_are_not_the_same) {
  std::string text = leave_one_out(
      "data.sections; local other = " +
          leak_switch("other", "published = false, audited = true"),
      "other and 'patient' or 'section'");
  const std::string call = "local model = ms.model {";
  text.replace(text.find(call), call.size(),
               "local model = (other and ms.other_model or ms.model) {");
  const LeakReport report = judged(Recipe(text));
  BOOST_REQUIRE(report.leaks.size() == 1);
  BOOST_TEST(report.leaks[0].acknowledged_by == "");
  BOOST_REQUIRE(report.leaks[0].tried.size() == 1);
  BOOST_TEST(report.leaks[0].tried[0].reason ==
             "no score of two/C1, two/C2, two/C3 is left");
}

// Genes chosen on all sections, and an epoch chosen on the held-out one: each
// is known to learn from the section, and each has a switch of its own.
BOOST_AUTO_TEST_CASE(genes_and_checkpoint_are_acknowledged_each_by_its_switch) {
  const auto report_of = [](const std::string& switches) {
    Recipe recipe(chosen(switches));
    recipe.write("my_recipe/genes.txt", "g");
    return judged(recipe);
  };
  const std::string genes = "local genes = " + leak_switch("genes",
                                                           "published = 'all', "
                                                           "audited = 'none'");
  const std::string checkpoint =
      "; local checkpoint = " + leak_switch("checkpoint",
                                            "published = 'best', "
                                            "audited = 'last'");
  const LeakReport both = report_of(genes + checkpoint);
  BOOST_REQUIRE(both.leaks.size() == 2);
  for (const JudgedLeak& one : both.leaks) {
    BOOST_TEST(severity_word(one.leak.severity) == "selection");
    BOOST_TEST(unit_words(one.leak) ==
               "sections two/B1, two/C1, two/C2, two/C3");
    BOOST_TEST(one.acknowledged_by ==
               (one.leak.by == "model" ? "checkpoint" : "genes"));
  }
  BOOST_TEST(both.leaks[0].leak.by != both.leaks[1].leak.by);
  BOOST_TEST(both.at_audited_end.empty());

  const LeakReport one = report_of("local genes = 'all'" + checkpoint);
  BOOST_REQUIRE(one.leaks.size() == 2);
  BOOST_TEST(!one.all_acknowledged());
  for (const JudgedLeak& leak : one.leaks) {
    BOOST_TEST(leak.acknowledged_by ==
               (leak.leak.by == "model" ? "checkpoint" : ""));
  }
}

// Held out by patient the model still chooses its epoch by the held-out
// section: milder than the leak that goes, and there at the audited end.
BOOST_AUTO_TEST_CASE(a_leak_that_turning_brings_is_named_at_the_audited_end) {
  const LeakReport report = judged(Recipe(fitted_on(
      "ms.part(targets, fold.train), held_out_targets = unit == 'patient' and "
      "ms.part(targets, fold.test) or {}",
      "", leak_switch("unit", "published = 'section', audited = 'patient'"))));
  BOOST_REQUIRE(report.leaks.size() == 1);
  BOOST_TEST(report.leaks[0].acknowledged_by == "unit");
  BOOST_REQUIRE(report.at_audited_end.size() == 1);
  BOOST_TEST(describe_unit(report.at_audited_end[0].leak) ==
             "sections two/B1, two/C1, two/C2, two/C3 on both sides of 4 "
             "scores");
  BOOST_TEST(severity_word(report.at_audited_end[0].leak.severity) ==
             "selection");
  BOOST_TEST(report.at_audited_end[0].path.back() == "metrics");
}

BOOST_AUTO_TEST_CASE(an_oracle_is_named_and_is_no_leak) {
  std::string text = leave_one_out("data.sections", "'patient'");
  const std::string call = "metrics = scores";
  text.replace(text.find(call), call.size(),
               "metrics = { scores, ms.metrics { predictions = ms.depth { "
               "name = 'spot_depth', training = ms.part(targets, { 'B1' }), "
               "totals = ms.part(targets, { 'C1' })[1] }, targets = "
               "ms.part(targets, { 'C1' })[1] } }");
  const LeakReport report = judged(Recipe(text));
  BOOST_TEST(report.leaks.empty());
  BOOST_REQUIRE(report.oracles.size() == 1);
  BOOST_TEST(report.oracles[0].predictors ==
             std::vector<std::string>{"spot_depth"});
  BOOST_TEST(report.oracles[0].oracle.input == "totals");
  BOOST_TEST(report.oracles[0].oracle.units ==
             std::vector<std::string>{"two/C1"});
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
