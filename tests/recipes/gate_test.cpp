// `moonstain gate` on the recipe of the README, as a person uses it.

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/json.h"
#include "tests/recipes/gate_place.h"
#include "tests/support/confined.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(gate_test)

BOOST_AUTO_TEST_CASE(our_own_method_gives_the_numbers_of_its_baseline) {
  const GatePlace place;
  place.say("gate recipes/own_method --baseline recipes/own_method/gate.json");
}

BOOST_AUTO_TEST_CASE(our_program_in_python_gives_the_numbers_of_its_baseline,
                     *boost::unit_test::precondition(can_confine)) {
  const GatePlace place;
  place.say(
      "gate recipes/other_program --baseline recipes/other_program/gate.json",
      0);
}

BOOST_AUTO_TEST_CASE(a_baseline_is_made_with_a_reason_and_the_recipe_passes) {
  const GatePlace place;
  const std::string gate = "gate recipes/first --baseline g.json";
  BOOST_TEST(place.say(gate, 2) ==
             "moonstain: gate: there is no baseline g.json; the same command "
             "with --update --why REASON makes it\n");
  BOOST_TEST(place.say(gate + " --update", 2) ==
             "moonstain: gate: --update needs --why REASON, which stands in "
             "the baseline beside each number that moved\n");
  BOOST_TEST(place.say(gate + " --update --why 'the first'")
                 .ends_with("gate: g.json has 88 metrics and 1 leak\n"));
  const std::string made = place.read("g.json");
  const std::string said = place.say(gate);
  BOOST_TEST(said.find("\ngate: 88 metrics and 1 leak pass (g.json)\n"
                       "compared in the baseline's numeric class (") !=
             std::string::npos);
  // Written again it is the same file, reasons and all.
  place.say(gate + " --update --why 'once more'");
  BOOST_TEST(place.read("g.json").find("\"why\": \"the first\"}") !=
             std::string::npos);
  BOOST_TEST(place.read("g.json").find("\"why\": \"once more\"}") ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_worse_number_fails_and_its_option_is_named) {
  const GatePlace place;
  place.make_baseline();
  place.edit("recipes/first/recipe.lua", "alpha = 10 ", "alpha = 1e6 ");
  const std::string gate =
      "gate recipes/first --baseline g.json --junit j.xml --summary s.md";
  const std::string here = place.say(gate, 3);
  BOOST_TEST(here.find("colour_ridge pearson.mean, tissue: 0.2878 -> ") !=
             std::string::npos);
  BOOST_TEST(
      here.find("\nwhat moved, by run 0001:\n  ridge_model option alpha = "
                "1000000.0, was 10.0, at "
                "findings.scores[1].predictions.model and 1 more\n") !=
      std::string::npos);
  // A fresh workspace, as CI has it, knows from the baseline.
  const std::string fresh = place.say(gate + " --workspace new", 3);
  BOOST_TEST(fresh.find("\nwhat moved, by the baseline's own record:\n  "
                        "ridge_model option alpha = 1000000.0, was 10.0\n") !=
             std::string::npos);
  BOOST_TEST(place.read("s.md").starts_with("## Gate of `first`: failed\n"));
  const std::string junit = place.read("j.xml");
  BOOST_TEST(junit.find("type=\"MetricRegression\">") != std::string::npos);
  // 88 metrics, the leak and 21 steps.
  BOOST_TEST(junit.find("<testsuites name=\"moonstain\" tests=\"110\" ") !=
             std::string::npos);
  // With its reason the new number is the baseline.
  place.say("gate recipes/first --baseline g.json --update --why smoother");
  BOOST_TEST(place.read("g.json").find("\"why\": \"smoother\"}") !=
             std::string::npos);
  place.say(gate);
}

// Nothing of the plan has moved, and the recipe has no networks.
BOOST_AUTO_TEST_CASE(a_number_changed_by_hand_has_no_cause_in_the_plan) {
  const GatePlace place;
  place.make_baseline();
  place.edit("g.json", "\"value\": 0.28784", "\"value\": 0.38784");
  const std::string said = place.say("gate recipes/first --baseline g.json", 3);
  BOOST_TEST(said.find("\nno input, option or version moved (by run 0001): ") !=
             std::string::npos);
  BOOST_TEST(said.find("numeric class of") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_metric_that_vanished_and_a_leak_that_is_new_fail) {
  const GatePlace place;
  place.make_baseline();
  place.edit("g.json",
             "\"predictor\": \"training_mean\", \"reading\": "
             "\"tissue\", \"metric\": \"rmse.mean\"",
             "\"predictor\": \"training_median\", \"reading\": \"tissue\", "
             "\"metric\": \"rmse.mean\"");
  place.edit("g.json", "\"units\": [\"mob/mouse1\"]",
             "\"units\": [\"mob/mouse2\"]");
  const std::string said = place.say("gate recipes/first --baseline g.json", 3);
  BOOST_TEST(said.find("gate: 1 of 88 metrics fails, 1 of 1 leak fails ") !=
             std::string::npos);
  BOOST_TEST(said.find("  training_median rmse.mean, tissue: is no longer "
                       "measured\n") != std::string::npos);
  BOOST_TEST(said.find(") is new\n") != std::string::npos);
  BOOST_TEST(said.find(") is gone\n") != std::string::npos);
  BOOST_TEST(said.find("not in the baseline: 1 metric, such as training_mean "
                       "rmse.mean, tissue\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_was_set_by_hand_holds_and_stays) {
  const GatePlace place;
  place.make_baseline();
  const std::string row =
      "\"reading\": \"tissue\", \"metric\": \"pearson.mean\"";
  place.edit_line("g.json", "colour_ridge\", " + row, "\"exact\"",
                  "\"absolute 0.5\"");
  place.edit_line("g.json",
                  "colour_ridge\", \"reading\": \"tissue\", "
                  "\"metric\": \"spearman.mean\"",
                  "\"higher\"", "\"free\"");
  place.edit("recipes/first/recipe.lua", "alpha = 10 ", "alpha = 1e6 ");
  const std::string said = place.say("gate recipes/first --baseline g.json", 3);
  BOOST_TEST(said.find("  colour_ridge pearson.mean, tissue: ") ==
             std::string::npos);
  BOOST_TEST(said.find("  colour_ridge spearman.mean, tissue: 0.2797 -> ") !=
             std::string::npos);
  BOOST_TEST(said.find("moved; it is free\n") != std::string::npos);
  place.say("gate recipes/first --baseline g.json --update --why smoother");
  BOOST_TEST(place.read("g.json").find("\"absolute 0.5\"") !=
             std::string::npos);
  BOOST_TEST(place.read("g.json").find("\"free\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_baseline_of_something_else_is_refused) {
  const GatePlace place;
  place.make_baseline();
  BOOST_TEST(place.say("gate recipes/own_method --baseline g.json", 2) ==
             "moonstain: gate: g.json is a baseline of recipe 'first', this "
             "is 'own_method'\n");
  BOOST_TEST(
      place.say("gate recipes/first --baseline g.json --set profile=quick",
                2) ==
      "moonstain: gate: g.json was made with no --set, this command has --set "
      "profile=quick; give the same, or keep a baseline of its own for these "
      "settings\n");
  // Also where it would be written over.
  place.say("gate recipes/own_method --baseline g.json --update --why x", 2);
  place.edit("g.json", "\"recipe\": \"first\",", "");
  BOOST_TEST(place.say("gate recipes/first --baseline g.json", 2) ==
             "moonstain: g.json: member 'recipe' is missing\n");
}

BOOST_AUTO_TEST_CASE(rows_of_each_unit_are_kept_once_asked_for) {
  const GatePlace place;
  place.make_baseline("--by-unit");
  BOOST_TEST(place.read("g.json").find("\"metric\": \"pearson.mean\", "
                                       "\"unit\": \"mob/MOB1\", ") !=
             std::string::npos);
  // 88 means, and as many of each of two sections.
  BOOST_TEST(place.say("gate recipes/first --baseline g.json")
                 .find("gate: 264 metrics and 1 leak pass") !=
             std::string::npos);
  BOOST_TEST(place.say("gate recipes/first --baseline g.json --update --why x")
                 .ends_with("gate: g.json has 264 metrics and 1 leak\n"));
}

BOOST_AUTO_TEST_CASE(programs_get_the_outcome_as_json) {
  const GatePlace place;
  place.make_baseline();
  place.edit_line("g.json",
                  "colour_ridge\", \"reading\": \"tissue\", "
                  "\"metric\": \"mae.mean\"",
                  "\"value\": 0.", "\"value\": 0.0");
  const std::string said =
      place.say("gate recipes/first --baseline g.json --json 2> err", 3);
  const std::size_t last = said.rfind("\n", said.size() - 2);
  const Json event = parse_json(said.substr(last + 1), "event");
  BOOST_TEST(event["event"] == "gate");
  BOOST_TEST(event["failed"] == true);
  BOOST_TEST(event["metrics"].size() == 1U);
  BOOST_TEST(event["metrics"][0]["metric"] == "colour_ridge mae.mean, tissue");
  BOOST_TEST(event["metrics"][0]["fails"] == true);
  BOOST_TEST(event["causes"].empty());
}

BOOST_AUTO_TEST_SUITE_END()
