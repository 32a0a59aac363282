#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/engine/step/options.h"
#include "core/learn/examples/spot_rows.h"
#include "core/learn/examples/spot_section.h"
#include "core/learn/model.h"
#include "core/learn/model_kind.h"
#include "core/learn/network/carried.h"
#include "core/learn/network/initial.h"
#include "core/learn/network/network.h"
#include "core/learn/spot_inputs.h"
#include "core/learn/train/training.h"

namespace moonstain {

/// What the step of every method is asked. A method's own struct derives from
/// it, sets its defaults and adds what is its own.
struct SpotTraining {
  std::int64_t epochs = 100;  ///< passes over the training spots or sections
  double learning_rate = 1e-4;
  double weight_decay = 0;
  std::int64_t batch = 32;  ///< spots of a step; not of a method of sections
  std::int64_t seed = 0;
  std::string fold;  ///< from which random numbers derive, beside the seed
};

/// One training of a network; most methods have one.
struct SpotStage {
  std::string name = {};    ///< "autoencoder", for the log; empty: the last one
  std::int64_t epochs = 0;  ///< 0: those of SpotTraining
  Objective objective = {};
  /// Its rate and the optimiser's decay are those of SpotTraining.
  ScheduleOptions schedule = {};
  OptimiserOptions optimiser = {};
  /// In place of the method's: for what is made once beforehand, or inputs that
  /// prediction has not.
  std::function<Batch(const SpotRows&)> batch = {};
};

/// What a method makes of its options and the training sections: all that the
/// training then needs, with no value of the options left to ask for.
struct SpotPlan {
  Json config;  ///< of the network
  /// In order, of one network; a new optimiser each. That of the last is the
  /// model's log.
  std::vector<SpotStage> stages;
  Augmentation augmentation = {};
  bool drop_last = false;  ///< leaves out a last batch of fewer spots
  /// Changes first weights, such as a bias that begins with the mean.
  std::function<void(State&)> begin = {};
  std::vector<CarriedTensor> carried = {};
  /// Spots that are learned from; else all. Not of a method of whole sections.
  SpotChoice taken = {};
};

/// What a training takes, of the published sizes: for the estimate that a step
/// makes before it is started.
struct SpotCost {
  std::int64_t parameters = 0;
  std::uint64_t bytes_per_spot = 0;  ///< that a step keeps for the gradient
  double seconds_per_spot = 0;       ///< of a step, one core
  /// How many times as much a spot takes of both with these options; else 1.
  std::function<double(const Options&)> times = {};
};

/// A method that says something of each spot, declared once, from which come
/// its training step and its ModelKind.
///
///     SpotMethod hist2rna_method() {
///       return method_of<Hist2rnaTraining>(
///           {.name = "hist2rna_model",
///            .sentence = "hist2RNA's network, trained on spots.",
///            .reads = {.features = true},
///            .network = [](const Json& config, const Initial& initial) {
///              return hist2rna_network(config_of(config), initial); },
///            .batch = [](const SpotRows& rows, const Json&, const State&) {
///              return Batch{{spot_features(rows)}, {}}; },
///            .cost = {1'321'489, 16'384, 1e-5}},
///           plan_hist2rna);
///     }
///     ModelKind hist2rna_kind() { return spot_kind(hist2rna_method()); }
///     StepKind hist2rna_model_step() {                    // spot_step.h
///       const SpotMethod method = hist2rna_method();
///       return trained_by(method, spot_step<Hist2rnaTraining>(method)
///           .option("width", &Hist2rnaTraining::width, "of the layers"));
///     }
struct SpotMethod {
  std::string name;  ///< of the step and of its models: "histogene_model"
  int version = 1;   ///< of the step
  std::string sentence;
  SpotReads reads;
  /// A section is one example, as a sequence or a graph; else a spot is.
  bool whole_section = false;
  /// @param config  of SpotPlan
  std::function<std::unique_ptr<Network>(const Json& config,
                                         const Initial& initial)>
      network;
  /// Inputs of the network for some spots, in training and in prediction, and
  /// what further targets they have: `spot_targets` is put before them where
  /// the spots have targets.
  /// @param state  of the network, where what is carried can be looked up
  std::function<Batch(const SpotRows& rows, const Json& config,
                      const State& state)>
      batch;
  SpotCost cost = {};
  /// Expression of a section's spots, [spots, genes]; otherwise the network's
  /// output 0 in evaluation, of the whole section or of 64 spots at a time.
  std::function<Matrix(Network& network, std::span<const SpotSection> one,
                       const Json& config)>
      predict = {};
  /// Copies weights that a user has (of ImageNet) into a new network; with it
  /// the step has an input `weights`.
  std::function<void(State& state, const fs::path& file)> load = {};

  // By `method_of`.
  std::function<SpotTraining(const Options&)> training = {};
  std::function<SpotPlan(const Options&, const std::vector<SpotSection>&)>
      plan = {};
};

/// A method whose options are of this type.
template <typename Training>
SpotMethod method_of(SpotMethod method,
                     SpotPlan (*plan)(const Training&,
                                      const std::vector<SpotSection>&)) {
  method.training = [](const Options& options) -> SpotTraining {
    return options.as<Training>();
  };
  method.plan = [plan](const Options& options,
                       const std::vector<SpotSection>& sections) {
    return plan(options.as<Training>(), sections);
  };
  return method;
}

/// Trains a method's network: AdamW or what else the plan says, batches in a
/// new order each epoch, last state kept. A network that ends in constant
/// predictions on its own training sections is marked as collapsed, and one
/// whose loss there is not below that of a constant is said to be not fitted;
/// where the objective has no constant of its own, by its first term that has.
///
/// @param weights   a file for `SpotMethod::load`; empty: first weights are
///                  drawn
/// @throws Error    where sections differ, or as `train` does
Model train_spots(const SpotMethod& method, const SpotTraining& training,
                  const SpotPlan& plan,
                  const std::vector<SpotSection>& sections,
                  const fs::path& weights = {},
                  std::function<void(const TrainingProgress&)> progress = {});

/// How models of a method predict.
ModelKind spot_kind(const SpotMethod& method);

/// What a network of this method says of a section.
Matrix predict_spots(const SpotMethod& method, Network& network,
                     std::span<const SpotSection> one, const Json& config);

}  // namespace moonstain
