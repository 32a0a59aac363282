#include "bindings/lua/planner.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/bindings/planning.h"

namespace moonstain {

using testing::catalog;
using testing::kHead;
using testing::leave_one_out;
using testing::Recipe;

namespace {

const std::string kData =
    kHead + "local dataset = ms.dataset { manifest = data, sections = all }\n";

std::vector<const Node*> nodes_of(const Plan& plan, const std::string& step) {
  std::vector<const Node*> nodes;
  for (const Node& node : plan.graph.nodes) {
    if (node.step == step) nodes.push_back(&node);
  }
  return nodes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(planner_test)

// Steps ---------------------------------------------------------------------

// Line 3 of the recipe; 3 sections of one patient, 3 folds of 2 and 1.
BOOST_AUTO_TEST_CASE(a_leave_one_out_recipe_makes_the_graph_counted_by_hand) {
  const Plan plan = Recipe(leave_one_out("all", "'section'")).plan();
  BOOST_TEST(nodes_of(plan, "dataset").size() == 3);
  BOOST_TEST(nodes_of(plan, "patches").size() == 3);
  BOOST_TEST(nodes_of(plan, "model").size() == 3);
  BOOST_TEST(nodes_of(plan, "metrics").size() == 3);
  BOOST_TEST(nodes_of(plan, "findings").size() == 1);
  // counts and pictures
  BOOST_TEST(nodes_of(plan, "").size() == 6);
  BOOST_TEST(plan.graph.recipe == "my_recipe");
  const Node& model = *nodes_of(plan, "model")[1];
  BOOST_TEST(model.where == "recipe.lua:9");
  BOOST_TEST(model.section == "");
  BOOST_TEST(model.options.text() ==
             R"({"epochs":10,"init":"published","seed":1})");
  // The second fold holds C2 out: it learns from C1 and C3, in this order.
  const auto& learned = model.inputs[0].nodes;
  BOOST_TEST(plan.graph.nodes[learned[0]].section == "two/C1");
  BOOST_TEST(plan.graph.nodes[learned[1]].section == "two/C3");
  BOOST_TEST(nodes_of(plan, "predictions")[1]->section == "two/C2");
  BOOST_TEST(plan.manifests == std::vector<std::string>{"two"});
  BOOST_TEST(plan.graph.sections.size() == 4);
  BOOST_TEST(plan.graph.sections[3].patient == "two/C");
}

BOOST_AUTO_TEST_CASE(a_plan_is_the_same_every_time_and_in_every_folder) {
  const std::string text = leave_one_out("data:having('picture')", "'section'");
  const Plan one = Recipe(text).plan();
  const Plan two = Recipe(text).plan();
  BOOST_REQUIRE(one.graph.nodes.size() == two.graph.nodes.size());
  for (std::size_t i = 0; i < one.graph.nodes.size(); ++i) {
    BOOST_TEST((one.graph.nodes[i].id == two.graph.nodes[i].id));
  }
}

BOOST_AUTO_TEST_CASE(equal_calls_are_one_node_and_what_no_output_needs_is_out) {
  const Plan plan = Recipe(kData + R"(
local first = ms.patches { dataset = dataset, size_px = 64 }
local again = ms.patches { dataset = dataset, size_px = 64 }
local other = ms.patches { dataset = dataset, size_px = 32 }
return { patches = again }
)")
                        .plan();
  BOOST_TEST(nodes_of(plan, "patches").size() == 3);
  BOOST_TEST(nodes_of(plan, "patches")[0]->where == "recipe.lua:4");
  BOOST_REQUIRE(plan.unused.size() == 1);
  BOOST_TEST(plan.unused[0].step == "patches");
  BOOST_TEST(plan.unused[0].where == "recipe.lua:6");
}

BOOST_AUTO_TEST_CASE(an_integral_number_is_an_integer_or_a_double_as_declared) {
  const Plan plan = Recipe(kData + R"(
return { patches = ms.patches { dataset = dataset[1], sharpen = 2, size_px = 64.0 } }
)")
                        .plan();
  BOOST_TEST(nodes_of(plan, "patches")[0]->options.text() ==
             R"({"edge":"refuse","sharpen":2.0,"size_px":64})");
}

BOOST_AUTO_TEST_CASE(an_unknown_option_names_the_nearest) {
  BOOST_TEST(
      Recipe(kData + "ms.patches { dataset = dataset, size = 3 }\n").error() ==
      "recipe.lua:3: patches: no option 'size'; did "
      "you mean 'size_px'?");
  BOOST_TEST(
      Recipe(kData + "ms.patches { dataset = dataset, zebra = 3 }\n").error() ==
      "recipe.lua:3: patches: no option 'zebra'; it "
      "takes dataset, size_px, edge, sharpen");
}

BOOST_AUTO_TEST_CASE(an_unknown_input_names_the_nearest) {
  BOOST_TEST(
      Recipe(kData + "ms.patches { data_set = dataset[1] }\n").error() ==
      "recipe.lua:3: patches: no input 'data_set'; did you mean 'dataset'?");
}

BOOST_AUTO_TEST_CASE(an_unknown_step_names_the_nearest) {
  BOOST_TEST(Recipe(kData + "ms.patchs { dataset = dataset }\n").error() ==
             "recipe.lua:3: moonstain has no 'patchs'; did you mean "
             "'patches'?");
}

BOOST_AUTO_TEST_CASE(an_input_of_another_type_says_where_it_was_made) {
  BOOST_TEST(Recipe(kData + "ms.features { patches = dataset }\n").error() ==
             "recipe.lua:3: features: input 'patches' is Dataset from "
             "recipe.lua:2; expected Patches");
  BOOST_TEST(Recipe(kData + "ms.features { patches = 'C1' }\n").error() ==
             "recipe.lua:3: features: input 'patches' is the text \"C1\"; "
             "expected Patches");
}

BOOST_AUTO_TEST_CASE(a_missing_input_and_a_missing_option_are_named) {
  BOOST_TEST(Recipe(kData + "ms.patches { size_px = 3 }\n").error() ==
             "recipe.lua:3: patches: input 'dataset' is missing: Dataset, "
             "spots with positions");
  BOOST_TEST(Recipe(kData + R"(local t = ms.targets { dataset = dataset }
local f = ms.features { patches = ms.patches { dataset = dataset } }
ms.model { features = f, targets = t }
)")
                 .error() ==
             "recipe.lua:5: model: option 'seed' must be given: of the "
             "initialisation");
}

BOOST_AUTO_TEST_CASE(a_wrong_value_says_what_was_expected) {
  const auto error = [](const std::string& options) {
    return Recipe(kData + "ms.patches { dataset = dataset, " + options + " }\n")
        .error();
  };
  BOOST_TEST(error("size_px = 'big'") ==
             "recipe.lua:3: patches: option 'size_px' is \"big\"; expected an "
             "integer");
  BOOST_TEST(error("size_px = 0") ==
             "recipe.lua:3: patches: option 'size_px' is 0; expected at least "
             "1 px");
  BOOST_TEST(error("size_px = 1.5") ==
             "recipe.lua:3: patches: option 'size_px' is 1.5; expected an "
             "integer");
  BOOST_TEST(error("edge = 'clip'") ==
             "recipe.lua:3: patches: option 'edge' is \"clip\"; expected "
             "\"refuse\" or \"drop\"");
  BOOST_TEST(error("sharpen = 0/0") ==
             "recipe.lua:3: patches: option 'sharpen' is not a number (nan)");
  BOOST_TEST(error("sharpen = 1/0") ==
             "recipe.lua:3: patches: option 'sharpen' is infinite");
  BOOST_TEST(error("edge = '\\255'") ==
             "recipe.lua:3: patches: option 'edge' is not UTF-8 text");
  BOOST_TEST(error("edge = print") ==
             "recipe.lua:3: patches: option 'edge' is a function; expected "
             "plain text, numbers, true or false");
  BOOST_TEST(error("'loose'") ==
             "recipe.lua:3: patches: an entry has no name; expected INPUT = "
             "VALUE or OPTION = VALUE");
}

BOOST_AUTO_TEST_CASE(lists_by_section_must_hold_the_same_sections) {
  BOOST_TEST(Recipe(kData + R"(
local features = ms.features { patches = ms.patches { dataset = dataset } }
local targets = ms.targets { dataset = dataset }
local model = ms.model { seed = 1, features = features, targets = targets }
local predictions = ms.predictions { model = model, features = ms.part(features, { 'C1', 'C2' }) }
return { m = ms.metrics { predictions = predictions, targets = targets } }
)")
                 .error() ==
             "recipe.lua:8: metrics: input 'targets' has two/C3, which input "
             "'predictions' has not; lists by section must hold the same");
}

BOOST_AUTO_TEST_CASE(a_single_input_takes_no_list_of_repeated_sections) {
  BOOST_TEST(
      Recipe(kData + "ms.patches { dataset = { dataset[1], dataset[1] } }\n")
          .error() ==
      "recipe.lua:3: patches: input 'dataset' takes one Dataset, or a list "
      "with one of each section; got a list of 2 in which a section comes "
      "twice");
}

BOOST_AUTO_TEST_CASE(values_cannot_be_read_or_computed_with) {
  BOOST_TEST(Recipe(kData + "local n = dataset[1].spots\n").error() ==
             "recipe.lua:3: 'spots' cannot be read from Dataset of two/C1 "
             "from recipe.lua:2: a recipe names values, steps read them");
  BOOST_TEST(Recipe(kData + "local n = dataset[1] + 1\n").error() ==
             "recipe.lua:3: a recipe cannot compute with Dataset of two/C1 "
             "from recipe.lua:2: it names values, steps read them");
}

// Data ----------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(an_unknown_manifest_and_section_are_named) {
  BOOST_TEST(
      Recipe("local ms = require 'moonstain'\nms.manifest 'tow'\n").error() ==
      "recipe.lua:2: ms.manifest: no manifest 'tow'; did you mean 'two'?");
  BOOST_TEST(
      Recipe("local ms = require 'moonstain'\nms.manifest 'x1'\n").error() ==
      "recipe.lua:2: ms.manifest: no manifest 'x1'; there are two");
  BOOST_TEST(
      Recipe(kHead + "ms.dataset { manifest = data, sections = { 'C9' } }\n")
          .error() ==
      "recipe.lua:2: dataset: no section 'C9' in two; did you mean "
      "'C1'?");
  BOOST_TEST(Recipe(kHead + "data:files('picture', { 'B1' })\n").error() ==
             "recipe.lua:2: section B1 of two has no file 'picture'; it has "
             "counts");
}

BOOST_AUTO_TEST_CASE(the_sample_sheet_fills_in_a_dataset) {
  const Plan plan =
      Recipe(kHead + "return { d = ms.dataset { manifest = data } }\n").plan();
  const auto datasets = nodes_of(plan, "dataset");
  BOOST_REQUIRE(datasets.size() == 4);
  BOOST_TEST(datasets[0]->options.text() ==
             R"({"layout":"legacy_st","patient":"two/B","section":"two/B1"})");
  BOOST_TEST(datasets[0]->section == "two/B1");
  BOOST_TEST(datasets[0]->inputs.size() == 1);  // no picture of B1
  BOOST_TEST(datasets[1]->inputs.size() == 2);
  const Node& counts = plan.graph.nodes[datasets[0]->inputs[0].nodes[0]];
  BOOST_TEST(counts.source->name == "B1.tsv");
  BOOST_TEST(counts.source->manifest == "two");
  BOOST_TEST(counts.source->sha256.hex() == std::string(64, '1'));
}

BOOST_AUTO_TEST_CASE(folds_are_sorted_and_none_where_there_is_one_unit) {
  const Plan plan = Recipe(kHead + R"(
for _, unit in ipairs { 'section', 'patient' } do
  for _, fold in ipairs(ms.folds(data, data.sections, unit)) do
    print(unit, fold.name, table.concat(fold.test, '+'), table.concat(fold.train, '+'))
  end
end
print(#ms.folds(data, all, 'patient'))
local split = ms.split(data, data.sections, 'patient', 'C')
print(table.concat(split.test, '+'), table.concat(split.train, '+'))
print(table.concat(ms.without(data.sections, { 'C2' }), '+'))
return { d = ms.dataset { manifest = data } }
)")
                        .plan();
  const std::vector<std::string> expected = {"section\tB1\tB1\tC1+C2+C3",
                                             "section\tC1\tC1\tB1+C2+C3",
                                             "section\tC2\tC2\tB1+C1+C3",
                                             "section\tC3\tC3\tB1+C1+C2",
                                             "patient\tB\tB1\tC1+C2+C3",
                                             "patient\tC\tC1+C2+C3\tB1",
                                             "0",
                                             "C1+C2+C3\tB1",
                                             "B1+C1+C3"};
  BOOST_TEST(plan.printed == expected, boost::test_tools::per_element());
}

// Four sections, B1 and C1 to C3. Holding out patient C leaves one: of a fold
// that tests C2 its next sister. Holding out B leaves three, which is all.
BOOST_AUTO_TEST_CASE(folds_cut_to_a_size_keep_the_tested_units_sisters_first) {
  const Plan plan = Recipe(kHead + R"(
for _, unit in ipairs { 'section', 'patient' } do
  for _, fold in ipairs(ms.folds(data, data.sections, unit, { size_like = 'patient' })) do
    print(fold.name, table.concat(fold.test, '+'), table.concat(fold.train, '+'))
  end
end
-- C alone: no other patient is left to learn from.
for _, fold in ipairs(ms.folds(data, all, 'section', { size_like = 'patient' })) do
  print(fold.name, table.concat(fold.train, '+'))
end
return { d = ms.dataset { manifest = data } }
)")
                        .plan();
  const std::vector<std::string> expected = {
      "B1\tB1\tC1+C2+C3", "C1\tC1\tC2",      "C2\tC2\tC3",
      "C3\tC3\tC1",       "B\tB1\tC1+C2+C3", "C\tC1+C2+C3\tB1",
      "C1\tC2+C3",        "C2\tC1+C3",       "C3\tC1+C2"};
  BOOST_TEST(plan.printed == expected, boost::test_tools::per_element());
  BOOST_TEST(
      Recipe(kHead + "ms.folds(data, all, 'section', { size_lik = 'site' })\n")
          .error() ==
      "recipe.lua:2: ms.folds: no member 'size_lik'; did you mean "
      "'size_like'?");
}

BOOST_AUTO_TEST_CASE(folds_by_site_need_sites) {
  BOOST_TEST(Recipe(kHead + "ms.folds(data, all, 'site')\n").error() ==
             "recipe.lua:2: ms.folds: the sample sheet of two names no site "
             "for section C1");
  BOOST_TEST(Recipe(kHead + "ms.folds(data, all, 'animal')\n").error() ==
             "recipe.lua:2: ms.folds: no unit 'animal'; expected \"section\", "
             "\"patient\" or \"site\"");
}

BOOST_AUTO_TEST_CASE(a_part_names_what_is_there) {
  BOOST_TEST(Recipe(kData + "ms.part(dataset, { 'B1' })\n").error() ==
             "recipe.lua:3: ms.part: no value of section 'B1'; there are C1, "
             "C2, C3");
  BOOST_TEST(Recipe(kHead + "ms.without(all, { 'C4' })\n").error() ==
             "recipe.lua:2: ms.without: 'C4' is not in the list; did you mean "
             "'C1'?");
}

// Sources -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_source_is_looked_for_beside_the_recipe_then_in_lib) {
  Recipe recipe(kData + R"(
local genes = ms.source { 'genes.txt', learned_from = data }
local weights = ms.source { 'w.bin', learned_from = 'ImageNet' }
local plain = ms.source { 'lib.txt', learned_from = 'nothing' }
return {
  t = ms.targets { dataset = dataset, genes = genes },
  f = ms.features { patches = ms.patches { dataset = dataset }, weights = weights },
  u = ms.targets { dataset = dataset, genes = plain },
  v = ms.targets { dataset = dataset, genes = ms.source 'w.bin' },
}
)");
  recipe.write("my_recipe/genes.txt", "a\n").write("lib/genes.txt", "b\n");
  recipe.write("my_recipe/w.bin", "w").write("lib/lib.txt", "l");
  const Plan plan = recipe.plan();
  std::map<std::string, std::vector<std::string>> from;
  for (const Node* node : nodes_of(plan, "")) {
    const SourceFile& source = node->source;
    if (!source.manifest.empty()) continue;
    from[concat(source.name, " ", source.sha256.hex().substr(0, 8), " ",
                source.size_bytes,
                source.learned_from.size() == 1 ? " 1" : "")] =
        source.learned_from;
  }
  // printf 'a\n' | sha256sum, and so on.
  BOOST_TEST(
      (from["genes.txt 87428fc5 2"] ==
       std::vector<std::string>{"two/B1", "two/C1", "two/C2", "two/C3"}));
  BOOST_TEST((from["w.bin 50e721e4 1 1"].size() == 1));
  BOOST_TEST((from["lib.txt acac86c0 1"].empty()));
  BOOST_TEST(from.size() == 3);  // the two of w.bin differ in what they learned
}

BOOST_AUTO_TEST_CASE(a_missing_source_is_named) {
  Recipe recipe(kHead + "ms.source { 'gene.txt' }\n");
  recipe.write("my_recipe/genes.txt", "a\n");
  BOOST_TEST(recipe.error() ==
             "recipe.lua:2: ms.source: no file 'gene.txt' beside the recipe or "
             "in recipes/lib; did you mean 'genes.txt'?");
  BOOST_TEST(Recipe(kHead + "ms.source { '/etc/passwd' }\n").error() ==
             "recipe.lua:2: ms.source: no file '/etc/passwd' beside the recipe "
             "or in recipes/lib");
  BOOST_TEST(
      Recipe(kHead + "ms.source { '../lib/x' }\n").write("lib/x", "").error() ==
      "recipe.lua:2: ms.source: no file '../lib/x' beside the recipe or in "
      "recipes/lib");
}

BOOST_AUTO_TEST_CASE(a_source_may_be_a_file_of_a_manifest) {
  const Plan plan = Recipe(kData + R"(
local w = ms.source { 'C2.tsv', manifest = data, learned_from = 'ImageNet' }
return { f = ms.features { patches = ms.patches { dataset = dataset }, weights = w } }
)")
                        .plan();
  const Node& features = *nodes_of(plan, "features")[0];
  const Node& weights = plan.graph.nodes[features.inputs[1].nodes[0]];
  BOOST_TEST(weights.source->manifest == "two");
  BOOST_TEST(weights.source->learned_from ==
             std::vector<std::string>{"ImageNet"});
  BOOST_TEST(weights.section == "");
  BOOST_TEST(
      Recipe(kHead + "ms.source { 'C2.tvs', manifest = data }\n").error() ==
      "recipe.lua:2: ms.source: no file 'C2.tvs' in the manifest two; did you "
      "mean 'C2.tsv'?");
}

BOOST_AUTO_TEST_CASE(any_step_takes_what_the_sample_sheet_knows) {
  // `patches` has no files of its own; a list by section is handed out.
  const Plan plan = Recipe(kData + R"(
return { p = ms.patches { manifest = data, sections = { 'C3', 'C1' }, dataset = dataset } }
)")
                        .plan();
  const auto patches = nodes_of(plan, "patches");
  BOOST_REQUIRE(patches.size() == 2);
  BOOST_TEST(patches[0]->section == "two/C3");
  BOOST_TEST(patches[1]->section == "two/C1");
}

// Knobs ---------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(params_are_set_in_the_type_of_their_default) {
  const std::string text = kHead + R"(
local epochs = ms.param { name = 'epochs', default = 200, quick = 5, 'passes' }
local flag = ms.param { name = 'flag', default = true, 'a flag' }
local genes = ms.param { name = 'genes', default = { 'x' }, 'names' }
local layer = ms.param { name = 'layer', default = 'a', choices = { 'a', 'b' }, 'layer' }
print(epochs, flag, table.concat(genes, '+'), layer)
return { d = ms.dataset { manifest = data } }
)";
  BOOST_TEST(Recipe(text).plan().printed[0] == "200\ttrue\tx\ta");
  BOOST_TEST(Recipe(text).set("profile", "quick").plan().printed[0] ==
             "5\ttrue\tx\ta");
  BOOST_TEST(Recipe(text)
                 .set("epochs", "1e2")
                 .set("flag", "false")
                 .set("genes", "p,q")
                 .set("layer", "b")
                 .set("profile", "quick")
                 .plan()
                 .printed[0] == "100\tfalse\tp+q\tb");
  BOOST_TEST(Recipe(text).set("epochs", "many").error() ==
             "recipe.lua:3: --set epochs=many: 'epochs' is a number (200 if "
             "not set)");
  BOOST_TEST(Recipe(text).set("flag", "1").error() ==
             "recipe.lua:4: --set flag=1: 'flag' is true or false (true if "
             "not set)");
  BOOST_TEST(Recipe(text).set("layer", "c").error() ==
             "recipe.lua:6: --set layer=c: 'layer' is c; expected a or b");
  BOOST_TEST(Recipe(text).set("profile", "fast").error() ==
             "recipe.lua: --set profile=fast: 'profile' is fast; expected "
             "quick, standard or paper");
  BOOST_TEST(Recipe(text).set("epoch", "3").error() ==
             "--set epoch=3: recipe my_recipe has no param 'epoch'; did you "
             "mean 'epochs'?");
  BOOST_TEST(Recipe(text).set("zebra", "3").error() ==
             "--set zebra=3: recipe my_recipe has no param 'zebra'; it has "
             "epochs, flag, genes, layer, profile");
  const Plan plan = Recipe(text).set("epochs", "7").plan();
  BOOST_REQUIRE(plan.graph.params.size() == 5);
  BOOST_TEST(plan.graph.params[1].name == "epochs");
  BOOST_TEST(plan.graph.params[1].set_by_user);
  BOOST_TEST(plan.graph.params[1].value.dump() == "7");
  BOOST_TEST(plan.graph.params[1].default_value.dump() == "200");
  BOOST_TEST(!plan.graph.params[2].set_by_user);
}

