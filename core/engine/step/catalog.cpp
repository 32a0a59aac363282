#include "core/engine/step/catalog.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/optional_members.h"
#include "core/base/text.h"
#include "core/engine/step/kind_words.h"

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

const Json& list_member(const Json& object, std::string_view name,
                        std::string_view where) {
  const Json& value = member(object, name, where);
  check(value.is_array(), where, ": member '", name, "' must be a list");
  return value;
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
  return input;
}

std::string found_and(const StepDecl& step, const OptionDecl& option,
                      const Json& value) {
  return concat(step.name, ": option '", option.name, "' is ",
                canonical_json(value), "; expected ");
}

std::string with_unit(double value, const OptionDecl& option) {
  return concat(value, option.unit.empty() ? "" : " ", option.unit);
}

void check_range(const StepDecl& step, const OptionDecl& option,
                 const Json& whole, double value) {
  const bool low = option.least && !(value >= *option.least);
  const bool high = option.most && !(value <= *option.most);
  if (!low && !high) return;
  if (option.least && option.most) {
    fail(found_and(step, option, whole), concat(*option.least), " to ",
         with_unit(*option.most, option));
  }
  fail(found_and(step, option, whole), low ? "at least " : "at most ",
       with_unit(low ? *option.least : *option.most, option));
}

// 2^53: beyond it not every integer is a double.
constexpr double kExactIntegers = 9007199254740992.0;

Json checked_integer(const StepDecl& step, const OptionDecl& option,
                     const Json& value) {
  std::int64_t number = 0;
  if (value.is_number_float()) {
    const double real = value.get<double>();
    check(std::trunc(real) == real && std::abs(real) <= kExactIntegers,
          found_and(step, option, value), "an integer");
    number = static_cast<std::int64_t>(real);
  } else {
    check(value.is_number_integer() &&
              !(value.is_number_unsigned() &&
                value.get<std::uint64_t>() >
                    static_cast<std::uint64_t>(
                        std::numeric_limits<std::int64_t>::max())),
          found_and(step, option, value), "an integer");
    number = value.get<std::int64_t>();
  }
  check_range(step, option, value, static_cast<double>(number));
  return number;
}

double checked_number(const StepDecl& step, const OptionDecl& option,
                      const Json& whole, const Json& value,
                      std::string_view expected) {
  check(value.is_number() && std::isfinite(value.get<double>()),
        found_and(step, option, whole), expected);
  const double number = value.get<double>();
  check_range(step, option, whole, number);
  return number;
}

std::string quoted_list(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += canonical_json(words[i]);
  }
  return out;
}

Json checked_option(const StepDecl& step, const OptionDecl& option,
                    const Json& value) {
  // Lua's empty table may be read as an object.
  const bool list = value.is_array() || (value.is_object() && value.empty());
  switch (option.type) {
    case OptionType::integer:
      return checked_integer(step, option, value);
    case OptionType::number:
      return checked_number(step, option, value, value, "a number");
    case OptionType::text:
      check(value.is_string(), found_and(step, option, value), "a text");
      return value;
    case OptionType::flag:
      check(value.is_boolean(), found_and(step, option, value),
            "true or false");
      return value;
    case OptionType::choice:
      check(value.is_string() &&
                std::count(option.choices.begin(), option.choices.end(),
                           value.get_ref<const std::string&>()) == 1,
            found_and(step, option, value), quoted_list(option.choices));
      return value;
    case OptionType::texts:
      check(list && std::all_of(value.begin(), value.end(),
                                [](const Json& e) { return e.is_string(); }),
            found_and(step, option, value), "a list of texts");
      return value.is_array() ? value : Json::array();
    case OptionType::numbers: {
      check(list, found_and(step, option, value), "a list of numbers");
      Json numbers = Json::array();
      for (const Json& element : value) {
        numbers.push_back(
            checked_number(step, option, value, element, "a list of numbers"));
      }
      return numbers;
    }
  }
  fail(step.name, ": option '", option.name, "' is of no known type");
}

OptionDecl parse_option(const Json& json, const StepDecl& step) {
  const std::string where =
      concat(step.name, ": option '",
             text_member(json, "name", concat(step.name, ": option")), "'");
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
    for (const Json& option : list_member(json, "options", name)) {
      step.options.push_back(parse_option(option, step));
      check(names.insert(step.options.back().name).second, name, ": option '",
            step.options.back().name, "' is declared twice");
    }
    step.output = text_member(json, "output", name);
    step.scores = text_or(json, "scores", "", name);
    check(step.scores.empty() || step.find_input(step.scores) != nullptr, name,
          ": scores '", step.scores, "', which is no input of it");
    step.has_needs = flag_or(json, "needs", false, name);
    step.starts_programs = flag_or(json, "starts_programs", false, name);
    return step;
  });
}

