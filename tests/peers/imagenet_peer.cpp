// Encodes tiles by a network of ImageNet for imagenet_peer_test.py:
//
//   imagenet_peer NETWORK SCALE WEIGHTS IN OUT   (WEIGHTS: safetensors or a
//                                                 checkpoint of torch.save)
//
// IN holds `pixels` uint8 [n, side, side, 3]; OUT gets `features` [n, values].
// With SCALE "float64" IN holds `pictures` F64 [n, 3, rows, columns], WEIGHTS
// are F64, and so are the features.
#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <cstring>
#include <iostream>

#include "core/base/error.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/weights/safetensors.h"
#include "models/encoders/imagenet.h"
#include "tests/peers/encoded_tiles.h"

namespace moonstain {
namespace {

NamedTensor in_float64(ImageNetNetwork network, const char* weights,
                       const NamedTensor& pictures) {
  const c10::NoGradGuard no_gradient;
  ImageNetTower tower(network, at::kDouble);
  load_weights(tower.state(), imagenet_weights(network, weights), weights,
               word_of(network));
  at::Tensor seen = at::empty(pictures.spec.shape, at::kDouble);
  std::memcpy(seen.mutable_data_ptr<double>(), pictures.bytes.data(),
              pictures.bytes.size());
  const at::Tensor features = tower.features(seen).contiguous();
  return {{"features", Dtype::F64, features.sizes().vec()},
          std::string(
              reinterpret_cast<const char*>(features.const_data_ptr<double>()),
              static_cast<std::size_t>(features.numel()) * sizeof(double))};
}

NamedTensor in_float32(ImageNetNetwork network, PictureScale scale,
                       const char* weights, const NamedTensor& pixels) {
  const std::int64_t side = pixels.spec.shape.at(1);
  return features_of(
      imagenet_encoder(network, weights, {side, scale}, "weights"), pixels);
}

void run(char** arguments) {
  prepare_torch();
  const auto network = kind_of<ImageNetNetwork>(arguments[1]);
  const auto scale = kind_of<PictureScale>(arguments[2]);
  check(network.has_value(), "no network ", arguments[1]);
  const Weights in = read_safetensors(arguments[4]);
  write_safetensors(
      arguments[5],
      {{scale ? in_float32(*network, *scale, arguments[3], in.tensor("pixels"))
              : in_float64(*network, arguments[3], in.tensor("pictures"))},
       {}});
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 6) return 2;
  try {
    moonstain::run(arguments);
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
  return 0;
}
