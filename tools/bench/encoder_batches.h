#pragma once

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/encoder.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {

/// Encodes batches of made-up tiles as a step does, bytes to rows. Prints a
/// JSON line for each, times per tile.
inline void time_encoder(const Encoder& encoder, std::int64_t batches,
                         std::int64_t tiles) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(
      tiles * encoder.input_px * encoder.input_px * 3));
  RandomStream stream(1, "time_encoder", "pixels", 0);
  for (std::uint8_t& byte : pixels) {
    byte = static_cast<std::uint8_t>(256 * stream.uniform());
  }
  const auto count = static_cast<double>(tiles);
  for (std::int64_t i = 0; i < batches; ++i) {
    const Stopwatch watch;
    encoder.encode({pixels, tiles, encoder.input_px});
    const Seconds taken = watch.elapsed();
    std::cout << concat(
        "{", sample_members({taken.wall / count, taken.cpu / count}), "}\n");
  }
}

}  // namespace moonstain
