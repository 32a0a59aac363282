// The reference page of all steps: each example plans.

#include "tools/cli/commands/step_reference.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>

#include "tests/bindings/planning.h"
#include "tools/cli/commands/lua_annotations.h"
#include "tools/cli/session.h"

namespace moonstain {

namespace {

/// Lua that makes a value of each type, by the types' names: each by the first
/// step whose own inputs are made already, beginning with files.
class Values {
 public:
  explicit Values(const Catalog& catalog) {
    text_ =
        "local ms = require 'moonstain'\nlocal made = {}\n"
        "local data = ms.manifest 'two'\n"
        "made.File = ms.source { 'file.txt', learned_from = 'nothing' }\n";
    known_["File"] = true;
    for (bool more = true; more;) {
      more = false;
      for (const StepDecl& step : catalog.steps()) {
        if (known_.contains(step.output) || !can_be_called(step) ||
            step.starts_programs) {
          continue;
        }
        // One call a section gives a list: the first is the value.
        const std::string made = call(step);
        const bool list = made.find("manifest = data") != std::string::npos;
        text_ += list ? concat("made.", step.output, " = (", made, ")[1]\n")
                      : concat("made.", step.output, " = ", made, "\n");
        known_[step.output] = more = true;
      }
    }
  }

  bool can_be_called(const StepDecl& step) const {
    for (const InputDecl& input : step.inputs) {
      if (!input.optional && !known_.contains(input.type)) return false;
    }
    return true;
  }
  // The sheet at hand is of one platform; a step of others is told its own.
  static std::string call(const StepDecl& step) {
    std::string made = step_example(
        step, [](const InputDecl& input) { return "made." + input.type; });
    const std::string by_sheet = "manifest = data,";
    const std::size_t at = made.find(by_sheet);
    const OptionDecl* layout = step.find_option("layout");
    if (at != std::string::npos && layout != nullptr) {
      made.insert(at + by_sheet.size(),
                  concat(" layout = '", layout->choices.at(0), "',"));
    }
    return made;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::map<std::string, bool> known_;
};

std::string error_of(const std::string& recipe) {
  testing::Recipe planned(recipe);
  planned.write("my_recipe/file.txt", "text");
  planned.write("my_recipe/run.py", "print()");
  try {
    lua::plan_recipe(planned.request(), compiled_catalog());
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(step_reference_test)

BOOST_AUTO_TEST_CASE(the_example_of_every_step_plans) {
  const Catalog& catalog = compiled_catalog();
  const Values values(catalog);
  BOOST_REQUIRE(catalog.steps().size() > 80);
  for (const StepDecl& step : catalog.steps()) {
    BOOST_TEST(values.can_be_called(step), step.name);
    const std::string error = error_of(
        concat(values.text(), "return { it = ", Values::call(step), " }\n"));
    BOOST_TEST(error == "", step.name << ": " << error);
  }
}

BOOST_AUTO_TEST_CASE(a_section_of_the_page_has_all_of_a_step) {
  const std::string page = step_reference(compiled_catalog());
  const std::size_t begin = page.find("## knn_predictions\n");
  BOOST_REQUIRE(begin != std::string::npos);
  const std::string section =
      page.substr(begin, page.find("\n## ", begin + 1) - begin);
  for (const std::string part :
       {"Simple baseline: the mean of the training spots whose features lie "
        "nearest.\n",
        "| `targets` | list of Targets | ", "; learned from (label) |\n",
        "| `neighbours` | `",
        "```lua\nlocal knn_predictions = "
        "ms.knn_predictions {\n",
        "  training = { training },\n"}) {
    BOOST_TEST(section.find(part) != std::string::npos, part << section);
  }
}

// Every function of the module is annotated, and no other.
BOOST_AUTO_TEST_CASE(editors_know_the_functions_that_recipes_have) {
  const std::string text = lua_annotations(compiled_catalog());
  std::string recipe =
      "local ms = require 'moonstain'\nlocal known = {}\n"
      "for _, name in ipairs {\n";
  for (std::size_t at = text.find("\nfunction ms."); at != std::string::npos;
       at = text.find("\nfunction ms.", at + 1)) {
    const std::size_t begin = at + 13;
    recipe +=
        concat("'", text.substr(begin, text.find('(', begin) - begin), "',\n");
  }
  recipe +=
      "} do\n  if type(ms[name]) ~= 'function' then error('no ' .. name) end\n"
      "  known[name] = true\nend\n"
      "for _, alias in ipairs { 'command', 'switches', 'metrics' } do "
      "known[alias] = true end\n"
      "for name, value in pairs(ms) do\n"
      "  if type(value) == 'function' and not known[name] then "
      "error('not annotated: ' .. name) end\nend\n"
      "return { it = ms.source { 'file.txt', learned_from = 'nothing' } }\n";
  BOOST_TEST(error_of(recipe) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
