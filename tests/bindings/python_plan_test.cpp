// ms.python from the recipe's text to the plan.
#include <boost/test/unit_test.hpp>

#include "core/base/folder.h"
#include "tests/bindings/planning.h"

namespace moonstain::lua {

using testing::kHead;
using testing::Recipe;

namespace {

const std::string kSteps = R"(import moonstain

@moonstain.step(learns={"targets": ["Targets"]}, applies={"features": "Features"},
                makes="Predictions", numeric="torch", options={"rate": 0.5})
def mine(targets, features, rate):
    """Mine."""
)";

const std::string kPinned(64, 'a');

const std::string kPlanned = kHead + R"(local own = ms.python { "steps.py",
  interpreter = { name = "python3", sha256 = ")" +
                             kPinned + R"(" } }
local dataset = ms.dataset { manifest = data, sections = all }
local features = ms.features { patches = ms.patches { dataset = dataset } }
local targets = ms.targets { dataset = dataset }
local made = own.mine {
  targets = ms.part(targets, { "C1", "C2" }),
  features = ms.part(features, { "C2", "C3" }), rate = 0.25 }
return { scores = ms.metrics { predictions = made,
                               targets = ms.part(targets, { "C2", "C3" }) } }
)";

/// What lies beside a recipe of steps in Python, the package of recipes/lib
/// among it.
Recipe& with_files(Recipe& made, const std::string& steps = kSteps,
                   const std::string& lock = "# none\n") {
  made.write("my_recipe/steps.py", steps)
      .write("my_recipe/requirements.lock", lock);
  for (const char* name :
       {"run_step", "moonstain/__init__", "moonstain/declare",
        "moonstain/nouns", "moonstain/task", "moonstain/warm",
        "moonstain/zarr"}) {
    made.write(concat("my_recipe/python/", name, ".py"), name);
  }
  return made;
}

std::vector<Digest> ids(const Plan& plan) {
  std::vector<Digest> found;
  for (const Node& node : plan.graph.nodes) {
    if (node.step == "mine") found.push_back(node.id);
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(python_plan_test)

BOOST_AUTO_TEST_CASE(a_function_is_a_step_of_the_plan) {
  Recipe recipe(kPlanned);
  const Plan plan = with_files(recipe).plan();
  BOOST_TEST(ids(plan).size() == 2U);
  const StepDecl& step = plan.catalog.step("mine");
  BOOST_TEST(step.sentence == "Mine.");
  BOOST_TEST((step.numeric == Numeric::torch));
  BOOST_TEST((step.find_input("targets")->role == Role::learns));
  BOOST_REQUIRE(plan.programs.size() == 1U);
  BOOST_TEST(plan.programs[0].confined);
  BOOST_TEST(plan.programs[0].files.size() == 9U);
}

// One letter of the file, of a package's version or of the runner makes other
// results.
BOOST_AUTO_TEST_CASE(steps_lock_and_package_are_in_the_id) {
  const auto planned = [](const std::string& steps, const std::string& lock,
                          const std::string& task) {
    Recipe recipe(kPlanned);
    with_files(recipe, steps, lock)
        .write("my_recipe/python/moonstain/task.py", task);
    return ids(recipe.plan());
  };
  const std::vector<Digest> first = planned(kSteps, "# none\n", "task");
  BOOST_TEST((planned(kSteps, "# none\n", "task") == first));
  BOOST_TEST((planned(kSteps + "#", "# none\n", "task") != first));
  BOOST_TEST((planned(kSteps, "numpy==2.4.6\n", "task") != first));
  BOOST_TEST((planned(kSteps, "# none\n", "another") != first));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_named_with_the_line) {
  const auto refused = [](const std::string& call,
                          const std::string& steps = kSteps) {
    Recipe recipe(kHead + call + "\nreturn {}\n");
    return with_files(recipe, steps).error();
  };
  BOOST_TEST(
      refused("local own = ms.python \"step.py\"")
          .find("ms.python: no file 'step.py' of Python beside the recipe; "
                "did you mean 'steps.py'?") != std::string::npos);
  BOOST_TEST(refused("local own = ms.python \"steps.py\"", "x = 1\n")
                 .find("steps.py: it declares no step;") != std::string::npos);
  BOOST_TEST(refused("local own = ms.python { \"steps.py\", lock = 1 }")
                 .find("ms.python: no member 'lock'") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
