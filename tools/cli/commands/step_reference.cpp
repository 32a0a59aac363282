#include "tools/cli/commands/step_reference.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/json.h"
#include "tools/cli/commands/sheet_options.h"

namespace moonstain {

namespace {

constexpr const char* kProgramExample = R"(ms.program {
  name = "authors", version = 1, sentence = "The method, as its authors published it.",
  program = { ms.source { "run.py", learned_from = "nothing" } },
  interpreter = { name = "python3" },
  arguments = { "{program}", "--out", "{output}" },
  makes = "Files",
} {})";

// In a cell of a table.
std::string cell(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

const char* type_name(OptionType type) {
  switch (type) {
    case OptionType::integer:
      return "integer";
    case OptionType::number:
      return "number";
    case OptionType::flag:
      return "true or false";
    case OptionType::texts:
      return "list of texts";
    case OptionType::numbers:
      return "list of numbers";
    case OptionType::text:
    case OptionType::choice:
      return "text";
  }
  return "";
}

std::string allowed(const OptionDecl& option) {
  std::string text;
  for (const std::string& choice : option.choices) {
    text += concat(text.empty() ? "" : ", ", "`\"", choice, "\"`");
  }
  if (text.empty()) text = type_name(option.type);
  if (option.least) text += concat(", at least ", *option.least);
  if (option.most) text += concat(", at most ", *option.most);
  if (!option.unit.empty()) text += concat(", in ", option.unit);
  return text;
}

std::string first_allowed(const OptionDecl& option) {
  const double least =
      option.least.value_or(std::min(1.0, option.most.value_or(1.0)));
  switch (option.type) {
    case OptionType::integer:
    case OptionType::number:
      return concat(least);
    case OptionType::flag:
      return "true";
    case OptionType::texts:
      return option.choices.empty()
                 ? "{ \"name\" }"
                 : concat("{ \"", option.choices.front(), "\" }");
    case OptionType::numbers:
      return concat("{ ", least, " }");
    case OptionType::text:
    case OptionType::choice:
      return option.choices.empty()
                 ? "\"name\""
                 : concat("\"", option.choices.front(), "\"");
  }
  return "nil";
}

std::string step_section(const StepDecl& step) {
  std::string page = concat(
      "## ", step.name, "\n\n", step.sentence, "\n\nMakes `", step.output,
      "`; version ", step.version, ", numbers `", word_of(step.numeric), "`",
      step.precision.empty()
          ? ""
          : concat(", or `bfloat16` where `", step.precision, "` is it"),
      ".\n\n");
  if (!step.scores.empty()) {
    page += concat("Scores its input `", step.scores, "`.\n\n");
  }
  if (!step.inputs.empty()) {
    page += "| input | type | is |\n| --- | --- | --- |\n";
    for (const InputDecl& input : step.inputs) {
      page +=
          concat("| `", input.name, "` | ", input.many ? "list of " : "",
                 input.type, input.optional ? ", may be left out" : "", " | ",
                 cell(input.sentence),
                 input.role == Role::learns
                     ? concat("; learned from (", word_of(input.learned), ")")
                 : input.labels ? std::string("; its labels make the result")
                                : std::string(),
                 " |\n");
    }
    page += "\n";
  }
  if (!step.options.empty()) {
    page += "| option | default | is |\n| --- | --- | --- |\n";
    for (const OptionDecl& option : step.options) {
      page += concat(
          "| `", option.name, "` | ",
          option.default_value.is_null()
              ? "must be given"
              : concat("`", cell(canonical_json(option.default_value)), "`"),
          " | ", cell(option.sentence), " (", cell(allowed(option)), ") |\n");
    }
    page += "\n";
  }
  const std::string example =
      step_example(step, [](const InputDecl& input) { return input.name; });
  return page + concat("```lua\nlocal ",
                       step.name == "program" ? "made" : step.name, " = ",
                       example, "\n```\n\n");
}

}  // namespace

std::string step_example(
    const StepDecl& step,
    const std::function<std::string(const InputDecl&)>& value_of) {
  if (step.starts_programs) return kProgramExample;
  std::string members;
  for (const InputDecl& input : step.inputs) {
    if (input.optional) continue;
    const std::string value = value_of(input);
    members += concat("  ", input.name, " = ",
                      input.many ? concat("{ ", value, " }") : value, ",\n");
  }
  bool by_sheet = false;
  for (const OptionDecl& option : step.options) {
    if (!option.default_value.is_null()) continue;
    by_sheet |= is_of_sheet(option.name);
    if (is_of_sheet(option.name)) continue;
    members += concat("  ", option.name, " = ", first_allowed(option), ",\n");
  }
  if (by_sheet) members = concat("  manifest = data,\n", members);
  return members.empty() ? concat("ms.", step.name, " {}")
                         : concat("ms.", step.name, " {\n", members, "}");
}

std::string step_reference(const Catalog& catalog) {
  std::string page =
      "# Steps\n\n"
      "Written by `moonstain steps --markdown`. An example gives what must be "
      "given; inputs are values of other\nsteps, or of a `manifest`.\n\n";
  for (const StepDecl& step : catalog.steps()) page += step_section(step);
  return page;
}

}  // namespace moonstain
