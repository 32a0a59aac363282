#include <boost/test/unit_test.hpp>

#include "bindings/lua/plan/planner.h"
#include "tests/bindings/planning.h"

namespace moonstain::lua {

using testing::kData;
using testing::kHead;
using testing::nodes_of;
using testing::Recipe;

BOOST_AUTO_TEST_SUITE(planner_data_test)

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

// Of B1 and three sections of C, all have counts and B1 lacks a picture.
BOOST_AUTO_TEST_CASE(a_choice_of_no_section_says_what_each_lacks) {
  BOOST_TEST(
      Recipe(kHead + "local some = data:having('counts', 'picture', 'names')\n"
                     "ms.dataset { manifest = data, sections = some }\n")
          .error() ==
      "recipe.lua:3: dataset: no section of two has all of counts, picture, "
      "names: of 4, 1 lack 'picture', 4 lack 'names'");
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

// Of a set of two platforms each section says its own.
BOOST_AUTO_TEST_CASE(a_manifest_beside_the_recipe_is_found) {
  const std::string sheet = R"({"name": "own", "title": "", "organism": "",
    "licence": "", "citation": "", "source": "", "layout": "mixed",
    "lattice": "mixed", "um_per_px": 0, "spot_pitch_um": 0,
    "spot_diameter_um": 0,
    "sections": [
      {"section": "A", "patient": "P", "batch": "b1", "split": "train",
       "layout": "visium",
       "lattice": "hexagonal", "um_per_px": 0.5, "options": {"picture_is": "hires"},
       "files": {"counts": "A/c"}},
      {"section": "B", "patient": "Q", "split": "test", "layout": "xenium",
       "lattice": "none",
       "files": {"counts": "B/c"}}],
    "files": [
      {"path": "A/c", "size": 1, "sha256": ")" +
                            std::string(64, '1') + R"("},
      {"path": "B/c", "size": 1, "sha256": ")" +
                            std::string(64, '2') + R"("}]})";
  Recipe recipe(R"(local ms = require "moonstain"
local own = ms.manifest "own"
for _, section in ipairs(own.sections) do
  local row = own.rows[section]
  print(section, own:batch_of(section), row.layout, row.lattice, row.um_per_px,
        row.options.picture_is)
end
ms.folds(own, own.sections, "batch")
)");
  make_folders(recipe.request().recipe / "data_manifests/own");
  recipe.write("my_recipe/data_manifests/own/manifest.json", sheet);
  BOOST_TEST(recipe.error() ==
             "recipe.lua:8: ms.folds: the sample sheet of own names no batch "
             "for section B");
  Recipe shadowing(R"(local ms = require "moonstain"
local two = ms.manifest("two")
print(two.title)
local fold = ms.folds(two, two.sections, "split")[1]
print(fold.name, fold.unit, fold.test[1], fold.train[1])
return { d = ms.dataset { manifest = two, sections = { "A" } } }
)");
  make_folders(shadowing.request().recipe / "data_manifests/two");
  shadowing.write("my_recipe/data_manifests/two/manifest.json", [&] {
    std::string text = sheet;
    text.replace(text.find("own"), 3, "two");
    text.replace(text.find("\"title\": \"\""), 11, "\"title\": \"beside\"");
    return text;
  }());
  const Plan plan = shadowing.plan();
  BOOST_REQUIRE(plan.printed.size() == 2U);
  BOOST_TEST(plan.printed[0] == "beside");
  // By the sheet's column.
  BOOST_TEST(plan.printed[1] == "test\tpatient\tB\tA");
}

