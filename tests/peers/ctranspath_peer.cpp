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
#include "tests/peers/encoded_tiles.h"

namespace moonstain {
namespace {

void run(char** arguments) {
  prepare_torch();
  const Encoder encoder =
      ctranspath_encoder(ctranspath_weights(arguments[1]), "weights");
  const Weights in = read_safetensors(arguments[2]);
  write_safetensors(arguments[3],
                    {{features_of(encoder, in.tensor("pixels"))}, {}});
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
