// HiST's network with a part taken away.

#include <ATen/core/Tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/learn/network/carried.h"
#include "core/learn/network/torch_runtime.h"
#include "models/networks/hist.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"

namespace moonstain {
namespace {

std::unique_ptr<HistNetwork> network(Skips skips, std::int64_t channels) {
  prepare_torch();
  return hist_network({.channels = channels, .genes = 2, .skips = skips},
                      {5, "hist_test"});
}

at::Tensor said(Network& network, const at::Tensor& features) {
  const c10::NoGradGuard no_gradient;
  return network.forward({features}, Mode::evaluation).at(0);
}

std::vector<std::int64_t> shape_of(const Network& net,
                                   const std::string& name) {
  return tensor_named(net.state(), name).sizes().vec();
}

// Blocks Conv1 to Conv4 hand each channel on as it is (but for a factor).
void pass_on(Network& network) {
  const c10::NoGradGuard no_gradient;
  for (StateTensor& tensor : network.state()) {
    const bool encoder = tensor.name.size() > 5 &&
                         tensor.name.starts_with("Conv") &&
                         tensor.name[4] >= '1' && tensor.name[4] <= '4';
    if (!encoder || !tensor.trained) continue;
    if (tensor.name.ends_with("bias")) {
      tensor.value.zero_();
    } else if (tensor.value.dim() == 4) {
      tensor.value.zero_();
      const auto shared = std::min(tensor.value.size(0), tensor.value.size(1));
      for (std::int64_t k = 0; k < shared; ++k) {
        tensor.value[k][k][1][1].fill_(1);
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_ablation_test)

// Of 50,372,928 + 65 genes the gates are 5,773,312 + 1,444,864 + 361,984 +
// 90,880 (recipes/hist_loocv/METHOD.md 5.2). Without skips the first 3 x 3
// convolution of each block of the decoder reads c maps fewer, c of 512, 256,
// 128 and 64: 9 c^2 weights each, 2,359,296 + 589,824 + 147,456 + 36,864.
BOOST_AUTO_TEST_CASE(parameter_counts_are_those_worked_by_hand) {
  BOOST_TEST(network(Skips::gated, 768)->parameters() == 50'373'058);
  BOOST_TEST(network(Skips::plain, 768)->parameters() ==
             50'373'058 - 7'671'040);
  BOOST_TEST(network(Skips::none, 768)->parameters() ==
             50'373'058 - 7'671'040 - 3'133'440);
}

BOOST_AUTO_TEST_CASE(without_gates_their_tensors_are_absent_and_no_other) {
  const auto gated = network(Skips::gated, 3);
  for (const Skips skips : {Skips::plain, Skips::none}) {
    const auto ablated = network(skips, 3);
    std::vector<std::string> names, expected;
    for (const StateTensor& tensor : ablated->state()) {
      names.push_back(tensor.name);
    }
    for (const StateTensor& tensor : gated->state()) {
      if (!tensor.name.starts_with("msag")) expected.push_back(tensor.name);
    }
    BOOST_TEST(expected.size() == 254U);
    BOOST_TEST(names == expected, boost::test_tools::per_element());
  }
  using Shape = std::vector<std::int64_t>;
  const auto none = network(Skips::none, 3);
  BOOST_TEST(
      (shape_of(*none, "Up_conv5.conv.0.weight") == Shape{512, 512, 3, 3}));
  BOOST_TEST(
      (shape_of(*none, "Up_conv2.conv.0.weight") == Shape{64, 64, 3, 3}));
  BOOST_TEST(
      (shape_of(*none, "Up_conv2.conv.3.weight") == Shape{64, 64, 3, 3}));
}

// x + x v with v = 0.
BOOST_AUTO_TEST_CASE(gates_that_vote_nothing_are_plain_skips) {
  const auto gated = network(Skips::gated, 3);
  const auto plain = network(Skips::plain, 3);
  {
    const c10::NoGradGuard no_gradient;
    for (StateTensor& tensor : gated->state()) {
      if (tensor.name.ends_with("voteConv.1.weight")) tensor.value.zero_();
      if (tensor.name.ends_with("voteConv.1.bias")) tensor.value.fill_(-200);
    }
  }
  at::Tensor features = at::zeros({1, 3, 32, 32});
  features[0][1][4][9].fill_(2);
  features[0][0][20][30].fill_(-1);
  BOOST_TEST(said(*gated, features).equal(said(*plain, features)));
}

// The encoder hands its input on, so that a map of a level is the largest value
// of each square of cells. Beside 10 in a corner, a value of 3 so many cells
// away is in the map of that level and of those above it, and lost in the next
// pooling: all that is left of it goes through skips.
BOOST_AUTO_TEST_CASE(without_skips_a_levels_own_map_is_not_looked_at) {
  at::Tensor features = at::zeros({1, 3, 32, 32});
  features[0][0][0][0].fill_(10);
  for (const Skips skips : {Skips::gated, Skips::plain, Skips::none}) {
    const auto net = network(skips, 3);
    pass_on(*net);
    const at::Tensor alone = said(*net, features);
    for (const std::int64_t away : {1, 2, 4, 8}) {
      at::Tensor changed = features.clone();
      changed[0][0][0][away].fill_(3);
      BOOST_TEST(said(*net, changed).equal(alone) == (skips == Skips::none),
                 word_of(skips) << " " << away);
    }
    at::Tensor passed = features.clone();
    passed[0][0][0][0].fill_(11);
    BOOST_TEST(!said(*net, passed).equal(alone), word_of(skips));
  }
}

// PyTorch on the same weights and input, float64
// (tests/golden/learn/hist_grad_cam.py).
BOOST_AUTO_TEST_CASE(outputs_are_those_of_pytorch) {
  prepare_torch();
  const Json golden = read_golden("learn/hist_grad_cam");
  const at::Tensor features = made_by_rule("input:features", {1, 8, 48, 32},
                                           [](double u) { return 2 * u - 1; });
  for (const Skips skips : {Skips::gated, Skips::plain, Skips::none}) {
    const auto net = hist_network(
        {.channels = 8, .genes = 4, .skips = skips, .float64 = true}, {});
    fill_by_rule(net->state());
    check_recorded(std::string(word_of(skips)), said(*net, features),
                   golden.at("output").at(std::string(word_of(skips))), 1e-10);
  }
}

BOOST_AUTO_TEST_CASE(a_watch_sees_the_last_layers_and_changes_nothing) {
  const at::Tensor features = at::zeros({1, 3, 32, 32});
  const c10::NoGradGuard no_gradient;
  const auto seen = [&](Skips skips) {
    const auto net = network(skips, 3);
    std::string layers;
    const at::Tensor out = net->watched(
        features, Mode::evaluation,
        [&](std::string_view layer, const at::Tensor& maps) {
          layers += concat(layer, " ", maps.size(1), "x", maps.size(2), "; ");
        });
    BOOST_TEST(out.equal(said(*net, features)));
    return layers;
  };
  BOOST_TEST(seen(Skips::gated) ==
             "Conv1 64x32; Conv2 128x16; Conv3 256x8; Conv4 512x4; "
             "Conv5 1024x2; msag4 512x4; Up_conv5 512x4; msag3 256x8; "
             "Up_conv4 256x8; msag2 128x16; Up_conv3 128x16; msag1 64x32; "
             "Up_conv2 64x32; Conv_1x1 2x32; ");
  BOOST_TEST(seen(Skips::none) ==
             "Conv1 64x32; Conv2 128x16; Conv3 256x8; Conv4 512x4; "
             "Conv5 1024x2; Up_conv5 512x4; Up_conv4 256x8; Up_conv3 128x16; "
             "Up_conv2 64x32; Conv_1x1 2x32; ");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
