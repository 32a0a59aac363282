// An encoder and a metric of one's own in Python, without a compiler.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/plain_program.h"
#include "tests/recipes/python_packages.h"
#include "tests/support/confined.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

class Packages : public PythonPackages {
 public:
  Packages() { add("recipes/own_python/requirements.lock"); }
};

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(can_confine))
BOOST_AUTO_TEST_SUITE(own_python_test)

BOOST_AUTO_TEST_CASE(thirty_lines_of_python_score_with_their_own_metric) {
  const Packages packages;
  const std::string steps = read_file("recipes/own_python/steps.py");
  BOOST_TEST(std::count(steps.begin(), steps.end(), '\n') <= 30);
  const PlainProgram program;
  const std::string said = program.run("recipes/own_python");
  const fs::path results = program.results("own_python");
  const Findings findings = Findings::read(results / "findings");
  // By pandas, from the stored predictions and targets as anndata reads them:
  // of each gene the spots of nlargest(len // 10), means over genes, then over
  // both sections.
  BOOST_TEST(findings.headline_value("neighbours") == 0.1616891891891892,
             boost::test_tools::tolerance(1e-3));
  BOOST_TEST(findings.headline_value("ridge_features") == 0.17300945945945945,
             boost::test_tools::tolerance(1e-3));
  // The method, the mean and the ridge, each of both sections.
  BOOST_TEST(said.find("leak: patient mob/mouse1 on both sides of 6 scores") !=
             std::string::npos);
  const std::string page = read_file(results / "report.html");
  BOOST_TEST(page.find("score by a step of the recipe") != std::string::npos);
  BOOST_TEST(page.find("requirements.lock sha256 ") != std::string::npos);
  BOOST_TEST(program.run("recipes/own_python").find("0 run, ") !=
             std::string::npos);
  // Whose predictions a step of the recipe's own has scored is known, too.
  const std::string cost = program.say("cost", 0);
  BOOST_TEST(cost.find("neighbours") != std::string::npos);
  BOOST_TEST(cost.find("ridge_features") != std::string::npos);
}

// The six sections of two patients that have pictures.
BOOST_AUTO_TEST_CASE(her2st_is_scored_by_the_same_lines,
                     *boost::unit_test::precondition(has_shared_data)) {
  const Packages packages;
  const PlainProgram program;
  program.run(
      "recipes/own_python", 0,
      concat("--set data=her2st --data '", shared_data().native(), "'"));
  const Findings findings = Findings::read(
      program.results("own_python").parent_path() / "data=her2st" / "findings");
  // By pandas, as above.
  BOOST_TEST(findings.headline_value("neighbours") == 0.1017702268451613,
             boost::test_tools::tolerance(1e-3));
  BOOST_TEST(findings.headline_value("ridge_features") == 0.1085177949452959,
             boost::test_tools::tolerance(1e-3));
}

// What a step says is held against what it returned, and against what lies in
// its folder.
BOOST_AUTO_TEST_CASE(a_step_that_lies_about_its_type_is_refused) {
  const Packages packages;
  const PlainProgram program;
  const TempFolder recipe;
  write_file(recipe / "requirements.lock",
             read_file("recipes/own_python/requirements.lock"));
  write_file(recipe / "recipe.lua", R"(local ms = require "moonstain"
local own = ms.python "steps.py"
local genes = ms.source { "requirements.lock", learned_from = "nothing" }
return { made = own.liar { file = genes } }
)");
  const auto said = [&](const std::string& body) {
    replace_file(recipe / "steps.py", R"(import json, moonstain, sys
import numpy as np

@moonstain.step(applies={"file": "File"}, makes="Features", numeric="exact")
def liar(file):
    """Says one thing and does another."""
)" + body);
    return program.run(recipe.path, 1);
  };
  const auto holds = [](const std::string& all, const std::string& part) {
    BOOST_TEST(all.find(part) != std::string::npos, all);
  };
  holds(said("    return moonstain.Predictions('x/1', ['a'], ['G'], "
             "np.zeros((1, 1)))\n"),
        "    steps.py: liar: says that it makes Features, and returned a "
        "Predictions\n");
  holds(said("    return None\n"),
        "    steps.py: liar: says that it makes Features, and returned "
        "nothing\n");
  holds(said("    made = moonstain.Predictions('x/1', ['a'], ['G'], "
             "np.zeros((1, 1)))\n"
             "    made.write(json.load(open(sys.argv[1]))['output'])\n"
             "    sys.stdout.flush()\n"
             "    __import__('os')._exit(0)\n"),
        "what it wrote is no Features: ");
  holds(said("    return moonstain.Features('x/1', 'own', ['a', 'a'], "
             "np.zeros((2, 1)))\n"),
        "Features: a row is there twice");
}

BOOST_AUTO_TEST_CASE(packages_that_are_not_there_are_named) {
  const TempFolder none;
  ::setenv("MOONSTAIN_PYTHON", none.path.c_str(), 1);
  const PlainProgram program;
  const std::string said = program.run("recipes/own_python", 1);
  BOOST_TEST(said.find("the packages of its requirements.lock are not there "
                       "for this interpreter: no folder " +
                       none.path.native()) != std::string::npos,
             said);
}

BOOST_AUTO_TEST_SUITE_END()
