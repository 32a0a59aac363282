#pragma once

#include "core/learn/encoder.h"

namespace moonstain {

/// The same encoder averaged over the eight symmetries of the square: each tile
/// is encoded as it is, turned by 90, 180 and 270 degrees, and all four
/// mirrored left to right, and its vector is the mean of the eight, summed in
/// float64. A tissue has no up: what only says how the slide was laid is taken
/// out.
///
/// Named "NAME/8"; eight times the work. A batch is of as many pictures as that
/// of the encoder.
///
/// Source: averaging over transformed pictures when a network is applied, as
/// Krizhevsky et al. 2012, Advances in Neural Information Processing Systems
/// 25, 4.1, over five crops and their mirror images.
Encoder over_symmetries(Encoder encoder);

}  // namespace moonstain
