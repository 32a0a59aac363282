// Times features of tiles by CLIP's ViT-B/32 as the step makes them: bytes to
// rows of length 1, one thread. Prints a JSON line for each batch, times per
// tile; vit.py puts open_clip beside it.
//
//   vit_bench WEIGHTS BATCHES
#include <sys/resource.h>

#include <cstdlib>
#include <iostream>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/weights/torch_checkpoint.h"
#include "models/encoders/clip_vit_b32.h"
#include "tools/bench/stopwatch.h"

namespace moonstain {
namespace {

void run(const char* weights, std::int64_t batches) {
  prepare_torch();
  const Encoder encoder =
      clip_vit_b32_encoder(image_tower(read_weights(weights)), {}, weights);
  std::vector<std::uint8_t> pixels(encoder.batch * encoder.input_px *
                                   encoder.input_px * 3);
  RandomStream stream(1, "vit_bench", "pixels", 0);
  for (std::uint8_t& byte : pixels) {
    byte = static_cast<std::uint8_t>(256 * stream.uniform());
  }
  for (std::int64_t i = 0; i < batches; ++i) {
    const Stopwatch watch;
    encoder.encode({pixels, encoder.batch, encoder.input_px});
    const Seconds taken = watch.elapsed();
    const auto count = static_cast<double>(encoder.batch);
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
  if (count != 3) {
    std::cerr << "usage: vit_bench WEIGHTS BATCHES\n";
    return 2;
  }
  moonstain::run(arguments[1], std::atoll(arguments[2]));
  return 0;
}
