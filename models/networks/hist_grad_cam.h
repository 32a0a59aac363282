#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/stored/grid_values.h"
#include "core/engine/step/kind_words.h"
#include "core/learn/examples/grid_section.h"
#include "core/learn/model.h"
#include "models/networks/hist.h"

namespace moonstain {

class StepKind;

/// Over which cells the gene's channel is summed.
enum class CamOver {
  tissue,  ///< those of the section's spots
  grid,    ///< all of them, as if blank cells were asked about, too
};

template <>
struct KindWords<CamOver> {
  static constexpr std::string_view kAll[] = {"tissue", "grid"};
};

/// The map of one layer.
struct LayerCam {
  std::string layer;  ///< "Conv1"
  at::Tensor map;     ///< [rows, columns] of the grid
};

/// Where each layer of HiST's network sees what raises one of its outputs.
///
/// With S the sum of the output's channel over some cells and A_k the k-th map
/// of a layer,
///
///     a_k = mean over the map of dS / dA_k
///     L   = max(0, sum over k of a_k A_k)
///
/// and L is brought to the grid's rows and columns bilinearly, half-pixel
/// centres. Not scaled: maps of two layers have no common unit. In evaluation
/// mode, so that one section alone counts.
///
/// @param features  [1, channels, rows, columns]
/// @param cells     flat cells that are summed over
/// @return          of the layers that the network's `watched` names, in its
///                  order
///
/// Source: Selvaraju et al. 2017, doi:10.1109/ICCV.2017.74, equations 1 and 2;
/// layers: recipes/hist_loocv/METHOD.md 12.2.
std::vector<LayerCam> grad_cam(HistNetwork& network, const at::Tensor& features,
                               std::int64_t output,
                               const std::vector<std::int64_t>& cells);

/// The same of a stored model and a section's gene: a variable a layer.
/// @throws Error on a gene that the model does not predict
GridValues grad_cam(const Model& model, const GridSection& section,
                    const std::string& gene, CamOver over);

/// `grad_cam`: these maps.
StepKind grad_cam_step();

}  // namespace moonstain
