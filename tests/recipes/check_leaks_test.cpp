// `moonstain check --leaks` on made-up sections with one planted leak each.

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/json.h"
#include "tests/recipes/started_program.h"

using namespace moonstain;

namespace {

struct Said {
  int code = -1;
  std::string text;  ///< without the last line, which counts
  std::string last;
};

/// `check --leaks` on tests/recipes/leaks; all share a workspace, since most of
/// what they need is the same.
Said check_for(const std::string& settings) {
  static const StartedProgram program("tests/recipes/leaky_moonstain",
                                      "tests/recipes/leaky_worker");
  Said said;
  said.code = program.start_apart(concat(
      "check ", program.quoted("tests/recipes/leaks"), " --leaks ", settings));
  said.text = program.said();
  BOOST_REQUIRE_MESSAGE(!said.text.empty(), program.errors());
  const std::size_t end = said.text.rfind('\n', said.text.size() - 2);
  const std::size_t begin = end == std::string::npos ? 0 : end + 1;
  said.last = said.text.substr(begin);
  said.text.resize(begin);
  return said;
}

const std::string kAll =
    "sections synthetic/S1, synthetic/S2, synthetic/S3, synthetic/S4    ";
const std::string kModel =
    " -> descent_model -> ridge_predictions -> expression_scores    ";
const std::string kOracle =
    "oracle (label): " + kAll +
    "recipe.lua:84 -> depth_predictions -> expression_scores    "
    "named an oracle: no leak\n";
const std::string kUnacknowledged = "declared, NOT acknowledged by a switch\n";
const std::string kUndeclared =
    "NOT DECLARED: an input is declared as what it is not, `moonstain lint` "
    "cannot see this leak\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(check_leaks_test)

BOOST_AUTO_TEST_CASE(a_clean_recipe_has_no_leak_and_an_oracle_is_none) {
  const Said said = check_for("");
  BOOST_TEST(said.code == 0);
  BOOST_TEST(said.text == kOracle);
  BOOST_TEST(said.last.starts_with("no leak found: 2 held-out units, "));
}

// Variances do not change with the order of spots: this needs other counts.
BOOST_AUTO_TEST_CASE(a_chosen_genes_over_all_sections_is_found) {
  const Said said = check_for("--set leak=genes");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.text == "leak (label): " + kAll +
                              "recipe.lua:48 -> chosen_genes -> "
                              "chosen_targets" +
                              kModel + kUnacknowledged + kOracle);
  BOOST_TEST(said.last.starts_with("1 leak proven: 2 held-out units, "));
}

BOOST_AUTO_TEST_CASE(a_scale_from_all_sections_is_found_by_their_pictures) {
  const Said said = check_for("--set leak=scale");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.text ==
             kOracle + "leak (picture): " + kAll +
                 "recipe.lua:57 -> feature_scale -> scaled_features -> "
                 "ridge_predictions -> expression_scores    " +
                 kUnacknowledged);
}

// A median does not change with the order of spots or genes either.
BOOST_AUTO_TEST_CASE(a_depth_from_all_sections_is_found) {
  const Said said = check_for("--set leak=depth");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.text == "leak (label): " + kAll +
                              "recipe.lua:51 -> median_depth -> "
                              "chosen_targets" +
                              kModel + kUnacknowledged + kOracle);
}

// Which epoch is best on other data may be the same by chance, so not every
// section need show it alone.
BOOST_AUTO_TEST_CASE(an_epoch_chosen_on_the_held_out_patient_is_found) {
  const Said said = check_for("--set leak=epoch");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.text.starts_with("leak (label): "));
  BOOST_TEST(said.text.find("recipe.lua:71" + kModel + kUnacknowledged) <
             said.text.find('\n'));
  BOOST_TEST(said.text.find("lua:48") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(training_on_the_held_out_section_is_found) {
  const Said said = check_for("--set leak=test_labels");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.text == "leak (label): " + kAll + "recipe.lua:71" + kModel +
                              kUnacknowledged + kOracle +
                              "leak (picture): " + kAll + "recipe.lua:71" +
                              kModel + kUnacknowledged);
}

