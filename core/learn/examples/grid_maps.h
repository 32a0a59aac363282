#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <vector>

#include "core/learn/examples/grid_section.h"
#include "core/learn/train/batches.h"

namespace moonstain {

/// [sections, features, rows, columns] float32: a spot's features at its cell,
/// or where they are moved to, the blank tile's everywhere else.
at::Tensor feature_maps(const std::vector<GridSection>& sections,
                        const std::vector<std::size_t>& which);

/// [sections, genes, rows, columns] float32: a spot's expression at its cell,
/// `row_shift` rows further down than its features, and 0 everywhere else.
///
/// @throws Error when a spot is shifted off the grid
at::Tensor target_maps(const std::vector<GridSection>& sections,
                       const std::vector<std::size_t>& which,
                       std::int64_t row_shift);

/// Batches of sections for `train`, one input and one target. Refers to
/// `sections`, which must outlive the result.
Examples grid_examples(const std::vector<GridSection>& sections,
                       std::int64_t row_shift);

/// [rows * columns, genes]: what a network says about one section, evaluation
/// mode.
Matrix predict_grid(Network& network, const GridSection& section);

/// [spots, genes]: the rows of a grid that belong to the section's spots,
/// `row_shift` rows below their features.
Matrix values_at_spots(const Matrix& grid, const GridMap& map,
                       std::int64_t row_shift);

}  // namespace moonstain
