#pragma once

#include <algorithm>
#include <vector>

#include "core/base/random.h"
#include "tests/learn/spot_sample.h"

namespace moonstain {

/// A sample whose spots have parts, superpixels or nuclei: of two values, the
/// first of which is that of the spot's first feature and noise, each a
/// neighbour of the one before it.
struct PartSample : SpotSample {
  Features parts;
  SpotGraph part_graph;

  /// @param few  spots from the first on with a single part
  explicit PartSample(const std::string& section, std::uint64_t index = 0,
                      std::int64_t picture_px = 8, int few = 0)
      : SpotSample(section, index, picture_px) {
    RandomStream stream(1, "part_sample", "section", index);
    parts.section = part_graph.section = section;
    parts.encoder = "drawn";
    part_graph.rule = "one after the other";
    std::vector<float> values;
    std::vector<std::int64_t> edges;
    for (int spot = 0; spot < kSpots; ++spot) {
      const int count = spot < few ? 1 : 5 + spot % 3;
      for (int i = 0; i < count; ++i) {
        const auto row = static_cast<std::int64_t>(parts.spots.size());
        parts.spots.push_back(concat("spot", spot, "/", i));
        values.push_back(features.values(spot, 0) +
                         0.1F * static_cast<float>(stream.normal()));
        values.push_back(static_cast<float>(stream.normal()));
        if (i > 0) edges.insert(edges.end(), {row - 1, row, row, row - 1});
      }
    }
    part_graph.spots = parts.spots;
    parts.values =
        Eigen::Map<Matrix>(values.data(), std::ssize(parts.spots), 2);
    part_graph.edges.resize(2, std::ssize(edges) / 2);
    for (Eigen::Index i = 0; i < part_graph.edges.cols(); ++i) {
      part_graph.edges(0, i) = edges[static_cast<std::size_t>(2 * i)];
      part_graph.edges(1, i) = edges[static_cast<std::size_t>(2 * i + 1)];
    }
  }

  SpotSection section(const SpotReads& reads, bool with_targets = true) const {
    SpotSection made = SpotSample::section(reads, with_targets);
    if (reads.parts) made.join_parts(parts);
    if (reads.part_graph) made.join_part_edges(part_graph);
    return made;
  }
  /// What a method's step is given of it beside the targets.
  void give(GivenSpots& to, const SpotReads& reads) const {
    to.with_inputs(reads, *this);
    if (reads.parts) to.with("parts", parts);
    if (reads.part_graph) to.with("part_graph", part_graph);
  }
};

}  // namespace moonstain
