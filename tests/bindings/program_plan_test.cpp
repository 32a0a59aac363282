// ms.program from the recipe's text to the plan.
#include <boost/test/unit_test.hpp>

#include "core/engine/plan/lineage.h"
#include "core/engine/program/program_decl.h"
#include "tests/bindings/planning.h"

namespace moonstain::lua {

using testing::kHead;
using testing::Recipe;

namespace {

const std::string kPinned(64, 'a');

/// A program that learns from targets and predicts from features; lines 2 to
/// 18 of the recipe.
std::string theirs(const std::string& more = "") {
  return kHead + R"(local theirs = ms.program {
  name = "theirs", version = 3, sentence = "as published",
  program = { ms.source { "run.py", learned_from = "nothing" },
              ms.source { "lib.py", learned_from = "nothing" } },
  interpreter = { name = "python3", sha256 = ")" +
         kPinned + R"(" },
  arguments = { "{program}", "{inputs.targets}", "{output}" },
  inputs = {
    targets = { learns = "Targets", many = true, "of the training sections" },
    features = { applies = "Features", "of the section predicted" },
  },
  options = { epochs = 5, names = { "a" }, rate = { type = "number",
              default = 1, "step size" } },
  makes = "Predictions", )" +
         more + R"(
}
local dataset = ms.dataset { manifest = data, sections = all }
local features = ms.features { patches = ms.patches { dataset = dataset } }
local targets = ms.targets { dataset = dataset }
)";
}

const std::string kScored = R"(local made = theirs {
  targets = ms.part(targets, { "C1", "C2" }),
  features = ms.part(features, { "C2", "C3" }), epochs = 7 }
return { scores = ms.metrics { predictions = made,
                               targets = ms.part(targets, { "C2", "C3" }) } }
)";

}  // namespace

BOOST_AUTO_TEST_SUITE(program_plan_test)

BOOST_AUTO_TEST_CASE(a_program_is_a_step_of_the_plan) {
  Recipe text(theirs() + kScored);
  text.write("my_recipe/run.py", "run").write("my_recipe/lib.py", "lib");
  const Plan plan = text.plan();
  std::vector<const Node*> made;
  for (const Node& node : plan.graph.nodes) {
    if (node.step == "theirs") made.push_back(&node);
  }
  // Once for each section of `features`.
  BOOST_REQUIRE(made.size() == 2);
  const Node& node = *made[0];
  BOOST_TEST(node.section == "two/C2");
  BOOST_TEST(node.version == 3);
  BOOST_TEST(node.where == "recipe.lua:19");
  const Json options = node.options.json();
  BOOST_TEST(options.at("epochs") == 7);
  BOOST_TEST(options.at("rate") == 1.0);
  BOOST_TEST(options.at("names") == Json::array({"a"}));
  BOOST_TEST(options.at("confinement") == "sandbox");
  BOOST_REQUIRE(node.inputs.size() == 3);
  BOOST_TEST(node.inputs[1].name == "program");
  BOOST_REQUIRE(node.inputs[1].nodes.size() == 2);
  BOOST_TEST(plan.graph.nodes[node.inputs[1].nodes[0]].source->name ==
             "run.py");
  BOOST_TEST(node.inputs[2].nodes.size() == 2);
  BOOST_REQUIRE(plan.programs.size() == 1);
  BOOST_TEST(plan.programs[0].name == "theirs");
  BOOST_TEST(plan.programs[0].interpreter == "python3 sha256 " + kPinned);
  BOOST_TEST(plan.programs[0].confined);
  BOOST_TEST(plan.programs[0].files.size() == 2);
  BOOST_TEST(plan.programs[0].files[1].sha256.hex() == sha256("lib").hex());
}

