#include "core/learn/examples/grid_maps.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/data/stored/grid_values.h"

namespace moonstain {
namespace {

// Writes values [places, channels] into maps [channels, cells], each at its
// flat cell.
void place(const Matrix& values, const std::vector<std::int64_t>& at,
           std::int64_t cells, float* maps) {
  for (std::size_t i = 0; i < at.size(); ++i) {
    float* to = maps + at[i];
    const auto row = values.row(static_cast<Eigen::Index>(i));
    for (Eigen::Index c = 0; c < row.size(); ++c) to[c * cells] = row[c];
  }
}

std::vector<std::int64_t> cells_of(const GridMap& map, std::int64_t row_shift) {
  const std::string what = concat("section ", map.section);
  std::vector<std::int64_t> cells;
  for (std::size_t spot = 0; spot < map.spots.size(); ++spot) {
    cells.push_back(shifted_cell(map, spot, row_shift, what));
  }
  return cells;
}

// Where features seen at these cells lie.
std::vector<std::int64_t> moved(std::vector<std::int64_t> cells,
                                const GridSection& section) {
  if (section.moved_to.empty()) return cells;
  for (std::int64_t& cell : cells) {
    cell = section.moved_to.at(static_cast<std::size_t>(cell));
  }
  return cells;
}

}  // namespace

at::Tensor feature_maps(const std::vector<GridSection>& sections,
                        const std::vector<std::size_t>& which) {
  const GridSection& first = sections.at(which.at(0));
  const std::int64_t channels = first.features.cols();
  const std::int64_t cells = first.grid.rows * first.grid.columns;
  at::Tensor maps = at::empty({static_cast<std::int64_t>(which.size()),
                               channels, first.grid.rows, first.grid.columns},
                              at::kFloat);
  float* to = maps.mutable_data_ptr<float>();
  for (const std::size_t index : which) {
    const GridSection& section = sections.at(index);
    for (std::int64_t c = 0; c < channels; ++c) {
      std::fill_n(to + c * cells, cells, section.blank[c]);
    }
    place(section.features, moved(cells_of(section.grid, 0), section), cells,
          to);
    place(section.background, moved(section.background_cells, section), cells,
          to);
    to += channels * cells;
  }
  return maps;
}

at::Tensor target_maps(const std::vector<GridSection>& sections,
                       const std::vector<std::size_t>& which,
                       std::int64_t row_shift) {
  const GridSection& first = sections.at(which.at(0));
  const std::int64_t genes = first.targets.cols();
  const std::int64_t cells = first.grid.rows * first.grid.columns;
  at::Tensor maps = at::zeros({static_cast<std::int64_t>(which.size()), genes,
                               first.grid.rows, first.grid.columns},
                              at::kFloat);
  float* to = maps.mutable_data_ptr<float>();
  for (const std::size_t index : which) {
    const GridSection& section = sections.at(index);
    place(section.targets, cells_of(section.grid, row_shift), cells, to);
    to += genes * cells;
  }
  return maps;
}

Examples grid_examples(const std::vector<GridSection>& sections,
                       std::int64_t row_shift) {
  Examples examples{.count = sections.size(),
                    .batch =
                        [&sections, row_shift](const auto& which) {
                          return Batch{
                              {feature_maps(sections, which)},
                              {target_maps(sections, which, row_shift)}};
                        },
                    .units = {}};
  for (const GridSection& section : sections) {
    examples.units.push_back(section.grid.section);
  }
  return examples;
}

Matrix predict_grid(Network& network, const GridSection& section) {
  const c10::NoGradGuard no_gradient;
  const at::Tensor output =
      network.forward({feature_maps({section}, {0})}, Mode::evaluation).at(0);
  // [genes, cells] -> [cells, genes]
  return rows_of(output.flatten(2).squeeze(0).t());
}

Matrix values_at_spots(const Matrix& grid, const GridMap& map,
                       std::int64_t row_shift) {
  Matrix values(map.spots.size(), grid.cols());
  const std::string what = concat("section ", map.section);
  for (std::size_t spot = 0; spot < map.spots.size(); ++spot) {
    values.row(spot) = grid.row(shifted_cell(map, spot, row_shift, what));
  }
  return values;
}

}  // namespace moonstain
