// The command line: reads the words, and hands them to the command of
// tools/cli/commands that they name.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "core/base/error.h"
#include "core/base/path.h"
#include "tools/cli/commands/audit.h"
#include "tools/cli/commands/check.h"
#include "tools/cli/commands/fetch.h"
#include "tools/cli/commands/gc.h"
#include "tools/cli/commands/lint.h"
#include "tools/cli/commands/log.h"
#include "tools/cli/commands/plan.h"
#include "tools/cli/commands/report.h"
#include "tools/cli/commands/run.h"
#include "tools/cli/commands/status.h"
#include "tools/cli/commands/steps.h"
#include "tools/cli/commands/verify.h"
#include "tools/cli/commands/why.h"
#include "tools/cli/session.h"

namespace moonstain {
namespace {

std::string as_typed(int count, char** words) {
  std::string line = "moonstain";
  for (int i = 1; i < count; ++i) line += concat(" ", words[i]);
  return line;
}

class CommandLine {
 public:
  CommandLine(int count, char** words) : count_(count), words_(words) {
    run_.command = as_typed(count, words);
    app_.require_subcommand(1);
    app_.set_version_flag("--version", std::string("moonstain ") + kVersion);
    app_.fallthrough();
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
    add_check();
    add_plan();
    add_why();
    add_lint();
    add_steps();
    add_records();
    add_keeping();
  }

  int main() {
    try {
      app_.parse(count_, words_);
    } catch (const CLI::ParseError& e) {
      return app_.exit(e) == 0 ? kDone : kWrong;
    }
    return action_();
  }

 private:
  CLI::App* command(const char* name, const char* sentence,
                    std::function<int()> action) {
    CLI::App* command = app_.add_subcommand(name, sentence);
    command->callback([this, action = std::move(action)] { action_ = action; });
    return command;
  }

  void add_recipe(CLI::App* command) {
    command
        ->add_option("recipe", common_.recipe,
                     "a recipe's folder, or its name in recipes/")
        ->required();
    command
        ->add_option("--set", common_.sets, "NAME=VALUE of a param or switch")
        ->allow_extra_args(false);
    command->add_option("--numeric", common_.numeric,
                        "how networks compute: native or portable");
    command
        ->add_option("--unconfined", common_.unconfined,
                     "a program of the recipe that may run with all that you "
                     "may do")
        ->allow_extra_args(false);
  }

  void add_run(const char* name, const char* sentence,
               int (*action)(const Session&, const RunOptions&)) {
    CLI::App* run = command(name, sentence, [this, action] {
      return action(Session(common_), run_);
    });
    add_recipe(run);
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
                    "time limit of a job in minutes (from earlier runs)");
    run->add_option("--slurm-option", run_.slurm.options,
                    "handed to sbatch as it is: --slurm-option=--qos=long")
        ->allow_extra_args(false);
    run->add_flag("!--no-retry", run_.slurm.retry,
                  "a job killed for time or memory is not tried with more");
  }

  void add_machine(CLI::App* command) {
    command
        ->add_option("--data", common_.data, "a folder with the data's files")
        ->allow_extra_args(false);
    command->add_option("--cores", run_.cores, "tasks at once (all cores)");
    command->add_option("--memory", run_.memory_gb,
                        "GB that tasks may take together (0.8 of the machine)");
    command->add_option("--task-memory", run_.task_memory_gb,
                        "GB that one task may take (twice what its step says)");
    command->add_option("--timeout", run_.timeout_s,
                        "seconds after which a task is ended (no limit)");
    command->add_flag("--require-jail", run_.require_jail,
                      "fail where steps cannot be kept from writing elsewhere "
                      "and from the network");
  }

  void add_check() {
    CLI::App* check =
        command("check", "whether results repeat to the last byte", [this] {
          check_.run = run_;
          return check_command(Session(common_), check_);
        });
    add_recipe(check);
    add_machine(check);
    CLI::Option* sample = check->add_option(
        "--sample", check_.sample,
        "compare this share of the stored results, above 0 to 1, with a new "
        "computation");
    CLI::Option* leaks =
        check->add_flag("--leaks", check_.leaks,
                        "replace a held-out unit's data and see what changes");
    leaks->excludes(sample);
    check
        ->add_option("--seed", check_.seed,
                     "which results are drawn, and the order of tasks (1)")
        ->excludes(leaks);
    check
        ->add_option("--unit", check_.unit,
                     "what --leaks replaces together (patient)")
        ->check(CLI::IsMember({"section", "patient", "site"}))
        ->needs(leaks);
  }

