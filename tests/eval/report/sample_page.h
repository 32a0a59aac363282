#pragma once

#include <cstddef>
#include <string>

#include "core/eval/findings/build.h"
#include "core/eval/findings/walk.h"
#include "core/eval/report/report.h"
#include "core/eval/report/summary.h"
#include "tests/eval/sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain::report {

/// Findings of `sample::scores(noise)` beside one claim, whose headline is in
/// this reading.
inline Findings findings(double noise, const std::string& reading,
                         const std::string& title) {
  const sample::SampleScores scores = sample::scores(noise);
  FindingsPlan plan;
  plan.title = title;
  plan.reading = reading;
  plan.scope = Scope::subset;
  plan.scope_note = "6 of 36 sections, 2 patients";
  plan.protocol.stated = true;
  plan.stand_ins = {"MobileNet v1, mean map of block 8, for CTransPath"};
  plan.notes = {title};
  const auto claims = parse_expected(R"({
    "claim": "mean Pearson over genes, HER2+, one section held out",
    "published": "0.450", "half_width": 0.04, "units": "36 sections",
    "where": "Results, HER2+ cohort", "cohort": "her2st, 36 sections",
    "protocol": "cells scored and genes not stated",
    "protocol_unknown": true,
    "metric": "pearson.mean", "reading": "whole_grid",
    "baselines": ["tissue_mask", "ridge_features"], "margin": 0.01,
    "arithmetic": [{"predictor": "mask", "tissue_fraction": 0.5, "cv": 0.8}]})",
                                     "expected.json");
  return make_findings(plan, scores.model, scores.baselines, scores.sections,
                       claims);
}

/// What a report is told beside the findings, its texts this one.
inline Context context(const std::string& text) {
  Context made;
  made.recipe = text;
  made.variant = text;
  made.leaks = {
      {"label",
       "patient her2st/C on both sides of 5 folds",
       {"recipe.lua:31", "hist_model", "predictions", "expression_scores"},
       "unit"},
      {"pretraining", text, {text, text}, ""}};
  made.methods = {{"nodes",
                   {{{"step", "patches"},
                     {"version", 1},
                     {"options", {{"crop_px", 224}, {"edge", text}}},
                     {"where", "recipe.lua:12"}},
                    {{"step", "patches"},
                     {"version", 1},
                     {"options", {{"crop_px", 224}, {"edge", text}}},
                     {"where", "recipe.lua:12"}}}},
                  {"sources",
                   {{{"name", text},
                     {"sha256", std::string(64, 'a')},
                     {"size_bytes", 1234},
                     {"learned_from", {"ImageNet", text}}}}},
                  {"params",
                   {{{"name", "epochs"},
                     {"value", 200},
                     {"sentence", text},
                     {"set_by_user", true}}}},
                  {"switches",
                   {{{"name", "unit"},
                     {"kind", "leak"},
                     {"value", "patient"},
                     {"published", "section"},
                     {"audited", "patient"},
                     {"why", text}}}}};
  made.versions = {{"moonstain", "0.1.0"}, {"numeric class", text}};
  made.timings = {{"hist_model", "6 tasks, 41 min"}};
  made.repeat = {"./moonstain run recipes/hist_loocv --set unit=patient", text};
  return made;
}

/// From whole grid to tissue and from section to patient; the model has
/// collapsed at its published end.
inline Walk walk(const std::string& text) {
  return make_walk(
      {{"output_init", SwitchKind::training, "published", "zero", text},
       {"cells", SwitchKind::scoring, "whole_grid", "tissue", text},
       {"unit", SwitchKind::leak, "section", "patient", text}},
      {"ppp", "app", "pap", "ppa", "aap", "apa", "paa", "aaa",
       "aap+size_matched"},
      {findings(-1, "whole_grid", text), findings(0.6, "whole_grid", text),
       findings(-1, "tissue", text), findings(-1, "whole_grid", text),
       findings(0.6, "tissue", text), findings(1.4, "whole_grid", text),
       findings(-1, "tissue", text), findings(1.4, "tissue", text),
       findings(1.0, "tissue", text)});
}

/// The page of an object as it is stored.
template <typename Value>
std::string rendered(const Value& object, const Context& about) {
  const TempFolder folder;
  object.write(folder.path / "object");
  return render(Object::read(folder.path / "object"), about);
}

/// The words of the same on a terminal.
template <typename Value>
std::string said(const Value& object, const Context& about,
                 std::size_t columns = 100) {
  const TempFolder folder;
  object.write(folder.path / "object");
  return summary(Object::read(folder.path / "object"), about, columns);
}

}  // namespace moonstain::report
