#include "bindings/steps/programs.h"

#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"
#include "core/data/stored/grid_map.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/engine/program/program_step.h"
#include "core/eval/baselines/ridge_model.h"
#include "core/eval/metrics/metrics.h"

namespace moonstain {

StepKind program_step() {
  return program_step({reads<Dataset>(), reads<Features>(), reads<GridMap>(),
                       reads<Metrics>(), reads<Patches>(), reads<Predictions>(),
                       reads<RidgeModel>(), reads<Targets>()});
}

}  // namespace moonstain
