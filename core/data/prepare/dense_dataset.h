#pragma once

#include <cstdint>

#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

struct DenseOptions {
  std::int64_t step_px = 56;  ///< between places, on both axes
  std::int64_t cells = 30;    ///< of the array, that the spots' extent makes
};

/// A section without genes at places closer than its spots: on each axis from
/// the smallest of the spots' pixels, by steps, to below the largest; y outer,
/// x inner. What a model says of their crops is a finer map of the section.
/// Pixels are whole, spots' pixels are truncated; names are "X,Y" of them.
///
/// A network that reads places on the array is told floor(pixel / side), the
/// side of a cell on an axis being the whole part of the spots' extent over
/// `cells`: not the array of the spots that it learned from, and one cell for
/// several places, as in the authors' code.
///
/// @throws Error  where the spots' extent on an axis is less than `cells` px
///
/// Source: HisToGene's super-resolution, Pang et al. 2021,
/// doi:10.1101/2021.11.28.470212, and its code;
/// recipes/spot_benchmark/METHOD.md 5.
Dataset dense_dataset(const Dataset& dataset, const DenseOptions& options);

/// `dense_dataset`: these places.
StepKind dense_dataset_step();

}  // namespace moonstain
