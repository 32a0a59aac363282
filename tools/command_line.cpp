#include "tools/command_line.h"

#include <unistd.h>

#include <sstream>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/process/host_program.h"
#include "tools/cli/commands/audit.h"
#include "tools/cli/commands/doctor.h"
#include "tools/cli/completion.h"
#include "tools/cli/manual.h"
#include "tools/cli/option_checks.h"
#include "tools/cli/output.h"

namespace moonstain {

namespace {

constexpr const char* kProgram = "moonstain";

// One line for a shell.
std::string as_typed(int count, char** words) {
  std::vector<std::string> line = {kProgram};
  line.insert(line.end(), words + 1, words + count);
  return shell_line(line);
}

// Words that no file can be found by from a folder that is gone.
void check_current_folder() {
  char path[1];
  if (::getcwd(path, sizeof path) == nullptr && errno == ENOENT) {
    fail("the current folder was removed; go to another one");
  }
}

void refuse_empty(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_items_expected_max() == 0) continue;  // a flag
    option->check(not_empty(option->get_name()));
  }
  for (CLI::App* command : app.get_subcommands({})) refuse_empty(*command);
}

}  // namespace

CommandLine::CommandLine(int count, char** words)
    : count_(count), words_(words) {
  run_.command = as_typed(count, words);
  app_.name(kProgram);
  app_.require_subcommand(1);
  app_.set_version_flag("--version", std::string("moonstain ") + kVersion);
  app_.fallthrough();
  app_.footer(kExitCodes);  // of each command, too
  app_.add_option("--workspace", common_.workspace,
                  "where results are kept (.moonstain)");
  app_.add_option("--results", common_.results,
                  "where named results are linked (results)");
  app_.add_flag("--json", common_.json,
                "for programs: JSON, a line an "
                "event where something runs");
  add_run("run", "plan, run what is missing, link results, write the report",
          &run_command);
  add_run("audit", "the walk from the published protocol to the audited one",
          &audit_command);
  add_gate();
  add_score();
  add_check();
  add_plan();
  add_why();
  add_lint();
  add_bundle();
  add_init();
  add_steps();
  add_claims();
  add_records();
  add_keeping();
  add_export();
  add_data();
  command("doctor", "what this machine has and lacks, and what holds here",
          [this] { return doctor_command(common_.workspace, common_.json); });
  add_help();
  refuse_empty(app_);
}

int CommandLine::main() {
  try {
    app_.parse(count_, words_);
  } catch (const CLI::ParseError& e) {
    return without_action(e);
  }
  check_current_folder();
  return action_();
}

int CommandLine::without_action(const CLI::ParseError& e) {
  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&e) != nullptr;
  const bool needed = dynamic_cast<const CLI::RequiredError*>(&e) != nullptr;
  if (extra || needed) {
    const std::vector<std::string> words = app_.remaining(true);
    const std::string hint = hint_for(words);
    if (!hint.empty()) fail(hint);
    if (extra) {
      fail(app_.get_subcommands().front()->get_name(), ": ", listed(words),
           words.size() == 1 ? " is" : " are",
           " not expected; --help says what it takes");
    }
  }
  // CLI11 gives the general help for whatever stands before --help.
  if (dynamic_cast<const CLI::CallForHelp*>(&e) != nullptr) check_is_command();
  std::ostringstream out, error;
  const bool good = app_.exit(e, out, error) == 0;
  print(out.str());
  say(stderr, error.str());
  return good ? kDone : kWrong;
}

std::string CommandLine::hint_for(const std::vector<std::string>& words) const {
  if (words.empty()) return "";
  const auto commands = app_.get_subcommands();
  if (commands.empty())
    return concat("no command '", words.front(), "'",
                  command_hint(words.front()));
  const std::string name = words.front().substr(0, words.front().find('='));
  std::vector<std::string> names;
  const CLI::App* own = commands.front();
  for (const CLI::App* app : {own, &app_}) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& one : option->get_lnames()) {
        names.push_back("--" + one);
      }
    }
  }
  const std::string hint = did_you_mean(name, names);
  if (hint.empty() || !name.starts_with("--")) return "";
  return concat(commands.front()->get_name(), ": no option '", name, "'", hint);
}

void CommandLine::check_is_command() const {
  if (!app_.get_subcommands().empty()) return;
  for (const std::string& word : app_.remaining(true)) {
    if (word.starts_with('-')) continue;
    fail("no command '", word, "'", command_hint(word));
  }
}

std::string CommandLine::command_hint(const std::string& word) const {
  std::vector<std::string> names;
  for (const CLI::App* one : app_.get_subcommands({})) {
    names.push_back(one->get_name());
  }
  return name_hint(word, names);
}

