#include "core/eval/findings/findings_step.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/file.h"
#include "core/data/stored/dataset.h"
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

FindingsPlan plan_of(const Options& options) {
  FindingsPlan plan;
  plan.title = options.text("title");
  plan.model = options.text("model");
  plan.metric = options.text("metric");
  plan.reading = options.choice("reading");
  plan.unit = options.choice("unit");
  plan.kinds = kinds_of(options.texts("kinds"));
  plan.stand_ins = options.texts("stand_ins");
  plan.notes = options.texts("notes");
  plan.scope = scope_of(options.choice("scope"));
  plan.scope_note = options.text("scope_note");
  plan.same_data = options.flag("same_data");
  plan.missing = options.text("missing");
  plan.switches = read_switches(options.text("switches"), "findings");
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
void add_all_maps(Findings& findings, const Inputs& in, const Options& options,
                  const std::vector<Dataset>& datasets) {
  if (!in.has("targets") || !in.has("predictions")) {
    return;
  }
  const auto targets = in.list<Targets>("targets");
  const auto predictions = in.list<Predictions>("predictions");
  if (targets.empty()) {
    return;
  }
  std::vector<std::string> genes = options.texts("map_genes");
  if (genes.empty()) {
    genes = genes_to_draw(
        findings, targets[0],
        static_cast<std::size_t>(options.integer("map_gene_count")));
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
    add_maps(findings, source, genes, options.integer("map_px"));
  }
}

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
      .text("title", "", "heading of the report")
      .text("model", "model",
            "name of the model, where nothing could be held out and scored")
      .text("metric", "pearson.mean",
            "of the headline: pearson, spearman, mae or rmse, a dot, and the "
            "way over genes: mean, median, heg50")
      .choice("reading", {"tissue", "whole_grid", "kept_grid"},
              "cells scored in the headline")
      .choice("unit", {"section", "patient"}, "what was held out")
      .texts("kinds",
             Json::array({"tissue_mask=null", "training_mean=null",
                          "colour_ridge=simple", "colour_sd_ridge=simple",
                          "ridge_features=simple", "spot_depth=oracle"}),
             "kind of each baseline: PREDICTOR=null, simple, oracle or ceiling")
      .texts("stand_ins", Json::array(),
             "what stands in for what: \"MobileNet v1 for CTransPath\"")
      .texts("notes", Json::array(), "sentences for the first screen")
      .choice("scope", {"full", "subset", "quick", "demo"},
              "how much of the paper's experiment this is; only a full one "
              "gets a verdict on the number")
      .text("scope_note", "", "\"6 of 36 sections, 2 patients\"")
      .flag("same_data", false, "the very sections of the paper")
      .text("missing", "",
            "what would be needed to test the claim and is not here")
      .text("switches", "{}",
            "switches, as `ms.switches()` has them: a number is held "
            "against the published one only where they stand as published")
      .texts("map_genes", Json::array(),
             "genes to draw; empty: by rank of the model's score")
      .integer("map_gene_count", 3, "genes to draw where none is named",
               {0, 24})
      .integer("map_px", 460, "longest side of a map's picture", {64, 2000})
      .unit("px")
      .needs([](const Options&, const InputSizes& sizes) {
        std::uint64_t bytes = 0;
        for (const auto& [input, size] : sizes) bytes += size;
        return Needs{(std::uint64_t{512} << 20) + 6 * bytes, 5};
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
        add_all_maps(findings, in, options, datasets);
        return findings;
      });
}

StepKind walk_step() {
  return StepKind("walk", 2,
                  "The way from the published protocol to the audited one, "
                  "taken apart by switch.")
      .applies_many<Findings>("findings", "one an arm, in the order of `arms`")
      .texts("arms", nullptr,
             "a letter a switch, p published or a audited, then optionally "
             "+size_matched")
      .texts("switches", nullptr, "names, in the recipe's order")
      .texts("kinds", nullptr, "training, scoring or leak, one a switch")
      .texts("published", nullptr, "published value of each switch")
      .texts("audited", nullptr, "audited value of each switch")
      .texts("why", Json::array(), "why each switch is there; empty: not said")
      .makes<Walk>([](const Inputs& in, const Options& options) {
        const auto switches =
            read_switches({options.texts("switches"), options.texts("kinds"),
                           options.texts("published"), options.texts("audited"),
                           options.texts("why")},
                          "walk");
        return make_walk(switches, options.texts("arms"),
                         in.list<Findings>("findings"));
      });
}

}  // namespace moonstain
