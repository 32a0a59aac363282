// Graphs of the spot methods, a JSON line for each building; spot_graphs.py
// puts numpy and scipy beside it.
//
//   spot_graphs_bench VALUES.raw GROUPS.raw ROWS COLUMNS CASE RUNS
//
// float32 values, int64 groups, one a row. CASE is array (whole places of one
// section: four neighbours, no farther than 2), nuclei (places of nuclei, the
// group is the spot: pairs nearer than 29 px), exemplars (features, the group
// is the section: the 6 nearest of other groups by L2).
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/matrix.h"
#include "core/data/prepare/spot_neighbours.h"
#include "core/eval/baselines/spot_nuclei.h"
#include "core/stats/nearest_rows.h"
#include "tools/bench/arrays.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

struct Given {
  Matrix values;
  std::vector<std::int64_t> groups;
};

Dataset section_of(const Matrix& places) {
  Dataset section;
  section.section = "bench/1";
  section.array_xy = places.cast<std::int32_t>();
  section.pixel_xy = places.cast<double>();
  for (Eigen::Index spot = 0; spot < places.rows(); ++spot) {
    section.spots.push_back(concat(spot));
  }
  return section;
}

std::vector<std::vector<SpotNucleus>> nuclei_of(const Given& given) {
  std::vector<std::vector<SpotNucleus>> spots;
  for (Eigen::Index i = 0; i < given.values.rows(); ++i) {
    const auto spot = static_cast<std::size_t>(given.groups[i]);
    if (spot >= spots.size()) spots.resize(spot + 1);
    spots[spot].push_back({.label = static_cast<std::int32_t>(i),
                           .x_px = given.values(i, 0),
                           .y_px = given.values(i, 1)});
  }
  return spots;
}

// Edges of a building, for the script to compare.
std::int64_t built(const std::string& what, const Given& given,
                   const Dataset& section,
                   const std::vector<std::vector<SpotNucleus>>& nuclei) {
  if (what == "array") {
    return spot_graph(section, {.neighbours = 4,
                                .with_self = false,
                                .undirected = false,
                                .on_array = true,
                                .reach = 2})
        .edges.cols();
  }
  if (what == "nuclei") {
    std::int64_t edges = 0;
    for (const std::vector<SpotNucleus>& spot : nuclei) {
      edges += std::ssize(near_pairs(spot, 29));
    }
    return edges;
  }
  check(what == "exemplars", "spot_graphs_bench: no case '", what, "'");
  return nearest_rows(given.values, given.groups, given.values, given.groups, 6,
                      RowDistance::l2)
      .sum();
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  using namespace moonstain;
  if (count != 7) {
    std::cerr << "usage: spot_graphs_bench VALUES.raw GROUPS.raw ROWS COLUMNS "
                 "array|nuclei|exemplars RUNS\n";
    return 2;
  }
  const auto rows = static_cast<Eigen::Index>(std::stol(arguments[3]));
  const Given given{
      matrix_from<Matrix>(arguments[1], rows, std::stol(arguments[4])),
      numbers_from<std::int64_t>(arguments[2], static_cast<std::size_t>(rows))};
  const std::string what = arguments[5];
  Dataset section;
  std::vector<std::vector<SpotNucleus>> nuclei;
  if (what == "array") section = section_of(given.values);
  if (what == "nuclei") nuclei = nuclei_of(given);
  for (int i = 0; i < std::stoi(arguments[6]); ++i) {
    const Stopwatch watch;
    const std::int64_t found = built(what, given, section, nuclei);
    std::cout << concat("{\"case\": \"", what, "\", ",
                        json_members(watch.elapsed()), ", \"found\": ", found,
                        "}\n");
  }
  return 0;
}
