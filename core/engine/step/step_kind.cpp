#include "core/engine/step/step_kind.h"

#include "core/base/error.h"

namespace moonstain {

StepKind::StepKind(std::string name, int version, std::string sentence)
    : decl_{.name = std::move(name),
            .version = version,
            .sentence = std::move(sentence)} {}

StepKind&& StepKind::numeric(Numeric kind) && {
  decl_.numeric = kind;
  return std::move(*this);
}

StepKind&& StepKind::input(InputDecl input) && {
  check(decl_.find_input(input.name) == nullptr, "step ", decl_.name,
        ": input '", input.name, "' is declared twice");
  decl_.inputs.push_back(std::move(input));
  return std::move(*this);
}

StepKind&& StepKind::reads_labels() && {
  check(!decl_.inputs.empty() && decl_.inputs.back().role == Role::applies,
        "step ", decl_.name,
        ": reads_labels() comes after an input that is applied");
  decl_.inputs.back().labels = true;
  return std::move(*this);
}

StepKind&& StepKind::within(std::string input) && {
  check(decl_.inputs.size() > 1 && decl_.inputs.back().name != input &&
            decl_.find_input(input) != nullptr,
        "step ", decl_.name, ": within('", input,
        "') comes after another input than the one it names");
  decl_.inputs.back().within = std::move(input);
  return std::move(*this);
}

StepKind&& StepKind::optional() && {
  check(!decl_.inputs.empty(), "step ", decl_.name,
        ": optional() comes after the input it is about");
  decl_.inputs.back().optional = true;
  return std::move(*this);
}

StepKind&& StepKind::option(OptionDecl option, BoundOption bound) && {
  check(decl_.find_option(option.name) == nullptr &&
            decl_.find_input(option.name) == nullptr,
        "step ", decl_.name, ": option '", option.name, "' is declared twice");
  bound.name = option.name;
  decl_.options.push_back(std::move(option));
  bound_.push_back(std::move(bound));
  return std::move(*this);
}

OptionDecl& StepKind::last_option(std::string_view what) {
  check(!decl_.options.empty(), "step ", decl_.name, ": ", what,
        " comes after the option it is about");
  return decl_.options.back();
}

StepKind&& StepKind::required() && {
  last_option("required()").default_value = nullptr;
  return std::move(*this);
}

StepKind&& StepKind::unit(std::string unit) && {
  last_option("unit()").unit = std::move(unit);
  return std::move(*this);
}

StepKind&& StepKind::precision() && {
  const OptionDecl& option = last_option("precision()");
  check(option.type == OptionType::choice, "step ", decl_.name,
        ": precision() comes after a choice");
  decl_.precision = option.name;
  return std::move(*this);
}

StepKind&& StepKind::needs(NeedsOf needs) && {
  needs_ = std::move(needs);
  decl_.has_needs = true;
  return std::move(*this);
}

StepKind&& StepKind::starts_programs() && {
  decl_.starts_programs = true;
  return std::move(*this);
}

StepKind&& StepKind::scores(std::string input) && {
  check(decl_.find_input(input) != nullptr, "step ", decl_.name, ": scores('",
        input, "') names no input of it");
  decl_.scores = std::move(input);
  return std::move(*this);
}

StepKind&& StepKind::narrows() && {
  const OptionDecl& option = last_option("narrows()");
  check(option.type == OptionType::texts, "step ", decl_.name,
        ": narrows() comes after an option of texts");
  decl_.narrows = option.name;
  return std::move(*this);
}

StepKind StepKind::finished(std::string_view output, Body body) && {
  decl_.output = output;
  body_ = std::move(body);
  return std::move(*this);
}

void StepKind::run(const Inputs& in, Json options, const fs::path& out) const {
  body_(in, Options(decl_.name, bound_, std::move(options)), out);
}

Needs StepKind::needs_of(Json options, const InputSizes& sizes) const {
  if (!needs_) return {};
  return needs_(Options(decl_.name, bound_, std::move(options)), sizes);
}

}  // namespace moonstain
