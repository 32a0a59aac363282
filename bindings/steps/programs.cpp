#include "bindings/steps/programs.h"

#include <cstdint>
#include <string>

#include "core/data/stored/cohort.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"
#include "core/data/stored/gene_list.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/grid_values.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/engine/program/program_step.h"
#include "core/eval/baselines/ridge_model.h"
#include "core/eval/metrics/scores.h"

namespace moonstain {
namespace {

// A section's tiles may be more than memory holds.
void read_tiles(const fs::path& folder) {
  PatchReader patches(folder);
  for (std::int64_t tile = 0; tile < patches.info().tiles(); ++tile) {
    patches.tiles(tile, tile + 1);
  }
}

}  // namespace

StepKind program_step() {
  return program_step({reads<Cohort>(),
                       reads<Dataset>(),
                       reads<Features>(),
                       reads<GeneList>(),
                       reads<GridMap>(),
                       reads<GridValues>(),
                       {std::string(Patches::kType), read_tiles},
                       reads<Predictions>(),
                       reads<RidgeModel>(),
                       reads<Scores>(),
                       reads<Targets>()});
}

}  // namespace moonstain
