// Networks on another device than the CPU (core/learn/network/device.h).
#include "core/learn/network/device.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <boost/test/unit_test.hpp>

#include "core/learn/network/layers.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/objective.h"
#include "core/learn/weights/safetensors.h"
#include "models/encoders/imagenet.h"
#include "models/encoders/mobilenet_v1.h"
#include "tests/learn/network/stand_in_device.h"
#include "tests/support/published_values.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

struct OnStandIn {
  OnStandIn() { set_network_device(stand_in_device()); }
  ~OnStandIn() { set_network_device(at::kCPU); }
  long before = stand_in_calls();
};

// Tiles of bytes, [count, side, side, 3].
std::vector<std::uint8_t> drawn_tiles(std::int64_t count, std::int64_t side) {
  std::vector<std::uint8_t> pixels(
      static_cast<std::size_t>(count * 3 * side * side));
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels[i] = static_cast<std::uint8_t>(i * 7919 >> 5);
  }
  return pixels;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(device_test)

// A layer holds its tensors beside the state. Two of a storage stay so.
BOOST_AUTO_TEST_CASE(a_state_is_moved_where_it_lies) {
  prepare_torch();
  State state;
  const Linear layer(Names(state, {}, at::kFloat) / "layer", 3, 2);
  state.push_back({"transpose", state[0].value.detach().t()});
  move_state(state, stand_in_device());
  BOOST_TEST((layer.weight().device() == stand_in_device()));
  BOOST_TEST((state[2].value.device() == stand_in_device()));
  BOOST_TEST(
      (state[2].value.storage().data() == state[0].value.storage().data()));
  BOOST_TEST(state[2].value.stride(0) == 1);
  const at::Tensor out = layer(at::ones({1, 3}).to(stand_in_device()));
  BOOST_TEST((out.device() == stand_in_device()));
  BOOST_CHECK_THROW(layer(at::ones({1, 3})), std::exception);
}

// Five tiles at once there, one by one on the CPU.
BOOST_AUTO_TEST_CASE(tiles_are_encoded_there_many_at_once) {
  const std::int64_t side = 32;
  const auto pixels = drawn_tiles(5, side);
  const TileBatch tiles{.pixels = pixels, .count = 5, .side_px = side};
  const Weights weights =
      read_safetensors("recipes/lib/mobilenet_v1/imagenet_uint8.safetensors");
  const Encoder alone = mobilenet_v1_encoder(
      MobileNetV1(weights, "block8", "shipped"), "block8", side);
  BOOST_TEST(alone.batch == 1);
  const Matrix here = alone.encode(tiles);
  const OnStandIn there;
  const Encoder moved = mobilenet_v1_encoder(
      MobileNetV1(weights, "block8", "shipped"), "block8", side);
  BOOST_TEST(moved.batch == 256);
  BOOST_TEST((moved.encode(tiles) - here).cwiseAbs().maxCoeff() < 1e-4F);
  BOOST_TEST(stand_in_calls() > there.before);
  BOOST_TEST(alone.name == moved.name);
}

// Networks of ImageNet, by the maps of residual and of dense blocks.
BOOST_AUTO_TEST_CASE(networks_of_imagenet_encode_there) {
  prepare_torch();
  const std::int64_t side = 32;
  const auto pixels = drawn_tiles(2, side);
  const TileBatch tiles{.pixels = pixels, .count = 2, .side_px = side};
  for (const auto network :
       {ImageNetNetwork::resnet18, ImageNetNetwork::densenet121}) {
    const TempFolder folder;
    ImageNetTower tower(network, at::kFloat);
    fill_by_rule(tower.state());
    write_safetensors(folder / "weights", weights_of(tower.state()));
    const auto made = [&] {
      return imagenet_encoder(network, folder / "weights", {side}, "drawn");
    };
    const Matrix here = made().encode(tiles);
    const OnStandIn there;
    const Encoder moved = made();
    BOOST_TEST(moved.batch == 256);
    BOOST_TEST((moved.encode(tiles) - here).cwiseAbs().maxCoeff() <=
               1e-4F * here.cwiseAbs().maxCoeff());
    BOOST_TEST(stand_in_calls() > there.before);
  }
}

// (0.5^2 + 1.5^2) / 2 of two values there: one number, on the device.
BOOST_AUTO_TEST_CASE(a_loss_is_one_number_there) {
  const Tensors outputs = {(at::ones({1, 2}) * 0.5).to(stand_in_device())};
  at::Tensor target = at::ones({1, 2});
  target.select(1, 1).fill_(2);
  const Objective objective{.terms = {mse_term()}};
  const Objective::Value value =
      objective.value(outputs, {{}, {target.to(stand_in_device())}});
  BOOST_TEST((value.total.device() == stand_in_device()));
  BOOST_TEST(value.total.item<double>() == 1.25);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