  void add_plan() {
    CLI::App* plan =
        command("plan", "what would run and why, what is kept, leaks",
                [this] { return plan_command(Session(common_), graph_); });
    add_recipe(plan);
    plan->add_option("--graph", graph_, "the graph as text: dot")
        ->check(CLI::IsMember({"dot"}));
  }

  void add_why() {
    CLI::App* why = command("why", "what made a result differ", [this] {
      return why_command(Session(common_), path_);
    });
    add_recipe(why);
    why->add_option("node", path_, "findings.metrics[3].model")->required();
  }

  void add_lint() {
    add_recipe(
        command("lint",
                "leaks and what is of no use; fails on a leak that no switch "
                "acknowledges",
                [this] { return lint_command(Session(common_)); }));
  }

  void add_steps() {
    CLI::App* steps = command("steps", "the steps there are", [this] {
      const Catalog& catalog = compiled_catalog();
      const std::string page = lua_            ? lua_annotations(catalog)
                               : name_.empty() ? steps_page(catalog)
                                               : step_page(catalog, name_);
      std::fwrite(page.data(), 1, page.size(), stdout);
      return kDone;
    });
    steps->add_option("name", name_, "one of them, with its options");
    steps->add_flag("--lua", lua_, "annotations for editors");
  }

  void add_records() {
    CLI::App* status = command("status", "how far the latest run is", [this] {
      return status_command(common_.workspace, which_, common_.json);
    });
    status->add_option("run", which_, "number of a run (latest)");
    CLI::App* log = command("log", "what happened in a run", [this] {
      return log_command(common_.workspace, which_, task_, common_.json);
    });
    log->add_option("run", which_, "number of a run (latest)");
    log->add_option("--task", task_, "the log of one task");
    CLI::App* report = command("report", "the page of an earlier run", [this] {
      const fs::path page = report_again(common_.workspace, which_, out_);
      std::printf("report: %s\n", page.c_str());
      return kDone;
    });
    report->add_option("run", which_, "number of a run (latest)");
    report->add_option("--out", out_, "the page's file");
  }

  void add_keeping() {
    CLI::App* verify = command("verify", "hashes all results again", [this] {
      verify_.repair = !keep_damaged_;
      return verify_command(common_.workspace, common_.results, verify_,
                            common_.json);
    });
    verify->add_flag("--report-only", keep_damaged_,
                     "leave what is damaged where it is");
    verify->add_flag("--quick", verify_.quick,
                     "names and sizes alone, no result is opened");
    CLI::App* gc = command("gc", "removes what no named result needs", [this] {
      return gc_command(common_.workspace, common_.results, gc_, common_.json);
    });
    gc->add_option("--recent", gc_.recent_runs,
                   "runs that are kept whole (10)");
    gc->add_flag("--dry-run", gc_.dry_run, "only say what would go");
    CLI::App* fetch = command(
        "fetch", "brings and verifies a data set's files",
        [this] { return fetch_command(common_.workspace, name_, from_, to_); });
    fetch->add_option("name", name_, "name of a manifest")->required();
    fetch->add_option("--from", from_, "a folder that has them");
    fetch->add_option("--to", to_, "where to (WORKSPACE/data/NAME)");
  }

  int count_;
  char** words_;
  CLI::App app_{
      "Replays experiments of computational pathology and says what "
      "their numbers mean."};
  CommonOptions common_;
  RunOptions run_;
  CheckOptions check_;
  GcOptions gc_;
  VerifyOptions verify_;
  std::string graph_, path_, name_, task_, out_, from_, to_;
  std::string which_ = "latest";
  bool lua_ = false;
  bool keep_damaged_ = false;
  std::function<int()> action_;
};

}  // namespace
}  // namespace moonstain

int main(int count, char** words) {
  try {
    return moonstain::CommandLine(count, words).main();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "moonstain: %s\n", e.what());
    return moonstain::kWrong;
  }
}
