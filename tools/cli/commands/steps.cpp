#include "tools/cli/commands/steps.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/json.h"
#include "tools/cli/words.h"

namespace moonstain {

namespace {

const char* lua_type(OptionType type) {
  switch (type) {
    case OptionType::integer:
      return "integer";
    case OptionType::number:
      return "number";
    case OptionType::flag:
      return "boolean";
    case OptionType::texts:
      return "string[]";
    case OptionType::numbers:
      return "number[]";
    case OptionType::text:
    case OptionType::choice:
      return "string";
  }
  return "any";
}

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

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// What a recipe declares a program with, in the place of the step that runs it.
std::string program_annotation(const StepDecl& step) {
  std::string makes;
  if (const OptionDecl* option = step.find_option("makes")) {
    for (const std::string& type : option->choices) {
      makes += concat(makes.empty() ? "\"" : "|\"", type, "\"");
    }
  }
  return concat(
      "---", one_line(step.sentence),
      "\n---@param args { name: string, version: integer, sentence: string, "
      "program: File|File[], root: File?, interpreter: string|{ name: string, "
      "version: string?, sha256: string?, probe: string[]? }|nil, arguments: "
      "string[]?, inputs: table<string, table>?, options: table<string, any>?, "
      "makes: ",
      makes,
      ", numeric: \"exact\"|\"libm\"|\"torch\"|nil, scores: string?, "
      "environment: table<string, string>?, needs: { memory_gb: number?, "
      "time_s: number?, threads: integer?, disk_gb: number?, files: integer? "
      "}? }\n---@return fun(args: table): any\nfunction ms.program(args) "
      "end\n\n");
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

std::string lua_annotations(const Catalog& catalog) {
  std::set<std::string> types = {"File"};
  for (const StepDecl& step : catalog.steps()) {
    types.insert(step.output);
    for (const InputDecl& input : step.inputs) types.insert(input.type);
  }
  std::string text =
      "---@meta moonstain\n"
      "-- Written by `moonstain steps --lua`; for editors, never run.\n\n";
  for (const std::string& type : types) {
    text += concat("---@class ", type, "\n---@field section string?\n\n");
  }
  text +=
      "---@class Fold\n---@field name string\n---@field unit string\n"
      "---@field test string[]\n"
      "---@field train string[]\n\n"
      "---@class Data\n---@field name string\n---@field sections string[]\n"
      "---@field patients string[]\n"
      "---@field layout string\n---@field lattice string\n"
      "---@field um_per_px number\n"
      "---@field files fun(self: Data, role: string, sections: string[]?): "
      "File[]\n"
      "---@field having fun(self: Data, ...: string): string[]\n"
      "---@field table fun(self: Data, role: string): File\n\n"
      "---@class ms\n---@field profile string\nlocal ms = {}\n\n"
      "---@param name string\n---@return Data\n"
      "function ms.manifest(name) end\n\n"
      "---@param args { [1]: string, learned_from: "
      "Data|string|(Data|string)[]|nil }\n---@return File\n"
      "function ms.source(args) end\n\n"
      "---@generic T\n---@param list T[]\n---@param names T[]\n"
      "---@return T[]\nfunction ms.without(list, names) end\n\n"
      "---@generic T\n---@param values T[]\n---@param names string[]\n"
      "---@return T[]\nfunction ms.part(values, names) end\n\n"
      "---@param data Data\n---@param sections string[]\n"
      "---@param unit \"block\"|\"section\"|\"patient\"|\"site\"\n"
      "---@return Fold[]\n"
      "function ms.folds(data, sections, unit) end\n\n"
      "---@param data Data\n---@param sections string[]\n"
      "---@param unit \"block\"|\"section\"|\"patient\"|\"site\"\n"
      "---@param held_out string|string[]\n---@return Fold\n"
      "function ms.split(data, sections, unit, held_out) end\n\n"
      "---@param data Data\n---@param sections string[]\n"
      "---@param args { unit: string, k: integer, seed: integer?, stratify: "
      "table<string, string|number>? }\n---@return Fold[]\n"
      "function ms.k_folds(data, sections, args) end\n\n"
      "---@param args { manifest: Data, sections: string[]?, rows: integer, "
      "columns: integer, margin: number? }\n---@return string[]\n"
      "function ms.regions(args) end\n\n"
      "---@param blocks string[]\n---@param held_out string|string[]\n"
      "---@return string[]\nfunction ms.apart(blocks, held_out) end\n\n"
      "---@generic T\n---@param value T\n---@param units string[]\n"
      "---@return T\nfunction ms.rows(value, units) end\n\n"
      "---@generic T\n---@param args { name: string, default: T, quick: T?, "
      "paper: T?, choices: T[]?, [1]: string }\n---@return T\n"
      "function ms.param(args) end\n\n"
      "---@generic T\n---@param args { name: string, kind: "
      "\"leak\"|\"scoring\"|\"training\", published: T, audited: T, why: "
      "string, choices: T[]? }\n---@return T\nfunction ms.switch(args) end\n\n"
      "---@return string\nfunction ms.protocol() end\n\n";
  for (const StepDecl& step : catalog.steps()) {
    if (step.starts_programs) {
      text += program_annotation(step);
      continue;
    }
    text += concat("---@class ", step.name, "_args\n");
    for (const InputDecl& input : step.inputs) {
      text += concat("---@field ", input.name, input.optional ? "? " : " ",
                     input.type, "|", input.type, "[] ",
                     one_line(input.sentence), "\n");
    }
    for (const OptionDecl& option : step.options) {
      text += concat("---@field ", option.name,
                     option.default_value.is_null() ? " " : "? ");
      if (option.choices.empty()) {
        text += lua_type(option.type);
      } else {
        for (std::size_t i = 0; i < option.choices.size(); ++i) {
          text += concat(i > 0 ? "|" : "", "\"", option.choices[i], "\"");
        }
      }
      text += concat(" ", one_line(option.sentence), "\n");
    }
    text +=
        concat("\n---", one_line(step.sentence), "\n---@param args ", step.name,
               "_args\n---@return ", step.output, "|", step.output,
               "[]\nfunction ms.", step.name, "(args) end\n\n");
  }
  return text + "return ms\n";
}

}  // namespace moonstain
