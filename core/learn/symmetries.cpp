#include "core/learn/symmetries.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace moonstain {
namespace {

constexpr int kSymmetries = 8;

// The tile as symmetry `which` has it: of 1 transposed, of 2 mirrored top to
// bottom, of 4 left to right. The eight sums are the square's group.
void turn(const std::uint8_t* from, std::int64_t side, int which,
          std::uint8_t* to) {
  for (std::int64_t y = 0; y < side; ++y) {
    for (std::int64_t x = 0; x < side; ++x) {
      std::int64_t row = (which & 2) != 0 ? side - 1 - y : y;
      std::int64_t column = (which & 4) != 0 ? side - 1 - x : x;
      if ((which & 1) != 0) std::swap(row, column);
      std::copy_n(from + 3 * (row * side + column), 3, to + 3 * (y * side + x));
    }
  }
}

}  // namespace

Encoder over_symmetries(Encoder encoder) {
  Encoder out = encoder;
  out.name += "/8";
  out.encode = [alone = std::move(encoder)](const TileBatch& tiles) {
    const auto bytes =
        static_cast<std::size_t>(3 * tiles.side_px * tiles.side_px);
    std::vector<std::uint8_t> turned(tiles.pixels.size());
    MatrixD sum = MatrixD::Zero(tiles.count, alone.features);
    for (int which = 0; which < kSymmetries; ++which) {
      for (std::size_t tile = 0; tile * bytes < turned.size(); ++tile) {
        turn(tiles.pixels.data() + tile * bytes, tiles.side_px, which,
             turned.data() + tile * bytes);
      }
      sum += alone.encode({turned, tiles.count, tiles.side_px}).cast<double>();
    }
    return Matrix((sum / kSymmetries).cast<float>());
  };
  return out;
}

}  // namespace moonstain
