// The recipe that README.md shows, as a newcomer runs it.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/plain_program.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(first_test)

BOOST_AUTO_TEST_CASE(colours_beside_the_training_mean) {
  const PlainProgram program;
  const std::string said = program.run("recipes/first");
  const fs::path results = program.results("first");
  const Findings findings = Findings::read(results / "findings");
  BOOST_TEST(std::isfinite(findings.headline_value("colour_ridge")));
  // One value for all spots correlates with nothing.
  BOOST_TEST(std::isnan(findings.headline_value("training_mean")));
  // The ridge and the mean, each of both sections.
  BOOST_TEST(said.find("leak: patient mob/mouse1 on both sides of 4 scores") !=
             std::string::npos);
  BOOST_TEST(
      read_file(results / "report.html").find("Expression from colours") !=
      std::string::npos);
}

// Two folds of a ridge, a model and predictions each, and the tiles and colours
// of two sections, which it alone reads. The training mean has predictions
// alone, and reads two grids. Of a repeat everything is kept, and costs what it
// did.
BOOST_AUTO_TEST_CASE(the_cost_of_each_predictor_is_told) {
  const PlainProgram program;
  program.run("recipes/first");
  const auto cost = [&](const std::string& run) {
    return parse_json(program.say(concat("cost ", run, " --json"), 0), "cost");
  };
  const Json first = cost("1");
  BOOST_TEST(first["predictors"].size() == 2U);
  const Json& ridge = first["predictors"][0];
  BOOST_TEST(ridge["name"] == "colour_ridge");
  BOOST_TEST(ridge["tasks"] == 8);
  BOOST_TEST(ridge["tasks_of_other_runs"] == 0);
  BOOST_TEST(ridge["tasks_not_recorded"] == 0);
  BOOST_TEST(ridge["seconds"].get<double>() > 0);
  BOOST_TEST(ridge["peak_bytes"].get<double>() > 0);
  BOOST_TEST(ridge["steps"]["ridge_model"]["tasks"] == 2);
  BOOST_TEST(ridge["parameters"].is_null());  // no network
  BOOST_TEST(first["predictors"][1]["tasks"] == 4);
  BOOST_TEST(first["shared"]["steps"]["targets"]["tasks"] == 2);
  const std::string page = read_file(program.results("first") / "report.html");
  const std::size_t end = page.find("What each predictor took, over all folds");
  BOOST_REQUIRE(end != std::string::npos);
  for (const char* words :
       {"colour_ridge", "shared by several", "CPU seconds stand for energy"}) {
    BOOST_TEST(page.find(words, end) != std::string::npos, words);
  }
  program.run("recipes/first");
  const Json second = cost("2");
  BOOST_TEST(second["predictors"][0]["tasks_of_other_runs"] == 8);
  BOOST_TEST(second["predictors"][0]["seconds"] == ridge["seconds"]);
  BOOST_TEST(program.say("cost", 0).find("colour_ridge") != std::string::npos);
}

// Two runs of one recipe: the numbers are those of its findings, and both score
// the same sections. Of a recipe each setting stands once, and it has one.
BOOST_AUTO_TEST_CASE(runs_stand_side_by_side) {
  const PlainProgram program;
  program.run("recipes/first");
  program.run("recipes/first");
  const Findings findings =
      Findings::read(program.results("first") / "findings");
  const Json both = parse_json(program.say("table 1 2 --json", 0), "table");
  BOOST_TEST(both["columns"].size() == 2U);
  for (const Json& column : both["columns"]) {
    BOOST_TEST(column["units"].size() == 2U);
    for (const Json& one : column["predictors"]) {
      const double value =
          findings.headline_value(one["name"].get<std::string>());
      BOOST_TEST(one["value"].is_null() == std::isnan(value));
      if (!std::isnan(value)) BOOST_TEST(one["value"] == value);
    }
  }
  const std::string said = program.say("table recipes/first --page t.html", 0);
  BOOST_TEST(said.find("A  run 0002: first default\n") != std::string::npos);
  BOOST_TEST(said.find("B  run") == std::string::npos);
  BOOST_TEST(
      program.say("table 1 2", 0)
          .find("Each of A, B scores a patient that another of them scores") !=
      std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