CLI::App* CommandLine::command(const char* name, const char* sentence,
                               std::function<int()> action) {
  CLI::App* command = app_.add_subcommand(name, sentence);
  command->callback([this, action = std::move(action)] { action_ = action; });
  return command;
}

std::vector<CLI::Option*> CommandLine::add_recipe(CLI::App* command) {
  return {
      command
          ->add_option("recipe", common_.recipe,
                       "a recipe's folder or its name in recipes/, a bundle "
                       "FILE.moon, SHELF/NAME")
          ->required(),
      command
          ->add_option("--set", common_.sets, "NAME=VALUE of a param or switch")
          ->allow_extra_args(false),
      command->add_option("--weights", common_.weights,
                          "a file of weights that the recipe asks for"),
      command->add_option("--numeric", common_.numeric,
                          "how networks compute: native or portable (as "
                          "the bundle was packed, else native)"),
      command
          ->add_option("--device", common_.device,
                       "where networks run: cpu, or cuda for the GPUs that "
                       "the LibTorch in MOONSTAIN_LIBTORCH finds (cpu)")
          ->check(CLI::IsMember({"cpu", "cuda"})),
      command
          ->add_option("--unconfined", common_.unconfined,
                       "a program of the recipe that may run with all that "
                       "you may do")
          ->allow_extra_args(false)};
}

void CommandLine::add_run_options(CLI::App* run) {
  add_machine(run);
  run->add_flag("--no-wait", run_.no_wait,
                "fail when another run holds the workspace");
  run->add_flag("--keep-going", run_.keep_going,
                "after a failure finish what does not need it");
  run->add_option("--executor", run_.executor,
                  "where tasks run: local, or slurm for jobs of a cluster")
      ->check(CLI::IsMember({"local", "slurm"}));
  run->add_option("--slurm-partition", run_.slurm.partition,
                  "partition of the jobs (the cluster's default)");
  run->add_option("--slurm-account", run_.slurm.account,
                  "account of the jobs (the user's default)");
  run->add_option("--slurm-time", run_.slurm.time_min,
                  "time limit of a job in minutes (from earlier runs)")
      ->check(whole_number_from(1, 10'000'000,
                                "a whole number of minutes, 1 to 10,000,000"));
  run->add_option("--slurm-option", run_.slurm.options,
                  "handed to sbatch as it is: --slurm-option=--qos=long")
      ->allow_extra_args(false);
  run->add_flag("!--no-retry", run_.slurm.retry,
                "a job killed for time or memory is not tried with more");
}

void CommandLine::add_machine(CLI::App* command) {
  command->add_option("--data", common_.data, "a folder with the data's files")
      ->allow_extra_args(false);
  const auto gigabytes =
      number_from(0.001, 1e9, "a number of GB, 0.001 to 1,000,000,000");
  command->add_option("--cores", run_.cores, "tasks at once (all cores)")
      ->check(
          whole_number_from(1, 1'000'000, "a whole number, 1 to 1,000,000"));
  command
      ->add_option("--memory", run_.memory_gb,
                   "GB that tasks may take together (0.8 of the machine)")
      ->check(gigabytes);
  command
      ->add_option("--task-memory", run_.task_memory_gb,
                   "GB that one task may take (twice what its step says)")
      ->check(gigabytes);
  command
      ->add_option("--timeout", run_.timeout_s,
                   "seconds after which a task is ended (no limit)")
      ->check(number_from(0.001, 1e9,
                          "a number of seconds, 0.001 to 1,000,000,000"));
  command->add_flag("--yes", run_.yes,
                    "a bundle runs without being asked about");
  command->add_flag("--require-jail", run_.require_jail,
                    "fail where steps cannot be kept from writing elsewhere "
                    "and from the network");
}

void CommandLine::add_help() {
  CLI::App* help = command("help", "what a command takes", [this] {
    if (man_) {
      print(manual_page(app_, kVersion));
      return kDone;
    }
    const auto named = app_.get_subcommands(
        [this](const CLI::App* one) { return one->get_name() == name_; });
    check(name_.empty() || !named.empty(), "no command '", name_, "'",
          command_hint(name_));
    const CLI::App* about = name_.empty() ? &app_ : named.front();
    // Not `help()`, which is that of the command in hand.
    print(about->get_formatter()->make_help(
        about, name_.empty() ? kProgram : concat(kProgram, " ", name_),
        CLI::AppFormatMode::Normal));
    return kDone;
  });
  CLI::Option* one = help->add_option("command", name_, "one of them");
  help->add_flag("--man", man_, "all of it as a page for man")->excludes(one);
  CLI::App* completion = command(
      "completion", "a script by which a shell completes commands", [this] {
        print(completion_script(app_, name_));
        return kDone;
      });
  completion->add_option("shell", name_, "whose")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
}

}  // namespace moonstain
