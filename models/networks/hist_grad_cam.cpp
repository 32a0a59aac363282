#include "models/networks/hist_grad_cam.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <numeric>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/examples/grid_maps.h"

namespace moonstain {

namespace {

constexpr const char* kStep = "grad_cam";

// [channels, rows, columns] of a layer and its gradient to a map [rows,
// columns] of the layer's size.
at::Tensor cam_of(const at::Tensor& maps, const at::Tensor& gradient) {
  const at::Tensor weights = gradient.mean({1, 2}, /*keepdim=*/true);
  return at::relu((weights * maps).sum(0));
}

}  // namespace

std::vector<LayerCam> grad_cam(HistNetwork& network, const at::Tensor& features,
                               std::int64_t output,
                               const std::vector<std::int64_t>& cells) {
  std::vector<LayerCam> cams;
  Tensors layers;
  const at::Tensor out =
      network.watched(features.detach().requires_grad_(), Mode::evaluation,
                      [&](std::string_view layer, const at::Tensor& maps) {
                        cams.push_back({std::string(layer), {}});
                        layers.push_back(maps);
                      });
  const at::Tensor sum =
      out[0][output].flatten().index_select(0, at::tensor(cells)).sum();
  const Tensors gradients = torch::autograd::grad({sum}, layers);
  for (std::size_t i = 0; i < cams.size(); ++i) {
    const at::Tensor small =
        cam_of(layers[i].detach()[0], gradients[i].detach()[0]);
    cams[i].map = at::upsample_bilinear2d(small.unsqueeze(0).unsqueeze(0),
                                          {out.size(2), out.size(3)},
                                          /*align_corners=*/false)[0][0];
  }
  return cams;
}

GridValues grad_cam(const Model& model, const GridSection& section,
                    const std::string& gene, CamOver over) {
  const auto& genes = model.outputs.names;
  const auto place = std::find(genes.begin(), genes.end(), gene);
  check(place != genes.end(), kStep, ": the model predicts no ",
        model.outputs.axis, " '", gene, "'", did_you_mean(gene, genes));
  const GridMap& grid = section.grid;
  std::vector<std::int64_t> cells;
  if (over == CamOver::grid) {
    cells.resize(static_cast<std::size_t>(grid.rows * grid.columns));
    std::iota(cells.begin(), cells.end(), std::int64_t{0});
  } else {
    const auto shift = integer_member(model.config, "target_row_shift",
                                      "grad_cam: model.json");
    for (std::size_t spot = 0; spot < grid.spots.size(); ++spot) {
      cells.push_back(shifted_cell(grid, spot, shift, kStep));
    }
  }
  const auto network = hist_network_of(model);
  const std::vector<LayerCam> cams = grad_cam(
      *network, feature_maps({section}, {0}), place - genes.begin(), cells);

  GridValues made;
  made.section = grid.section;
  made.predictor = {concat("Grad-CAM of ", gene), PredictorKind::model,
                    model.seed, model.fold};
  made.rows = grid.rows;
  made.columns = grid.columns;
  made.variable_axis = "layer";
  made.values.resize(grid.rows * grid.columns, std::ssize(cams));
  for (const LayerCam& cam : cams) {
    const at::Tensor flat = cam.map.contiguous();
    made.values.col(std::ssize(made.variables)) =
        Eigen::Map<const Eigen::VectorXf>(flat.const_data_ptr<float>(),
                                          flat.numel());
    made.variables.push_back(cam.layer);
  }
  return made;
}

namespace {

struct GradCamOptions {
  std::string gene;
  CamOver over = CamOver::tissue;
};

}  // namespace

StepKind grad_cam_step() {
  return StepKind(kStep, 1,
                  "Where each layer of HiST's network sees what raises a "
                  "gene (Grad-CAM).")
      .numeric(Numeric::torch)
      .applies<Model>("model", "the trained network")
      .applies<Features>("features", "of the section, by the model's encoder")
      .applies<GridMap>("grid", "where the section's spots lie")
      .applies<Features>("background",
                         "of its cells without a spot, for a model that has "
                         "seen the picture there")
      .optional()
      .option("gene", &GradCamOptions::gene, "whose channel is summed")
      .required()
      .option("over", &GradCamOptions::over,
              "cells that it is summed over: those with a spot, or all")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 768 * kMiB + 2 * sizes.of("model") +
                                     4 * sizes.of("features") +
                                     4 * sizes.of("background"),
                     .seconds = 3};
      })
      .makes<GridValues>([](const Inputs& in, const Options& options) {
        const auto own = options.as<GradCamOptions>();
        const auto model = in.get<Model>("model");
        return grad_cam(
            model, with_context(kStep, [&] { return hist_section(model, in); }),
            own.gene, own.over);
      });
}

}  // namespace moonstain