// Sections are held out, their patients' others are learned from: every step
// that learns over training sections is named, and the switch that cures it.
BOOST_AUTO_TEST_CASE(a_sister_section_in_training_is_a_leak_of_the_patient) {
  const Said said = check_for("--set leak=sister");
  BOOST_TEST(said.code == 0);
  const std::string units = "patients synthetic/P1, synthetic/P2    recipe.lua";
  const std::string end = "declared, acknowledged: switch unit\n";
  BOOST_TEST(said.text ==
             "leak (label): " + units +
                 ":48 -> chosen_genes -> chosen_targets" + kModel + end +
                 "leak (label): " + units +
                 ":51 -> median_depth -> chosen_targets" + kModel + end +
                 "leak (label): " + units + ":71" + kModel + end +
                 "leak (label): " + units +
                 ":84 -> depth_predictions -> expression_scores    " + end +
                 "leak (picture): " + units +
                 ":57 -> feature_scale -> scaled_features -> "
                 "ridge_predictions -> expression_scores    " +
                 end + "leak (picture): " + units + ":71" + kModel + end);
  BOOST_TEST(said.last.starts_with("6 leaks proven: 2 held-out units, "));
  // Where only a section's own data are replaced, its sisters show nothing.
  const Said alone = check_for("--set leak=sister --unit section");
  BOOST_TEST(alone.code == 0);
  BOOST_TEST(alone.text.find("leak (label): section") == std::string::npos);
  BOOST_TEST(alone.text.find("recipe.lua:71" + kModel +
                             "not tested: --unit patient does\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(one_leak_does_not_hide_another) {
  const Said said = check_for("--set leak=two");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.text.starts_with("leak (label): " + kAll +
                                   "recipe.lua:48 -> chosen_genes"));
  BOOST_TEST(said.text.find("leak (picture): " + kAll +
                            "recipe.lua:57 -> feature_scale") !=
             std::string::npos);
}

// `lint` sees nothing of a scale that says it is only applied to features, and
// of the three others too little.
BOOST_AUTO_TEST_CASE(a_leak_with_a_wrong_declaration_is_found_and_said_to_be) {
  const Said scale = check_for("--set leak=blind_scale");
  BOOST_TEST(scale.code == 1);
  BOOST_TEST(scale.text.find(
                 "leak (picture): " + kAll +
                 "recipe.lua:57 -> blind_feature_scale -> "
                 "scaled_features -> ridge_predictions -> expression_scores "
                 "   " +
                 kUndeclared) != std::string::npos);
  BOOST_TEST(scale.last.starts_with(
      "1 leak proven, 1 not declared as it is: 2 held-out units, "));

  const Said genes = check_for("--set leak=blind_genes");
  BOOST_TEST(genes.code == 1);
  BOOST_TEST(genes.text.starts_with(
      "leak (label): " + kAll +
      "recipe.lua:48 -> blind_chosen_genes -> chosen_targets" + kModel +
      "NOT DECLARED by this step, but by a later one, NOT acknowledged by a "
      "switch\n"));

  const Said depth = check_for("--set leak=blind_depth");
  BOOST_TEST(depth.code == 1);
  BOOST_TEST(depth.text.starts_with(
      "leak (label): " + kAll +
      "recipe.lua:51 -> blind_median_depth -> chosen_targets" + kModel +
      "WRONGLY DECLARED: as input only, while labels pass, NOT acknowledged by "
      "a switch\n"));

  const Said epoch = check_for("--set leak=blind_epoch");
  BOOST_TEST(epoch.code == 1);
  BOOST_TEST(epoch.text.find("recipe.lua:71 -> blind_descent_model -> "
                             "ridge_predictions -> expression_scores    " +
                             kUndeclared) < epoch.text.find('\n'));
}

// Features that no replaced picture reaches: to call that clean would be wrong.
BOOST_AUTO_TEST_CASE(what_cannot_be_tested_is_said) {
  const Said said = check_for("--set leak=untested");
  BOOST_TEST(said.code == 1);
  std::string expected = kOracle;
  for (const int section : {1, 2, 3, 4}) {
    expected += concat("not tested: synthetic/P", (section + 1) / 2,
                       ": recipe.lua:34: noise_features makes up data of "
                       "synthetic/S",
                       section, " itself: that way is not tested\n");
  }
  BOOST_TEST(said.text == expected);
  BOOST_TEST(said.last.starts_with(
      "no leak found in what was tested: 2 held-out units, "));
}

BOOST_AUTO_TEST_CASE(what_is_found_comes_as_json_too) {
  const Said said = check_for("--set leak=genes --json");
  BOOST_TEST(said.code == 1);
  const Json json = parse_json(said.last, "said");
  BOOST_TEST(json["event"] == "leaks");
  BOOST_TEST(json["units"] == 2);
  BOOST_TEST_REQUIRE(json["leaks"].size() == 1U);
  BOOST_TEST(json["leaks"][0]["kind"] == "label");
  BOOST_TEST(json["leaks"][0]["unit_kind"] == "section");
  BOOST_TEST(json["leaks"][0]["units"].size() == 4U);
  BOOST_TEST(json["leaks"][0]["path"][1] == "chosen_genes");
  BOOST_TEST(json["leaks"][0]["declared"] == "yes");
  BOOST_TEST(json["oracles"].size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
