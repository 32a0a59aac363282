#include "tools/cli/definitions.h"

#include <algorithm>
#include <utility>

namespace moonstain {

namespace {

// "TEXT:{local,slurm}" of an option that takes one of some words.
std::vector<std::string> values_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  std::vector<std::string> values;
  for (std::size_t at = open + 1; at < close;) {
    const std::size_t end = std::min(type.find(',', at), close);
    values.push_back(type.substr(at, end - at));
    at = end + 1;
  }
  return values;
}

}  // namespace

std::vector<Choice> choices_of(const CLI::App& app) {
  std::vector<Choice> choices;
  for (const CLI::Option* option : app.get_options()) {
    Choice choice;
    for (const std::string& name : option->get_lnames()) {
      choice.names.push_back("--" + name);
    }
    for (const std::string& name : option->get_snames()) {
      choice.names.push_back("-" + name);
    }
    if (choice.names.empty()) choice.place = option->get_name();
    choice.values = values_of(*option);
    choice.takes_value = option->get_expected_max() > 0;
    choice.sentence = option->get_description();
    choices.push_back(std::move(choice));
  }
  return choices;
}

std::vector<Command> commands_of(const CLI::App& app) {
  const std::vector<Choice> common = choices_of(app);
  std::vector<Command> commands;
  for (const CLI::App* one : app.get_subcommands({})) {
    Command command{one->get_name(), one->get_description(), choices_of(*one)};
    for (const Choice& choice : common) {
      const bool known = std::any_of(
          command.choices.begin(), command.choices.end(),
          [&](const Choice& own) { return own.names == choice.names; });
      if (!known) command.choices.push_back(choice);
    }
    commands.push_back(std::move(command));
  }
  return commands;
}

}  // namespace moonstain
