#include "tools/cli/commands/score.h"

#include <cstdio>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/lines.h"
#include "core/eval/findings/warnings.h"
#include "tools/cli/commands/score_inputs.h"
#include "tools/cli/commands/score_recipe.h"
#include "tools/cli/estimate_json.h"
#include "tools/cli/leak_words.h"
#include "tools/cli/output.h"

namespace moonstain {
namespace {

Json metrics_json(const ReadingScores& reading) {
  Json out = Json::object();
  for (const auto& [name, scores] : reading.metrics) {
    out[name] = number_or_null(scores.estimate.value);
  }
  return out;
}

// Sections with the tables that are theirs; those that are neither scored nor
// measured are of no use and left out.
std::vector<SheetSection> scored_sections(const ScoreOptions& options) {
  std::vector<SheetSection> sections = read_score_sheet(options.sheet);
  const bool has_split = !options.trained_on.empty();
  if (has_split) read_split(options.trained_on, options.sheet, sections);
  std::vector<bool> needed;
  for (const SheetSection& one : sections) {
    needed.push_back(!has_split || !one.train.empty());
  }
  find_tables(sections, options.sheet,
              {"--pred", "pred", options.predictions, options.element}, needed,
              &SheetSection::predictions);
  find_tables(sections, options.sheet,
              {"--truth", "truth", options.truth, options.element}, needed,
              &SheetSection::truth);
  std::vector<SheetSection> used;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    if (!needed[i]) sections[i].predictions = {};
    if (!sections[i].truth.path.empty()) used.push_back(sections[i]);
  }
  return used;
}

// A name that a folder and a data set can have, made of the sheet's.
std::string name_of_sheet(const fs::path& sheet) {
  const std::string file = sheet.filename().string();
  const std::string name = safe_name(file.substr(0, file.find('.')), "_-");
  return name.empty() ? "score" : name;
}

}  // namespace

Json score_json(const Findings& findings, const Json& leaks) {
  const Headline& headline = findings.headline;
  Json predictors = Json::object();
  for (const PredictorFindings& one : findings.predictors) {
    const auto reading = one.readings.find(headline.reading);
    predictors[one.name] = {{"kind", word_of(one.kind)},
                            {"metrics", reading == one.readings.end()
                                            ? Json::object()
                                            : metrics_json(reading->second)}};
  }
  Json out = {
      {"event", "score"},
      {"model", findings.model},
      {"metric", headline.metric},
      {"reading", headline.reading},
      {"target", findings.data.target},
      {"value", number_or_null(findings.headline_value(findings.model))},
      {"interval", nullptr},
      {"units", findings.data.units.size()},
      {"patients", findings.data.clusters},
      {"genes", findings.data.items},
      {"by_unit", Json::object()},
      {"predictors", predictors},
      {"leaks", leaks},
      {"notes", noted(findings)}};
  const PredictorFindings* model = findings.find(findings.model);
  if (model != nullptr && model->readings.contains(headline.reading)) {
    const MetricScores& scores =
        model->readings.at(headline.reading).metrics.at(headline.metric);
    out["interval"] = interval_json(scores.estimate);
    for (const auto& [unit, value] : scores.by_unit) {
      out["by_unit"][unit] = number_or_null(value);
    }
  }
  return out;
}

int score_command(const CommonOptions& common, const ScoreOptions& options) {
  check(!trimmed(options.model).empty(),
        "--model is blank; expected what the predictor is called");
  const std::vector<SheetSection> sections = scored_sections(options);
  ScoreRecipe recipe;
  recipe.name =
      options.name.empty() ? name_of_sheet(options.sheet) : options.name;
  check(recipe.name.find_first_of("/\\\n\t") == std::string::npos &&
            !recipe.name.starts_with('.'),
        "--name ", recipe.name, ": expected a name that a folder can have");
  check(is_plain(options.truth_unit, 200) || options.truth_unit.empty(),
        "--truth-unit: expected a line of plain text, such as \"ln(1 + counts "
        "per 10,000)\"");
  recipe.title =
      options.title.empty() ? concat(options.model, ", scored") : options.title;
  recipe.model = options.model;
  recipe.target = options.target;
  recipe.truth_unit = options.truth_unit;
  recipe.section_column = options.section_column;
  recipe.predictions_layer = options.predictions_layer;
  recipe.truth_layer = options.truth_layer;
  recipe.most_missing = options.most_missing;
  recipe.seed = options.seed;
  recipe.thinnings = options.thinnings;
  recipe.split = options.trained_on;
  recipe.expected = options.expected;
  const fs::path folder = options.recipe.empty()
                              ? common.workspace / "score" / recipe.name
                              : options.recipe;
  write_score_recipe(recipe, sections, folder,
                     common.workspace / "data" / "score" / recipe.name);

  CommonOptions of_recipe = common;
  of_recipe.recipe = folder.string();
  const Session session(of_recipe);
  say(stderr, concat("recipe: ", folder.string(),
                     " (as any: `moonstain why`, `lint`, `check`)"));
  const lua::Plan plan = session.replanner().plan();
  const PlanRun run = run_and_say(session, options.run, plan, "run", "");
  if (run.code != kDone || !common.json) return run.code;
  const fs::path& results = run.outcome.results;
  Json line =
      score_json(Findings::read(results / "findings"), leaks_json(run.leaks));
  line["trained_on"] = options.trained_on.empty() ? "unknown" : "known";
  line["recipe"] = folder.string();
  line["results"] = results.string();
  line["report"] = (results / "report.html").string();
  say_json(stdout, canonical_json(line));
  return run.code;
}

}  // namespace moonstain
