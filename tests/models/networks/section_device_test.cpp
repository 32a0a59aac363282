// Networks over whole sections on another device than the CPU.
#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <functional>

#include "core/learn/network/device.h"
#include "core/learn/network/torch_runtime.h"
#include "models/networks/hist2st.h"
#include "models/networks/histogene.h"
#include "models/networks/thitogene.h"
#include "tests/learn/network/stand_in_device.h"
#include "tests/support/published_values.h"

namespace moonstain {
namespace {

constexpr std::int64_t kSpots = 6;
const Initial kInitial{1, "section_device_test"};

// Spots in a row that hear of those beside them; the last is nobody's
// neighbour.
at::Tensor edges() {
  return at::stack(
      {at::tensor(std::vector<std::int64_t>{1, 0, 2, 1, 3, 2, 4}),
       at::tensor(std::vector<std::int64_t>{0, 1, 1, 2, 2, 3, 5})});
}

at::Tensor patches(const std::vector<std::int64_t>& shape) {
  return made_by_rule("input:patches", shape, [](double u) { return 256 * u; })
      .to(at::kFloat);
}

// What a network says in training with everything on `device`: dropout draws
// the same there. No gradient: LibTorch's backward pass asks for a stream,
// which the stand-in has not.
at::Tensor said_on(const std::unique_ptr<Network>& network,
                   const Tensors& inputs, at::Device device) {
  const c10::NoGradGuard no_gradient;
  move_state(network->state(), device);
  return network->forward(moved(inputs, device), Mode::training).back().cpu();
}

void check_same(const std::function<std::unique_ptr<Network>()>& network,
                const Tensors& inputs) {
  prepare_torch();
  const long before = stand_in_calls();
  const at::Tensor here = said_on(network(), inputs, at::kCPU);
  const at::Tensor there = said_on(network(), inputs, stand_in_device());
  BOOST_TEST(stand_in_calls() > before);
  BOOST_TEST((here - there).abs().max().item<double>() <=
             1e-4 * here.abs().max().item<double>());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(section_device_test)

BOOST_AUTO_TEST_CASE(histogene_says_the_same_there) {
  check_same(
      [] {
        return histogene_network(
            {.patch_values = 12, .genes = 3, .width = 16, .depth = 1},
            kInitial);
      },
      {patches({kSpots, 12}), at::zeros({kSpots, 2}, at::kLong)});
}

BOOST_AUTO_TEST_CASE(hist2st_says_the_same_there) {
  check_same(
      [] {
        return hist2st_network({.patch_px = 14,
                                .genes = 3,
                                .mixers = 1,
                                .blocks = 1,
                                .graph_layers = 2,
                                .heads = 2},
                               kInitial);
      },
      {patches({kSpots, 3, 14, 14}), at::zeros({kSpots, 2}, at::kLong), edges(),
       at::tensor(std::vector<double>{1, 30, 1}).view({1, 3})});
}

BOOST_AUTO_TEST_CASE(thitogene_says_the_same_there) {
  check_same(
      [] {
        return thitogene_network({.genes = 3,
                                  .capsules = 2,
                                  .capsule_length = 8,
                                  .blocks = 1,
                                  .heads = 2,
                                  .hidden = 16,
                                  .graph_heads = 2},
                                 kInitial);
      },
      {patches({kSpots, 3, 112, 112}), at::zeros({kSpots, 2}, at::kLong),
       edges()});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
