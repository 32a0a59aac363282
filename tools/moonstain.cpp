// The command line: reads the words, and hands them to the command of
// tools/cli/commands that they name.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <sstream>

#include "core/base/error.h"
#include "core/base/path.h"
#include "core/engine/process/start.h"
#include "tools/cli/commands/audit.h"
#include "tools/cli/commands/bundle.h"
#include "tools/cli/commands/check.h"
#include "tools/cli/commands/data.h"
#include "tools/cli/commands/doctor.h"
#include "tools/cli/commands/export.h"
#include "tools/cli/commands/fetch.h"
#include "tools/cli/commands/gate.h"
#include "tools/cli/commands/gc.h"
#include "tools/cli/commands/init.h"
#include "tools/cli/commands/init_templates.h"
#include "tools/cli/commands/lint.h"
#include "tools/cli/commands/log.h"
#include "tools/cli/commands/lua_annotations.h"
#include "tools/cli/commands/plan.h"
#include "tools/cli/commands/report.h"
#include "tools/cli/commands/run.h"
#include "tools/cli/commands/runs.h"
#include "tools/cli/commands/score.h"
#include "tools/cli/commands/status.h"
#include "tools/cli/commands/step_reference.h"
#include "tools/cli/commands/steps.h"
#include "tools/cli/commands/verify.h"
#include "tools/cli/commands/why.h"
#include "tools/cli/completion.h"
#include "tools/cli/manual.h"
#include "tools/cli/option_checks.h"
#include "tools/cli/output.h"
#include "tools/cli/session.h"

namespace moonstain {
namespace {

std::string as_typed(int count, char** words) {
  std::string line = "moonstain";
  for (int i = 1; i < count; ++i) line += concat(" ", words[i]);
  return line;
}

constexpr const char* kProgram = "moonstain";
constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 a step failed, or check, verify or doctor found "
    "something;\n2 the command or the recipe is wrong, lint found what no "
    "switch acknowledges, or\nthe output could not be written; 3 a gate "
    "failed.";

// Words that no file can be found by from a folder that is gone.
void check_current_folder() {
  char path[1];
  if (::getcwd(path, sizeof path) == nullptr && errno == ENOENT) {
    fail("the current folder was removed; go to another one");
  }
}

class CommandLine {
 public:
  CommandLine(int count, char** words) : count_(count), words_(words) {
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
    add_records();
    add_keeping();
    add_export();
    add_data();
    command("doctor", "what this machine has and lacks, and what holds here",
            [this] { return doctor_command(common_.workspace, common_.json); });
    add_help();
  }

  int main() {
    try {
      app_.parse(count_, words_);
    } catch (const CLI::ParseError& e) {
      return without_action(e);
    }
    check_current_folder();
    return action_();
  }

 private:
  // --help and --version are errors to CLI11, too.
  int without_action(const CLI::ParseError& e) {
    const bool extra = dynamic_cast<const CLI::ExtrasError*>(&e) != nullptr;
    const bool needed = dynamic_cast<const CLI::RequiredError*>(&e) != nullptr;
    if (extra || needed) {
      const std::string hint = hint_for(app_.remaining(true));
      if (!hint.empty()) fail(hint);
    }
    std::ostringstream out, error;
    const bool good = app_.exit(e, out, error) == 0;
    print(out.str());
    say(stderr, error.str());
    return good ? kDone : kWrong;
  }

  // What a word that nothing takes may have meant.
  std::string hint_for(const std::vector<std::string>& words) const {
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
    return concat(commands.front()->get_name(), ": no option '", name, "'",
                  hint);
  }

  std::string command_hint(const std::string& word) const {
    std::vector<std::string> names;
    for (const CLI::App* one : app_.get_subcommands({})) {
      names.push_back(one->get_name());
    }
    return name_hint(word, names);
  }

  CLI::App* command(const char* name, const char* sentence,
                    std::function<int()> action) {
    CLI::App* command = app_.add_subcommand(name, sentence);
    command->callback([this, action = std::move(action)] { action_ = action; });
    return command;
  }

  // @return the option with the recipe, and those beside it
  std::vector<CLI::Option*> add_recipe(CLI::App* command) {
    return {
        command
            ->add_option("recipe", common_.recipe,
                         "a recipe's folder or its name in recipes/, a bundle "
                         "FILE.moon, SHELF/NAME")
            ->required(),
        command
            ->add_option("--set", common_.sets,
                         "NAME=VALUE of a param or switch")
            ->allow_extra_args(false),
        command->add_option("--numeric", common_.numeric,
                            "how networks compute: native or portable (as "
                            "the bundle was packed, else native)"),
        command
            ->add_option("--unconfined", common_.unconfined,
                         "a program of the recipe that may run with all that "
                         "you may do")
            ->allow_extra_args(false)};
  }

