#pragma once

#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/findings/units.h"
#include "core/eval/metrics/scores.h"

namespace moonstain::sample {

/// A section of a few made-up spots on a grid of 12 x 8, rows 1 to 11 kept.
struct Section {
  GridMap grid;
  Targets targets;
};

/// `spots` spots in rows of six from grid row 2 on, `genes` genes; values fall
/// from a stream of the section's name.
Section section(const std::string& name, int spots, int genes);

/// Measured values with noise of this weight on top: r falls as it grows.
Predictions noisy(const Section& section, const std::string& model,
                  double noise, PredictorKind kind = PredictorKind::model);

/// One value for all.
Predictions constant(const Section& section, const std::string& model);

/// Scores of B4 and C2 to C6 of two patients, as in her2st: a model, mask,
/// mean, two ridges, depth. `noise` of the model; below 0: it collapsed.
struct SampleScores {
  std::vector<Scores> model;
  std::vector<Scores> baselines;
  std::vector<SectionUnit> sections;
};
SampleScores scores(double noise, int genes = 60);

}  // namespace moonstain::sample
