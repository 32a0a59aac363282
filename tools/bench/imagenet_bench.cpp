// Times features of tiles by a network of ImageNet as the step makes them,
// bytes to rows, one thread. Prints a JSON line for each batch, times per tile;
// imagenet.py puts PyTorch beside it.
//
//   imagenet_bench NETWORK WEIGHTS BATCHES TILES
#include <cstdlib>
#include <iostream>

#include "core/base/error.h"
#include "core/learn/network/torch_runtime.h"
#include "models/encoders/imagenet.h"
#include "tools/bench/encoder_batches.h"

namespace moonstain {
namespace {

void run(const char* name, const char* weights, std::int64_t batches,
         std::int64_t tiles) {
  prepare_torch();
  const auto network = kind_of<ImageNetNetwork>(name);
  check(network.has_value(), "no network ", name);
  const Encoder encoder = imagenet_encoder(*network, weights, {}, weights);
  time_encoder(encoder, batches, tiles);
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 5) {
    std::cerr << "usage: imagenet_bench NETWORK WEIGHTS BATCHES TILES\n";
    return 2;
  }
  moonstain::run(arguments[1], arguments[2], std::atoll(arguments[3]),
                 std::atoll(arguments[4]));
  return 0;
}
