// Part of CommandLine: commands of data, results and the catalog.
#include <cstdint>

#include "core/base/error.h"
#include "core/base/path.h"
#include "tools/cli/commands/cost.h"
#include "tools/cli/commands/fetch.h"
#include "tools/cli/commands/init.h"
#include "tools/cli/commands/init_templates.h"
#include "tools/cli/commands/log.h"
#include "tools/cli/commands/lua_annotations.h"
#include "tools/cli/commands/report.h"
#include "tools/cli/commands/runs.h"
#include "tools/cli/commands/status.h"
#include "tools/cli/commands/step_reference.h"
#include "tools/cli/commands/steps.h"
#include "tools/cli/option_checks.h"
#include "tools/cli/output.h"
#include "tools/command_line.h"

namespace moonstain {

void CommandLine::add_score() {
  CLI::App* score = command("score",
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
  repeated("--truth", score_.truth, "counts, in the same ways; or values");
  score
      ->add_option("--trained-on", score_.trained_on,
                   "table of fold, role (train, validation, test) and "
                   "section or patient; without it training is unknown")
      ->check(CLI::ExistingFile);
  CLI::Option* target =
      score
          ->add_option("--target", score_.target,
                       "what counts are turned into to be compared "
                       "(cp10k_log1p)")
          ->check(
              CLI::IsMember({"counts", "log1p", "cp10k_log1p", "cpm_log1p"}));
  CLI::Option* truth_unit = score->add_option(
      "--truth-unit", score_.truth_unit,
      "the truth is values in this unit, no counts: compared as they are, "
      "without ceiling and depth");
  truth_unit->excludes(target);
  score->add_option("--section-column", score_.section_column,
                    "of a table of several sections (section)");
  score->add_option("--pred-layer", score_.predictions_layer,
                    "where predictions lie: layers/NAME (X)");
  score->add_option("--truth-layer", score_.truth_layer,
                    "where counts lie (the first of X, layers/counts, raw/X "
                    "that holds counts)");
  score->add_option("--table", score_.element,
                    "of SpatialData with several tables");
  score
      ->add_option("--most-missing", score_.most_missing,
                   "largest share of a section's measured spots that may have "
                   "no prediction (0.5)")
      ->check(number_from(0, 1, "a share from 0 to 1"));
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
      ->check(whole_number_from(1, 1000, "a whole number, 1 to 1000"))
      ->excludes(truth_unit);
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

void CommandLine::add_init() {
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
  init->add_option("--template", kind_, sentences)->check(CLI::IsMember(names));
}

void CommandLine::add_steps() {
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
  CLI::Option* lua = steps->add_flag("--lua", lua_, "annotations for editors");
  steps
      ->add_flag("--markdown", markdown_,
                 "the reference page: all of them, an example each")
      ->excludes(lua);
}

void CommandLine::add_records() {
  CLI::App* status = command("status", "how far the latest run is", [this] {
    return status_command(common_.workspace, which_, common_.json);
  });
  status->add_option("run", which_, "number of a run (latest)");
  command("runs", "what was run, when, with what set, and what came out",
          [this] { return runs_command(common_.workspace, common_.json); });
  CLI::App* cost = command(
      "cost", "what each predictor of a run took: time, memory, parameters",
      [this] {
        return cost_command(common_.workspace, compiled_catalog(), which_,
                            common_.json);
      });
  cost->add_option("run", which_,
                   "number of a run, or a recipe: its last (latest)");
  cost->footer(
      "Tasks are summed over all folds; what several predictors need, such as "
      "features,\nis counted once and stands by itself. Of what was kept from "
      "another run it is what\nthat took there. With --json one object: "
      "predictors, shared; null is what is not known.\n\n" +
      std::string(kExitCodes));
  add_table();
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

void CommandLine::add_table() {
  CLI::App* table = command(
      "table", "predictors of several runs side by side: numbers and ranks",
      [this] {
        return table_command(common_.workspace, compiled_catalog(), table_,
                             common_.json);
      });
  table
      ->add_option("runs", table_.which,
                   "numbers of runs, or recipes: the last run of each setting")
      ->required();
  table->add_option("--page", table_.page, "a file: a page, with gains, too");
  table->footer(
      "Runs may differ by protocol, by data and by the places that are "
      "scored.\nWith --json one object: columns, one a run; remarks; left_out, "
      "runs of a recipe\nthat do not stand in it, with why. null is what is "
      "not "
      "known.\n\n" +
      std::string(kExitCodes));
}

void CommandLine::add_claims() {
  CLI::App* claims = command(
      "claims",
      "every claim of every recipe, by paper: what came out, what is missing",
      [this] { return claims_command(common_, claims_); });
  claims->add_option("recipes", claims_.recipes,
                     "names or folders (all that come with Moonstain)");
  claims->add_option("--page", claims_.page, "a file: the same as a page");
}

void CommandLine::add_keeping() {
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
      ->check(whole_number_from(0, 1'000'000'000,
                                "a whole number, 0 to 1,000,000,000"));
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

void CommandLine::add_export() {
  CLI::App* app = command("export", "results of a run for other programs",
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

void CommandLine::add_data() {
  CLI::App* data =
      command("data", "data of one's own: a sample sheet becomes a manifest",
              [this] { return data_add_command(data_, common_.json); });
  data->add_option("what", what_,
                   "add: the manifest of a sheet, with digests, beside the "
                   "recipe")
      ->required()
      ->check(CLI::IsMember({"add"}));
  data->add_option("sheet", data_.sheet,
                   "table of section, patient, site, batch, split, platform, "
                   "path, um_per_px")
      ->required();
  data->add_option("--name", data_.words.name,
                   "of the data set (that of the sheet's folder)");
  data->add_option("--output", data_.output,
                   "folder of the recipe (the current one)");
  data->add_option("--title", data_.words.title, "of the data set");
  data->add_option("--organism", data_.words.organism, "Homo sapiens, ...");
  data->add_option("--licence", data_.words.licence, "of the data");
  data->add_option("--citation", data_.words.citation, "of the data");
  data->add_option("--source", data_.words.source, "where they are published");
}

}  // namespace moonstain
