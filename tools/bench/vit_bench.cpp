// Times features of tiles by CLIP's ViT-B/32 as the step makes them: bytes to
// rows of length 1, one thread. Prints a JSON line for each batch, times per
// tile; vit.py puts open_clip beside it.
//
//   vit_bench WEIGHTS BATCHES
#include <cstdlib>
#include <iostream>

#include "core/learn/network/torch_runtime.h"
#include "core/learn/weights/torch_checkpoint.h"
#include "models/encoders/clip_vit_b32.h"
#include "tools/bench/encoder_batches.h"

namespace moonstain {
namespace {

void run(const char* weights, std::int64_t batches) {
  prepare_torch();
  const Encoder encoder =
      clip_vit_b32_encoder(image_tower(read_weights(weights)), {}, weights);
  time_encoder(encoder, batches, encoder.batch);
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: vit_bench WEIGHTS BATCHES\n";
    return 2;
  }
  moonstain::run(arguments[1], std::atoll(arguments[2]));
  return 0;
}
