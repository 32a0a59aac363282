#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"

namespace moonstain {

/// One pass over the examples.
struct Epoch {
  double learning_rate = 0;
  std::vector<double> losses;  ///< of its batches, before their update
  /// Each term of the objective, before its weight: means over the batches.
  std::map<std::string, double> terms;
  /// "loss" and scores on the held-out examples, one example at a time in
  /// evaluation mode: means over the examples. Empty without such examples.
  std::map<std::string, double> held_out;
};

/// The kept state is better, on what it was trained on, than a prediction
/// without features; also true where it is not known what that has.
inline bool is_fitted(double final_loss, std::optional<double> constant_loss) {
  return !constant_loss || final_loss < *constant_loss;
}

/// How a training went.
struct TrainingLog {
  std::vector<Epoch> epochs;
  std::int64_t steps = 0;       ///< of the optimiser, all together
  std::int64_t kept_epoch = 0;  ///< whose state the network holds afterwards
  std::string selected_by;      ///< a score, or empty: the last state was kept
  std::vector<std::string> selected_on;  ///< units of the held-out examples
  /// The objective of the kept state in evaluation mode over the training
  /// examples, and what a prediction without features has there: a constant
  /// for each output, where a grid has tissue. The latter only where the
  /// objective has a closed form of it.
  double final_loss = 0;
  std::optional<double> constant_loss;
  /// The term of the objective that both are of, before its weight; empty: all.
  std::string compared_term;

  Json json() const;  ///< training.json of a Model
};

/// What is known of a stored Model's training, read without its weights and
/// without Torch.
struct TrainingRecord {
  static constexpr std::string_view kType = "Model";
  static constexpr std::int64_t kSchema = 2;  ///< of model.json

  std::string kind;  ///< of the model: "hist_model"
  std::int64_t seed = 0;
  std::string fold;  ///< from which its random numbers derive, or empty
  bool collapsed = false;
  /// That were trained, values of all tensors together; nothing of a model that
  /// was stored before they were counted.
  std::optional<std::int64_t> parameters;
  std::int64_t steps = 0;
  std::int64_t epochs = 0;
  std::int64_t kept_epoch = 0;
  std::string compared_term;   ///< that the losses are of; empty: all
  std::vector<double> losses;  ///< [epochs], means over the epoch's batches
  double final_loss = 0;
  std::optional<double> constant_loss;

  bool fitted() const { return is_fitted(final_loss, constant_loss); }

  /// @param folder  of a stored Model; model.json and training.json are read
  /// @throws Error  on files of another form
  static TrainingRecord read(const fs::path& folder);
};

}  // namespace moonstain
