#include "core/engine/step/step_kind.h"

#include <algorithm>

#include "core/base/path.h"
#include "core/engine/step/kind_words.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

void File::write(const fs::path&) const {
  fail("a File is a leaf of the graph, no step makes one");
}

Inputs::Inputs(std::string step, std::map<std::string, std::vector<Item>> items)
    : step_(std::move(step)), items_(std::move(items)) {}

bool Inputs::has(std::string_view input) const {
  const auto found = items_.find(std::string(input));
  return found != items_.end() && !found->second.empty();
}

const std::vector<Inputs::Item>& Inputs::items(std::string_view input) const {
  static const std::vector<Item> none;
  const auto found = items_.find(std::string(input));
  return found == items_.end() ? none : found->second;
}

const Inputs::Item& Inputs::one(std::string_view input) const {
  const std::vector<Item>& all = items(input);
  check(all.size() == 1, step_, ": input '", input, "' has ", all.size(),
        " values, expected one");
  return all.front();
}

Options::Options(std::string step, Json values)
    : step_(std::move(step)), values_(std::move(values)) {}

const Json& Options::value(std::string_view name) const {
  return member(values_, name, concat(step_, ": options"));
}

std::int64_t Options::integer(std::string_view name) const {
  return value(name).get<std::int64_t>();
}
double Options::number(std::string_view name) const {
  return value(name).get<double>();
}
std::string Options::text(std::string_view name) const {
  return value(name).get<std::string>();
}
bool Options::flag(std::string_view name) const {
  return value(name).get<bool>();
}
std::vector<std::string> Options::texts(std::string_view name) const {
  return value(name).get<std::vector<std::string>>();
}
std::vector<double> Options::numbers(std::string_view name) const {
  return value(name).get<std::vector<double>>();
}

StepKind::StepKind(std::string name, int version, std::string sentence)
    : name_(std::move(name)),
      version_(version),
      sentence_(std::move(sentence)) {}

StepKind&& StepKind::numeric(Numeric kind) && {
  numeric_ = kind;
  return std::move(*this);
}

StepKind&& StepKind::input(InputDecl decl) && {
  check(std::none_of(inputs_.begin(), inputs_.end(),
                     [&](const InputDecl& i) { return i.name == decl.name; }),
        "step ", name_, ": input '", decl.name, "' is declared twice");
  inputs_.push_back(std::move(decl));
  return std::move(*this);
}

StepKind&& StepKind::option(OptionDecl decl) && {
  const auto same = [&](const auto& other) { return other.name == decl.name; };
  check(std::none_of(options_.begin(), options_.end(), same) &&
            std::none_of(inputs_.begin(), inputs_.end(), same),
        "step ", name_, ": option '", decl.name, "' is declared twice");
  options_.push_back(std::move(decl));
  return std::move(*this);
}

StepKind&& StepKind::optional() && {
  check(!inputs_.empty(), "step ", name_,
        ": optional() comes after the input it is about");
  inputs_.back().optional = true;
  return std::move(*this);
}

StepKind&& StepKind::integer(std::string name, Json default_value,
                             std::string sentence, Range range) && {
  return std::move(*this).option({std::move(name),
                                  OptionType::integer,
                                  std::move(default_value),
                                  std::move(sentence),
                                  "",
                                  {},
                                  range.least,
                                  range.most});
}

StepKind&& StepKind::number(std::string name, Json default_value,
                            std::string sentence, Range range) && {
  if (default_value.is_number()) default_value = default_value.get<double>();
  return std::move(*this).option({std::move(name),
                                  OptionType::number,
                                  std::move(default_value),
                                  std::move(sentence),
                                  "",
                                  {},
                                  range.least,
                                  range.most});
}

StepKind&& StepKind::text(std::string name, Json default_value,
                          std::string sentence) && {
  return std::move(*this).option({std::move(name),
                                  OptionType::text,
                                  std::move(default_value),
                                  std::move(sentence),
                                  "",
                                  {},
                                  {},
                                  {}});
}

