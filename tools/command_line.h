#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "tools/cli/commands/bundle.h"
#include "tools/cli/commands/check.h"
#include "tools/cli/commands/claims.h"
#include "tools/cli/commands/data.h"
#include "tools/cli/commands/export.h"
#include "tools/cli/commands/gate.h"
#include "tools/cli/commands/gc.h"
#include "tools/cli/commands/run.h"
#include "tools/cli/commands/score.h"
#include "tools/cli/commands/table.h"
#include "tools/cli/commands/verify.h"
#include "tools/cli/session.h"

namespace moonstain {

/// What each command's help ends with.
inline constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 a step failed, or check, verify or doctor found "
    "something;\n2 the command or the recipe is wrong, lint found what no "
    "switch acknowledges, or\nthe output could not be written; 3 a gate "
    "failed.";

/// Reads the words, and hands them to the command of tools/cli/commands that
/// they name.
class CommandLine {
 public:
  CommandLine(int count, char** words);

  /// @return what the process leaves with
  /// @throws Error as the command, and on words that nothing takes
  int main();

 private:
  // --help and --version are errors to CLI11, too.
  int without_action(const CLI::ParseError& e);
  // What a word that nothing takes may have meant.
  std::string hint_for(const std::vector<std::string>& words) const;
  /// @throws Error on a word that stands where a command is expected
  void check_is_command() const;
  std::string command_hint(const std::string& word) const;

  CLI::App* command(const char* name, const char* sentence,
                    std::function<int()> action);
  // @return the option with the recipe, and those beside it
  std::vector<CLI::Option*> add_recipe(CLI::App* command);
  void add_run_options(CLI::App* run);
  void add_machine(CLI::App* command);

  // Of a recipe: command_line_recipes.cpp.
  void add_run(const char* name, const char* sentence,
               int (*action)(const Session&, const RunOptions&));
  void add_gate();
  void add_check();
  void add_plan();
  void add_why();
  void add_lint();
  void add_bundle();
  // Of data, results and the catalog: command_line_values.cpp.
  void add_score();
  void add_init();
  void add_steps();
  void add_records();
  void add_table();
  void add_claims();
  void add_keeping();
  void add_export();
  void add_data();
  void add_help();

  int count_;
  char** words_;
  CLI::App app_{
      "Replays experiments of computational pathology and says what "
      "their numbers mean."};
  CommonOptions common_;
  RunOptions run_;
  BundleOptions bundle_;
  CheckOptions check_;
  TableOptions table_;
  ClaimsOptions claims_;
  GateOptions gate_;
  ScoreOptions score_;
  GcOptions gc_;
  VerifyOptions verify_;
  ExportOptions export_;
  DataAddOptions data_;
  std::string graph_, path_, name_, kind_, task_, out_, from_, to_, what_;
  std::vector<std::string> between_;
  std::string which_ = "latest";
  bool lua_ = false;
  bool markdown_ = false;
  bool man_ = false;
  bool keep_damaged_ = false;
  bool sheet_ = false;
  std::function<int()> action_;
};

}  // namespace moonstain
