// Encodes tiles by CTransPath for ctranspath_peer_test.py:
//
//   ctranspath_peer WEIGHTS IN OUT     (WEIGHTS: safetensors or a checkpoint of
//                                       torch.save)
//
// IN holds `pixels` uint8 [n, 224, 224, 3]; OUT gets `features` [n, 768].
#include <iostream>

#include "core/learn/network/torch_runtime.h"
#include "core/learn/weights/safetensors.h"
#include "models/encoders/ctranspath.h"

namespace moonstain {
namespace {

void run(char** arguments) {
  prepare_torch();
  const Encoder encoder =
      ctranspath_encoder(ctranspath_weights(arguments[1]), "weights");
  const Weights in = read_safetensors(arguments[2]);
  const NamedTensor& pixels = in.tensor("pixels");
  const std::int64_t tiles = pixels.spec.shape.at(0);
  const Matrix values = encoder.encode(
      {{reinterpret_cast<const std::uint8_t*>(pixels.bytes.data()),
        pixels.bytes.size()},
       tiles,
       pixels.spec.shape.at(1)});
  write_safetensors(
      arguments[3],
      {{{{"features", Dtype::F32, {tiles, encoder.features}},
         std::string(reinterpret_cast<const char*>(values.data()),
                     static_cast<std::size_t>(values.size()) * sizeof(float))}},
       {}});
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 4) return 2;
  try {
    moonstain::run(arguments);
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
  return 0;
}