BOOST_AUTO_TEST_CASE(a_switch_has_two_ends_and_values) {
  const std::string text = kHead + R"(
local unit = ms.switch { name = 'unit', kind = 'leak', published = 'section', audited = 'patient', why = 'one tumour' }
print(unit, ms.switches())
return { d = ms.dataset { manifest = data } }
)";
  const Plan plan = Recipe(text).plan();
  BOOST_TEST(plan.printed[0] == "section\t{\"unit\":\"section\"}");
  BOOST_REQUIRE(plan.graph.switches.size() == 1);
  BOOST_TEST(plan.graph.switches[0].kind == "leak");
  BOOST_TEST(plan.graph.switches[0].where == "recipe.lua:3");
  BOOST_TEST(Recipe(text).set("unit", "audited").plan().printed[0] ==
             "patient\t{\"unit\":\"patient\"}");
  BOOST_TEST(Recipe(text).set("unit", "patient").plan().printed[0] ==
             "patient\t{\"unit\":\"patient\"}");
  BOOST_TEST(Recipe(text).set("unit", "site").error() ==
             "recipe.lua:3: --set unit=site: 'unit' is published (section) or "
             "audited (patient)");
  BOOST_TEST(
      Recipe(kHead + "ms.switch { name = 'u', kind = 'leaky' }\n").error() ==
      "recipe.lua:2: ms.switch: kind of 'u' is \"leaky\"; expected \"leak\", "
      "\"scoring\" or \"training\"");
  BOOST_TEST(Recipe(kHead + "ms.param { name = 'a', default = 1, 'x' }\n"
                            "ms.param { name = 'a', default = 1, 'x' }\n")
                 .error() == "recipe.lua:3: ms.param: 'a' is declared twice");
}

