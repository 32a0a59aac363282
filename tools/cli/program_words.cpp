#include "tools/cli/program_words.h"

#include "core/base/error.h"

namespace moonstain {

std::string programs_text(const lua::Plan& plan) {
  std::string text;
  for (const lua::PlannedProgram& program : plan.programs) {
    text += concat(
        "program ", program.name, ": ",
        program.interpreter.empty() ? "no interpreter" : program.interpreter,
        ", ",
        program.confined ? "confined"
                         : "NOT confined: it may do all that you may do",
        "    ", program.where, "\n");
    for (const SourceFile& file : program.files) {
      text += concat("    ", file.name, " sha256 ", file.sha256.hex(), "\n");
    }
  }
  return text;
}

Json programs_json(const lua::Plan& plan) {
  Json programs = Json::array();
  for (const lua::PlannedProgram& program : plan.programs) {
    Json files = Json::array();
    for (const SourceFile& file : program.files) {
      files.push_back({{"name", file.name}, {"sha256", file.sha256.hex()}});
    }
    programs.push_back({{"name", program.name},
                        {"program", std::move(files)},
                        {"interpreter", program.interpreter},
                        {"confined", program.confined},
                        {"where", program.where}});
  }
  return programs;
}

}  // namespace moonstain
