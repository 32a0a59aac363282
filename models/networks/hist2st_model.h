#pragma once

#include <cstdint>

#include "core/engine/step/kind_words.h"
#include "core/learn/spot_method.h"

namespace moonstain {

class StepKind;

/// What becomes of a spot without neighbours, of whom the published code
/// divides 0 by 0.
enum class LonelySpots {
  faithful,   ///< as its loss is NaN then, an error that names the spot
  corrected,  ///< a vector of 0 in place of the mean of its neighbours
};
template <>
struct KindWords<LonelySpots> {
  static constexpr std::string_view kAll[] = {"faithful", "corrected"};
};

/// What becomes of the horizontal flip of a transformed pass, which the
/// published code does to patches that it holds as (channel, x, y).
enum class Flip {
  faithful,   ///< y is mirrored
  corrected,  ///< x is mirrored
};
template <>
struct KindWords<Flip> {
  static constexpr std::string_view kAll[] = {"faithful", "corrected"};
};

/// Defaults are the paper's.
struct Hist2stTraining : SpotTraining {
  Hist2stTraining() {
    epochs = 350;
    learning_rate = 1e-5;
  }
  std::int64_t mixers = 2;
  std::int64_t blocks = 8;
  std::int64_t graph_layers = 4;
  std::int64_t heads = 16;
  double dropout = 0.2;
  /// Further passes of the patches transformed, that the network distils from;
  /// 0 is cheaper and another method: one pass of six.
  std::int64_t passes = 5;
  Flip flip = Flip::faithful;
  double zinb_weight = 0.25;
  /// On extra zeros in that likelihood; the published training has none.
  double zinb_ridge = 0;
  double distillation_weight = 0.5;
  LonelySpots lonely_spots = LonelySpots::faithful;
};

/// Hist2ST on sections: Adam on the mean squared error, the likelihood of the
/// counts and the distance to what it distils; a section a step, the learning
/// rate times 0.9 every 50 epochs, the last state.
///
/// Each pass greys all patches of the section with probability 0.1, turns them
/// by one angle within 90 degrees either way and flips them with probability
/// 0.2, drawn in this order.
///
/// Source: Zeng et al. 2022, doi:10.1093/bib/bbac297, and its code.
/// Facts of paper and code: recipes/spot_benchmark/METHOD.md 6.
SpotMethod hist2st_method();
ModelKind hist2st_kind();
/// `hist2st_model`
StepKind hist2st_model_step();

/// Adds the transforms of so many passes to a batch, as its fourth input.
Augmentation drawn_transforms(std::int64_t passes, Flip flip);

}  // namespace moonstain
