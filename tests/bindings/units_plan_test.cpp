#include <boost/test/unit_test.hpp>

#include "bindings/audit/statements.h"
#include "core/engine/plan/lineage.h"
#include "core/engine/step/step_decl.h"
#include "tests/bindings/planning.h"

namespace moonstain::lua {

using testing::kHead;
using testing::nodes_of;
using testing::Recipe;

namespace {

using Lines = std::vector<std::string>;
namespace tt = boost::test_tools;

/// The steps of tests/bindings/world.h, and some that know patients and blocks.
const Catalog& catalog() {
  static const Catalog made = [] {
    Catalog all = testing::catalog();
    const Json more = parse_json(R"([
 {"name": "cohort", "version": 1, "sentence": "s", "numeric": "exact",
  "output": "Cohort", "options": [], "inputs": [
   {"name": "table", "type": "File", "sentence": "s", "role": "applies"}]},
 {"name": "rows", "version": 1, "sentence": "s", "numeric": "exact",
  "output": "Cohort", "narrows": "patients", "options": [
   {"name": "patients", "type": "texts", "sentence": "s"}], "inputs": [
   {"name": "cohort", "type": "Cohort", "sentence": "s", "role": "applies"}]},
 {"name": "cox", "version": 1, "sentence": "s", "numeric": "exact",
  "output": "Model", "options": [], "inputs": [
   {"name": "cohort", "type": "Cohort", "sentence": "s", "role": "learns",
    "learned": "label"}]},
 {"name": "risks", "version": 1, "sentence": "s", "numeric": "exact",
  "output": "Predictions", "options": [], "inputs": [
   {"name": "model", "type": "Model", "sentence": "s", "role": "applies"},
   {"name": "cohort", "type": "Cohort", "sentence": "s", "role": "applies"}]},
 {"name": "survival", "version": 1, "sentence": "s", "numeric": "exact",
  "output": "Metrics", "scores": "risks", "options": [], "inputs": [
   {"name": "risks", "type": "Predictions", "sentence": "s",
    "role": "applies"},
   {"name": "cohort", "type": "Cohort", "sentence": "s", "role": "applies"}]},
 {"name": "target_blocks", "version": 1, "sentence": "s", "numeric": "exact",
  "output": "Targets", "narrows": "blocks", "options": [
   {"name": "blocks", "type": "texts", "sentence": "s"}], "inputs": [
   {"name": "targets", "type": "Targets", "sentence": "s",
    "role": "applies"}]},
 {"name": "dataset_blocks", "version": 1, "sentence": "s", "numeric": "exact",
  "output": "Dataset", "narrows": "blocks", "options": [
   {"name": "blocks", "type": "texts", "sentence": "s"}], "inputs": [
   {"name": "dataset", "type": "Dataset", "sentence": "s",
    "role": "applies"}]},
 {"name": "cell_model", "version": 1, "sentence": "s", "numeric": "exact",
  "output": "Model", "options": [], "inputs": [
   {"name": "dataset", "type": "Dataset", "sentence": "s", "role": "learns",
    "learned": "label"},
   {"name": "picture", "type": "File", "sentence": "s", "role": "learns",
    "learned": "input", "within": "dataset"}]},
 {"name": "cell_predictions", "version": 1, "sentence": "s",
  "numeric": "exact", "output": "Predictions", "options": [], "inputs": [
   {"name": "model", "type": "Model", "sentence": "s", "role": "applies"},
   {"name": "dataset", "type": "Dataset", "sentence": "s", "role": "applies"},
   {"name": "picture", "type": "File", "sentence": "s", "role": "applies",
    "within": "dataset"}]},
 {"name": "feature_blocks", "version": 1, "sentence": "s", "numeric": "exact",
  "output": "Features", "narrows": "blocks", "options": [
   {"name": "blocks", "type": "texts", "sentence": "s"}], "inputs": [
   {"name": "features", "type": "Features", "sentence": "s",
    "role": "applies"}]}])",
                                 "steps");
    for (const Json& step : more) all.add(parse_step(step, "steps"));
    return all;
  }();
  return made;
}

