#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/step/kind_words.h"
#include "core/learn/train/batches.h"

namespace moonstain {

/// A number that says how well a network does on examples that it does not
/// train on; it is logged for each epoch, and a state may be selected by it.
struct Score {
  std::string name;  ///< "mae"
  std::function<double(const Tensors& outputs, const Batch& batch)> of;
};

/// Mean absolute error between output and target 0, over all values.
Score mae_score();

/// Intersection over union of where output 0, logits, lies above 0 and target 0
/// above 1/2, with 1e-5 above and below the line: 1 where both are empty.
///
/// Source: recipes/hist_tumour/METHOD.md 2 and 3.1.
Score iou_score();

enum class Better { lower, higher };

/// Keeps the state of the epoch with the best held-out score, looked at from
/// one epoch on; a later one must be strictly better.
struct Selection {
  std::string score;  ///< a Score's name, or "loss" for the objective
  Better better = Better::lower;
  std::int64_t from_epoch = 0;  ///< counted from 0
};

/// Which state of a training a method's step keeps.
enum class Checkpoint {
  last,
  best,  ///< by the method's score on the held-out sections
};

template <>
struct KindWords<Checkpoint> {
  static constexpr std::string_view kAll[] = {"last", "best"};
};

/// The best state so far.
class BestState {
 public:
  explicit BestState(Selection selection) : selection_(std::move(selection)) {}

  /// Copies the state if this epoch's score is the best of those looked at. A
  /// score that is not a number is never the best.
  void offer(std::int64_t epoch, double score, const State& state);
  /// Puts the best state back.
  /// @return  its epoch, or nothing where none was kept
  std::optional<std::int64_t> restore(State& state) const;

 private:
  Selection selection_;
  std::optional<std::int64_t> epoch_;
  double score_ = 0;
  std::vector<at::Tensor> copies_;
};

}  // namespace moonstain
