#include "core/learn/spot_step.h"

#include <algorithm>
#include <utility>

#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/spot_graph.h"
#include "core/data/stored/targets.h"
#include "core/learn/network/device.h"
#include "core/learn/spot_inputs.h"
#include "core/learn/train/report.h"

namespace moonstain {
namespace {

// Spots are not counted before: of so many genes as the published list, and a
// section of the largest.
constexpr double kTargetBytesPerSpot = 785 * sizeof(float);
constexpr double kSpotsOfSection = 750;

Needs needs_of(const SpotMethod& method, const Options& options,
               const InputSizes& sizes) {
  const SpotTraining training = method.training(options);
  const double times = method.cost.times ? method.cost.times(options) : 1;
  const double spots = std::max(
      1.0, static_cast<double>(sizes.of("targets")) / kTargetBytesPerSpot);
  const double at_once =
      method.whole_section
          ? std::min(spots, kSpotsOfSection)
          : std::min(spots, static_cast<double>(training.batch));
  // Values, gradients and two moments.
  const auto weights = static_cast<std::uint64_t>(method.cost.parameters) * 16;
  const auto kept = static_cast<std::uint64_t>(
      at_once * static_cast<double>(method.cost.bytes_per_spot) * times);
  return {.memory_bytes = 400 * kMiB + weights + kept + 2 * sizes.total(),
          .seconds = 5 + static_cast<double>(training.epochs) * spots *
                             method.cost.seconds_per_spot * times};
}

}  // namespace

void add_spot_inputs(const SpotMethod& method, StepKind& kind) {
  const SpotReads& reads = method.reads;
  std::move(kind).learns_many<Targets>(
      "targets", Learned::label,
      "measured expression of the training sections");
  if (reads.features) {
    std::move(kind).learns_many<Features>("features", Learned::input,
                                          "of the training sections");
  }
  if (reads.pictures) {
    std::move(kind).learns_many<Patches>("patches", Learned::input,
                                         "pictures of the training spots");
  }
  if (reads.places || reads.counts) {
    std::move(kind).learns_many<Dataset>(
        "dataset", reads.counts ? Learned::label : Learned::input,
        reads.counts ? "counts and array positions of the training spots"
                     : "array positions of the training spots");
  }
  if (reads.graph) {
    std::move(kind).learns_many<SpotGraph>("graph", Learned::input,
                                           "neighbours of the training spots");
  }
  if (reads.parts) {
    std::move(kind).learns_many<Features>(
        "parts", Learned::input,
        "of what lies in the training spots, rows SPOT/NUMBER");
  }
  if (reads.part_graph) {
    std::move(kind).learns_many<SpotGraph>("part_graph", Learned::input,
                                           "neighbours among these parts");
  }
  if (method.load) {
    std::move(kind)
        .learns<File>("weights", Learned::pretraining,
                      "of the encoder, to begin with")
        .optional();
  }
}

StepKind trained_by(const SpotMethod& method, StepKind&& kind) {
  return std::move(kind)
      .needs([method](const Options& options, const InputSizes& sizes) {
        return needs_of(method, options, sizes);
      })
      .makes<Model>([method](const Inputs& in, const Options& options) {
        const auto sections = spot_sections(in, method.reads, method.name);
        const fs::path weights = method.load && in.has("weights")
                                     ? in.get<File>("weights").path
                                     : fs::path();
        return within_device_memory([&] {
          return train_spots(method, method.training(options),
                             method.plan(options, sections), sections, weights,
                             report_training);
        });
      });
}

}  // namespace moonstain
