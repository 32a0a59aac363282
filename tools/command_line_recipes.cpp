// Part of CommandLine: commands of a recipe.
#include <cstdint>

#include "core/base/error.h"
#include "tools/cli/commands/lint.h"
#include "tools/cli/commands/plan.h"
#include "tools/cli/commands/why.h"
#include "tools/cli/option_checks.h"
#include "tools/command_line.h"

namespace moonstain {

void CommandLine::add_run(const char* name, const char* sentence,
                          int (*action)(const Session&, const RunOptions&)) {
  CLI::App* run = command(name, sentence, [this, action] {
    return action(Session(common_), run_);
  });
  add_recipe(run);
  add_run_options(run);
}

void CommandLine::add_gate() {
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

void CommandLine::add_check() {
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
                   "expects, or the folder of an RO-Crate holds")
      ->excludes(sample)
      ->excludes(leaks);
  check
      ->add_option("--unit", check_.unit,
                   "what --leaks replaces together (patient)")
      ->check(CLI::IsMember({"section", "patient", "site"}))
      ->needs(leaks);
}

void CommandLine::add_plan() {
  CLI::App* plan =
      command("plan", "what would run and why, what is kept, leaks",
              [this] { return plan_command(Session(common_), graph_); });
  add_recipe(plan);
  plan->add_option("--graph", graph_,
                   "all nodes as Graphviz's text, or their steps as a picture")
      ->check(CLI::IsMember({"dot", "svg"}));
}

void CommandLine::add_why() {
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
  CLI::Option* between =
      why->add_option("--between", between_,
                      "two runs by their numbers: all that moved between them");
  between->expected(2)->excludes(node);
  for (CLI::Option* option : of_recipe) between->excludes(option);
}

void CommandLine::add_lint() {
  CLI::App* lint =
      command("lint",
              "leaks and what is of no use; fails on a leak that no switch "
              "acknowledges",
              [this] { return lint_command(Session(common_), out_, sheet_); });
  add_recipe(lint);
  lint->add_option("--sarif", out_,
                   "a file for code hosts, which show it in a pull request");
  lint->add_flag("--sheet", sheet_,
                 "the model info sheet, too: eight kinds of leakage, from the "
                 "plan, and what only people can answer");
}

void CommandLine::add_bundle() {
  CLI::App* bundle =
      command("bundle", "a recipe with all that it needs but data, as one file",
              [this] { return bundle_command(Session(common_), bundle_); });
  add_recipe(bundle);
  CLI::Option* output = bundle->add_option(
      "--output", bundle_.output, "the bundle's file, FILE.moon (RECIPE.moon)");
  bundle
      ->add_option("--shelf", bundle_.shelf,
                   "a folder to put it in, with its sha256 in the index")
      ->excludes(output);
}

}  // namespace moonstain
