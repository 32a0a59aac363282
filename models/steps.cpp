#include "models/steps.h"

#include "core/learn/predict.h"
#include "models/hist.h"
#include "models/hist_model.h"
#include "models/mobilenet_v1.h"
#include "models/stain_texture.h"

namespace moonstain {

std::vector<StepKind> model_steps() {
  return {stain_texture_step(), mobilenet_v1_step(), hist_model_step(),
          predictions_step({hist_kind()})};
}

}  // namespace moonstain
