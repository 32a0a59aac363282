#include "models/steps.h"

#include "core/learn/predict.h"
#include "models/encoders/clip_vit_b32.h"
#include "models/encoders/ctranspath.h"
#include "models/encoders/imagenet.h"
#include "models/encoders/mobilenet_v1.h"
#include "models/encoders/stain_texture.h"
#include "models/encoders/torchscript.h"
#include "models/networks/bleep_model.h"
#include "models/networks/deeppt_model.h"
#include "models/networks/egnv1_model.h"
#include "models/networks/egnv2_model.h"
#include "models/networks/gate_model.h"
#include "models/networks/ghist_apply.h"
#include "models/networks/ghist_step.h"
#include "models/networks/hespotex_model.h"
#include "models/networks/hist.h"
#include "models/networks/hist2rna_model.h"
#include "models/networks/hist2st_model.h"
#include "models/networks/hist_ablation_model.h"
#include "models/networks/hist_grad_cam.h"
#include "models/networks/hist_model.h"
#include "models/networks/hist_response_model.h"
#include "models/networks/hist_tumour_model.h"
#include "models/networks/histogene_model.h"
#include "models/networks/igidl_model.h"
#include "models/networks/istar_model.h"
#include "models/networks/sequoia_model.h"
#include "models/networks/stnet_model.h"
#include "models/networks/survival_network.h"
#include "models/networks/thitogene_model.h"

namespace moonstain {

std::vector<StepKind> model_steps() {
  const std::vector<ModelKind> kinds{
      hist_kind(),     hist_tumour_kind(), hist_ablation_kind(),
      hespotex_kind(), ghist_kind(),       hist2rna_kind(),
      deeppt_kind(),   sequoia_kind(),     histogene_kind(),
      hist2st_kind(),  thitogene_kind(),   egnv2_kind(),
      egnv1_kind(),    bleep_kind(),       bleep_frozen_kind(),
      stnet_kind(),    igidl_kind(),       istar_kind(),
      hist_response_kind()};
  return {stain_texture_step(),
          mobilenet_v1_step(),
          mobilenet_v1_symmetries_step(),
          clip_vit_b32_step(),
          ctranspath_step(),
          resnet18_step(),
          resnet50_step(),
          densenet121_step(),
          torchscript_step(),
          hist_model_step(),
          hist_tumour_model_step(),
          hist_ablation_model_step(),
          gate_model_step(),
          gate_latents_step(),
          hespotex_model_step(),
          ghist_model_step(),
          hist_survival_risk_step(),
          hist_response_model_step(),
          hist2rna_model_step(),
          deeppt_model_step(),
          sequoia_model_step(),
          histogene_model_step(),
          hist2st_model_step(),
          thitogene_model_step(),
          egnv2_model_step(),
          egnv1_model_step(),
          bleep_model_step(),
          bleep_frozen_model_step(),
          stnet_model_step(),
          igidl_model_step(),
          istar_model_step(),
          predictions_step(kinds),
          grid_predictions_step(kinds),
          grad_cam_step()};
}

}  // namespace moonstain
