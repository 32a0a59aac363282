#include "core/eval/export/crate.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/engine/record/plan_record.h"
#include "core/eval/export/read_crate.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

Node step(const std::string& name, int version,
          const std::vector<NodeIndex>& from) {
  Node node;
  node.step = name;
  node.version = version;
  node.options = OptionsText(Json{{"k", 1}});
  if (!from.empty()) node.inputs = {{"of", from}};
  return node;
}

// A file, two steps, the second of which is an output with a space in its name.
struct Made {
  Made() {
    SourceFile file;
    file.name = "counts/S1.tsv";
    file.size_bytes = 12;
    file.sha256 = sha256("S1");
    file.manifest = "lab";
    Node source;
    source.source = file;
    graph.recipe = "try";
    graph.nodes = {source, step("read", 1, {0}), step("count", 2, {1, 0})};
    graph.outputs = {{"my total", {2}}};
    graph.params = {{"epochs", "passes", 5, 3, true, 200}};
    SwitchValue unit;
    unit.name = "unit";
    unit.published = unit.value = "section";
    graph.switches = {unit};
    make_folders(place / "object/deep");
    write_file(place / "object/a b", "1");
    write_file(place / "object/deep/c", "22");
    make_folders(place / "recipe/results");
    write_file(place / "recipe/recipe.lua", "return {}\n");
    write_file(place / "recipe/results/big", "not the recipe's");
    make_folders(place / "crate");
    run.record.run = "0001";
    run.record.recipe = "try";
    run.record.variant = "epochs=3";
    run.record.state = "done";
    run.record.began = "2026-11-21T07:59:11Z";
    run.record.seconds = 2;
    run.record.command = "moonstain run /mine/try --data /data";
    run.program_version = "0.1.0";
    run.graph = &graph;
    run.objects = {file.sha256, sha256("read"), sha256("count")};
    run.times = {{1, {"0001", "a", "b"}}, {2, {"0001", "c", "d"}}};
    run.plan_text = "{}\n";
    run.recipe = place / "recipe";
    run.values = {{2, {"my total", "", place / "object"}}};
  }

  std::map<std::string, Json> written() {
    write_crate(run, place / "crate");
    const std::string text = read_file(place / "crate/ro-crate-metadata.json");
    BOOST_TEST(text.find(place.path.native()) == text.npos);
    BOOST_TEST(text.find("/mine") == text.npos);
    std::map<std::string, Json> entities;
    const Json crate = parse_json(text, "crate");
    for (const Json& entity : crate.at("@graph")) {
      const auto id = entity.at("@id").get<std::string>();
      BOOST_TEST(entities.emplace(id, entity).second, id << " twice");
    }
    return entities;
  }

  TempFolder place;
  Graph graph;
  CrateRun run;
};

// Every "@id" that a value refers to.
void collect(const Json& value, std::vector<std::string>& ids) {
  if (value.is_object() && value.contains("@id") && value.size() == 1) {
    ids.push_back(value.at("@id"));
  } else if (value.is_structured()) {
    for (const Json& part : value) collect(part, ids);
  }
}

