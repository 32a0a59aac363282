#include "core/eval/metrics/scored_grid.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/eval/metrics/observed.h"

namespace moonstain {
namespace {

// "hist_model (seed 42, fold her2st/B)".
std::string run_words(const Predictor& one) {
  return concat(one.name, " (seed ", one.seed,
                one.fold.empty() ? "" : concat(", fold ", one.fold), ")");
}

}  // namespace

void check_grid(const Predictions& predictions, const Targets& targets,
                const ScoredGrid& grid, const std::string& what) {
  if (grid.map == nullptr) {
    check(grid.values == nullptr, what,
          ": values for a grid are given, but no `grid` that says where the "
          "spots lie");
    return;
  }
  check(targets.unit_kind == ObservedKind::spot, what,
        ": a grid is one of spots; the targets are of ",
        plural(word_of(targets.unit_kind)));
  check(grid.map->section == targets.about, what, ": the grid is of section ",
        grid.map->section);
  if (grid.values == nullptr) {
    check(!predictions.of_grid, what, ": ", predictions.predictor.name,
          " speaks of all cells of a grid and only its spots are given; give "
          "what it says of the others as `map` (ms.grid_predictions), or leave "
          "out `grid`");
    return;
  }
  const GridValues& values = *grid.values;
  check(values.section == targets.about && values.rows == grid.map->rows &&
            values.columns == grid.map->columns,
        what, ": `map` holds values of ", values.section, " for a grid of ",
        values.rows, " x ", values.columns, ", the section's grid is ",
        grid.map->rows, " x ", grid.map->columns);
  check(values.predictor.name == predictions.predictor.name &&
            values.predictor.seed == predictions.predictor.seed &&
            values.predictor.fold == predictions.predictor.fold,
        what, ": `map` is by ", run_words(values.predictor),
        ", the predictions by ", run_words(predictions.predictor));
  check(values.row_shift == grid.target_row_shift, what,
        ": `map` is of a predictor that puts a spot ", values.row_shift,
        " rows below its cell; target_row_shift is ", grid.target_row_shift);
  check_same_names(values.variables, targets.variables, targets.variable_axis,
                   concat(what, ": map"));
  const auto cell = [&](Eigen::Index row) {
    return concat("cell ", row / values.columns, ",", row % values.columns,
                  " of the grid");
  };
  check_finite(values.values, cell, targets,
               concat("the map by ", predictions.predictor.name), what);
}

void check_same_values(const Predictions& predictions,
                       const std::vector<Eigen::Index>& places,
                       const GridValues& map,
                       const std::vector<Eigen::Index>& cells,
                       const Targets& targets, const std::string& what) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (Eigen::Index k = 0; k < map.values.cols(); ++k) {
      const float there = map.values(cells[i], k);
      const float here = predictions.values(places[i], k);
      check(std::abs(there - here) <= 1e-3F * (1 + std::abs(here)), what,
            ": at spot '", targets.names[i], "' `map` has ", there, " of ",
            targets.variable_axis, " '",
            targets.variables[static_cast<std::size_t>(k)],
            "', the predictions have ", here,
            "; give the map and the predictions of one model");
    }
  }
}

std::vector<Eigen::Index> target_cells(const Targets& targets,
                                       const ScoredGrid& grid,
                                       const std::string& what) {
  std::vector<Eigen::Index> cells;
  if (grid.map == nullptr) return cells;
  for (const Eigen::Index spot : places_of(targets.names, grid.map->spots,
                                           "spot", concat(what, ": grid"))) {
    cells.push_back(shifted_cell(*grid.map, static_cast<std::size_t>(spot),
                                 grid.target_row_shift, what));
  }
  return cells;
}

}  // namespace moonstain
