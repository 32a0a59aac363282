#pragma once

#include <cstdint>

#include "core/data/stored/dataset.h"

namespace moonstain {

class StepKind;

/// The spots whose crop lies within the picture, in their order, with their
/// counts; `left_out` says how many do not. Genes stay, also those that are
/// left without a count.
///
/// It is the dataset that is narrowed, so tiles, targets and grid made from it
/// are of the same spots: joins find each one, and scores are over those that
/// have a tile.
///
/// @param crop_px  side of a crop, as for `patches`
/// @throws Error   when the dataset does not know its picture's size, and when
///                 no spot is left
Dataset inner_spots(const Dataset& dataset, std::int64_t crop_px);

/// `inner_spots`: a section without the spots at its picture's border.
StepKind inner_spots_step();

}  // namespace moonstain
