#include "tools/cli/commands/lua_annotations.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/json.h"
#include "tools/cli/commands/sheet_options.h"

namespace moonstain {

namespace {

// What is no step. The members of each call are those that the prelude takes
// (bindings/lua/recipe/prelude.lua and the files behind it).
constexpr const char* kModule = R"lua(
---One fold: who is held out, and who is learned from.
---@class Fold
---@field name string
---@field unit "block"|"section"|"patient"|"site"
---@field test string[] held out
---@field train string[] learned from
---@field validation string[]? of a split: neither

---A data set, as its manifest describes it.
---@class Data
---@field name string
---@field title string
---@field organism string
---@field sections string[]
---@field patients string[]
---@field layout string
---@field lattice string
---@field um_per_px number
---@field spot_pitch_um number
---@field spot_diameter_um number
local Data = {}

---File leaves of one role, a list by section.
---@param role string "counts", "spots", "picture", ...
---@param sections string[]? all of them if not given
---@return File[]
function Data:files(role, sections) end

---The sections that have a file of each of these roles.
---@param ... string
---@return string[]
function Data:having(...) end

---A table about all patients of the data set.
---@param role string
---@return File
function Data:table(role) end

---Whose tissue a section is.
---@param section string
---@return string
function Data:patient_of(section) end

---@class ms
---@field profile "quick"|"standard"|"paper"
local ms = {}

---A data set by the name of its manifest.
---@param name string
---@return Data
function ms.manifest(name) end

---@class source_args
---@field [1] string the file's name
---@field learned_from Data|string|(Data|string)[]|nil "nothing"; left out: "unknown"
---@field manifest Data? one of its files, by path or name

---A file beside the recipe, in recipes/lib, or of a manifest.
---@param args string|source_args
---@return File
function ms.source(args) end

---@class weights_args
---@field [1] string which file it must be
---@field learned_from Data|string|(Data|string)[]|nil "nothing"; left out: "unknown"

---The file that --weights names.
---@param args weights_args
---@return File
function ms.weights(args) end

---The list without these; each must be there.
---@generic T
---@param list T[]
---@param names T[]
---@return T[]
function ms.without(list, names) end

---The values of these sections, in this order; of blocks as `ms.rows`.
---@generic T
---@param values T
---@param names string[]
---@return T
function ms.part(values, names) end

---A table narrowed to these units: a cohort to patients, sections to blocks.
---@generic T
---@param value T
---@param units string[]
---@return T
function ms.rows(value, units) end

---@class folds_args
---@field size_like "block"|"section"|"patient"|"site"|nil cut to the size that holding out this unit leaves
---@field may_be_empty boolean? one unit alone gives no fold instead of an error
---@field split table<string, string>? of unit "split": train, val, test or a fold, by section

---A fold for each unit, sorted; of "split" those of the sample sheet's column.
---@param data Data
---@param sections string[] sections, blocks or patients
---@param unit "block"|"section"|"patient"|"site"|"batch"|"split"
---@param args folds_args?
---@return Fold[]
---@return string[]? absent sections of a split that are not taken
function ms.folds(data, sections, unit, args) end

---One fold, with these units held out.
---@param data Data
---@param sections string[]
---@param unit "block"|"section"|"patient"|"site"
---@param held_out string|string[]
---@return Fold
function ms.split(data, sections, unit, held_out) end

---@class k_folds_args
---@field unit "block"|"section"|"patient"|"site"
---@field k integer
---@field seed integer? shuffled by it; left out: in sorted order
---@field stratify table<string, string|number>? class of each unit

---Folds of many units each, in the order of scikit-learn's.
---@param data Data
---@param sections string[]
---@param args k_folds_args
---@return Fold[]
function ms.k_folds(data, sections, args) end

---@class regions_args
---@field manifest Data
---@field sections string[]?
---@field rows integer
---@field columns integer
---@field margin number? of context, in sides of a block

---Names of blocks: each section cut into rows and columns.
---@param args regions_args
---@return string[]
function ms.regions(args) end

---Those of the blocks that reach none of these.
---@param blocks string[]
---@param held_out string|string[]
---@return string[]
function ms.apart(blocks, held_out) end

---@class param_args
---@field name string
---@field default any
---@field quick any? in the profile "quick"
---@field paper any? what the paper has; the default if not given
---@field choices any[]?
---@field protocol false|nil false: no part of the protocol
---@field of string? the one predictor that it is a setting of
---@field [1] string what it is

---A knob: the default, that of the profile, or `--set NAME=VALUE`.
---@param args param_args
---@return any
function ms.param(args) end

---@class switch_args
---@field name string
---@field kind "leak"|"scoring"|"training"
---@field published any
---@field audited any
---@field why string
---@field choices any[]? further values

---Where paper and good practice part; `moonstain audit` turns it.
---@param args switch_args
---@return any
function ms.switch(args) end

---What was declared so far, as JSON, for the findings.
---@return string
function ms.protocol() end

)lua";

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string either(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += concat(text.empty() ? "\"" : "|\"", word, "\"");
  }
  return text;
}

