#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

/// A trained network: what it is built from, its weights, how training went.
///
/// On disk: `model.json` (network, configuration, genes, whether it
/// collapsed), `training.json` (learning rate and losses by epoch),
/// `weights.safetensors` (the authors' names). Nothing of time or place.
struct Model {
  static constexpr std::string_view kType = "Model";

  std::string network;  ///< a NetworkKind's name: "hist_model"
  Json config;          ///< what NetworkKind::make takes
  std::string encoder;  ///< of the features it learned from
  std::vector<std::string> genes;
  bool collapsed = false;  ///< see core/learn/train/collapse.h
  std::int64_t constant_genes = 0;
  Json training;  ///< TrainingLog::json
  Weights weights;

  static Model read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
