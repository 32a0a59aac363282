#include "core/engine/plan/lineage.h"

#include <boost/test/unit_test.hpp>

#include "tests/bindings/planning.h"

namespace moonstain::lua {

using testing::catalog;
using testing::kHead;
using testing::leave_one_out;
using testing::Recipe;
using testing::sheet_with_copy;

namespace {

/// Leaks as one would say them.
std::vector<std::string> leaks(const Plan& plan) {
  std::vector<std::string> said;
  for (const Leak& leak : trace_lineage(plan.graph, catalog()).leaks) {
    std::string path;
    for (const std::string& word : describe_path(plan.graph, leak.path)) {
      path += concat(path.empty() ? "" : " -> ", word);
    }
    said.push_back(concat(severity_word(leak.severity), ": ",
                          describe_unit(leak), ": ", path));
  }
  return said;
}

using Lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(lineage_test)

// Folds by section of patients B (B1) and C (C1 to C3): B1 is clean, the three
// of C have learned from their sisters.
BOOST_AUTO_TEST_CASE(sections_of_one_patient_on_both_sides_are_a_leak) {
  const Plan plan = Recipe(leave_one_out("data.sections", "'section'")).plan();
  const Lines expected = {
      "label: patient two/C on both sides of 3 scores: recipe.lua:9 -> model "
      "-> predictions -> metrics"};
  BOOST_TEST(leaks(plan) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(holding_out_the_patient_leaves_no_leak) {
  BOOST_TEST(leaks(Recipe(leave_one_out("data.sections", "'patient'")).plan())
                 .empty());
}

// B1's table of counts is that of C1 too: held out by patient, B1 is scored by
// a model of C1, and C1 by one of B1.
BOOST_AUTO_TEST_CASE(one_table_under_two_patients_is_a_leak_of_both_names) {
  Recipe recipe(leave_one_out("data.sections", "'patient'"));
  recipe.write("manifests/two/manifest.json", sheet_with_copy('1', '2'));
  const Lines expected = {
      "label: sections two/B1, two/C1 on both sides of 2 scores, one specimen "
      "under two names: two/B1 (patient two/B, B1.tsv) is two/C1 (patient "
      "two/C, C1.tsv): recipe.lua:9 -> model -> predictions -> metrics"};
  BOOST_TEST(leaks(recipe.plan()) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_gene_list_learned_from_the_data_is_a_selection_leak) {
  std::string text = leave_one_out("data.sections", "'patient'");
  const std::string plain = "ms.targets { dataset = dataset }";
  text.replace(text.find(plain), plain.size(),
               "ms.targets { dataset = dataset, genes = ms.source { 'g.txt', "
               "learned_from = data } }");
  Recipe recipe(text);
  recipe.write("my_recipe/g.txt", "GATA3\n");
  const Lines expected = {
      "selection: sections two/B1, two/C1, two/C2, two/C3 on both sides of 4 "
      "scores: recipe.lua:6 -> g.txt -> targets -> model -> predictions -> "
      "metrics"};
  BOOST_TEST(leaks(recipe.plan()) == expected,
             boost::test_tools::per_element());
}

// What is scored has seen nothing; the genes that it is read over were chosen
// on all sections. Said once where the predictions go by the same list.
BOOST_AUTO_TEST_CASE(a_list_that_the_score_goes_by_is_a_selection_leak) {
  std::string text = leave_one_out("data.sections", "'patient'");
  const std::string list =
      "ms.targets { dataset = dataset, genes = ms.source { "
      "'g.txt', learned_from = data } }";
  const std::string scored = "targets = ms.part(targets, fold.test) }";
  text.replace(text.find(scored), scored.size(),
               "targets = ms.part(targets, fold.test), lists = ms.part(" +
                   list + ", fold.train) }");
  Recipe recipe(text);
  recipe.write("my_recipe/g.txt", "GATA3\n");
  const Lines expected = {
      "selection: sections two/B1, two/C1, two/C2, two/C3 on both sides of 4 "
      "scores: recipe.lua:11 -> g.txt -> targets -> metrics"};
  BOOST_TEST(leaks(recipe.plan()) == expected,
             boost::test_tools::per_element());
  const std::string plain = "local targets = ms.targets { dataset = dataset }";
  text.replace(text.find(plain), plain.size(), "local targets = " + list);
  Recipe both(text);
  both.write("my_recipe/g.txt", "GATA3\n");
  BOOST_TEST(leaks(both.plan()).size() == 1U);
}

// It may choose by sections that were trained on, and by none that it is about.
BOOST_AUTO_TEST_CASE(a_score_that_chooses_by_what_it_scores_is_a_leak) {
  const auto scored_by = [](const std::string& list) {
    std::string text = leave_one_out("{ 'B1', 'C1' }", "'patient'");
    const std::string scored = "targets = ms.part(targets, fold.test) }";
    text.replace(
        text.find(scored), scored.size(),
        "targets = ms.part(targets, fold.test), lists = " + list + " }");
    return leaks(Recipe(text).plan());
  };
  const Lines expected = {
      "selection: sections two/B1, two/C1 on both sides of 2 scores: "
      "recipe.lua:11 -> metrics"};
  BOOST_TEST(scored_by("ms.part(targets, fold.test)") == expected,
             boost::test_tools::per_element());
  BOOST_TEST(scored_by("targets") == expected,
             boost::test_tools::per_element());
  BOOST_TEST(scored_by("ms.part(targets, fold.train)").empty());
}

BOOST_AUTO_TEST_CASE(choosing_by_the_held_out_section_is_a_selection_leak) {
  std::string text = leave_one_out("{ 'B1', 'C1' }", "'patient'");
  text.replace(text.find("seed = 1"), 8,
               "seed = 1, held_out_targets = ms.part(targets, fold.test)");
  const Lines expected = {
      "selection: sections two/B1, two/C1 on both sides of 2 scores: "
      "recipe.lua:9 -> model -> predictions -> metrics"};
  BOOST_TEST(leaks(Recipe(text).plan()) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(training_on_the_test_section_is_a_label_leak) {
  std::string text = leave_one_out("{ 'B1', 'C1' }", "'patient'");
  const std::string part = "targets = ms.part(targets, fold.train)";
  text.replace(text.find(part), part.size(), "targets = targets");
  BOOST_TEST(leaks(Recipe(text).plan())[0] ==
             "label: sections two/B1, two/C1 on both sides of 2 scores: "
             "recipe.lua:9 -> "
             "model -> predictions -> metrics");
}

BOOST_AUTO_TEST_CASE(weights_of_unknown_origin_are_a_note_and_named_ones_none) {
  std::string text = leave_one_out("{ 'B1', 'C1' }", "'patient'");
  const std::string call = "patches = ms.patches { dataset = dataset }";
  const auto with = [&](const std::string& from) {
    std::string changed = text;
    changed.replace(changed.find(call), call.size(),
                    call + ", weights = ms.source { 'w.bin'" + from + " }");
    Recipe recipe(changed);
    recipe.write("my_recipe/w.bin", "w");
    return trace_lineage(recipe.plan().graph, catalog());
  };
  const Lineage unknown = with("");
  BOOST_TEST(unknown.leaks.empty());
  BOOST_REQUIRE(unknown.unknown.size() == 1);
  BOOST_TEST(unknown.unknown[0].source == "w.bin");
  BOOST_TEST(unknown.unknown[0].scores == 2);
  BOOST_TEST(with(", learned_from = 'ImageNet'").unknown.empty());
  const Lineage own = with(", learned_from = { 'C1' }");
  BOOST_REQUIRE(own.leaks.size() == 1);
  BOOST_TEST(severity_word(own.leaks[0].severity) == "pretraining");
  BOOST_TEST(own.leaks[0].units == Lines{"two/C1"});
}

// Totals of the held-out section make an oracle; its targets that are taken for
// names alone do not.
BOOST_AUTO_TEST_CASE(a_score_of_what_its_labels_made_is_an_oracle) {
  const auto oracles = [](const std::string& inputs) {
    std::string text = leave_one_out("{ 'B1', 'C1' }", "'patient'");
    const std::string call =
        "predictions = ms.predictions { model = model, features = "
        "ms.part(features, fold.test) }";
    text.replace(text.find(call), call.size(),
                 "predictions = ms.depth { training = ms.part(targets, "
                 "fold.train), " +
                     inputs + " }");
    const Plan plan = Recipe(text).plan();
    const Lineage lineage = trace_lineage(plan.graph, catalog());
    BOOST_TEST(lineage.leaks.empty());
    Lines said;
    for (const Oracle& oracle : lineage.oracles) {
      std::string line = concat(oracle.input, " of ", listed(oracle.units));
      for (const std::string& word : describe_path(plan.graph, oracle.path)) {
        line += concat(" -> ", word);
      }
      said.push_back(concat(line, ": ", oracle.scores.size(), " scores"));
    }
    return said;
  };
  BOOST_TEST(oracles("totals = ms.part(targets, fold.test)") ==
                 (Lines{"totals of two/B1, two/C1 -> recipe.lua:10 -> depth -> "
                        "metrics: 2 scores"}),
             boost::test_tools::per_element());
  BOOST_TEST(oracles("names = ms.part(targets, fold.test)").empty());
}

BOOST_AUTO_TEST_CASE(a_model_is_about_nothing_and_has_learned_its_sections) {
  const Plan plan = Recipe(leave_one_out("data.sections", "'patient'")).plan();
  const Lineage lineage = trace_lineage(plan.graph, catalog());
  for (std::size_t i = 0; i < plan.graph.nodes.size(); ++i) {
    if (plan.graph.nodes[i].step == "model") {
      BOOST_TEST(lineage.about[i]->empty());
    }
    if (plan.graph.nodes[i].step == "predictions" &&
        plan.graph.nodes[i].section == "two/B1") {
      BOOST_TEST(*lineage.about[i] == Lines{"two/B1"});
      BOOST_TEST(*lineage.learned_from[i] ==
                 (Lines{"two/C1", "two/C2", "two/C3"}));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
