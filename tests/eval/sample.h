#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/eval/findings/build.h"
#include "core/eval/findings/predictor_kind.h"
#include "core/eval/metrics/metrics.h"

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
                  double noise);

/// One value for all.
Predictions constant(const Section& section, const std::string& model);

/// Metrics of B4 and C2 to C6 of two patients, as in her2st: a model, mask,
/// mean, two ridges, depth. `noise` of the model; below 0: it collapsed.
struct Scores {
  std::vector<Metrics> model;
  std::vector<Metrics> baselines;
  std::vector<SectionUnit> sections;
};
Scores scores(double noise, int genes = 60);

/// Kinds of the baselines of `scores`.
std::map<std::string, PredictorKind> kinds();

}  // namespace moonstain::sample
