#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/prepare/spot_neighbours.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/features.h"
#include "core/data/stored/patches.h"
#include "core/data/stored/spot_graph.h"
#include "core/data/stored/targets.h"
#include "core/engine/step/inputs.h"
#include "core/learn/examples/spot_section.h"
#include "core/learn/spot_inputs.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// A section of 30 spots, 6 x 5 on the array, whose three genes follow what is
/// seen of a spot: its four features, and the brightness of its picture, which
/// is that of its first feature.
struct SpotSample {
  static constexpr int kSpots = 30;
  Features features;
  Patches patches;
  Dataset dataset;
  Targets targets;
  SpotGraph graph;  ///< four nearest others on the array

  /// @param index  of the drawn section
  explicit SpotSample(const std::string& section, std::uint64_t index = 0,
                      std::int64_t picture_px = 8) {
    RandomStream stream(1, "spot_sample", "section", index);
    features.section = patches.section = dataset.section = targets.about =
        section;
    features.encoder = "colour";
    features.values.resize(kSpots, 4);
    targets.variables = {"ACTB", "GAPDH", "FASN"};
    targets.values.resize(kSpots, 3);
    patches.size_px = picture_px;
    dataset.genes = {"FASN", "OTHER", "ACTB", "GAPDH"};
    dataset.array_xy.resize(kSpots, 2);
    dataset.pixel_xy.resize(kSpots, 2);
    dataset.counts.rows = kSpots;
    dataset.counts.columns_count = 4;
    dataset.counts.row_starts = {0};
    for (int spot = 0; spot < kSpots; ++spot) {
      dataset.spots.push_back(concat("spot", spot));
      for (int k = 0; k < 4; ++k) {
        features.values(spot, k) = static_cast<float>(stream.normal());
      }
      for (int g = 0; g < 3; ++g) {
        targets.values(spot, g) =
            static_cast<float>(3 + g) + features.values(spot, 0);
      }
      const double bright = 128 + 40 * features.values(spot, 0);
      for (std::int64_t i = 0; i < picture_px * picture_px * 3; ++i) {
        patches.pixels.push_back(static_cast<std::uint8_t>(
            std::clamp(bright + 4 * stream.normal(), 0.0, 255.0)));
      }
      dataset.array_xy.row(spot) << spot % 6, spot / 6;
      dataset.pixel_xy.row(spot) << 100. * (spot % 6), 100. * (spot / 6);
      for (int gene = 0; gene < 4; ++gene) {
        dataset.counts.columns.push_back(gene);
        dataset.counts.values.push_back(1 + (spot + gene) % 5);
      }
      dataset.counts.row_starts.push_back(4 * (spot + 1));
    }
    features.spots = patches.spots = targets.names = dataset.spots;
    graph = spot_graph(dataset, {.neighbours = 4,
                                 .with_self = false,
                                 .undirected = false,
                                 .on_array = true});
  }

  /// What a method reads of it, joined.
  SpotSection section(const SpotReads& reads, bool with_targets = true) const {
    SpotSection made;
    made.section = dataset.section;
    made.spots = dataset.spots;
    if (with_targets) made.join(targets);
    if (reads.features) made.join(features);
    if (reads.pictures) {
      const TempFolder folder;
      patches.write(folder.path);
      PatchReader reader(folder.path);
      made.join(reader);
    }
    if (reads.places) made.join_places(dataset);
    if (reads.counts && with_targets) made.join_counts(dataset);
    if (reads.graph) made.join(graph);
    return made;
  }
};

/// Two such sections to learn from.
inline std::vector<SpotSection> spot_sections_of(const SpotReads& reads) {
  return {SpotSample("s", 0).section(reads), SpotSample("t", 1).section(reads)};
}

/// Values as inputs of a step, in a folder of their own.
struct GivenSpots {
  TempFolder folder;
  std::map<std::string, std::vector<Inputs::Item>> items;

  template <typename T>
  GivenSpots& with(const std::string& name, const T& value,
                   const std::string& section = "u") {
    const fs::path path = folder / concat(name, items[name].size());
    value.write(path);
    items[name].push_back({path, "", section});
    return *this;
  }
  /// What `predictions` is given of a sample for a method that reads this.
  GivenSpots& with_inputs(const SpotReads& reads, const SpotSample& sample) {
    if (reads.features) with("features", sample.features);
    if (reads.pictures) with("patches", sample.patches);
    if (reads.places) with("dataset", sample.dataset);
    if (reads.graph) with("graph", sample.graph);
    return *this;
  }
};

/// The mean squared error of predictions of the sample, over what the mean of
/// each gene has: below 1 where something is told.
inline double left_of(const Matrix& predicted, const SpotSample& sample) {
  const Matrix& truth = sample.targets.values;
  return (predicted - truth).array().square().mean() /
         (truth.rowwise() - truth.colwise().mean().eval())
             .array()
             .square()
             .mean();
}

}  // namespace moonstain
