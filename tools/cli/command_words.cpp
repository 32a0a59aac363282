#include "tools/cli/command_words.h"

#include <algorithm>

#include "core/base/error.h"

namespace moonstain {

namespace {

/// Whether one step of the engine can stand for both.
bool agree(const StepDecl& a, const StepDecl& b) {
  return a.numeric == b.numeric && a.output == b.output &&
         a.scores == b.scores && a.limits == b.limits &&
         std::equal(a.inputs.begin(), a.inputs.end(), b.inputs.begin(),
                    b.inputs.end(), [](const InputDecl& x, const InputDecl& y) {
                      return x.name == y.name && x.type == y.type &&
                             x.role == y.role && x.learned == y.learned;
                    });
}

}  // namespace

std::string commands_text(const Plan& plan) {
  std::string text;
  for (const PlannedCommand& command : plan.commands) {
    text += concat(
        "program ", command.name, ": ",
        command.interpreter.empty() ? "no interpreter" : command.interpreter,
        ", ",
        command.confined ? "confined"
                         : "NOT confined: it may do all that you may do",
        "    ", command.where, "\n");
    for (const SourceFile& file : command.program) {
      text += concat("    ", file.name, " sha256 ", file.sha256.hex(), "\n");
    }
  }
  return text;
}

Json commands_json(const Plan& plan) {
  Json commands = Json::array();
  for (const PlannedCommand& command : plan.commands) {
    Json files = Json::array();
    for (const SourceFile& file : command.program) {
      files.push_back({{"name", file.name}, {"sha256", file.sha256.hex()}});
    }
    commands.push_back({{"name", command.name},
                        {"program", std::move(files)},
                        {"interpreter", command.interpreter},
                        {"confined", command.confined},
                        {"where", command.where}});
  }
  return commands;
}

void join_commands(Plan& plan, const Plan& other) {
  for (const auto& [name, numeric] : other.graph.commands) {
    const StepDecl& step = other.catalog.step(name);
    const StepDecl* known = plan.catalog.find(name);
    if (known == nullptr) {
      plan.catalog.add(step);
      plan.graph.commands[name] = numeric;
      continue;
    }
    check(agree(*known, step), "ms.command: '", name,
          "' is declared in two ways by settings of one recipe; give each a "
          "name of its own");
  }
  for (const PlannedCommand& command : other.commands) {
    const auto same = [&](const PlannedCommand& known) {
      return known.name == command.name && known.where == command.where &&
             known.program.size() == command.program.size() &&
             std::equal(known.program.begin(), known.program.end(),
                        command.program.begin(),
                        [](const SourceFile& a, const SourceFile& b) {
                          return a.sha256 == b.sha256;
                        });
    };
    if (std::none_of(plan.commands.begin(), plan.commands.end(), same)) {
      plan.commands.push_back(command);
    }
  }
}

}  // namespace moonstain
