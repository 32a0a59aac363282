#include "core/engine/step/step_decl.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/optional_members.h"

namespace moonstain {

namespace {

template <typename Kind>
Kind kind_member(const Json& object, std::string_view name,
                 std::string_view where) {
  const std::string word = text_member(object, name, where);
  const std::optional<Kind> kind = kind_of<Kind>(word);
  if (kind) return *kind;
  fail(where, ": member '", name, "' is '", word, "'; expected ",
       known_words<Kind>());
}

Json input_json(const InputDecl& input) {
  Json json = {{"name", input.name},         {"type", input.type},
               {"sentence", input.sentence}, {"role", word_of(input.role)},
               {"many", input.many},         {"optional", input.optional}};
  if (input.role == Role::learns) json["learned"] = word_of(input.learned);
  if (input.labels) json["labels"] = true;
  if (!input.within.empty()) json["within"] = input.within;
  return json;
}

InputDecl parse_input(const Json& json, std::string_view step) {
  const std::string where =
      concat(step, ": input '",
             text_member(json, "name", concat(step, ": input")), "'");
  InputDecl input;
  input.name = text_member(json, "name", where);
  input.type = text_member(json, "type", where);
  input.sentence = text_member(json, "sentence", where);
  input.role = kind_member<Role>(json, "role", where);
  if (json.contains("learned")) {
    input.learned = kind_member<Learned>(json, "learned", where);
  }
  input.many = flag_or(json, "many", false, where);
  input.optional = flag_or(json, "optional", false, where);
  input.labels = flag_or(json, "labels", false, where);
  input.within = text_or(json, "within", "", where);
  check(!input.labels || input.role == Role::applies, where,
        ": labels are read of an input that is applied; one that is learned "
        "from says what it teaches");
  return input;
}

Json option_json(const OptionDecl& option) {
  Json json = {{"name", option.name},
               {"type", word_of(option.type)},
               {"default", option.default_value},
               {"sentence", option.sentence}};
  if (!option.unit.empty()) json["unit"] = option.unit;
  if (!option.choices.empty()) json["choices"] = option.choices;
  if (option.least) json["least"] = *option.least;
  if (option.most) json["most"] = *option.most;
  return json;
}

OptionDecl parse_option(const Json& json, const std::string& step) {
  const std::string where =
      concat(step, ": option '",
             text_member(json, "name", concat(step, ": option")), "'");
  OptionDecl option;
  option.name = text_member(json, "name", where);
  option.type = kind_member<OptionType>(json, "type", where);
  option.sentence = text_member(json, "sentence", where);
  option.unit = text_or(json, "unit", "", where);
  if (json.contains("choices")) {
    for (const Json& choice : list_member(json, "choices", where)) {
      check(choice.is_string(), where, ": member 'choices' must hold texts");
      option.choices.push_back(choice.get<std::string>());
    }
  }
  option.least = number_or_none(json, "least", where);
  option.most = number_or_none(json, "most", where);
  if (const auto found = json.find("default");
      found != json.end() && !found->is_null()) {
    option.default_value = checked_option(step, option, *found);
  }
  return option;
}

}  // namespace

const InputDecl* StepDecl::find_input(std::string_view input) const {
  for (const InputDecl& decl : inputs) {
    if (decl.name == input) return &decl;
  }
  return nullptr;
}

const OptionDecl* StepDecl::find_option(std::string_view option) const {
  for (const OptionDecl& decl : options) {
    if (decl.name == option) return &decl;
  }
  return nullptr;
}

Numeric numeric_of(const StepDecl& step, const OptionsText& options) {
  if (step.precision.empty()) return step.numeric;
  return options.json().at(step.precision) == word_of(Numeric::bfloat16)
             ? Numeric::bfloat16
             : step.numeric;
}

Json step_json(const StepDecl& step) {
  Json inputs = Json::array();
  for (const InputDecl& input : step.inputs) {
    inputs.push_back(input_json(input));
  }
  Json options = Json::array();
  for (const OptionDecl& option : step.options) {
    options.push_back(option_json(option));
  }
  Json json = {
      {"name", step.name},           {"version", step.version},
      {"sentence", step.sentence},   {"numeric", word_of(step.numeric)},
      {"inputs", std::move(inputs)}, {"options", std::move(options)},
      {"output", step.output},       {"needs", step.has_needs}};
  if (!step.precision.empty()) json["precision"] = step.precision;
  if (!step.scores.empty()) json["scores"] = step.scores;
  if (!step.narrows.empty()) json["narrows"] = step.narrows;
  if (step.starts_programs) json["starts_programs"] = true;
  return json;
}

StepDecl parse_step(const Json& json, std::string_view where) {
  StepDecl step;
  step.name = text_member(json, "name", where);
  return with_context(where, [&] {
    const std::string& name = step.name;
    const std::int64_t version = integer_member(json, "version", name);
    check(version >= 1 && version <= std::numeric_limits<int>::max(), name,
          ": version is ", version, "; expected at least 1");
    step.version = static_cast<int>(version);
    step.sentence = text_member(json, "sentence", name);
    step.numeric = kind_member<Numeric>(json, "numeric", name);
    std::set<std::string> names;
    for (const Json& input : list_member(json, "inputs", name)) {
      step.inputs.push_back(parse_input(input, name));
      check(names.insert(step.inputs.back().name).second, name, ": input '",
            step.inputs.back().name, "' is declared twice");
    }
    for (const InputDecl& input : step.inputs) {
      check(input.within.empty() || (input.within != input.name &&
                                     step.find_input(input.within) != nullptr),
            name, ": input '", input.name, "' is within '", input.within,
            "', which is no other input of it");
    }
    for (const Json& option : list_member(json, "options", name)) {
      step.options.push_back(parse_option(option, name));
      check(names.insert(step.options.back().name).second, name, ": option '",
            step.options.back().name, "' is declared twice");
    }
    step.precision = text_or(json, "precision", "", name);
    if (!step.precision.empty()) {
      const OptionDecl* option = step.find_option(step.precision);
      check(option != nullptr && option->type == OptionType::choice, name,
            ": precision is '", step.precision, "', which is no choice of it");
    }
    step.output = text_member(json, "output", name);
    step.scores = text_or(json, "scores", "", name);
    check(step.scores.empty() || step.find_input(step.scores) != nullptr, name,
          ": scores '", step.scores, "', which is no input of it");
    step.narrows = text_or(json, "narrows", "", name);
    if (!step.narrows.empty()) {
      const OptionDecl* option = step.find_option(step.narrows);
      check(option != nullptr && option->type == OptionType::texts, name,
            ": narrows '", step.narrows, "', which is no list of texts");
    }
    step.has_needs = flag_or(json, "needs", false, name);
    step.starts_programs = flag_or(json, "starts_programs", false, name);
    return step;
  });
}

}  // namespace moonstain
