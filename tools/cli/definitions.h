#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace moonstain {

// What the command line takes, as completions and the manual page tell it.

/// An option, or a place for words without one.
struct Choice {
  std::vector<std::string> names;   ///< "--json"; none: a place
  std::string place;                ///< "recipe", of one without names
  std::vector<std::string> values;  ///< "local", "slurm"; none: anything
  bool takes_value = false;
  std::string sentence;
};

/// A subcommand.
struct Command {
  std::string name;
  std::string sentence;
  std::vector<Choice> choices;
};

/// The options of the program itself, which each command takes too.
std::vector<Choice> choices_of(const CLI::App& app);

/// All commands in the order of their definition, each with its own options,
/// then with those of the program.
std::vector<Command> commands_of(const CLI::App& app);

}  // namespace moonstain
