#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/engine/step/inputs.h"

namespace moonstain {

/// Options of the steps that show some items of predictions.
struct ShownItemsOptions {
  std::vector<std::string> items;
  std::int64_t item_count = 3;
  std::string metric = "pearson";
  std::string reading = "tissue";
  std::vector<std::string> preferred = {};
};

/// Items to show, and a sentence on how they were chosen.
struct ShownItems {
  std::vector<std::string> names;
  std::string why;
};

/// Those that the options name, there or not; else those that they prefer, of
/// the items that all scores have; else some across the ranks of these; and
/// where there are no scores, or none has a value, the ones of highest mean
/// measured value in the first of the targets.
///
/// @param in  with inputs "scores" (maybe) and "targets", one at least
ShownItems shown_items(const Inputs& in, const ShownItemsOptions& options);

/// Targets and predictions of one section.
struct PredictedSection {
  std::string section;
  fs::path targets;
  fs::path predictions;
};

/// The sections of which there are both, in the order of the targets; of
/// several predictions of one section the first.
///
/// @throws Error "STEP: no section has both targets and predictions (2 targets:
///         a, b; 1 predictions: c)"
std::vector<PredictedSection> predicted_sections(const Inputs& in,
                                                 const std::string& step);

}  // namespace moonstain
