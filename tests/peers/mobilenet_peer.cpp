// Encodes tiles for mobilenet_peer_test.py:
//
//   mobilenet_peer WEIGHTS LAYER IN OUT     (safetensors but LAYER)
//
// IN holds `pixels` uint8 [n, side, side, 3]; OUT gets `features` [n, d].
#include <iostream>

#include "core/learn/network/torch_runtime.h"
#include "core/learn/weights/safetensors.h"
#include "models/encoders/mobilenet_v1.h"

namespace moonstain {
namespace {

void run(char** arguments) {
  prepare_torch();
  const MobileNetV1 encoder(read_safetensors(arguments[1]), arguments[2],
                            arguments[1]);
  const Weights in = read_safetensors(arguments[3]);
  const NamedTensor& pixels = in.tensor("pixels");
  const std::int64_t tiles = pixels.spec.shape.at(0);
  const std::int64_t side = pixels.spec.shape.at(1);
  const std::size_t tile = pixels.bytes.size() / tiles;
  std::string values;
  for (std::int64_t i = 0; i < tiles; ++i) {
    const auto* begin =
        reinterpret_cast<const std::uint8_t*>(pixels.bytes.data()) + i * tile;
    const Eigen::VectorXf vector = encoder.encode({begin, tile}, side);
    values.append(reinterpret_cast<const char*>(vector.data()),
                  vector.size() * sizeof(float));
  }
  write_safetensors(
      arguments[4],
      {{{{"features", Dtype::F32, {tiles, encoder.features()}}, values}}, {}});
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 5) return 2;
  try {
    moonstain::run(arguments);
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
  return 0;
}
