#include "bindings/audit/info_sheet.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/bindings/planning.h"

namespace moonstain {

using testing::catalog;
using testing::kData;
using testing::leave_one_out;
using testing::Recipe;
using testing::sheet_with_copy;

namespace {

namespace tt = boost::test_tools;
using Lines = std::vector<std::string>;

std::vector<SheetEntry> sheet(const Recipe& recipe) {
  const Replanner replanner(recipe.request(), catalog());
  const lua::Plan plan = replanner.plan();
  return info_sheet(plan.graph, catalog(), judge_leaks(replanner, plan));
}

const SheetEntry& entry(const std::vector<SheetEntry>& sheet,
                        const std::string& code) {
  for (const SheetEntry& one : sheet) {
    if (one.code == code) return one;
  }
  fail("no entry ", code);
}

// What one kind says: its answer, its sentence, its evidence, its question.
Lines said(const Recipe& recipe, const std::string& code) {
  const std::vector<SheetEntry> all = sheet(recipe);
  const SheetEntry& one = entry(all, code);
  Lines lines{std::string(word_of(one.answer)), one.sentence};
  lines.insert(lines.end(), one.evidence.begin(), one.evidence.end());
  lines.push_back(one.question);
  return lines;
}

std::string unit_switch() {
  return "ms.switch { name = 'unit', kind = 'leak', published = 'section', "
         "audited = 'patient', why = 'one tissue' }";
}

// `leave_one_out` by patient, with other members in the model's call.
std::string with(const std::string& of_model,
                 const std::string& of_targets = "") {
  std::string text = leave_one_out("data.sections", "'patient'");
  const std::string part = "targets = ms.part(targets, fold.train) }";
  text.replace(text.find(part), part.size(),
               "targets = ms.part(targets, fold.train)" + of_model + " }");
  const std::string plain = "ms.targets { dataset = dataset }";
  text.replace(text.find(plain), plain.size(),
               "ms.targets { dataset = dataset" + of_targets + " }");
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(info_sheet_test)

// Sections B1 of patient B and C1 to C3 of patient C, held out one by one.
BOOST_AUTO_TEST_CASE(eight_kinds_are_answered_or_asked) {
  const Recipe recipe(leave_one_out("data.sections", unit_switch()));
  Lines codes;
  for (const SheetEntry& one : sheet(recipe)) codes.push_back(one.code);
  BOOST_TEST(codes == (Lines{"L1.1", "L1.2", "L1.3", "L1.4", "L2", "L3.1",
                             "L3.2", "L3.3"}),
             tt::per_element());
  BOOST_TEST(said(recipe, "L1.1") ==
                 (Lines{"none found",
                        "None of 4 scores is about a unit whose labels its "
                        "predictions have learned, or by which their model was "
                        "chosen.",
                        "recipe.lua:9 model learns labels by targets", ""}),
             tt::per_element());
  BOOST_TEST(
      said(recipe, "L1.2") ==
          (Lines{"none found",
                 "No step that learns from pictures or features alone, "
                 "and no weights of known origin, have seen a unit that "
                 "is scored.",
                 "recipe.lua:9 model learns input only by features", ""}),
      tt::per_element());
  BOOST_TEST(
      said(recipe, "L1.3") ==
          (Lines{"none found",
                 "No step chooses features or items by looking, and no list "
                 "of known origin has looked at a unit that is scored.",
                 ""}),
      tt::per_element());
  BOOST_TEST(
      said(recipe, "L1.4") ==
          (Lines{"none found",
                 "By the digests of their files none of 4 sections stands "
                 "under two names.",
                 "Is any specimen photographed or counted twice, into files "
                 "that differ? (moonstain check --leaks compares their "
                 "contents)"}),
      tt::per_element());
  BOOST_TEST(said(recipe, "L2") ==
                 (Lines{"not known here", "",
                        "recipe.lua:10 predictions takes features, model",
                        "Would all that the scored predictors take be there, "
                        "and not stand for the answer, where they are to be "
                        "used?"}),
             tt::per_element());
  BOOST_TEST(said(recipe, "L3.1") ==
                 (Lines{"not known here", "A plan has no dates.",
                        "Where the claim is about later samples: was any "
                        "training sample taken after one that is scored?"}),
             tt::per_element());
  BOOST_TEST(
      said(recipe, "L3.2") ==
          (Lines{"found, a switch removes it",
                 "model: patient two/C on both sides of 3 scores.",
                 "recipe.lua:9 -> model -> predictions -> metrics, removed by "
                 "switch unit",
                 "Which patients are of one site? The sheet says it of 0 of "
                 "2."}),
      tt::per_element());
  BOOST_TEST(said(recipe, "L3.3") ==
                 (Lines{"not known here",
                        "4 of 4 sections named here are scored, of 2 patients.",
                        "Of which patients are these a sample, how were they "
                        "chosen, and is the claim about others?"}),
             tt::per_element());
}

// The same without a switch: what no switch removes is found, not removed.
BOOST_AUTO_TEST_CASE(a_leak_of_no_switch_is_found) {
  const Lines of =
      said(Recipe(leave_one_out("data.sections", "'section'")), "L3.2");
  BOOST_TEST(of[0] == "found");
  BOOST_TEST(of[2] ==
             "recipe.lua:9 -> model -> predictions -> metrics, removed by no "
             "switch");
}

// Each leak has its own kind: labels of what is scored, an epoch chosen by
// them, a list that looked, one specimen under two names.
BOOST_AUTO_TEST_CASE(every_leak_stands_under_its_kind) {
  std::string on_all = with("");
  const std::string part = "ms.part(targets, fold.train)";
  on_all.replace(on_all.find(part), part.size(), "targets");
  BOOST_TEST(said(Recipe(on_all), "L1.1")[0] == "found");

  const Recipe chosen(with(", held_out_targets = ms.part(targets, fold.test)"));
  BOOST_TEST(said(chosen, "L1.1")[0] == "found");
  BOOST_TEST(said(chosen, "L1.3")[0] == "none found");

  Recipe list(with("",
                   ", genes = ms.source { 'genes.txt', learned_from = "
                   "data }"));
  list.write("my_recipe/genes.txt", "A");
  BOOST_TEST(said(list, "L1.1")[0] == "none found");
  BOOST_TEST(said(list, "L1.3")[0] == "found");

  // B1's table is C1's.
  Recipe copy(with(""));
  copy.write("manifests/two/manifest.json", sheet_with_copy('1', '2'));
  BOOST_TEST(said(copy, "L1.4")[0] == "found");
  BOOST_TEST(said(copy, "L3.2")[0] == "none found");
}

BOOST_AUTO_TEST_CASE(weights_of_unknown_origin_are_asked_for) {
  std::string text = with("");
  const std::string call = "ms.patches { dataset = dataset }";
  text.replace(text.find(call), call.size(),
               call +
                   ", weights = ms.source { 'w.pth', learned_from = "
                   "'unknown' }");
  Recipe recipe(text);
  recipe.write("my_recipe/w.pth", "w");
  const Lines of = said(recipe, "L1.2");
  BOOST_TEST(of[0] == "not known here");
  BOOST_TEST(of.back() ==
             "What were w.pth learned from? Nobody says, and scores depend on "
             "it.");
  // They may have learned labels, too: nothing is called clean.
  for (const char* code : {"L1.1", "L3.2"}) {
    const Lines other = said(recipe, code);
    BOOST_TEST(other[0] == "not known here", code);
    BOOST_TEST(other[1].starts_with("Nobody says what w.pth has learned from. "
                                    "Beside that: No"),
               other[1]);
  }
}

// A model of all sections has learned labels of the very section that is
// scored, and, of the three of patient C, those of its sisters: that a section
// is shared does not hide that its patient is.
BOOST_AUTO_TEST_CASE(a_leak_of_a_unit_itself_hides_none_of_its_patient) {
  std::string on_all = with("");
  const std::string part = "ms.part(targets, fold.train)";
  on_all.replace(on_all.find(part), part.size(), "targets");
  BOOST_TEST(said(Recipe(on_all), "L1.1")[1] ==
             "model: sections two/B1, two/C1, two/C2, two/C3 on both sides of "
             "4 scores.");
  const Lines of = said(Recipe(on_all), "L3.2");
  BOOST_TEST(of[0] == "found");
  BOOST_TEST(of[1] == "model: patient two/C on both sides of 3 scores.");
  BOOST_TEST(of[2] ==
             "recipe.lua:9 -> model -> predictions -> metrics, removed by no "
             "switch");
}

// Held out alone every section's sisters have taught; held out by patient the
// model chooses its epoch by the section that is scored.
BOOST_AUTO_TEST_CASE(what_is_there_when_all_is_audited_is_found) {
  std::string text = leave_one_out("data.sections", unit_switch());
  const std::string part = "targets = ms.part(targets, fold.train) }";
  text.replace(text.find(part), part.size(),
               "targets = ms.part(targets, fold.train), held_out_targets = "
               "unit == 'patient' and ms.part(targets, fold.test) or {} }");
  BOOST_TEST(said(Recipe(text), "L3.2")[0] == "found, a switch removes it");
  BOOST_TEST(said(Recipe(text), "L1.1") ==
                 (Lines{"found",
                        "model: sections two/B1, two/C1, two/C2, two/C3 on "
                        "both sides of 4 scores.",
                        "recipe.lua:9 -> model -> predictions -> metrics, "
                        "there with every leak switch audited",
                        ""}),
             tt::per_element());
}

// The epoch of predictions that are there already, by the first section that is
// held out, of patient C for its two sisters: the test set has chosen the
// model, and no feature.
BOOST_AUTO_TEST_CASE(a_chosen_epoch_is_no_chosen_feature) {
  std::string text = leave_one_out("data.sections", "'patient'");
  const std::string call = "predictions = predictions,";
  text.replace(text.find(call), call.size(),
               "predictions = ms.chosen { predictions = predictions, by = "
               "ms.part(targets, fold.test)[1] },");
  BOOST_TEST(said(Recipe(text), "L1.1") ==
                 (Lines{"found",
                        "chosen: sections two/B1, two/C1 on both sides of 2 "
                        "scores; chosen: patient two/C on both sides of 2 "
                        "scores.",
                        "recipe.lua:11 -> chosen -> metrics, removed by no "
                        "switch",
                        "recipe.lua:11 -> chosen -> metrics, removed by no "
                        "switch",
                        ""}),
             tt::per_element());
  BOOST_TEST(said(Recipe(text), "L1.3")[0] == "none found");
  BOOST_TEST(said(Recipe(text), "L1.3")[1] ==
             "No step chooses features or items by looking, and no list of "
             "known origin has looked at a unit that is scored.");
}

// The scored step does not say that it is fitted: its folds may be inside of
// it.
BOOST_AUTO_TEST_CASE(where_nothing_says_that_it_learns_nothing_is_clean) {
  const std::string scored =
      "local targets = ms.targets { dataset = dataset }\n"
      "return { a = ms.metrics { predictions = ms.cross_fitted { targets "
      "= targets[1] }, targets = targets[1] } }\n";
  const Recipe recipe(kData + scored);
  for (const char* code : {"L1.1", "L3.2"}) {
    const Lines of = said(recipe, code);
    BOOST_TEST(of.size() == 3U);
    BOOST_TEST(of[0] == "not known here");
    BOOST_TEST(of[1] ==
               "No step here declares that it learns labels: what is fitted in "
               "folds inside of a step is not seen.");
  }
  BOOST_TEST(said(recipe, "L3.2").back() ==
             "Are patients, sites and neighbouring specimens whole on one side "
             "of every split?");
  BOOST_TEST(said(recipe, "L3.3")[1] ==
             "1 of 4 sections named here is scored, of 1 patient.");
}

BOOST_AUTO_TEST_CASE(one_section_has_one_name) {
  const Recipe recipe(with(""));
  lua::Plan plan = recipe.plan();
  plan.graph.sections.resize(1);
  LeakReport leaks;
  leaks.lineage = trace_lineage(plan.graph, catalog());
  BOOST_TEST(entry(info_sheet(plan.graph, catalog(), leaks), "L1.4").sentence ==
             "One section is named here, under one name.");
}

// A number of each slide has no name: the measured values that it is made of
// have one. Two that one line makes are both named.
BOOST_AUTO_TEST_CASE(oracles_are_called_what_they_are_called_elsewhere) {
  std::string text = leave_one_out("data.sections", "'patient'");
  const std::string call = "metrics = scores";
  text.replace(text.find(call), call.size(),
               "metrics = (function() local t = ms.part(targets, { 'C1' })[1] "
               "for _, name in ipairs { 'measured', 'ceiling' } do "
               "scores[#scores + 1] = ms.metrics { predictions = ms.chosen { "
               "predictions = ms.depth { name = name, training = "
               "ms.part(targets, { 'B1' }), totals = t } }, targets = t } end "
               "return scores end)()");
  BOOST_TEST(said(Recipe(text), "L2")[1] ==
             "Made from the labels that they are scored by, and shown as "
             "oracles or ceilings: ceiling, measured.");
}

// Folds that a step takes by itself are not seen.
BOOST_AUTO_TEST_CASE(where_nothing_is_scored_nothing_is_called_clean) {
  const Recipe recipe(kData + "return { a = dataset }\n");
  for (const char* code : {"L1.1", "L1.2", "L1.3", "L3.2"}) {
    const Lines of = said(recipe, code);
    BOOST_TEST(of[0] == "not known here");
    BOOST_TEST(of[1] ==
               "No step here declares a score, so that the tracer has nothing "
               "to compare.");
    BOOST_TEST(of.back().ends_with("?"));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
