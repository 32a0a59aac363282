#include "core/eval/panels/training_panel_step.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/panel.h"
#include "core/eval/panels/words.h"

namespace moonstain {
namespace {

struct TrainingPanelOptions {
  std::string title = "Training";
};

// What tells the models apart: fold, seed, kind, as far as they differ.
std::vector<std::string> names_of(const std::vector<TrainingRecord>& records) {
  std::set<std::string> kinds;
  std::set<std::int64_t> seeds;
  for (const TrainingRecord& one : records) {
    kinds.insert(one.kind);
    seeds.insert(one.seed);
  }
  std::vector<std::string> names;
  for (const TrainingRecord& one : records) {
    std::string name = one.fold;
    const auto add = [&](bool wanted, const std::string& part) {
      if (wanted) name += concat(name.empty() ? "" : ", ", part);
    };
    add(kinds.size() > 1 || one.fold.empty(), one.kind);
    add(seeds.size() > 1, concat("seed ", one.seed));
    names.push_back(std::move(name));
  }
  return names;
}

std::string note_of(const std::vector<TrainingRecord>& records,
                    const std::vector<std::string>& names) {
  std::vector<std::string> unfitted;
  std::size_t known = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const TrainingRecord& one = records[i];
    if (!one.constant_loss) continue;
    ++known;
    if (!one.fitted()) {
      unfitted.push_back(concat(names[i], " (", short_number(one.final_loss),
                                " against ", short_number(*one.constant_loss),
                                ")"));
    }
  }
  if (known == 0) return "";
  return unfitted.empty()
             ? concat(
                   "In the end better than a prediction without features on "
                   "its training examples: ",
                   known, " of ", counted(records.size(), "model"), ".")
             : concat(
                   "Not fitted, in the end no better than a prediction "
                   "without features on its training examples: ",
                   unfitted.size(), " of ", counted(records.size(), "model"),
                   ": ", listed(unfitted, 6), ".");
}

std::string steps_of(const std::vector<TrainingRecord>& records) {
  const auto [least, most] = std::minmax_element(
      records.begin(), records.end(),
      [](const auto& a, const auto& b) { return a.steps < b.steps; });
  return concat("Optimiser steps of a model: ", least->steps,
                least->steps == most->steps ? "" : concat(" to ", most->steps),
                ".");
}

// "training loss", "training loss: expression", where all are of one term.
std::string loss_words(const std::vector<TrainingRecord>& records) {
  std::set<std::string> terms;
  for (const TrainingRecord& one : records) terms.insert(one.compared_term);
  const bool one = terms.size() == 1 && !terms.begin()->empty();
  return one ? concat("training loss: ", *terms.begin()) : "training loss";
}

}  // namespace

CurvePanel training_curves(const std::vector<TrainingRecord>& records) {
  check(!records.empty(), "training_panel: no models");
  const std::vector<std::string> names = names_of(records);
  CurvePanel panel;
  panel.x = {"epoch", "", false};
  panel.y = {loss_words(records), "", true};
  panel.note = note_of(records, names);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const TrainingRecord& one = records[i];
    Curve curve;
    curve.name = names[i];
    for (std::size_t epoch = 0; epoch < one.losses.size(); ++epoch) {
      curve.x.push_back(static_cast<double>(epoch + 1));
      curve.y.push_back(one.losses[epoch]);
    }
    panel.curves.push_back(std::move(curve));
    if (one.constant_loss) {
      panel.lines.push_back(
          {concat("without features, ", names[i]), *one.constant_loss});
    }
  }
  return panel;
}

StepKind training_panel_step() {
  return StepKind(
             "training_panel", 1,
             "The loss by epoch of each model, beside that of a prediction "
             "without features.")
      .applies_many<TrainingRecord>("models", "trained, one a fold and seed")
      .option("title", &TrainingPanelOptions::title, "heading of the panel")
      .needs(in_memory(0, 1))
      .makes<Panel>([](const Inputs& in, const Options& options) {
        const auto records = in.list<TrainingRecord>("models");
        Panel panel;
        panel.title = options.as<TrainingPanelOptions>().title;
        panel.data = training_curves(records);
        panel.caption = concat(
            steps_of(records),
            " Losses are means over an epoch's batches, before each update.");
        return panel;
      });
}

}  // namespace moonstain