std::string lua_type(const OptionDecl& option) {
  if (!option.choices.empty()) return either(option.choices);
  switch (option.type) {
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

// What a recipe declares a program with, in the place of the step that runs it.
std::string program_annotation(const StepDecl& step) {
  std::string makes = "string";
  if (const OptionDecl* option = step.find_option("makes")) {
    makes = either(option->choices);
  }
  return concat(
      "---@class program_input\n"
      "---@field applies string? a type: the result is made from it alone\n"
      "---@field learns string? a type: the result depends on all it holds\n"
      "---@field as \"label\"|\"selection\"|\"input\"|\"pretraining\"|nil what "
      "it teaches\n"
      "---@field many boolean?\n---@field optional boolean?\n"
      "---@field labels boolean?\n---@field [1] string? what it is\n\n"
      "---@class program_needs\n"
      "---@field memory_gb number?\n---@field time_s number?\n"
      "---@field threads integer?\n---@field disk_gb number?\n"
      "---@field files integer?\n\n"
      "---@class program_interpreter\n---@field name string\n"
      "---@field version string?\n---@field sha256 string?\n"
      "---@field probe string[]?\n\n"
      "---@class program_args\n---@field name string\n"
      "---@field version integer\n---@field sentence string\n"
      "---@field program File|File[] started first\n"
      "---@field root File? an archive of a whole system\n"
      "---@field interpreter string|program_interpreter|nil\n"
      "---@field arguments string[]?\n"
      "---@field inputs table<string, program_input>?\n"
      "---@field options table<string, any>?\n---@field makes ",
      makes,
      "\n---@field numeric \"exact\"|\"libm\"|\"torch\"|nil\n"
      "---@field scores string? the input that it scores\n"
      "---@field environment table<string, string>?\n"
      "---@field needs program_needs?\n\n---",
      one_line(step.sentence),
      "\n---@param args program_args\n---@return fun(args: table): any\n"
      "function ms.program(args) end\n\n"
      "---@class python_args\n---@field [1] string the file\n"
      "---@field packages string? a lock of packages with their hashes\n"
      "---@field files string[]? that it imports\n"
      "---@field interpreter string|program_interpreter|nil\n"
      "---@field environment table<string, string>?\n\n"
      "---The steps that a file of Python beside the recipe declares.\n"
      "---@param args string|python_args\n"
      "---@return table<string, fun(args: table): any>\n"
      "function ms.python(args) end\n\n");
}

std::string input_line(const InputDecl& input) {
  return concat("---@field ", input.name, input.optional ? "? " : " ",
                input.type, "|", input.type, "[]",
                input.many ? concat("|", input.type, "[][]") : "", " ",
                one_line(input.sentence), "\n");
}

std::string option_line(const OptionDecl& option) {
  std::string more;
  const auto add = [&](const std::string& text) {
    more += (more.empty() ? "; " : ", ") + text;
  };
  if (!option.unit.empty()) add("in " + option.unit);
  if (option.least) add(concat("at least ", *option.least));
  if (option.most) add(concat("at most ", *option.most));
  if (!option.default_value.is_null()) {
    add(concat(canonical_json(option.default_value), " if not given"));
  }
  return concat(
      "---@field ", option.name,
      option.default_value.is_null() && !is_of_sheet(option.name) ? " " : "? ",
      lua_type(option), " ", one_line(option.sentence), more, "\n");
}

// Files, and what a sample sheet says, come from it where a manifest is given,
// so that they are not required.
std::string step_annotation(const StepDecl& step) {
  std::string text = concat("---@class ", step.name, "_args\n",
                            "---@field manifest Data? calls once a section; "
                            "files and what its sheet knows come from it\n"
                            "---@field sections string[]? of the manifest\n");
  for (const InputDecl& input : step.inputs) {
    InputDecl shown = input;
    shown.optional |= shown.type == "File";
    text += input_line(shown);
  }
  for (const OptionDecl& option : step.options) text += option_line(option);
  return text + concat("\n---", one_line(step.sentence), "\n---@param args ",
                       step.name, "_args\n---@return ", step.output,
                       "\nfunction ms.", step.name, "(args) end\n\n");
}

}  // namespace

std::string lua_annotations(const Catalog& catalog) {
  std::set<std::string> types = {"File"};
  for (const StepDecl& step : catalog.steps()) {
    types.insert(step.output);
    for (const InputDecl& input : step.inputs) types.insert(input.type);
  }
  std::string text =
      "---@meta moonstain\n"
      "-- Written by `moonstain steps --lua`; for editors, never run.\n\n";
  // What a step gives is a value or a list of them, by what it is called with:
  // one class is both, as an editor cannot tell.
  for (const std::string& type : types) {
    text += concat("---@class ", type, "\n---@field section string?\n",
                   "---@field [integer] ", type, " of a list by section\n\n");
  }
  text += kModule;
  for (const StepDecl& step : catalog.steps()) {
    text +=
        step.starts_programs ? program_annotation(step) : step_annotation(step);
  }
  return text + "return ms\n";
}

}  // namespace moonstain