  void add_run(const char* name, const char* sentence,
               int (*action)(const Session&, const RunOptions&)) {
    CLI::App* run = command(name, sentence, [this, action] {
      return action(Session(common_), run_);
    });
    add_recipe(run);
    add_run_options(run);
  }

  void add_run_options(CLI::App* run) {
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
                                  "a whole number of minutes, 1 or more"));
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
    const auto gigabytes =
        number_from(0.001, 1e9, "a number of GB, 0.001 or more");
    command->add_option("--cores", run_.cores, "tasks at once (all cores)")
        ->check(whole_number_from(1, 1'000'000, "a whole number, 1 or more"));
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
        ->check(number_from(0.001, 1e9, "a number of seconds, 0.001 or more"));
    command->add_flag("--yes", run_.yes,
                      "a bundle runs without being asked about");
    command->add_flag("--require-jail", run_.require_jail,
                      "fail where steps cannot be kept from writing elsewhere "
                      "and from the network");
  }

  void add_gate() {
    CLI::App* gate = command(
        "gate", "metrics and leaks against a baseline that is kept in a file",
        [this] {
          gate_.run = run_;
          return gate_command(Session(common_), gate_);
        });
    add_recipe(gate);
    add_run_options(gate);
    gate->add_option("--baseline", gate_.baseline,
                     "its file, such as RECIPE/gate.json")
        ->required();
    CLI::Option* junit =
        gate->add_option("--junit", gate_.junit, "a report for CI: JUnit XML");
    CLI::Option* summary = gate->add_option(
        "--summary", gate_.summary, "a text for a pull request: Markdown");
    CLI::Option* update =
        gate->add_flag("--update", gate_.update,
                       "write the baseline; directions and tolerances stay");
    update->excludes(junit)->excludes(summary);
    gate->add_option("--why", gate_.why, "the reason, for --update")
        ->needs(update);
    gate->add_flag("--by-unit", gate_.by_unit,
                   "with --update: the numbers of each unit, too")
        ->needs(update);
  }

  void add_score() {
    CLI::App* score =
        command("score",
                "predictions made elsewhere: readings, baselines, "
                "ceiling, leaks and the page",
                [this] {
                  score_.run = run_;
                  return score_command(common_, score_);
                });
    score
        ->add_option("--sheet", score_.sheet,
                     "table of section, patient, and where known site, batch, "
                     "platform, pred, truth (a file each)")
        ->required()
        ->check(CLI::ExistingFile);
    const auto repeated = [score](const char* option,
                                  std::vector<std::string>& words,
                                  const char* sentence) {
      score->add_option(option, words, sentence)->allow_extra_args(false);
    };
    repeated("--pred", score_.predictions,
             "predictions, spots by genes: .h5ad, AnnData or SpatialData on "
             "Zarr, .csv; one of all sections, or one each, or their folder");
    repeated("--truth", score_.truth, "counts, in the same ways");
    score
        ->add_option("--trained-on", score_.trained_on,
                     "table of fold, role (train, validation, test) and "
                     "section or patient; without it training is unknown")
        ->check(CLI::ExistingFile);
    score
        ->add_option("--target", score_.target,
                     "what counts are turned into to be compared "
                     "(cp10k_log1p)")
        ->check(CLI::IsMember({"counts", "log1p", "cp10k_log1p", "cpm_log1p"}));
    score->add_option("--section-column", score_.section_column,
                      "of a table of several sections (section)");
    score->add_option("--pred-layer", score_.predictions_layer,
                      "where predictions lie: layers/NAME (X)");
    score->add_option("--truth-layer", score_.truth_layer,
                      "where counts lie (the first of X, layers/counts, raw/X "
                      "that holds counts)");
    score->add_option("--table", score_.element,
                      "of SpatialData with several tables");
    score->add_option("--model", score_.model,
                      "what the predictor is called (predictions)");
    score->add_option("--name", score_.name,
                      "of the data set and the results (the sheet's)");
    score->add_option("--title", score_.title, "heading of the page");
    score
        ->add_option("--expected", score_.expected,
                     "claims that are judged, in the form of a recipe's "
                     "expected.json")
        ->check(CLI::ExistingFile);
    score->add_option("--recipe", score_.recipe,
                      "folder of the recipe that is written "
                      "(WORKSPACE/score/NAME)");
    score
        ->add_option("--thinnings", score_.thinnings,
                     "into halves of the counts, for the ceiling (5)")
        ->check(whole_number_from(1, 1000, "a whole number, 1 to 1000"));
    score
        ->add_option("--seed", score_.seed,
                     "of thinnings and of shuffled spots (1)")
        ->check(whole_number_from(0, INT64_MAX, "a whole number, 0 or more"));
    add_machine(score);
    score->footer(
        "With --json the last line of output is one object, \"event\": "
        "\"score\": value, interval,\nmetric, by_unit, predictors, leaks, "
        "notes, report, recipe, results; null is what does\nnot exist.\n\n" +
        std::string(kExitCodes));
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
    sample->check(number_from(1e-9, 1, "a number above 0, at most 1"));
    CLI::Option* leaks =
        check->add_flag("--leaks", check_.leaks,
                        "replace a held-out unit's data and see what changes");
    leaks->excludes(sample);
    check
        ->add_option("--seed", check_.seed,
                     "which results are drawn, and the order of tasks (1)")
        ->check(whole_number_from(0, INT64_MAX, "a whole number, 0 or more"))
        ->excludes(leaks);
    check
        ->add_option("--against", check_.against,
                     "run what is missing and compare with what this bundle "
                     "expects")
        ->excludes(sample)
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
    plan->add_option(
            "--graph", graph_,
            "all nodes as Graphviz's text, or their steps as a picture")
        ->check(CLI::IsMember({"dot", "svg"}));
  }

