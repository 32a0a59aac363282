// Times features of tiles by CTransPath as the step makes them, bytes to rows,
// one thread. Prints a JSON line for each batch, times per tile; ctranspath.py
// puts PyTorch beside it.
//
//   ctranspath_bench WEIGHTS BATCHES TILES float32|bfloat16
#include <sys/resource.h>

#include <cstdlib>
#include <iostream>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/network/torch_runtime.h"
#include "models/encoders/ctranspath.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

void run(const char* weights, std::int64_t batches, std::int64_t tiles,
         Precision precision) {
  prepare_torch();
  const Encoder encoder =
      ctranspath_encoder(ctranspath_weights(weights), weights, precision);
  std::vector<std::uint8_t> pixels(tiles * encoder.input_px * encoder.input_px *
                                   3);
  RandomStream stream(1, "ctranspath_bench", "pixels", 0);
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
  const auto precision =
      count == 5 ? moonstain::kind_of<moonstain::Precision>(arguments[4])
                 : std::nullopt;
  if (!precision) {
    std::cerr << "usage: ctranspath_bench WEIGHTS BATCHES TILES "
                 "float32|bfloat16\n";
    return 2;
  }
  moonstain::run(arguments[1], std::atoll(arguments[2]),
                 std::atoll(arguments[3]), *precision);
  return 0;
}
