#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/data/stored/tile_width.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

/// What a model's outputs are: names along one axis.
struct Outputs {
  std::string axis;  ///< "gene", "cell type", "class"
  std::vector<std::string> names;
};

/// A trained network: what it is built from, its weights, how training went.
///
/// On disk: `model.json` (kind, configuration, outputs, seed and fold, number
/// of parameters, whether it collapsed), `training.json` (losses by epoch and
/// in the end; core/learn/train/training_record.h reads both without the
/// weights), `weights.safetensors` (the authors' names); where training is to
/// go on from it, `optimiser.safetensors`. Nothing of time or place.
struct Model {
  static constexpr std::string_view kType = "Model";

  std::string kind;     ///< a ModelKind's name: "hist_model"
  Json config;          ///< what ModelKind::make takes
  std::string encoder;  ///< of the features it learned from; empty if none
  TileWidth tiles;      ///< that those are made from
  Outputs outputs;
  std::int64_t seed = 0;
  std::string fold;        ///< from which its random numbers derive, or empty
  bool collapsed = false;  ///< see core/learn/train/collapse.h
  std::int64_t constant_outputs = 0;
  /// Values of all tensors that were trained; nothing of a model that was
  /// stored before they were counted.
  std::optional<std::int64_t> parameters;
  Json training;  ///< TrainingLog::json
  Weights weights;
  /// Optimiser::moments, where training is to go on; else without tensors.
  Weights optimiser;

  static Model read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
