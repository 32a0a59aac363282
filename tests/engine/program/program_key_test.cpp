// Which parts of a declaration are in the key of what the program makes.
#include <boost/test/unit_test.hpp>
#include <map>

#include "core/base/error.h"
#include "core/engine/plan/identity.h"
#include "core/engine/program/program_decl.h"
#include "tests/engine/program/small_catalog.h"

namespace moonstain {

namespace {

const NumericClass kNumbers{"portable", "libm: test", "torch: test"};

Json declared(const Json& change = Json::object()) {
  Json json = parse_json(R"({
    "name": "theirs", "version": 2, "sentence": "as published",
    "makes": "Predictions", "numeric": "libm",
    "interpreter": {"name": "python3"},
    "arguments": ["{program}", "{inputs.targets}", "{output}"],
    "inputs": {"targets": {"applies": "Targets"}},
    "options": {"epochs": 5,
                "kind": {"type": "text", "default": "a"},
                "rate": {"type": "number", "default": 1}}
  })",
                         "test");
  json.merge_patch(change);
  return json;
}

/// The key of the one call that gives each input its value and no option.
std::string key_of(const Json& declaration, bool confined = true,
                   int runner = 1) {
  const Catalog catalog = small_catalog(runner);
  const StepDecl step = program_decl(
      declaration, catalog,
      [](const std::string& name) { return sha256(name); }, confined);
  std::vector<Node> nodes;
  Node node;
  std::map<std::string, NodeIndex> inputs;
  for (const InputDecl& input : step.inputs) {
    Node value;
    value.step = "targets";
    // Two inputs of one name have one value, whatever else is said of them.
    value.id = sha256(input.name);
    inputs[input.name] = static_cast<NodeIndex>(nodes.size());
    nodes.push_back(std::move(value));
  }
  for (const auto& [name, from] : inputs) node.inputs.push_back({name, {from}});
  node.step = step.name;
  node.version = step.version;
  node.options = complete_options(step, Json::object());
  return node_id(node, step.numeric, kNumbers, nodes).hex();
}

/// What a member is changed to, and whether that is another key.
struct Flip {
  Json change;
  bool other_key;
};

Json of_input(const Json& change) {
  return {{"inputs", {{"targets", change}}}};
}
Json of_option(const std::string& option, const Json& change) {
  return {{"options", {{option, change}}}};
}
Json of_interpreter(const Json& change) { return {{"interpreter", change}}; }
Json of_needs(const Json& change) { return {{"needs", change}}; }

/// A line for each member that is read. Not seen by the program, and so not in
/// the key, is what it is called by people (sentence, unit), what leaks are
/// traced by (learns, as, labels, scores), what is checked before it runs
/// (types of inputs, optional, choices, ranges), and what ends it (needs).
std::map<std::string, Flip> flips() {
  const Json learns = {{"applies", nullptr}, {"learns", "Targets"}};
  Json learns_input = learns;
  learns_input["as"] = "selection";
  return {
      {".name", {{{"name", "others"}}, true}},
      {".version", {{{"version", 3}}, true}},
      {".sentence", {{{"sentence", "other"}}, false}},
      {".makes", {{{"makes", "Files"}}, true}},
      {".numeric", {{{"numeric", "exact"}}, true}},
      {".scores", {{{"scores", "targets"}}, false}},
      {".interpreter", {{{"interpreter", nullptr}}, true}},
      {".root", {{{"root", true}}, true}},
      {".arguments", {{{"arguments", {"{program}", "{output}"}}}, true}},
      {".inputs", {{{"inputs", {{"more", {{"applies", "File"}}}}}}, true}},
      {".options", {{{"options", {{"more", 1}}}}, true}},
      {".environment", {{{"environment", {{"MODE", "paper"}}}}, true}},
      {".needs", {of_needs({{"threads", 3}}), true}},
      {"inputs.applies", {of_input({{"applies", "File"}}), false}},
      {"inputs.learns", {of_input(learns), false}},
      {"inputs.as", {of_input(learns_input), false}},
      {"inputs.labels", {of_input({{"labels", true}}), false}},
      {"inputs.sentence", {of_input({{"sentence", "other"}}), false}},
      {"inputs.many", {of_input({{"many", true}}), true}},
      {"inputs.optional", {of_input({{"optional", true}}), false}},
      // 5 and 5.0 are two texts of {options.epochs} in {task}.
      {"options.type",
       {of_option("epochs", {{"type", "number"}, {"default", 5}}), true}},
      {"options.default", {of_option("rate", {{"default", 2}}), true}},
      {"options.sentence", {of_option("rate", {{"sentence", "o"}}), false}},
      {"options.unit", {of_option("rate", {{"unit", "px"}}), false}},
      {"options.choices",
       {of_option("kind", {{"type", "choice"}, {"choices", {"a", "b"}}}),
        false}},
      {"options.least", {of_option("rate", {{"least", 0}}), false}},
      {"options.most", {of_option("rate", {{"most", 9}}), false}},
      {"interpreter.name", {of_interpreter({{"name", "python4"}}), true}},
      {"interpreter.sha256",
       {of_interpreter({{"sha256", std::string(64, '1')}}), true}},
      {"interpreter.version", {of_interpreter({{"version", "3"}}), true}},
      {"interpreter.probe", {of_interpreter({{"probe", {"-V"}}}), true}},
      {"needs.memory_gb", {of_needs({{"memory_gb", 3}}), false}},
      {"needs.time_s", {of_needs({{"time_s", 3}}), false}},
      {"needs.threads", {of_needs({{"threads", 3}}), true}},
      {"needs.disk_gb", {of_needs({{"disk_gb", 3}}), false}},
      {"needs.files", {of_needs({{"files", 3}}), false}},
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(program_key_test)

BOOST_AUTO_TEST_CASE(all_that_a_program_sees_is_in_the_key) {
  const std::string before = key_of(declared());
  std::map<std::string, Flip> open = flips();
  for (const auto& [part, members] : declaration_members()) {
    for (const std::string& member : members) {
      const auto found = open.find(part + "." + member);
      BOOST_REQUIRE_MESSAGE(found != open.end(),
                            part << "." << member
                                 << " is read of a declaration; say above "
                                    "whether it is in the key");
      const bool other = key_of(declared(found->second.change)) != before;
      BOOST_TEST(other == found->second.other_key, found->first);
      open.erase(found);
    }
  }
  for (const auto& [member, flip] : open) BOOST_ERROR(member + " is not read");
  BOOST_TEST(key_of(declared()) == before);
}

BOOST_AUTO_TEST_CASE(so_is_how_it_is_run) {
  const std::string before = key_of(declared());
  BOOST_TEST(key_of(declared(), false) != before);
  BOOST_TEST(key_of(declared(), true, 2) != before);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