BOOST_AUTO_TEST_CASE(folds_are_sorted_and_none_where_a_recipe_says_so) {
  const Plan plan = Recipe(kHead + R"(
for _, unit in ipairs { 'section', 'patient' } do
  for _, fold in ipairs(ms.folds(data, data.sections, unit)) do
    print(unit, fold.name, table.concat(fold.test, '+'), table.concat(fold.train, '+'))
  end
end
print(#ms.folds(data, all, 'patient', { may_be_empty = true }))
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

// A page of 0 sections would say that there are no leaks.
BOOST_AUTO_TEST_CASE(a_recipe_that_holds_nothing_out_is_refused) {
  const std::string what =
      ": held out, it leaves nothing to learn from and nothing is scored; hold "
      "out another unit, or say that the recipe shows this, { may_be_empty = "
      "true }";
  BOOST_TEST(Recipe(kHead + "ms.folds(data, all, 'patient')\n").error() ==
             "recipe.lua:2: ms.folds: 3 sections are of one patient, C" + what);
  BOOST_TEST(Recipe(kHead + "ms.folds(data, { 'B1' }, 'section')\n").error() ==
             "recipe.lua:2: ms.folds: there is one section, B1" + what);
}

// B1 of patient B, C1 to C3 of C; A9 is of the list alone.
BOOST_AUTO_TEST_CASE(folds_of_a_published_list_are_as_it_says) {
  const Plan plan = Recipe(kHead + R"(
local function show(words)
  local folds, absent = ms.folds(data, data.sections, 'split', { split = words })
  for _, fold in ipairs(folds) do
    print(fold.name, fold.unit, table.concat(fold.test, '+'),
          table.concat(fold.train, '+'), table.concat(fold.validation, '+'))
  end
  print(table.concat(absent, '+'))
end
show { B1 = 'test', C1 = 'train', C2 = 'val', C3 = 'train' }
show { B1 = 'train', C1 = '2', C2 = '1', C3 = '1', A9 = '1' }
show { B1 = '1', C1 = '2', C2 = '2', C3 = '2', A9 = '3' }
return { d = ms.dataset { manifest = data } }
)")
                        .plan();
  const std::vector<std::string> expected = {
      "test\tpatient\tB1\tC1+C3\tC2", "",
      // C1 is of the patient of C2 and C3, and B1 is always learned from.
      "1\tsection\tC2+C3\tB1+C1\t", "2\tsection\tC1\tB1+C2+C3\t", "A9",
      // Printed as it is left out, before the folds.
      "ms.folds: a fold of the split is left out, which tests A9: none of "
      "these is taken",
      "1\tpatient\tB1\tC1+C2+C3\t", "2\tpatient\tC1+C2+C3\tB1\t", "A9"};
  BOOST_TEST(plan.printed == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_list_that_leaves_nothing_to_test_or_learn_is_refused) {
  const auto error = [](const std::string& words,
                        const std::string& more = "") {
    return Recipe(kHead + "ms.folds(data, all, 'split', { split = { " + words +
                  " }" + more + " })\n")
        .error();
  };
  const std::string place = "recipe.lua:2: ms.folds: ";
  BOOST_TEST(error("C1 = 'train', C2 = 'train', C3 = 'val', G1 = 'test', G2 = "
                   "'test'") ==
             place +
                 "the split of two tests G1, G2: none of these is among "
                 "the 3 sections that are taken, C1 train, C2 train, C3 "
                 "val; get what is missing (files that the recipe needs "
                 "of a section), or hold out another unit");
  BOOST_TEST(error("C1 = 'test', C2 = 'val', C3 = 'test', G1 = 'train'") ==
             place +
                 "the split of two tests C1, C3, and leaves none of the 3 "
                 "sections that are taken to learn from: C1 test, C2 val, "
                 "C3 test");
  BOOST_TEST(error("C1 = 'train', C2 = 'val', C3 = 'val'") ==
             place +
                 "the split of two tests no section, each is train or "
                 "val; where a benchmark has no list of its own to test "
                 "and scores on val, say test in place of val");
  BOOST_TEST(error("C1 = 'test', C2 = '1', C3 = 'train'") ==
             place +
                 "the split of two says test, and names folds, too: 1, "
                 "test; of one split say train, val and test, of several "
                 "the fold that tests a section");
  BOOST_TEST(error("C1 = 'test', C2 = 'train'") ==
             place + "the list names no split for section C3");
  BOOST_TEST(error("C1 = '1', C2 = '2', C3 = '3'", ", size_like = 'patient'") ==
             place +
                 "size_like cuts training sets that are made; those of a "
                 "split are given");
  BOOST_TEST(Recipe(kHead + "ms.folds(data, all, 'split')\n").error() ==
             place + "the sample sheet of two names no split for section C1");
}

BOOST_AUTO_TEST_CASE(folds_by_site_need_sites) {
  BOOST_TEST(Recipe(kHead + "ms.folds(data, all, 'site')\n").error() ==
             "recipe.lua:2: ms.folds: the sample sheet of two names no site "
             "for section C1");
  BOOST_TEST(Recipe(kHead + "ms.folds(data, all, 'animal')\n").error() ==
             "recipe.lua:2: ms.folds: no unit 'animal'; expected \"block\", "
             "\"section\", \"patient\", \"site\" or \"batch\", or in ms.folds "
             "\"split\"");
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

BOOST_AUTO_TEST_CASE(weights_are_the_file_that_the_user_names) {
  const std::string body =
      kData +
      "local n = ms.weights { 'w.pth of its authors', learned_from = "
      "{ 'ImageNet', 'C1' } }\n"
      "return { f = ms.features { patches = ms.patches { dataset = dataset }, "
      "weights = n } }\n";
  Recipe recipe(body);
  // Not the file of that name beside the recipe.
  recipe.write("my_recipe/mine.pth", "b").weights("mine.pth", "w");
  const Plan plan = recipe.plan();
  std::vector<SourceFile> found;
  for (const Node* node : nodes_of(plan, "")) {
    if (node->source->manifest.empty()) found.push_back(*node->source);
  }
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found[0].name == "mine.pth");
  BOOST_TEST(found[0].size_bytes == 1U);
  BOOST_TEST((found[0].sha256 == sha256("w")));
  BOOST_TEST((found[0].learned_from ==
              std::vector<std::string>{"ImageNet", "two/C1"}));
  BOOST_TEST(plan.used.beside.empty());
  BOOST_TEST(Recipe(body).error() ==
             "recipe.lua:3: weights are missing: name a file by --weights "
             "FILE, w.pth of its authors");
  BOOST_TEST(Recipe(kData + "return { d = dataset }\n")
                 .weights("mine.pth", "w")
                 .error() ==
             "--weights mine.pth: recipe my_recipe takes no weights with these "
             "settings; leave it out, or choose by --set what takes them");
  BOOST_TEST(Recipe(kHead + "ms.weights {}\n").error() ==
             "recipe.lua:2: ms.weights says which file it must be: ms.weights "
             "{ \"ctranspath.pth of its authors\", learned_from = data }");
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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
