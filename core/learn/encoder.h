#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "core/base/matrix.h"
#include "core/data/stored/features.h"
#include "core/data/stored/patches.h"

namespace moonstain {

/// Some tiles of a section, as they lie in memory: a network makes a tensor of
/// them in one pass over the bytes, a statistic reads them in place.
struct TileBatch {
  std::span<const std::uint8_t> pixels;  ///< [count, side_px, side_px, 3] RGB
  std::int64_t count = 0;
  std::int64_t side_px = 0;
};

/// A way from a tile to a vector: a network or statistics, with or without
/// Torch. Each is declared once, in a file of its own, and runs by the function
/// below.
struct Encoder {
  std::string name;           ///< Features::encoder: "mobilenet_v1/block8"
  std::int64_t features = 0;  ///< length of a vector
  std::int64_t input_px = 0;  ///< side of the tiles it takes; 0: any
  /// Tiles of a call. It is part of the numbers, as a kernel may round by the
  /// place of a tile in its batch; where it is 1, equal tiles have equal
  /// vectors. On a GPU it is where the search begins for what fits, which the
  /// numeric class allows: results there are equal within a tolerance.
  std::int64_t batch = 1;
  /// @return  [count, features], all finite
  std::function<Matrix(const TileBatch&)> encode;
};

/// Features of a section's tiles; memory holds the features, a batch and a
/// chunk of tiles.
///
/// Tiles that show the same, to the last pixel, are encoded once and have one
/// vector; that of the blank tile, where they are white.
///
/// The make-up of the batches is fixed: of the tiles that show something else
/// than those before them the first `batch`, the next, ... in the order of the
/// spots, the last as long as there are tiles; the blank tile is a batch of its
/// own and comes first, so that it does not depend on the section. Where
/// one does not fit into a GPU's memory it is halved, for all that follow, and
/// the task's log says so.
///
/// @throws Error  naming encoder and section on tiles of another side than
///                `input_px`, on an encoder that returns another shape, and,
///                with the spot, on a value that is NaN or infinite;
///                OutOfDeviceMemory where not even one tile fits
Features encode(const Encoder& encoder, PatchReader& patches);

}  // namespace moonstain
