#include "core/learn/examples/grid_section.h"

#include <cstdint>
#include <set>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/stored/join.h"
#include "core/data/stored/places.h"

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
  const Places places(spots);
  std::vector<Eigen::Index> rows;
  for (const std::string& spot : wanted) {
    const auto place = places.find(spot);
    check(place.has_value(), "spot ", spot, " of section ", section,
          " lies on the grid but has no ", what);
    rows.push_back(static_cast<Eigen::Index>(*place));
  }
  return rows_at(values, rows);
}

const std::string& section_of(const Features& one) { return one.section; }
const std::string& section_of(const Targets& one) { return one.about; }
const std::string& section_of(const GridMap& one) { return one.section; }

template <typename T>
std::vector<std::string> sections_of(const std::vector<T>& list) {
  std::vector<std::string> sections;
  for (const T& one : list) sections.push_back(section_of(one));
  return sections;
}

template <typename T>
T take(std::vector<T>& list, const Places& places, const std::string& section,
       std::string_view what) {
  const std::size_t found = places.count(section);
  check(found == 1, "section ", section, " stands ", found,
        " times in the list of ", what, ", expected once");
  return std::move(list[*places.find(section)]);
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
  check_same_width("features", concat("section ", first.grid.section),
                   first.tiles, concat("section ", other.grid.section),
                   other.tiles);
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
  joined.tiles = features.tiles;
  joined.features = rows_of(std::move(features.values), features.spots,
                            grid.spots, grid.section, "features");
  joined.blank = std::move(features.blank);
  joined.grid = std::move(grid);
  return joined;
}

GridSection join_section(Features features, Targets targets, GridMap grid) {
  check(targets.about == grid.section, "targets are of section ", targets.about,
        ", the grid is of section ", grid.section);
  GridSection joined = join_section(std::move(features), std::move(grid));
  joined.targets = rows_of(std::move(targets.values), targets.names,
                           joined.grid.spots, joined.grid.section, "targets");
  joined.genes = std::move(targets.variables);
  return joined;
}

std::vector<GridSection> join_sections(std::vector<Features> features,
                                       std::vector<Targets> targets,
                                       std::vector<GridMap> grids) {
  check(features.size() == targets.size() && features.size() == grids.size(),
        "lists of ", features.size(), " features, ", targets.size(),
        " targets and ", grids.size(),
        " grids; each must hold the same sections");
  const std::vector<std::string> sections = sections_of(features);
  const std::vector<std::string> of_targets = sections_of(targets);
  const std::vector<std::string> of_grids = sections_of(grids);
  const Places features_at(sections);
  const Places targets_at(of_targets);
  const Places grids_at(of_grids);
  std::vector<GridSection> joined;
  for (const std::string& section : sections) {
    Features feature = take(features, features_at, section, "features");
    Targets target = take(targets, targets_at, section, "targets");
    GridMap grid = take(grids, grids_at, section, "grids");
    joined.push_back(
        join_section(std::move(feature), std::move(target), std::move(grid)));
    check_alike(joined.front(), joined.back());
  }
  return joined;
}

namespace {

// "12,7" as a flat cell of the grid; -1 where it is none.
std::int64_t cell_named(std::string_view name, const GridMap& grid) {
  const std::size_t comma = name.find(',');
  if (comma == std::string_view::npos) return -1;
  const auto row = whole_number<std::int64_t>(name.substr(0, comma));
  const auto column = whole_number<std::int64_t>(name.substr(comma + 1));
  const bool inside = row && column && *row >= 0 && *row < grid.rows &&
                      *column >= 0 && *column < grid.columns;
  return inside ? *row * grid.columns + *column : -1;
}

}  // namespace

void join_background(GridSection& section, Features background) {
  const GridMap& grid = section.grid;
  const std::string what = concat("background of section ", grid.section);
  check(background.section == grid.section, what, ": it is of section ",
        background.section);
  check(background.encoder == section.encoder &&
            background.values.cols() == section.features.cols(),
        what, ": it has ", background.values.cols(), " values of ",
        background.encoder, ", the spots have ", section.features.cols(),
        " of ", section.encoder);
  check_same_width(what, "its spots", section.tiles, "its background",
                   background.tiles);
  std::set<std::int64_t> taken;
  for (std::size_t spot = 0; spot < grid.spots.size(); ++spot) {
    taken.insert(grid.cell(spot));
  }
  section.background_cells.clear();
  for (const std::string& name : background.spots) {
    const std::int64_t cell = cell_named(name, grid);
    check(cell >= 0, what, ": '", name, "' is no cell of a grid of ", grid.rows,
          " x ", grid.columns, "; cells are named \"ROW,COLUMN\"");
    check(taken.insert(cell).second, what, ": cell ", name,
          " holds a spot or is there twice");
    section.background_cells.push_back(cell);
  }
  section.background = std::move(background.values);
}

void join_backgrounds(std::vector<GridSection>& sections,
                      std::vector<Features> backgrounds) {
  const std::vector<std::string> names = sections_of(backgrounds);
  const Places places(names);
  check(sections.size() == backgrounds.size(), "backgrounds of ",
        backgrounds.size(), " sections for ", sections.size(),
        "; give one of each");
  for (GridSection& section : sections) {
    join_background(section, take(backgrounds, places, section.grid.section,
                                  "backgrounds"));
  }
}

}  // namespace moonstain