/// Patients P1 to P4 of two sites, in a table.
const std::string kCohort =
    "{\"name\":\"tcga\",\"title\":\"t\",\"organism\":\"o\",\"licence\":\"l\","
    "\"citation\":\"c\",\"source\":\"s\",\"layout\":\"\",\"lattice\":\"\","
    "\"um_per_px\":0,\"spot_pitch_um\":0,\"spot_diameter_um\":0,"
    "\"patients\":[{\"patient\":\"P3\",\"site\":\"a\"},"
    "{\"patient\":\"P1\",\"site\":\"a\"},{\"patient\":\"P2\",\"site\":\"b\"},"
    "{\"patient\":\"P4\",\"site\":\"b\"}],\"tables\":{\"clinical\":\"c.tsv\"},"
    "\"files\":[{\"path\":\"c.tsv\",\"size\":1,\"sha256\":\"" +
    std::string(64, '7') + "\",\"url\":\"https://example.org/c\"}]}";

struct World {
  explicit World(const std::string& text) : recipe(text) {
    make_folders(recipe.request().manifests / "tcga");
    recipe.write("manifests/tcga/manifest.json", kCohort);
  }
  Plan plan() const { return plan_recipe(recipe.request(), catalog()); }
  std::string error() const {
    return error_of([&] { plan(); });
  }
  Recipe recipe;
};

Lines leaks(const Plan& plan) {
  Lines said;
  for (const Leak& leak : trace_lineage(plan.graph, plan.catalog).leaks) {
    said.push_back(
        concat(severity_word(leak.severity), ": ", describe_unit(leak)));
  }
  return said;
}

/// A cohort of the table, split by `folds`; the model learns of `train`.
std::string survival(const std::string& folds,
                     const std::string& train = "fold.train") {
  return kHead + R"(local tcga = ms.manifest 'tcga'
local cohort = ms.cohort { table = tcga:table 'clinical' }
local scores = {}
for i, fold in ipairs()" +
         folds + R"() do
  local held_out = ms.rows(cohort, fold.test)
  local model = ms.cox { cohort = ms.rows(cohort, )" +
         train + R"() }
  scores[i] = ms.survival { cohort = held_out,
    risks = ms.risks { model = model, cohort = held_out } }
end
return { findings = ms.findings { metrics = scores } })";
}

/// Blocks of C1, half and half; a model learns of the left, the right is
/// scored.
std::string halves(const std::string& margin, const std::string& train = "1") {
  return kHead + R"(
local sections = { 'C1', 'C2' }
local dataset = ms.dataset { manifest = data, sections = sections }
local features = ms.features { patches = ms.patches { dataset = dataset } }
local targets = ms.targets { dataset = dataset }
local blocks = ms.regions { manifest = data, sections = { 'C1' }, rows = 1, columns = 3, margin = )" +
         margin + R"( }
local left, right = blocks[)" +
         train + R"(], blocks[3]
local model = ms.model { seed = 1, features = ms.part(features, { left }), targets = ms.rows(targets, { left }) }
return { findings = ms.findings { metrics = ms.metrics {
  predictions = ms.predictions { model = model, features = ms.part(features, { right }) },
  targets = ms.part(targets, { right }) } } })";
}

