#include "core/engine/step/catalog.h"

#include <utility>

#include "core/base/error.h"
#include "core/base/optional_members.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

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

std::string catalog_text(const std::vector<StepDecl>& steps,
                         const std::string& libtorch) {
  Json list = Json::array();
  for (const StepDecl& step : steps) list.push_back(step_json(step));
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
      options[name] = checked_option(step.name, *option, value);
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