// Learned from C1 and C2 of patient C; scored on C2 itself and on C3, of the
// same patient.
BOOST_AUTO_TEST_CASE(leaks_are_traced_through_a_program) {
  Recipe text(theirs() + kScored);
  text.write("my_recipe/run.py", "run").write("my_recipe/lib.py", "lib");
  const Plan plan = text.plan();
  const Lineage lineage = trace_lineage(plan.graph, plan.catalog);
  BOOST_REQUIRE(lineage.leaks.size() == 2);
  BOOST_TEST((lineage.leaks[0].severity == Learned::label));
  BOOST_TEST(describe_unit(lineage.leaks[0]) ==
             "section two/C2 on both sides of 1 score");
  BOOST_TEST(describe_unit(lineage.leaks[1]) ==
             "patient two/C on both sides of 1 score");
  const std::vector<std::string> path =
      describe_path(plan.graph, lineage.leaks[0].path);
  const std::vector<std::string> expected = {"recipe.lua:19", "theirs",
                                             "metrics"};
  BOOST_TEST(path == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(program_interpreter_and_confinement_are_in_the_id) {
  const auto id = [](Recipe& text) {
    for (const Node& node : text.plan().graph.nodes) {
      if (node.step == "theirs") return node.id.hex();
    }
    return std::string();
  };
  const auto fresh = [](const std::string& change = "") {
    std::string text = theirs(change) + kScored;
    return text;
  };
  Recipe first(fresh());
  first.write("my_recipe/run.py", "run").write("my_recipe/lib.py", "lib");
  const std::string before = id(first);
  Recipe same(fresh("needs = { time_s = 5 }"));
  same.write("my_recipe/run.py", "run").write("my_recipe/lib.py", "lib");
  BOOST_TEST(id(same) == before);  // limits make no other result
  first.write("my_recipe/lib.py", "other");
  BOOST_TEST(id(first) != before);
  first.write("my_recipe/lib.py", "lib");
  BOOST_TEST(id(first) == before);
  std::string text = fresh();
  text.replace(text.find(kPinned), 64, std::string(64, 'b'));
  Recipe pinned(text);
  pinned.write("my_recipe/run.py", "run").write("my_recipe/lib.py", "lib");
  BOOST_TEST(id(pinned) != before);
  first.unconfined("theirs");
  BOOST_TEST(id(first) != before);
  BOOST_TEST(!first.plan().programs.at(0).confined);
}

BOOST_AUTO_TEST_CASE(errors_name_the_recipes_line) {
  const auto error = [](const std::string& text) {
    Recipe made(text);
    made.write("my_recipe/run.py", "run").write("my_recipe/lib.py", "lib");
    return made.error();
  };
  BOOST_TEST(error(theirs("maks = 1") + kScored) ==
             "recipe.lua:2: ms.program: no member 'maks'; did you mean "
             "'makes'?");
  BOOST_TEST(error(theirs("scores = 'feature'") + kScored) ==
             "recipe.lua:2: ms.program: theirs: it scores 'feature', which is "
             "no input of it");
  BOOST_TEST(error(kHead + "ms.program { name = 'x' }") ==
             "recipe.lua:2: ms.program: x: it has no program; give the "
             "files by ms.source: program = ms.source { \"train.py\" }");
  BOOST_TEST(error(theirs() + "local again = ms.program { name = 'theirs', "
                              "program = targets[1] }\nreturn {}") ==
             "recipe.lua:19: ms.program: theirs: there is a step of this name "
             "already; choose another");
  BOOST_TEST(error(theirs() + "theirs { epoch = 1 }") ==
             "recipe.lua:19: theirs: no option 'epoch'; did you mean "
             "'epochs'?");
  BOOST_TEST(error(theirs() + "theirs { program = targets[1] }") ==
             "recipe.lua:19: theirs: 'program' is given where it is declared");
  BOOST_TEST(error(theirs() + "theirs { confinement = 'none' }") ==
             "recipe.lua:19: theirs: input 'features' is missing: Features, of "
             "the section predicted");
  BOOST_TEST(error(theirs() +
                   "theirs { confinement = 'none', targets = targets, "
                   "features = features }") ==
             "recipe.lua:19: theirs: option 'confinement' is \"none\"; "
             "expected \"sandbox\"");
  BOOST_TEST(error(theirs() + "return { x = ms.program { name = 'y', program = "
                              "'/bin/sh', version = 1, sentence = 's', makes = "
                              "'Files' } {} }") ==
             "recipe.lua:19: y: input 'program' is the text \"/bin/sh\"; "
             "expected File");
}

BOOST_AUTO_TEST_CASE(the_alias_gives_the_same_plan_and_is_named) {
  const auto plan_of = [](const std::string& text) {
    Recipe made(text);
    made.write("my_recipe/run.py", "run").write("my_recipe/lib.py", "lib");
    return made.plan();
  };
  const std::string text = theirs() + kScored;
  std::string by_alias = text;
  by_alias.replace(by_alias.find("ms.program"), 10, "ms.command");
  const Plan plan = plan_of(text);
  const Plan same = plan_of(by_alias);
  BOOST_TEST(plan.aliases.empty());
  BOOST_REQUIRE(same.aliases.size() == 1);
  BOOST_TEST(same.aliases[0].alias == "ms.command");
  BOOST_TEST(same.aliases[0].note ==
             "is an alias of ms.program; write ms.program { ... }");
  BOOST_TEST(same.aliases[0].where == "recipe.lua:2");
  BOOST_REQUIRE(same.graph.nodes.size() == plan.graph.nodes.size());
  for (std::size_t i = 0; i < plan.graph.nodes.size(); ++i) {
    BOOST_TEST((same.graph.nodes[i].id == plan.graph.nodes[i].id));
  }
}

BOOST_AUTO_TEST_CASE(what_is_let_loose_must_be_there) {
  Recipe text(theirs() + kScored);
  text.write("my_recipe/run.py", "run").write("my_recipe/lib.py", "lib");
  text.unconfined("their");
  BOOST_TEST(text.error() ==
             "--unconfined their: the recipe has no program of this name; it "
             "has theirs");
}

// The step that runs programs is no recipe's to call.
BOOST_AUTO_TEST_CASE(the_runner_itself_cannot_be_called) {
  Recipe text(kHead + "return { x = ms.program { makes = 'Files' } }");
  BOOST_TEST(text.error() ==
             "recipe.lua:2: ms.program: it has no program; give the "
             "files by ms.source: program = ms.source { \"train.py\" }");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
