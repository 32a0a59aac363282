#include "tools/cli/completion.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace moonstain {

namespace {

/// An option, or a place for words without one.
struct Choice {
  std::vector<std::string> names;   ///< "--json"; none: a place
  std::vector<std::string> values;  ///< "local", "slurm"; none: anything
  bool takes_value = false;
  std::string sentence;
};

struct Command {
  std::string name;
  std::string sentence;
  std::vector<Choice> choices;
};

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

std::string spaced(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

// In single quotes, as all three shells have them.
std::string quoted(const std::string& text, std::string_view quote_inside) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += quote_inside;
    } else {
      out += c;
    }
  }
  return out + "'";
}

// What may follow a command without a dash, and what an option may be given.
std::vector<std::string> words_of(const Command& command) {
  std::vector<std::string> words;
  for (const Choice& choice : command.choices) {
    const auto& more = choice.names.empty() ? choice.values : choice.names;
    words.insert(words.end(), more.begin(), more.end());
  }
  return words;
}

std::string names_of(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  return spaced(names);
}

// The word of the command is the first that is one: options that all commands
// share may stand before it.
std::string bash_script(const std::vector<Command>& commands) {
  std::string script = concat(
      "# source <(moonstain completion bash)\n"
      "_moonstain() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} "
      "before=${COMP_WORDS[COMP_CWORD-1]}"
      "\n"
      "  local commands='",
      names_of(commands),
      "' command= words= given\n"
      "  for given in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case \" $commands \" in *\" $given \"*) command=$given; break;; esac"
      "\n"
      "  done\n"
      "  case $command,$before in\n");
  std::string by_command;
  for (const Command& command : commands) {
    by_command += concat("    ", command.name, ") words='",
                         spaced(words_of(command)), "';;\n");
    for (const Choice& choice : command.choices) {
      if (choice.names.empty() || !choice.takes_value) continue;
      for (const std::string& name : choice.names) {
        script += concat(
            "    ", command.name, ",", name, ") ",
            choice.values.empty()
                ? "COMPREPLY=(); return;;\n"
                : concat("COMPREPLY=($(compgen -W '", spaced(choice.values),
                         "' -- \"$word\")); return;;\n"));
      }
    }
  }
  return script + concat(
                      "  esac\n"
                      "  case $command in\n"
                      "    '') words=$commands;;\n",
                      by_command,
                      "  esac\n"
                      "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                      "}\n"
                      "complete -o default -F _moonstain moonstain\n");
}

// zsh reads a sentence up to a bracket, and a colon parts what it says.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_script(const std::vector<Command>& commands) {
  constexpr std::string_view kQuote = "'\\''";
  std::string script =
      "#compdef moonstain\n"
      "_moonstain() {\n"
      "  local -a commands\n"
      "  commands=(\n";
  std::string by_command;
  for (const Command& command : commands) {
    script += concat(
        "    ",
        quoted(concat(command.name, ":", zsh_text(command.sentence)), kQuote),
        "\n");
    by_command += concat("    ", command.name, ") _arguments -s");
    for (const Choice& choice : command.choices) {
      const std::string values =
          choice.values.empty()
              ? ":value:_files"
              : concat(":value:(", spaced(choice.values), ")");
      if (choice.names.empty()) {
        by_command += " " + quoted(concat("*", values), kQuote);
      }
      for (const std::string& name : choice.names) {
        by_command +=
            " " + quoted(concat(name, "[", zsh_text(choice.sentence), "]",
                                choice.takes_value ? values : ""),
                         kQuote);
      }
    }
    by_command += ";;\n";
  }
  return script + concat(
                      "  )\n"
                      "  if (( CURRENT == 2 )); then _describe command "
                      "commands; return; "
                      "fi\n"
                      "  local command=$words[2]\n"
                      "  shift words; (( CURRENT-- ))\n"
                      "  case $command in\n",
                      by_command,
                      "  esac\n"
                      "}\n"
                      "compdef _moonstain moonstain\n");
}

std::string fish_script(const std::vector<Command>& commands) {
  constexpr std::string_view kQuote = "\\'";
  std::string script;
  for (const Command& command : commands) {
    script +=
        concat("complete -c moonstain -n __fish_use_subcommand -f -a ",
               command.name, " -d ", quoted(command.sentence, kQuote), "\n");
  }
  for (const Command& command : commands) {
    const std::string here = concat(
        "complete -c moonstain -n ",
        quoted(concat("__fish_seen_subcommand_from ", command.name), kQuote));
    for (const Choice& choice : command.choices) {
      std::string line = here;
      for (const std::string& name : choice.names) {
        const bool long_name = name.starts_with("--");
        line +=
            concat(long_name ? " -l " : " -s ", name.substr(long_name ? 2 : 1));
      }
      if (choice.takes_value && !choice.names.empty()) line += " -r";
      if (!choice.values.empty()) {
        line += concat(" -f -a ", quoted(spaced(choice.values), kQuote));
      } else if (choice.names.empty()) {
        continue;
      }
      script += concat(line, " -d ", quoted(choice.sentence, kQuote), "\n");
    }
  }
  return script;
}

}  // namespace

std::string completion_script(const CLI::App& app, const std::string& shell) {
  const std::vector<Command> commands = commands_of(app);
  if (shell == "bash") return bash_script(commands);
  if (shell == "zsh") return zsh_script(commands);
  check(shell == "fish", "no completion for the shell '", shell,
        "'; expected bash, zsh or fish");
  return fish_script(commands);
}

}  // namespace moonstain
