// Times features of tiles by a network of ImageNet as the step makes them,
// bytes to rows, one thread. Prints a JSON line for each batch, times per tile;
// imagenet.py puts PyTorch beside it.
//
//   imagenet_bench NETWORK WEIGHTS BATCHES TILES
#include <sys/resource.h>

#include <cstdlib>
#include <iostream>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/network/torch_runtime.h"
#include "models/encoders/imagenet.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

void run(const char* name, const char* weights, std::int64_t batches,
         std::int64_t tiles) {
  prepare_torch();
  const auto network = kind_of<ImageNetNetwork>(name);
  check(network.has_value(), "no network ", name);
  const Encoder encoder = imagenet_encoder(*network, weights, {}, weights);
  std::vector<std::uint8_t> pixels(tiles * encoder.input_px * encoder.input_px *
                                   3);
  RandomStream stream(1, "imagenet_bench", "pixels", 0);
  for (std::uint8_t& byte : pixels) {
    byte = static_cast<std::uint8_t>(256 * stream.uniform());
  }
  for (std::int64_t i = 0; i < batches; ++i) {
    const Stopwatch watch;
    encoder.encode({pixels, tiles, encoder.input_px});
    const Seconds taken = watch.elapsed();
    const auto count = static_cast<double>(tiles);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::cout << concat("{",
                        json_members({taken.wall / count, taken.cpu / count}),
                        ", \"peak_mb\": ", usage.ru_maxrss / 1024, "}\n");
  }
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
