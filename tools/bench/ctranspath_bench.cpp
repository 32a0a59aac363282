// Times features of tiles by CTransPath as the step makes them, bytes to rows,
// one thread. Prints a JSON line for each batch, times per tile; ctranspath.py
// puts PyTorch beside it.
//
//   ctranspath_bench WEIGHTS BATCHES TILES float32|bfloat16
#include <cstdlib>
#include <iostream>
#include <optional>

#include "core/learn/network/torch_runtime.h"
#include "models/encoders/ctranspath.h"
#include "tools/bench/encoder_batches.h"

namespace moonstain {
namespace {

void run(const char* weights, std::int64_t batches, std::int64_t tiles,
         Precision precision) {
  prepare_torch();
  const Encoder encoder =
      ctranspath_encoder(ctranspath_weights(weights), weights, precision);
  time_encoder(encoder, batches, tiles);
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
