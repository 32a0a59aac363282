#include "tools/cli/completion.h"

#include <vector>

#include "core/base/error.h"
#include "tools/cli/definitions.h"

namespace moonstain {

namespace {

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