// Lua -----------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(require_finds_files_beside_the_recipe_and_in_lib) {
  Recipe recipe(kData +
                "local mine = require 'mine'\n"
                "local shared = require 'deep.shared'\n"
                "print(mine.name, shared.name)\n"
                "return { p = shared.patches(dataset, mine.size) }\n");
  make_folders(recipe.request().library / "deep");
  recipe.write("my_recipe/mine.lua", "return { name = 'mine', size = 5 }");
  recipe.write("lib/mine.lua", "return { name = 'not this' }");
  recipe.write("lib/deep/shared.lua",
               "local ms = require 'moonstain'\nreturn { name = 'shared',\n"
               "patches = function(dataset, size)\n"
               "  local p = ms.patches { dataset = dataset, size_px = size }\n"
               "  return p\nend }\n");
  const Plan plan = recipe.plan();
  BOOST_TEST(plan.printed[0] == "mine\tshared");
  BOOST_TEST(nodes_of(plan, "patches")[0]->where ==
             "recipe.lua:6 (recipes/lib/deep/shared.lua:4)");
}

BOOST_AUTO_TEST_CASE(an_error_in_a_shared_file_names_both_lines) {
  Recipe recipe(kData + "require('shared').go(dataset)\n");
  recipe.write("lib/shared.lua",
               "local ms = require 'moonstain'\nreturn { go = function(d)\n"
               "  ms.patches { dataset = d, size = 3 }\nend }\n");
  BOOST_TEST(recipe.error() ==
             "recipe.lua:3 (recipes/lib/shared.lua:3): patches: no option "
             "'size'; did you mean 'size_px'?");
  recipe.write("lib/shared.lua",
               "return { go = function(d)\n  local x = d.a.b\nend }\n");
  BOOST_TEST(recipe.error() ==
             "recipe.lua:3 (recipes/lib/shared.lua:2): attempt to index field "
             "'a' (a nil value)");
}

