#include <cmath>

#include "models/networks/ghist.h"

namespace moonstain {
namespace {

// Convolutions lay their channels out in sixteens.
double in_sixteens(std::int64_t channels) {
  return 16 * std::ceil(static_cast<double>(channels) / 16);
}

double values_of(const GhistShape& shape) {
  const std::int64_t w = shape.width, e = shape.embed;
  // With its normalisation, running values among them.
  const auto block = [](std::int64_t in, std::int64_t out) {
    return 9 * in * out + 5 * out + 1;
  };
  const auto linear = [](std::int64_t in, std::int64_t out) {
    return in * out + out;
  };
  const auto head = [&](std::int64_t in, std::int64_t out) {
    return linear(in, e) + linear(e, out);
  };
  std::int64_t values = shape.map_classes() * (9 * 5 * w + 1);
  for (std::int64_t level = 0, in = 3; level < 5; ++level) {
    const std::int64_t out = w << level;
    values += block(in, out) + block(out, out);
    in = out;
  }
  for (std::int64_t node = 0; node < 4; ++node) {
    for (std::int64_t from = 0; from < 5; ++from) {
      values += block(from <= node || from == 4 ? w << from : 5 * w, w);
    }
    values += block(5 * w, 5 * w);
  }
  values += head(12 * w, e) + shape.reference_rows * shape.genes;
  values += 3 * head(e, shape.reference_rows > 0 ? shape.reference_rows
                                                 : shape.genes);
  if (shape.neighbourhood_on) {
    values += head(e, shape.types) +
              3 * (linear(shape.types, e) + 2 * linear(shape.genes, e) +
                   4 * linear(e, e) + linear(e, shape.genes));
  }
  if (shape.types_on) {
    values += head(e, shape.types) + head(shape.genes, shape.types);
  }
  return static_cast<double>(values);
}

}  // namespace

// Counted in maps of `width` channels at the picture's size.
//
// Kept for the gradient, 36 and the logits:
// - encoder: a level has two convolutions and what their norms and ReLUs make
//   of them, 4, and is half of the level before: 4 * 31/16;
// - maxima: level s halved k times is 2^(s-1) 4^-(s-1+k), and has the places of
//   its maxima in 64 bits: 3 * 0.58;
// - decoder: a node has five convolutions, what they are joined to, the merging
//   convolution and that behind its ReLU, 20, and is a quarter of the next
//   finer one: 20 * 85/64;
// - logits of the pixel map, their logarithms and gradient: 3 classes / width.
// At work: gradients of the finest node's output, of its merging convolution
// and of its sources, 15, and what that convolution copies: its input, its
// output and a gradient.
//
// Without a gradient: levels with maxima and nodes so far, 5; of the finest node what is
// joined, its convolution and its norm, 15, and two copies.
//
// The heap has gaps, for which an eighth is added. Peaks that were measured lie
// up to 16 % below, the library's 200 MB apart (training: width 64, 256 px, one,
// two and eight patches; width 8, 256 px, eight; width 16, 128 px, eight; the
// last two and width 64, two patches, also without a gradient).
GhistMemory ghist_memory(const GhistShape& shape, std::int64_t batch,
                         std::int64_t patch_px, bool training) {
  const double number = shape.float64 ? 8 : 4;
  const double width = static_cast<double>(shape.width);
  const double map = number * width * static_cast<double>(batch) *
                     static_cast<double>(patch_px * patch_px) * 9 / 8;
  const double logits = static_cast<double>(shape.map_classes()) / width;
  const double copy = in_sixteens(5 * shape.width) / width;

  const auto bytes = [](double of) { return static_cast<std::uint64_t>(of); };
  GhistMemory memory;
  memory.weights = bytes(number * values_of(shape) * (training ? 4 : 1));
  memory.maps = bytes(map * (training ? 36 + 3 * logits : 5 + 2 * logits));
  memory.work = bytes(map * (15 + (training ? 3 : 2) * copy));
  return memory;
}

}  // namespace moonstain