  void add_why() {
    CLI::App* why = command("why", "what made a result differ", [this] {
      if (!between_.empty()) {
        return why_between_command(common_.workspace, between_, common_.json);
      }
      check(!common_.recipe.empty() && !path_.empty(),
            "why: expected a recipe and a node, such as "
            "findings.metrics[3].model, or --between RUN RUN");
      return why_command(Session(common_), path_);
    });
    const std::vector<CLI::Option*> of_recipe = add_recipe(why);
    of_recipe.front()->required(false);
    CLI::Option* node =
        why->add_option("node", path_, "findings.metrics[3].model");
    CLI::Option* between = why->add_option(
        "--between", between_,
        "two runs by their numbers: all that moved between them");
    between->expected(2)->excludes(node);
    for (CLI::Option* option : of_recipe) between->excludes(option);
  }

  void add_lint() {
    CLI::App* lint =
        command("lint",
                "leaks and what is of no use; fails on a leak that no switch "
                "acknowledges",
                [this] { return lint_command(Session(common_), out_); });
    add_recipe(lint);
    lint->add_option("--sarif", out_,
                     "a file for code hosts, which show it in a pull request");
  }

  void add_bundle() {
    CLI::App* bundle = command(
        "bundle", "a recipe with all that it needs but data, as one file",
        [this] { return bundle_command(Session(common_), bundle_); });
    add_recipe(bundle);
    CLI::Option* output =
        bundle->add_option("--output", bundle_.output,
                           "the bundle's file, FILE.moon (RECIPE.moon)");
    bundle
        ->add_option("--shelf", bundle_.shelf,
                     "a folder to put it in, with its sha256 in the index")
        ->excludes(output);
  }

  void add_init() {
    CLI::App* init = command("init", "a new recipe that runs as it is", [this] {
      return init_command(name_, kind_, compiled_catalog());
    });
    init->add_option("name", name_, "its name, or the path of its folder")
        ->required();
    std::vector<std::string> names;
    std::string sentences;
    for (const RecipeTemplate& one : recipe_templates()) {
      names.push_back(one.name);
      sentences +=
          concat(sentences.empty() ? "" : "; ", one.name, ": ", one.sentence);
    }
    kind_ = names.front();
    init->add_option("--template", kind_, sentences)
        ->check(CLI::IsMember(names));
  }

  void add_steps() {
    CLI::App* steps = command("steps", "the steps there are", [this] {
      const Catalog& catalog = compiled_catalog();
      const std::string page = lua_            ? lua_annotations(catalog)
                               : markdown_     ? step_reference(catalog)
                               : name_.empty() ? steps_page(catalog)
                                               : step_page(catalog, name_);
      print(page);
      return kDone;
    });
    steps->add_option("name", name_, "one of them, with its options");
    CLI::Option* lua =
        steps->add_flag("--lua", lua_, "annotations for editors");
    steps
        ->add_flag("--markdown", markdown_,
                   "the reference page: all of them, an example each")
        ->excludes(lua);
  }