BOOST_AUTO_TEST_CASE(require_says_what_it_cannot_do) {
  const auto error = [](const std::string& name) {
    return Recipe("require '" + name + "'\n")
        .write("lib/shared.lua", "x = = 1\n")
        .write("lib/round.lua", "require 'round'\n")
        .error();
  };
  BOOST_TEST(error("sharde") ==
             "recipe.lua:1: require: no file 'sharde.lua' beside the recipe or "
             "in recipes/lib; did you mean 'shared'?");
  BOOST_TEST(error("../x") ==
             "recipe.lua:1: require: '../x' is no name; expected letters, "
             "digits, _ and . between folders");
  BOOST_TEST(error("shared") ==
             "recipe.lua:1 (recipes/lib/shared.lua:1): this is not Lua: "
             "unexpected symbol near '='");
  BOOST_TEST(error("round") ==
             "recipe.lua:1 (recipes/lib/round.lua:1): require: 'round' asks "
             "for itself while it is being loaded");
}

BOOST_AUTO_TEST_CASE(a_recipe_that_is_not_lua_is_said_to_be_so) {
  BOOST_TEST(Recipe("rule all:\n  input: 'x'\n").error() ==
             "recipe.lua:1: this is not Lua: '=' expected near 'all'");
  BOOST_TEST(Recipe("\x1bLJ\x02").error() ==
             "recipe.lua:1: this is compiled code; a recipe is plain Lua text");
}

