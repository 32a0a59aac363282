#include "core/eval/findings/findings_step.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/file.h"
#include "core/data/stored/dataset.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/findings/build.h"
#include "core/eval/findings/expected.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/section_maps.h"
#include "core/eval/findings/switches.h"
#include "core/eval/findings/walk.h"

namespace moonstain {
namespace {

// "ridge_features=simple" -> {"ridge_features", simple}
std::map<std::string, PredictorKind> kinds_of(
    const std::vector<std::string>& entries) {
  std::map<std::string, PredictorKind> kinds;
  for (const std::string& entry : entries) {
    const auto equals = entry.find('=');
    const auto kind = equals == std::string::npos
                          ? std::nullopt
                          : kind_of<PredictorKind>(entry.substr(equals + 1));
    check(kind && *kind != PredictorKind::model, "findings: kinds: '", entry,
          "' is not PREDICTOR=KIND with a kind null, simple, oracle or "
          "ceiling");
    kinds[entry.substr(0, equals)] = *kind;
  }
  return kinds;
}

/// What is no member of a FindingsPlan, or not in its form.
struct FindingsOptions {
  std::vector<std::string> kinds = {
      "tissue_mask=null",       "training_mean=null",    "colour_ridge=simple",
      "colour_sd_ridge=simple", "ridge_features=simple", "spot_depth=oracle"};
  std::string switches = "{}";
  std::vector<std::string> map_genes;
  std::int64_t map_gene_count = 3;
  std::int64_t map_px = 460;
};

FindingsPlan plan_of(const Options& options) {
  const auto given = options.as<FindingsOptions>();
  auto plan = options.as<FindingsPlan>();
  plan.kinds = kinds_of(given.kinds);
  plan.switches = read_switches(given.switches, "findings");
  return plan;
}

template <typename T>
const T* of_section(const std::vector<T>& values, const std::string& section) {
  const auto found =
      std::find_if(values.begin(), values.end(),
                   [&](const T& value) { return value.section == section; });
  return found == values.end() ? nullptr : &*found;
}

// Maps of the sections of which there are both targets and predictions.
void add_all_maps(Findings& findings, const Inputs& in,
                  const FindingsOptions& options,
                  const std::vector<Dataset>& datasets) {
  if (!in.has("targets") || !in.has("predictions")) {
    return;
  }
  const auto targets = in.list<Targets>("targets");
  const auto predictions = in.list<Predictions>("predictions");
  if (targets.empty()) {
    return;
  }
  std::vector<std::string> genes = options.map_genes;
  if (genes.empty()) {
    genes = genes_to_draw(findings, targets[0],
                          static_cast<std::size_t>(options.map_gene_count));
  }
  for (const Targets& one : targets) {
    MapSource source;
    source.dataset = of_section(datasets, one.section);
    source.targets = &one;
    source.predictions = of_section(predictions, one.section);
    if (source.dataset == nullptr || source.predictions == nullptr) {
      continue;
    }
    if (in.has("picture")) {
      for (const Inputs::Item& item : in.items("picture")) {
        if (item.section == one.section) {
          source.picture = item.path;
          source.picture_name = item.name;
        }
      }
    }
    add_maps(findings, source, genes, options.map_px);
  }
}

struct WalkOptions {
  std::vector<std::string> arms;  ///< one a set of findings
};

}  // namespace

StepKind findings_step() {
  return StepKind("findings", 2,
                  "A model's scores beside its baselines, set against what "
                  "was published and judged.")
      .numeric(Numeric::libm)
      .applies_many<Metrics>("metrics",
                             "scores of the model, one a section and seed; "
                             "none where nothing can be held out")
      .optional()
      .applies_many<Metrics>("baselines",
                             "scores of all other predictors, on the same "
                             "sections")
      .optional()
      .applies_many<Dataset>("dataset",
                             "the sections: their patients and positions")
      .applies<File>("expected", "what the paper reports: expected.json")
      .optional()
      .applies_many<Targets>("targets", "of the sections to draw maps of")
      .optional()
      .applies_many<Predictions>("predictions",
                                 "of the model, for the sections to draw")
      .optional()
      .applies_many<File>("picture", "pictures of the sections to draw")
      .optional()
      .option("title", &FindingsPlan::title, "heading of the report")
      .option("model", &FindingsPlan::model,
              "name of the model, where nothing could be held out and scored")
      .option("metric", &FindingsPlan::metric,
              "of the headline: pearson, spearman, mae or rmse, a dot, and the "
              "way over genes: mean, median, heg50")
      .choice("reading", &FindingsPlan::reading,
              {"tissue", "whole_grid", "kept_grid"},
              "cells scored in the headline")
      .choice("unit", &FindingsPlan::unit, {"section", "patient"},
              "what was held out")
      .option(
          "kinds", &FindingsOptions::kinds,
          "kind of each baseline: PREDICTOR=null, simple, oracle or ceiling")
      .option("stand_ins", &FindingsPlan::stand_ins,
              "what stands in for what: \"MobileNet v1 for CTransPath\"")
      .option("notes", &FindingsPlan::notes, "sentences for the first screen")
      .option("scope", &FindingsPlan::scope,
              "how much of the paper's experiment this is; only a full one "
              "gets a verdict on the number")
      .option("scope_note", &FindingsPlan::scope_note,
              "\"6 of 36 sections, 2 patients\"")
      .option("same_data", &FindingsPlan::same_data,
              "the very sections of the paper")
      .option("missing", &FindingsPlan::missing,
              "what would be needed to test the claim and is not here")
      .option("switches", &FindingsOptions::switches,
              "switches, as `ms.switches()` has them: a number is held "
              "against the published one only where they stand as published")
      .option("map_genes", &FindingsOptions::map_genes,
              "genes to draw; empty: by rank of the model's score")
      .option("map_gene_count", &FindingsOptions::map_gene_count,
              "genes to draw where none is named", {0, 24})
      .option("map_px", &FindingsOptions::map_px,
              "longest side of a map's picture", {64, 2000})
      .unit("px")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 512 * kMiB + 6 * sizes.total(),
                     .seconds = 5};
      })
      .makes<Findings>([](const Inputs& in, const Options& options) {
        const auto datasets = in.list<Dataset>("dataset");
        std::vector<SectionUnit> sections;
        for (const Dataset& one : datasets) {
          sections.push_back({one.section, one.patient});
        }
        std::vector<Claim> claims;
        if (in.has("expected")) {
          const File file = in.get<File>("expected");
          claims = parse_expected(read_file(file.path), file.name);
        }
        Findings findings =
            make_findings(plan_of(options), in.list<Metrics>("metrics"),
                          in.list<Metrics>("baselines"), sections, claims);
        add_all_maps(findings, in, options.as<FindingsOptions>(), datasets);
        return findings;
      });
}

StepKind walk_step() {
  return StepKind("walk", 2,
                  "The way from the published protocol to the audited one, "
                  "taken apart by switch.")
      .applies_many<Findings>("findings", "one an arm, in the order of `arms`")
      .option("arms", &WalkOptions::arms,
              "a letter a switch, p published or a audited, then optionally "
              "+size_matched")
      .required()
      .option("switches", &SwitchLists::names, "names, in the recipe's order")
      .required()
      .option("kinds", &SwitchLists::kinds,
              "training, scoring or leak, one a switch")
      .required()
      .option("published", &SwitchLists::published,
              "published value of each switch")
      .required()
      .option("audited", &SwitchLists::audited, "audited value of each switch")
      .required()
      .option("why", &SwitchLists::why,
              "why each switch is there; empty: not said")
      .makes<Walk>([](const Inputs& in, const Options& options) {
        return make_walk(read_switches(options.as<SwitchLists>(), "walk"),
                         options.as<WalkOptions>().arms,
                         in.list<Findings>("findings"));
      });
}

}  // namespace moonstain