/// Fifths of C1's picture held out in turn, by a model that learns of cells and
/// of the picture where they lie, with a context of half a strip.
std::string strips(const std::string& train) {
  return kHead + R"(
local whole = ms.dataset { manifest = data, sections = { 'C1' } }
local picture = data:files('counts', { 'C1' })
local function strips(rows)
  return ms.regions { manifest = data, sections = { 'C1' }, rows = rows, columns = 1, margin = 0.1 * rows }
end
local scores = {}
for i, fold in ipairs(ms.folds(data, strips(5), 'block')) do
  local held_out = ms.part(whole, fold.test)
  local model = ms.cell_model { dataset = ms.part(whole, )" +
         train + R"(), picture = picture }
  scores[i] = ms.metrics { targets = ms.targets { dataset = held_out },
    predictions = ms.cell_predictions { model = model, dataset = held_out, picture = picture } }
end
return { findings = ms.findings { metrics = scores } })";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(units_plan_test)

// scikit-learn 1.9.1: KFold(2, shuffle=True, random_state=0) of four units
// holds out places 2 and 3, then 0 and 1; unshuffled the other way round.
// StratifiedKFold(2) of classes x, x, y, y holds out one of each.
BOOST_AUTO_TEST_CASE(folds_of_many_units_are_those_of_scikit_learn) {
  const auto folds = [](const std::string& more) {
    return World(kHead + R"(local tcga = ms.manifest 'tcga'
for _, fold in ipairs(ms.k_folds(tcga, tcga.patients, { unit = 'patient', k = 2, )" +
                 more + R"( })) do
  print(fold.unit .. ' ' .. fold.name .. ': ' .. table.concat(fold.test, ' ') .. ' | ' .. table.concat(fold.train, ' '))
end
return { c = ms.cohort { table = tcga:table 'clinical' } })")
        .plan()
        .printed;
  };
  BOOST_TEST(folds("") == (Lines{"patient 1: P1 P2 | P3 P4",
                                 "patient 2: P3 P4 | P1 P2"}),
             tt::per_element());
  BOOST_TEST(folds("seed = 0") == (Lines{"patient 1: P3 P4 | P1 P2",
                                         "patient 2: P1 P2 | P3 P4"}),
             tt::per_element());
  BOOST_TEST(
      folds("stratify = { P1 = 'x', P2 = 'x', P3 = 'y', P4 = 'y' }") ==
          (Lines{"patient 1: P1 P3 | P2 P4", "patient 2: P2 P4 | P1 P3"}),
      tt::per_element());
  const auto error = [](const std::string& args) {
    return World(kHead + "ms.k_folds(data, data.sections, " + args + ")\n")
        .error();
  };
  BOOST_TEST(error("{ unit = 'patient', k = 3 }") ==
             "recipe.lua:2: k_folds: 3 folds of 2 unit(s); each fold needs "
             "one at least");
  BOOST_TEST(error("{ unit = 'patient', k = 1.5 }") ==
             "recipe.lua:2: ms.k_folds: k is 1.5; expected a whole number "
             "from 0 to 1000000");
  BOOST_TEST(error("{ unit = 'patient', k = 2, stratify = { B = 1 } }") ==
             "recipe.lua:2: ms.k_folds: stratify has no class of patient C");
}

// Sections of a patient stay together, in the order they were given.
BOOST_AUTO_TEST_CASE(a_fold_holds_out_all_sections_of_its_units) {
  const Plan plan = World(kHead + R"(
for _, fold in ipairs(ms.k_folds(data, data.sections, { unit = 'patient', k = 2 })) do
  print(table.concat(fold.test, ' ') .. ' | ' .. table.concat(fold.train, ' '))
end
return { d = ms.dataset { manifest = data } })")
                        .plan();
  BOOST_TEST(plan.printed == (Lines{"B1 | C1 C2 C3", "C1 C2 C3 | B1"}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_table_is_about_its_patients_and_rows_narrow_it) {
  const std::string by_site = "ms.folds(tcga, tcga.patients, 'site')";
  const Plan clean = World(survival(by_site)).plan();
  BOOST_TEST(leaks(clean).empty());
  const Lineage lineage = trace_lineage(clean.graph, clean.catalog);
  for (NodeIndex i = 0; i < clean.graph.nodes.size(); ++i) {
    const Node& node = clean.graph.nodes[i];
    if (node.step == "cohort") {
      BOOST_TEST(*lineage.about[i] ==
                     (Lines{"tcga/P1", "tcga/P2", "tcga/P3", "tcga/P4"}),
                 tt::per_element());
    }
  }
  const auto rows = nodes_of(clean, "rows");
  BOOST_REQUIRE(rows.size() == 2U);
  BOOST_TEST(rows[0]->options.text() == "{\"patients\":[\"P1\",\"P3\"]}");
  // The whole cohort learned: the held-out patients are in it.
  BOOST_TEST(leaks(World(survival(by_site, "tcga.patients")).plan()) ==
                 (Lines{"label: patients tcga/P1, tcga/P2, tcga/P3, tcga/P4 on "
                        "both sides of 2 scores"}),
             tt::per_element());
  // One patient held out: others of its site are learned from.
  BOOST_TEST(
      leaks(
          World(survival("ms.folds(tcga, tcga.patients, 'patient')")).plan()) ==
          (Lines{"label: sites tcga/a, tcga/b on both sides of 4 "
                 "scores"}),
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(patients_of_a_table_that_are_not_scored_are_noted) {
  std::string text = survival("{ { test = { 'P1' }, train = { 'P2' } } }");
  const std::string call = "metrics = scores";
  text.replace(text.find(call), call.size(), call + ", scope = 'full'");
  const Plan plan = World(text).plan();
  const auto faults = statement_faults(plan.graph, plan.catalog,
                                       trace_lineage(plan.graph, plan.catalog),
                                       [](const Leak&) { return false; });
  BOOST_REQUIRE(faults.size() == 1U);
  BOOST_TEST(!faults[0].contradiction);
  BOOST_TEST(faults[0].text ==
             "findings says scope = full, but 1 of 4 patients of tcga are "
             "scored, not P2, P3, P4");
}

// Thirds of a section: the outer ones share it, and share the block once the
// left one's context is wider than the middle.
BOOST_AUTO_TEST_CASE(blocks_of_a_section_share_it_or_more) {
  BOOST_TEST(leaks(World(halves("0")).plan()) ==
                 (Lines{"label: section two/C1 on both sides of 1 score"}),
             tt::per_element());
  BOOST_TEST(leaks(World(halves("1.5")).plan()) ==
                 (Lines{"label: block two/C1#r1c3of1x3+1.5 on both sides of 1 "
                        "score"}),
             tt::per_element());
  BOOST_TEST(leaks(World(halves("0.1", "2")).plan()) ==
                 (Lines{"label: block two/C1#r1c3of1x3+0.1 on both sides of 1 "
                        "score"}),
             tt::per_element());
  const auto blocks = nodes_of(World(halves("0")).plan(), "target_blocks");
  BOOST_TEST(blocks.size() == 2U);
}

// As published, patches of the strips beside it run into the one held out. With
// a margin left out nothing is shared but the section, though its picture and
// its file go into every fold.
BOOST_AUTO_TEST_CASE(strips_that_touch_are_a_leak_by_block) {
  BOOST_TEST(leaks(World(strips("fold.train")).plan()) ==
                 (Lines{"label: blocks two/C1#r1c1of5x1+0.5, "
                        "two/C1#r2c1of5x1+0.5, two/C1#r3c1of5x1+0.5, "
                        "two/C1#r4c1of5x1+0.5, two/C1#r5c1of5x1+0.5 on both "
                        "sides of 5 scores"}),
             tt::per_element());
  // The strips that do not touch it are of its section all the same.
  const Plan plan = World(strips("fold.train")).plan();
  const std::vector<Leak> wider = trace_lineage(plan.graph, plan.catalog).wider;
  BOOST_REQUIRE(wider.size() == 1U);
  BOOST_TEST(describe_unit(wider[0]) ==
             "section two/C1 on both sides of 5 scores");
  BOOST_TEST(leaks(World(strips("ms.apart(strips(20), fold.test)")).plan()) ==
                 (Lines{"label: section two/C1 on both sides of 5 scores"}),
             tt::per_element());
}

// Strips of a fifth with a margin of half of one, and of a twentieth with the
// same in px: beside the third fifth (rows 8 to 12 of 20) two on each side are
// too near.
BOOST_AUTO_TEST_CASE(blocks_apart_from_others_reach_none_of_them) {
  const auto printed = [](const std::string& lines) {
    return World(kHead + lines +
                 "return { d = ms.dataset { manifest = data } }")
        .plan()
        .printed;
  };
  const std::string strips = R"(
local function strips(rows, margin)
  return ms.regions { manifest = data, sections = { 'C1' }, rows = rows, columns = 1, margin = margin }
end
)";
  BOOST_TEST(printed(strips + "for _, s in ipairs(ms.apart(strips(5, 0.5), "
                              "strips(5, 0.5)[3])) do print(s) end\n") ==
                 (Lines{"two/C1#r1c1of5x1+0.5", "two/C1#r5c1of5x1+0.5"}),
             tt::per_element());
  BOOST_TEST(
      printed(strips + "print(#ms.apart(strips(20, 2), { strips(5, 0.5)[3] }))"
                       "print(#ms.apart(strips(20, 0), strips(5, 0)[3]))"
                       "print(#ms.apart({ 'two/C2#r1c1of1x1' }, "
                       "strips(5, 0)))\n") == (Lines{"12", "16", "1"}),
      tt::per_element());
  const auto error = [&](const std::string& call) {
    return World(kHead + strips + call).error();
  };
  BOOST_TEST(error("ms.apart(strips(2, 0.5), strips(5, 0.5)[3])") ==
             "recipe.lua:6: ms.apart: each of 2 block(s) reaches "
             "two/C1#r3c1of5x1+0.5: nothing is left to learn from; take more "
             "and narrower blocks, or a smaller margin");
  BOOST_TEST(error("ms.apart({ 'C1' }, strips(5, 0))") ==
             "recipe.lua:6: ms.apart: \"C1\" is no name of a block; ms.regions "
             "gives them");
}

BOOST_AUTO_TEST_CASE(folds_by_block_hold_out_one_after_the_other) {
  const Plan plan = World(kHead + R"(
local blocks = ms.regions { manifest = data, sections = { 'C1', 'two/C2' }, rows = 1, columns = 2 }
for _, fold in ipairs(ms.folds(data, blocks, 'block')) do print(fold.unit, fold.test[1], #fold.train) end
for _, fold in ipairs(ms.folds(data, blocks, 'section')) do print(fold.name, #fold.test) end
return { d = ms.dataset { manifest = data } })")
                        .plan();
  BOOST_TEST(
      plan.printed ==
          (Lines{"block\ttwo/C1#r1c1of1x2\t3", "block\ttwo/C1#r1c2of1x2\t3",
                 "block\ttwo/C2#r1c1of1x2\t3", "block\ttwo/C2#r1c2of1x2\t3",
                 "C1\t2", "C2\t2"}),
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_narrowed_is_named) {
  const auto error = [](const std::string& line) {
    return World(kHead + "local tcga = ms.manifest 'tcga'\n" + line).error();
  };
  BOOST_TEST(error("ms.rows(ms.cohort { table = tcga:table 'clinical' }, "
                   "{ 'P9' })") ==
             "recipe.lua:3: ms.rows: no data set has a unit 'P9'");
  BOOST_TEST(
      error("ms.rows(ms.cohort { table = tcga:table 'clinical' }, {})") ==
      "recipe.lua:3: ms.rows: there are no units to narrow to");
  BOOST_TEST(
      error("ms.rows(tcga:table 'clinical', { 'P1' })") ==
      "recipe.lua:3: ms.rows: no step narrows File from recipe.lua:3 "
      "to some units, only Cohort, Dataset, Features, Targets; narrow what "
      "it is made of");
  BOOST_TEST(error("tcga:table 'rna'") ==
             "recipe.lua:3: tcga has no table 'rna'; it has clinical");
  BOOST_TEST(error("ms.folds(tcga, tcga.patients, 'section')") ==
             "recipe.lua:3: ms.folds: 'P1' is no section");
  BOOST_TEST(error("ms.folds(data, all, 'block')") ==
             "recipe.lua:3: ms.folds: 'C1' is no block; ms.regions gives "
             "names of blocks");
  BOOST_TEST(error("ms.rows({ data:files('counts')[1] }, { 'C1' })") ==
             "recipe.lua:3: ms.rows: a list by section is narrowed to blocks; "
             "'C1' is none");
  BOOST_TEST(error("ms.regions { manifest = data, rows = 2, columns = 101 }") ==
             "recipe.lua:3: ms.regions: columns is 101; expected a whole "
             "number from 1 to 100");
  BOOST_TEST(error("ms.regions { manifest = data, rows = 2, columns = 2, "
                   "margin = -1 }") ==
             "recipe.lua:3: ms.regions: margin is -1; expected sides of a "
             "block, from 0 to 100");
}

// The step itself keeps its form.
BOOST_AUTO_TEST_CASE(the_step_rows_is_called_with_one_table_too) {
  const std::string head = kHead +
                           "local tcga = ms.manifest 'tcga'\n"
                           "local c = ms.cohort { table = "
                           "tcga:table 'clinical' }\n";
  const Plan one =
      World(head + "return { r = ms.rows { cohort = c, patients = { 'P1' } } }")
          .plan();
  const Plan two =
      World(head + "return { r = ms.rows(c, { 'tcga/P1' }) }").plan();
  BOOST_TEST((one.graph.nodes.back().id == two.graph.nodes.back().id));
}

// Of `two` all patients have sections, of `tcga` none has.
BOOST_AUTO_TEST_CASE(a_file_has_learned_from_patients_without_sections) {
  World world(kHead +
              "return { w = ms.source { 'w', learned_from = { data, 'tcga' } } "
              "}\n");
  world.recipe.write("my_recipe/w", "w");
  const Plan plan = world.plan();
  BOOST_REQUIRE(plan.graph.nodes.size() == 1U);
  BOOST_TEST(
      (plan.graph.nodes[0].source->learned_from ==
       std::vector<std::string>{"two/B1", "two/C1", "two/C2", "two/C3",
                                "tcga/P1", "tcga/P2", "tcga/P3", "tcga/P4"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