BOOST_AUTO_TEST_CASE(a_recipe_returns_named_outputs) {
  BOOST_TEST(Recipe("local x = 1\n").error() ==
             "recipe.lua: the recipe returns nothing (nil); expected a table "
             "of named outputs: return { findings = ... }");
  BOOST_TEST(Recipe("return {}\n").error() ==
             "recipe.lua: the recipe returns an empty table; expected named "
             "outputs: return { findings = ... }");
  BOOST_TEST(Recipe("return { findings = 3 }\n").error() ==
             "recipe.lua: the output 'findings' is the number 3; expected a "
             "value of a step, or a list of them");
  BOOST_TEST(Recipe("return { ['../x'] = 3 }\n").error() ==
             "recipe.lua: the output '../x' has a name that is no file's; "
             "expected letters, digits, _ and -");
  BOOST_TEST(Recipe("return 5\n").error() ==
             "recipe.lua: the recipe returns the number 5; expected a table "
             "of named outputs: return { findings = ... }");
}

BOOST_AUTO_TEST_CASE(a_folder_without_a_recipe_is_named) {
  Recipe recipe("");
  PlanRequest request = recipe.request();
  request.recipe = request.library;
  BOOST_CHECK_EXCEPTION(
      plan_recipe(request, catalog()), Error, [&](const Error& e) {
        return e.what() == concat(request.library.string(),
                                  ": there is no recipe.lua in this folder");
      });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
