#include "tools/cli/commands/steps.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

const char* type_word(OptionType type) {
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
      return "text";
    case OptionType::choice:
      return "choice";
  }
  return "";
}

const char* learned_word(Learned learned) {
  switch (learned) {
    case Learned::label:
      return "labels";
    case Learned::selection:
      return "a selection";
    case Learned::input:
      return "inputs without labels";
    case Learned::pretraining:
      return "pretraining";
  }
  return "";
}

std::string option_line(const OptionDecl& option) {
  std::string what = type_word(option.type);
  if (!option.choices.empty()) {
    what.clear();
    for (const std::string& choice : option.choices) {
      what += concat(what.empty() ? "" : " | ", "\"", choice, "\"");
    }
  }
  if (option.least && option.most) {
    what += concat(", ", *option.least, " to ", *option.most);
  } else if (option.least) {
    what += concat(", at least ", *option.least);
  } else if (option.most) {
    what += concat(", at most ", *option.most);
  }
  if (!option.unit.empty()) what += concat(", ", option.unit);
  const std::string given =
      option.default_value.is_null()
          ? "must be given"
          : concat("= ", canonical_json(option.default_value));
  return concat("    ", padded(option.name, 22), " ", given, "  (", what,
                ")\n        ", option.sentence, "\n");
}

}  // namespace

std::string steps_page(const Catalog& catalog) {
  std::string page;
  for (const StepDecl& step : catalog.steps()) {
    page += concat(padded(step.name, 22), "  -> ", padded(step.output, 14),
                   "  ", step.sentence, "\n");
  }
  return page;
}

std::string step_page(const Catalog& catalog, const std::string& name) {
  const StepDecl& step = catalog.step(name);
  std::string page = concat(step.name, " -> ", step.output, "    version ",
                            step.version, "\n", step.sentence, "\n");
  if (!step.inputs.empty()) page += "  inputs\n";
  for (const InputDecl& input : step.inputs) {
    page += concat(
        "    ", padded(input.name, 22), " ", input.many ? "list of " : "",
        input.type, input.optional ? ", may be left out" : "",
        input.role == Role::learns
            ? concat("; learns ", learned_word(input.learned), " from it")
        : input.labels ? std::string("; the result is made from its labels")
                       : std::string(),
        input.within.empty()
            ? std::string()
            : concat("; of it what lies within '", input.within, "'"),
        "\n        ", input.sentence, "\n");
  }
  if (!step.options.empty()) page += "  options\n";
  for (const OptionDecl& option : step.options) page += option_line(option);
  if (!step.scores.empty()) {
    page += concat("  scores its input '", step.scores, "'\n");
  }
  return page;
}

}  // namespace moonstain
