#include "core/learn/examples/grid_section.h"

#include <algorithm>
#include <unordered_map>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Rows of `values` in the order of `wanted`.
Matrix rows_of(Matrix values, const std::vector<std::string>& spots,
               const std::vector<std::string>& wanted,
               const std::string& section, std::string_view what) {
  check(values.rows() == static_cast<Eigen::Index>(spots.size()), what,
        " of section ", section, " have ", values.rows(), " rows for ",
        spots.size(), " spots");
  if (spots == wanted) return values;
  std::unordered_map<std::string_view, Eigen::Index> row;
  for (std::size_t i = 0; i < spots.size(); ++i) row[spots[i]] = i;
  Matrix joined(wanted.size(), values.cols());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto it = row.find(wanted[i]);
    check(it != row.end(), "spot ", wanted[i], " of section ", section,
          " lies on the grid but has no ", what);
    joined.row(i) = values.row(it->second);
  }
  return joined;
}

template <typename T>
T take(std::vector<T>& list, const std::string& section,
       std::string_view what) {
  const auto is_it = [&](const T& value) { return value.section == section; };
  const auto found = std::count_if(list.begin(), list.end(), is_it);
  check(found == 1, "section ", section, " stands ", found,
        " times in the list of ", what, ", expected once");
  return std::move(*std::find_if(list.begin(), list.end(), is_it));
}

void check_alike(const GridSection& first, const GridSection& other) {
  const std::string pair =
      concat("sections ", first.grid.section, " and ", other.grid.section);
  check(first.genes == other.genes, pair,
        " have different genes in their targets (", first.genes.size(), " and ",
        other.genes.size(), ")");
  check(first.encoder == other.encoder &&
            first.features.cols() == other.features.cols(),
        pair, " have features of different encoders: ", first.encoder, " with ",
        first.features.cols(), " values and ", other.encoder, " with ",
        other.features.cols());
  check(first.grid.rows == other.grid.rows &&
            first.grid.columns == other.grid.columns,
        pair, " lie on grids of ", first.grid.rows, " x ", first.grid.columns,
        " and ", other.grid.rows, " x ", other.grid.columns, " cells");
}

}  // namespace

GridSection join_section(Features features, GridMap grid) {
  check(features.section == grid.section, "features are of section ",
        features.section, ", the grid is of section ", grid.section);
  check(features.blank.size() == features.values.cols(), "features of section ",
        features.section, " have ", features.blank.size(),
        " values of a blank tile, expected ", features.values.cols(),
        "; make the patches with blank = true");
  GridSection joined;
  joined.encoder = features.encoder;
  joined.features = rows_of(std::move(features.values), features.spots,
                            grid.spots, grid.section, "features");
  joined.blank = std::move(features.blank);
  joined.grid = std::move(grid);
  return joined;
}

GridSection join_section(Features features, Targets targets, GridMap grid) {
  check(targets.section == grid.section, "targets are of section ",
        targets.section, ", the grid is of section ", grid.section);
  GridSection joined = join_section(std::move(features), std::move(grid));
  joined.targets = rows_of(std::move(targets.values), targets.spots,
                           joined.grid.spots, joined.grid.section, "targets");
  joined.genes = std::move(targets.genes);
  return joined;
}

std::vector<GridSection> join_sections(std::vector<Features> features,
                                       std::vector<Targets> targets,
                                       std::vector<GridMap> grids) {
  check(features.size() == targets.size() && features.size() == grids.size(),
        "lists of ", features.size(), " features, ", targets.size(),
        " targets and ", grids.size(),
        " grids; each must hold the same sections");
  std::vector<std::string> sections;
  for (const Features& one : features) sections.push_back(one.section);
  std::vector<GridSection> joined;
  for (const std::string& section : sections) {
    Features feature = take(features, section, "features");
    Targets target = take(targets, section, "targets");
    GridMap grid = take(grids, section, "grids");
    joined.push_back(
        join_section(std::move(feature), std::move(target), std::move(grid)));
    check_alike(joined.front(), joined.back());
  }
  return joined;
}

}  // namespace moonstain