StepKind&& StepKind::flag(std::string name, Json default_value,
                          std::string sentence) && {
  return std::move(*this).option({std::move(name),
                                  OptionType::flag,
                                  std::move(default_value),
                                  std::move(sentence),
                                  "",
                                  {},
                                  {},
                                  {}});
}

StepKind&& StepKind::choice(std::string name, std::vector<std::string> choices,
                            std::string sentence) && {
  check(!choices.empty(), "step ", name_, ": option '", name,
        "' has no choices");
  Json first = choices.front();
  return std::move(*this).option({std::move(name),
                                  OptionType::choice,
                                  std::move(first),
                                  std::move(sentence),
                                  "",
                                  std::move(choices),
                                  {},
                                  {}});
}

StepKind&& StepKind::texts(std::string name, Json default_value,
                           std::string sentence) && {
  return std::move(*this).option({std::move(name),
                                  OptionType::texts,
                                  std::move(default_value),
                                  std::move(sentence),
                                  "",
                                  {},
                                  {},
                                  {}});
}

StepKind&& StepKind::numbers(std::string name, Json default_value,
                             std::string sentence) && {
  return std::move(*this).option({std::move(name),
                                  OptionType::numbers,
                                  std::move(default_value),
                                  std::move(sentence),
                                  "",
                                  {},
                                  {},
                                  {}});
}

StepKind&& StepKind::unit(std::string unit) && {
  check(!options_.empty(), "step ", name_,
        ": unit() comes after the option it is about");
  options_.back().unit = std::move(unit);
  return std::move(*this);
}

StepKind&& StepKind::needs(NeedsOf needs) && {
  needs_ = std::move(needs);
  return std::move(*this);
}

StepKind&& StepKind::starts_programs() && {
  starts_programs_ = true;
  return std::move(*this);
}

StepKind&& StepKind::scores(std::string input) && {
  check(std::any_of(inputs_.begin(), inputs_.end(),
                    [&](const InputDecl& i) { return i.name == input; }),
        "step ", name_, ": scores('", input, "') names no input of it");
  scored_input_ = std::move(input);
  return std::move(*this);
}

StepKind StepKind::finished(std::string output_type, Body body) && {
  output_type_ = std::move(output_type);
  body_ = std::move(body);
  return std::move(*this);
}

Json StepKind::declaration() const {
  Json inputs = Json::array();
  for (const InputDecl& input : inputs_) {
    Json entry = {{"name", input.name},         {"type", input.type},
                  {"sentence", input.sentence}, {"role", word_of(input.role)},
                  {"many", input.many},         {"optional", input.optional}};
    if (input.role == Role::learns) entry["learned"] = word_of(input.learned);
    inputs.push_back(std::move(entry));
  }
  Json options = Json::array();
  for (const OptionDecl& option : options_) {
    Json entry = {{"name", option.name},
                  {"type", word_of(option.type)},
                  {"default", option.default_value},
                  {"sentence", option.sentence}};
    if (!option.unit.empty()) entry["unit"] = option.unit;
    if (!option.choices.empty()) entry["choices"] = option.choices;
    if (option.least) entry["least"] = *option.least;
    if (option.most) entry["most"] = *option.most;
    options.push_back(std::move(entry));
  }
  Json declaration = {{"name", name_},
                      {"version", version_},
                      {"sentence", sentence_},
                      {"numeric", word_of(numeric_)},
                      {"inputs", std::move(inputs)},
                      {"options", std::move(options)},
                      {"output", output_type_}};
  if (!scored_input_.empty()) declaration["scores"] = scored_input_;
  if (starts_programs_) declaration["starts_programs"] = true;
  return declaration;
}

void report_progress(std::uint64_t done, std::uint64_t total,
                     std::string_view what) {
  if (TaskContext* context = TaskContext::current()) {
    context->progress(done, total, what);
  }
}

void log_line(std::string_view line) {
  if (TaskContext* context = TaskContext::current()) context->log(line);
}

}  // namespace moonstain