void check_references(const std::map<std::string, Json>& entities) {
  for (const auto& [id, entity] : entities) {
    for (const auto& [name, value] : entity.items()) {
      if (name == "@id") continue;
      std::vector<std::string> ids;
      collect(value, ids);
      for (const std::string& other : ids) {
        const bool is_outside = other.starts_with("https://");
        BOOST_TEST((entities.contains(other) || is_outside),
                   id << " " << name << " " << other);
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crate_test)

BOOST_AUTO_TEST_CASE(what_is_referred_to_is_there_and_data_can_be_reached) {
  Made made;
  const auto entities = made.written();
  check_references(entities);
  std::vector<std::string> parts;
  collect(entities.at("./").at("hasPart"), parts);
  for (const auto& [id, entity] : entities) {
    const std::string types = entity.at("@type").dump();
    if (types.find("File") != types.npos) {
      BOOST_TEST(std::count(parts.begin(), parts.end(), id) == 1, id);
    }
  }
  BOOST_TEST(entities.contains("results/my%20total/"));
  BOOST_TEST(read_file(made.place / "crate/results/my total/deep/c") == "22");
  BOOST_TEST(entities.at("#value-epochs").at("value") == "3");
  BOOST_TEST(entities.at("#param-epochs").at("defaultValue") == "5");
}

// As `export --of 'my total.of'` names it: a result that no output is.
BOOST_AUTO_TEST_CASE(a_result_below_an_output_is_an_example_of_none) {
  Made made;
  made.run.values[1] = {"my total.of", "", made.place / "object"};
  const auto entities = made.written();
  check_references(entities);
  BOOST_TEST(!entities.at("results/my%20total.of/").contains("exampleOfWork"));
  BOOST_TEST(entities.at("results/my%20total/").contains("exampleOfWork"));
}

BOOST_AUTO_TEST_CASE(of_the_recipes_folder_goes_in_what_the_recipe_is) {
  Made made;
  const auto entities = made.written();
  BOOST_TEST(entities.at("./").at("mainEntity").at("@id") ==
             "recipe/recipe.lua");
  BOOST_TEST(path_exists(made.place / "crate/recipe/recipe.lua"));
  BOOST_TEST(!path_exists(made.place / "crate/recipe/results"));
}

BOOST_AUTO_TEST_CASE(the_plan_stands_for_a_recipe_that_has_changed) {
  Made made;
  made.run.recipe.clear();
  const auto entities = made.written();
  BOOST_TEST(entities.at("./").at("mainEntity").at("@id") == "plan.json");
  BOOST_TEST(entities.at("plan.json")
                 .at("@type")
                 .dump()
                 .find("ComputationalWorkflow") != std::string::npos);
  BOOST_TEST(!path_exists(made.place / "crate/recipe"));
}

BOOST_AUTO_TEST_CASE(a_run_that_failed_says_so_and_what_it_lacks) {
  Made made;
  made.run.record.state = "failed";
  made.run.values.clear();
  made.run.objects[2].reset();
  made.run.times.erase(2);
  int completed = 0, failed = 0;
  const auto entities = made.written();
  for (const auto& [id, entity] : entities) {
    if (entity.at("@type") != "CreateAction") continue;
    const bool good =
        entity.at("actionStatus") == "http://schema.org/CompletedActionStatus";
    ++(good ? completed : failed);
    if (!good) BOOST_TEST(entity.at("error") == "the run is failed");
  }
  BOOST_TEST(completed == 1);
  BOOST_TEST(failed == 1);
}

BOOST_AUTO_TEST_CASE(the_same_run_gives_the_same_crate) {
  Made made;
  made.written();
  make_folders(made.place / "again");
  write_crate(made.run, made.place / "again");
  BOOST_TEST(read_file(made.place / "crate/ro-crate-metadata.json") ==
             read_file(made.place / "again/ro-crate-metadata.json"));
}

// The digest of a result is the SHA-256 of a line a file: sha256, size, path.
BOOST_AUTO_TEST_CASE(a_crate_is_read_back_and_each_file_looked_at) {
  Made made;
  const Digest total = sha256(
      concat(sha256("1").hex(), " 1 a b\n", sha256("22").hex(), " 2 deep/c\n"));
  made.run.objects[2] = total;
  made.run.plan_text =
      pretty_json(plan_json(made.graph, {"native", "libm: x", "torch: y"}));
  made.written();
  const fs::path folder = made.place / "crate";
  const CrateContents crate = read_crate(folder);
  BOOST_TEST(
      (crate.results == std::map<std::string, Digest>{{"my total", total}}));
  BOOST_TEST(crate.plan.graph.recipe == "try");
  BOOST_TEST(crate.plan.numbers.torch == "torch: y");

  const auto error = [&] {
    return error_of([&] { read_crate(folder); }, made.place.path);
  };
  rewrite(folder / "recipe/recipe.lua", "return 1\n");
  BOOST_TEST(
      error() ==
      concat("crate crate: recipe/recipe.lua has changed: its sha256 is ",
             sha256("return 1\n").hex(), ", its metadata say ",
             sha256("return {}\n").hex()));
  std::string text = read_file(folder / "ro-crate-metadata.json");
  const std::string id = "\"@id\": \"plan.json\"";
  text.replace(text.find(id), id.size(), "\"@id\": \"..%2Fplan.json\"");
  rewrite(folder / "ro-crate-metadata.json", text);
  rewrite(folder / "recipe/recipe.lua", "return {}\n");
  BOOST_TEST(error() ==
             "crate crate: its metadata name '..%2Fplan.json', which is no "
             "place in the crate");
  rewrite(folder / "ro-crate-metadata.json", "{\"@graph\": []}");
  BOOST_TEST(error() ==
             "crate crate: names no plan.json; expected a crate of `moonstain "
             "export --rocrate`");
  BOOST_TEST(
      error_of([&] { read_crate(folder / "plan.json"); }, made.place.path) ==
      "crate crate/plan.json: is a file, expected the folder that "
      "`moonstain export --rocrate` wrote; unpack it where it was "
      "packed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
