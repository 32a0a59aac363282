#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/stored/features.h"
#include "core/data/stored/latents.h"
#include "core/data/stored/nucleus_counts.h"
#include "core/data/stored/spot_graph.h"
#include "core/data/stored/targets.h"

namespace moonstain {

/// A section of 30 spots in a row whose three genes follow its four features;
/// latents follow them too.
struct GraphSample {
  Features features;
  Targets targets;
  Latents latents;
  SpotGraph four;    ///< nearest others in the row, directed
  SpotGraph around;  ///< itself and one on each side
  NucleusCounts nuclei;

  GraphSample(const std::string& section, std::uint64_t index) {
    constexpr int kSpots = 30;
    RandomStream stream(1, "graph_sample", "section", index);
    features.section = targets.about = latents.section = four.section =
        around.section = nuclei.section = section;
    features.encoder = "colour";
    targets.variables = {"ACTB", "GAPDH", "FASN"};
    features.values.resize(kSpots, 4);
    targets.values.resize(kSpots, 3);
    latents.values.resize(kSpots, 64);
    nuclei.factor.resize(kSpots);
    std::vector<std::string> names;
    std::vector<std::pair<int, int>> near, beside;
    for (int spot = 0; spot < kSpots; ++spot) {
      names.push_back(concat("spot", spot));
      for (int k = 0; k < 4; ++k) {
        features.values(spot, k) = static_cast<float>(stream.normal());
      }
      for (int g = 0; g < 3; ++g) {
        targets.values(spot, g) =
            static_cast<float>(3 + g) + features.values(spot, g);
      }
      for (int z = 0; z < 64; ++z) {
        latents.values(spot, z) = features.values(spot, z % 4);
      }
      nuclei.distinct.push_back(5 + 5 * (spot % 4));
      nuclei.factor[spot] = 1.25 + 0.25 * (spot % 4);
      // The window of five that holds the spot and ends within the row.
      const int first = std::min(std::max(spot - 2, 0), kSpots - 5);
      for (int other = first; other < first + 5; ++other) {
        if (other != spot) near.emplace_back(other, spot);
      }
      for (int other = spot - 1; other <= spot + 1; ++other) {
        if (other >= 0 && other < kSpots) beside.emplace_back(other, spot);
      }
    }
    features.spots = targets.names = latents.spots = four.spots = around.spots =
        nuclei.spots = names;
    fill(four, near);
    fill(around, beside);
  }

 private:
  static void fill(SpotGraph& graph,
                   const std::vector<std::pair<int, int>>& edges) {
    graph.edges.resize(2, static_cast<Eigen::Index>(edges.size()));
    for (std::size_t i = 0; i < edges.size(); ++i) {
      graph.edges.col(static_cast<Eigen::Index>(i)) << edges[i].first,
          edges[i].second;
    }
  }
};

}  // namespace moonstain
