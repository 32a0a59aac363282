#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/learn/encoder.h"

namespace moonstain {

class StepKind;

/// Describes an H&E tile without learned weights, so that a network can be
/// tried where no weights may be used, and pretraining can be told apart from
/// colour and grain. Ours; its parts are textbook:
///
/// - stains: optical density -log10((p + 1) / 256), unmixed with the vectors
///   of Ruifrok and Johnston 2001 into haematoxylin, eosin and a residual
///   that stands at right angles to both; of each mean, standard deviation,
///   and the 10th, 25th, 50th, 75th and 90th percentile; the share of tissue
///   pixels (density above 0.15) and of nuclear pixels (haematoxylin above
///   0.3); the correlation of the two stains (0 where one is constant)
/// - texture of haematoxylin and eosin, at full size and averaged 2 x 2 and
///   4 x 4: mean and deviation of the gradient's length (central differences)
///   and of the standard deviation within squares of 7 x 7
/// - local binary patterns (Ojala et al. 2002), 8 neighbours, rotation-
///   invariant uniform, 10 shares, of both stains at full size and 2 x 2
///
/// @param pixels  [side, side, 3] RGB
/// @param side_px at least 28, so that 4 x 4 leaves one square
/// @return        [88]
Eigen::VectorXf stain_texture(std::span<const std::uint8_t> pixels,
                              std::int64_t side_px);

/// The names of the values, in order; 88 of them.
std::vector<std::string> stain_texture_names();

Encoder stain_texture_encoder();

/// `stain_texture`: these values of each tile.
StepKind stain_texture_step();

}  // namespace moonstain