  void add_records() {
    CLI::App* status = command("status", "how far the latest run is", [this] {
      return status_command(common_.workspace, which_, common_.json);
    });
    status->add_option("run", which_, "number of a run (latest)");
    command("runs", "what was run, when, with what set, and what came out",
            [this] { return runs_command(common_.workspace, common_.json); });
    CLI::App* log = command("log", "what happened in a run", [this] {
      return log_command(common_.workspace, which_, task_, common_.json);
    });
    log->add_option("run", which_, "number of a run (latest)");
    log->add_option("--task", task_, "the log of one task");
    CLI::App* report = command("report", "the page of an earlier run", [this] {
      const fs::path page = report_again(common_.workspace, which_, out_);
      print(concat("report: ", page.native(), "\n"));
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
    gc->add_option("--recent", gc_.recent_runs, "runs that are kept whole (10)")
        ->check(
            whole_number_from(0, 1'000'000'000, "a whole number, 0 or more"));
    gc->add_flag("--dry-run", gc_.dry_run, "only say what would go");
    gc->add_flag("--forget", gc_.forget,
                 "results whose folder is gone need nothing more");
    CLI::App* fetch =
        command("fetch", "brings and verifies a data set's files",
                [this] { return fetch_command(common_, from_, to_); });
    fetch
        ->add_option("name", common_.recipe,
                     "name of a manifest, or a bundle whose data are missing")
        ->required();
    fetch->add_option("--from", from_, "a folder that has them");
    fetch->add_option("--to", to_, "where to (WORKSPACE/data/NAME)");
  }

  void add_export() {
    CLI::App* app =
        command("export", "results of a run for other programs",
                [this] { return export_command(common_, export_); });
    app->add_option("run", export_.what,
                    "number of a run, or a recipe: its last (latest)");
    app->add_option("variant", export_.variant, "of the recipe");
    app->add_option("--rocrate", export_.rocrate,
                    "a folder: the run as Workflow Run RO-Crate");
    app->add_option("--mlflow", export_.mlflow,
                    "a folder: params and metrics as a file store of MLflow");
    app->add_option("--spatialdata", export_.spatialdata,
                    "a folder: sections as a SpatialData store");
    app->add_option("--h5ad", export_.h5ad, "a file: one table of AnnData");
    app->add_option("--csv", export_.csv, "a folder: tables as text");
    app->add_option("--of", export_.of,
                    "findings.scores[1].predictions: a result in place of the "
                    "named outputs")
        ->allow_extra_args(false);
    app->add_option("--data", common_.data, "a folder with the data's files")
        ->allow_extra_args(false);
  }

  void add_data() {
    CLI::App* data =
        command("data", "data of one's own: a sample sheet becomes a manifest",
                [this] { return data_add_command(data_, common_.json); });
    data->add_option("what", what_,
                     "add: the manifest of a sheet, with digests, beside the "
                     "recipe")
        ->required()
        ->check(CLI::IsMember({"add"}));
    data->add_option("sheet", data_.sheet,
                     "table of section, patient, site, batch, platform, path, "
                     "um_per_px")
        ->required();
    data->add_option("--name", data_.words.name,
                     "of the data set (that of the sheet's folder)");
    data->add_option("--output", data_.output,
                     "folder of the recipe (the current one)");
    data->add_option("--title", data_.words.title, "of the data set");
    data->add_option("--organism", data_.words.organism, "Homo sapiens, ...");
    data->add_option("--licence", data_.words.licence, "of the data");
    data->add_option("--citation", data_.words.citation, "of the data");
    data->add_option("--source", data_.words.source,
                     "where they are published");
  }

  void add_help() {
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

  int count_;
  char** words_;
  CLI::App app_{
      "Replays experiments of computational pathology and says what "
      "their numbers mean."};
  CommonOptions common_;
  RunOptions run_;
  BundleOptions bundle_;
  CheckOptions check_;
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
  std::function<int()> action_;
};

}  // namespace
}  // namespace moonstain

int main(int count, char** words) {
  moonstain::begin_process();
  try {
    const int code = moonstain::CommandLine(count, words).main();
    moonstain::end_output();
    return code;
  } catch (const std::exception& e) {
    moonstain::say(stderr, moonstain::concat("moonstain: ", e.what()));
    return moonstain::kWrong;
  }
}
