// Networks on another device than the CPU (core/learn/network/device.h).
#include "core/learn/network/device.h"

#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <boost/test/unit_test.hpp>

#include "core/base/random.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/weights/safetensors.h"
#include "models/encoders/mobilenet_v1.h"
#include "models/networks/hist_model.h"
#include "tests/learn/network/stand_in_device.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

struct OnStandIn {
  OnStandIn() { set_network_device(stand_in_device()); }
  ~OnStandIn() { set_network_device(at::kCPU); }
  long before = stand_in_calls();
};

// 16 spots on 32 x 32 cells, two genes of three features.
GridSection section() {
  RandomStream stream(1, "device_test", "section", 0);
  GridSection value;
  value.grid.section = "s";
  value.grid.rows = value.grid.columns = 32;
  value.encoder = "colour";
  value.genes = {"ACTB", "GAPDH"};
  value.blank = Eigen::VectorXf::Ones(3);
  value.features.resize(16, 3);
  value.targets.resize(16, 2);
  for (int spot = 0; spot < 16; ++spot) {
    value.grid.spots.push_back(concat("spot", spot));
    value.grid.row.push_back(4 + spot / 4);
    value.grid.column.push_back(4 + spot % 4);
    for (int k = 0; k < 3; ++k) {
      value.features(spot, k) = static_cast<float>(stream.normal());
    }
    value.targets.row(spot) << 2 + value.features(spot, 0),
        3 - value.features(spot, 1);
  }
  return value;
}

Model trained() {
  HistTraining options;
  options.epochs = 2;
  return train_hist({section()}, {}, options, {});
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

// The stand-in's kernels are the CPU's: what was moved wrongly would differ,
// and what was not moved is an error.
BOOST_AUTO_TEST_CASE(hist_trains_there_as_on_the_cpu) {
  const Model here = trained();
  const OnStandIn there;
  const Model moved = trained();
  BOOST_TEST(stand_in_calls() - there.before > 1000);
  BOOST_REQUIRE(moved.weights.tensors.size() == here.weights.tensors.size());
  const double loss = here.training.at("final_loss").get<double>();
  BOOST_TEST(moved.training.at("final_loss").get<double>() == loss,
             tt::tolerance(1e-5));
}

// Five tiles at once there, one by one on the CPU.
BOOST_AUTO_TEST_CASE(tiles_are_encoded_there_many_at_once) {
  const std::int64_t side = 32;
  std::vector<std::uint8_t> pixels(
      static_cast<std::size_t>(5 * 3 * side * side));
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels[i] = static_cast<std::uint8_t>(i * 7919 >> 5);
  }
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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