template <typename Decls>
std::vector<std::string> names_of(const Decls& decls) {
  std::vector<std::string> names;
  for (const auto& decl : decls) names.push_back(decl.name);
  return names;
}

// "; did you mean 'x'?", or what there is.
std::string advice(std::string_view wanted,
                   const std::vector<std::string>& names,
                   std::string_view what) {
  return did_you_mean(wanted, names,
                      names.empty()
                          ? concat("; it has no ", what, "s")
                          : concat("; its ", what, "s are ", listed(names)));
}

// "a Dataset", "an Image".
std::string with_article(std::string_view type) {
  const bool vowel =
      !type.empty() &&
      std::string_view("AEIOUaeiou").find(type[0]) != std::string_view::npos;
  return concat(vowel ? "an " : "a ", type);
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

Catalog Catalog::parse(const Json& json, std::string_view where) {
  Catalog catalog;
  catalog.libtorch_ = text_or(json, "libtorch", "", where);
  for (const Json& step : list_member(json, "steps", where)) {
    catalog.steps_.push_back(parse_step(step, where));
    const std::string& name = catalog.steps_.back().name;
    check(catalog.by_name_.emplace(name, catalog.steps_.size() - 1).second,
          where, ": step '", name, "' is declared twice");
  }
  return catalog;
}

void Catalog::add(StepDecl step) {
  check(by_name_.emplace(step.name, steps_.size()).second, "step '", step.name,
        "' is declared twice");
  steps_.push_back(std::move(step));
}

const StepDecl* Catalog::find(std::string_view step) const {
  const auto found = by_name_.find(std::string(step));
  return found == by_name_.end() ? nullptr : &steps_[found->second];
}

std::uint32_t Catalog::place(std::string_view name) const {
  return static_cast<std::uint32_t>(by_name_.at(step(name).name));
}

const StepDecl& Catalog::step(std::string_view name) const {
  const StepDecl* found = find(name);
  if (found != nullptr) return *found;
  fail("no step '", name, "'",
       did_you_mean(name, names_of(steps_), "; `moonstain steps` lists them"));
}

std::string catalog_text(const std::vector<StepKind>& steps,
                         const std::string& libtorch) {
  Json list = Json::array();
  for (const StepKind& step : steps) {
    Json declaration = step.declaration();
    declaration["needs"] = static_cast<bool>(step.needs());
    list.push_back(std::move(declaration));
  }
  Json catalog = {{"steps", std::move(list)}};
  if (!libtorch.empty()) catalog["libtorch"] = libtorch;
  Catalog::parse(catalog, "catalog");
  return canonical_json(catalog) + "\n";
}

Json complete_options(const StepDecl& step, const Json& given) {
  check(given.is_object() || given.is_null() ||
            (given.is_array() && given.empty()),
        step.name, ": options must be given by name");
  Json options = Json::object();
  if (given.is_object()) {
    for (const auto& [name, value] : given.items()) {
      const OptionDecl* option = step.find_option(name);
      if (option == nullptr) {
        fail(step.name, ": no option '", name, "'",
             advice(name, names_of(step.options), "option"));
      }
      options[name] = checked_option(step, *option, value);
    }
  }
  for (const OptionDecl& option : step.options) {
    if (options.contains(option.name)) continue;
    check(!option.default_value.is_null(), step.name, ": option '", option.name,
          "' must be given: ", option.sentence);
    options[option.name] = option.default_value;
  }
  return options;
}

void check_inputs(const StepDecl& step, const GivenInputs& given) {
  for (const auto& [name, types] : given) {
    const InputDecl* input = step.find_input(name);
    if (input == nullptr) {
      fail(step.name, ": no input '", name, "'",
           advice(name, names_of(step.inputs), "input"));
    }
    for (const std::string& type : types) {
      check(type == input->type, step.name, ": input '", name, "' is ",
            with_article(type), "; expected ", with_article(input->type));
    }
    check(input->many || types.size() <= 1, step.name, ": input '", name,
          "' got ", types.size(), " values; expected one");
  }
  for (const InputDecl& input : step.inputs) {
    const auto found = given.find(input.name);
    check(input.optional || (found != given.end() && !found->second.empty()),
          step.name, ": input '", input.name, "' is missing: ", input.sentence);
  }
}

}  // namespace moonstain
