#include "models/networks/hist.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/ones.h>
#include <ATen/record_function.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <set>

#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// 366 names of recipes/hist_loocv/METHOD.md 5.3, written out by its list.
std::vector<std::string> published_names() {
  const std::vector<std::string> cv{"weight", "bias"};
  const std::vector<std::string> bn{"weight", "bias", "running_mean",
                                    "running_var", "num_batches_tracked"};
  std::vector<std::string> names;
  const auto add = [&](const std::string& prefix, const auto& parts) {
    for (const auto& part : parts) names.push_back(prefix + part);
  };
  const auto conv_block = [&](const std::string& prefix) {
    add(prefix + ".conv.0.", cv);
    add(prefix + ".conv.1.", bn);
    add(prefix + ".conv.3.", cv);
    add(prefix + ".conv.4.", bn);
  };
  for (int i = 1; i <= 5; ++i) conv_block(concat("Conv", i));
  for (int n = 0; n < 7; ++n) {
    const std::string prefix = concat("ConvMixer.block.", n);
    add(prefix + ".0.fn.0.", cv);
    add(prefix + ".0.fn.2.", bn);
    add(prefix + ".1.", cv);
    add(prefix + ".3.", bn);
  }
  for (int i = 5; i >= 2; --i) {
    add(concat("Up", i, ".up.1."), cv);
    add(concat("Up", i, ".up.2."), bn);
    conv_block(concat("Up_conv", i));
  }
  add("Conv_1x1.", cv);
  for (int i = 4; i >= 1; --i) {
    for (const char* part :
         {"pointwiseConv", "ordinaryConv", "dilationConv", "voteConv"}) {
      add(concat("msag", i, ".", part, ".0."), cv);
      add(concat("msag", i, ".", part, ".1."), bn);
    }
  }
  return names;
}

std::unique_ptr<Network> network(std::int64_t genes) {
  prepare_torch();
  return hist_network({.genes = genes}, {});
}

std::vector<std::int64_t> shape_of(const Network& net,
                                   const std::string& name) {
  for (const StateTensor& tensor : net.state()) {
    if (tensor.name == name) return tensor.value.sizes().vec();
  }
  return {-1};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_test)

// recipes/hist_loocv/METHOD.md 5.2.
BOOST_AUTO_TEST_CASE(parameter_counts_are_the_published_ones) {
  const std::map<std::int64_t, std::int64_t> published{
      {1, 50'372'993},   {144, 50'382'288}, {181, 50'384'693},
      {346, 50'395'418}, {448, 50'402'048}, {470, 50'403'478}};
  for (const auto& [genes, count] : published) {
    BOOST_TEST(network(genes)->parameters() == count);
  }
}

BOOST_AUTO_TEST_CASE(parameter_counts_by_module_are_the_published_ones) {
  const std::map<std::string, std::int64_t> published{
      {"Conv1", 479'616},     {"Conv2", 221'952},
      {"Conv3", 886'272},     {"Conv4", 3'542'016},
      {"Conv5", 14'161'920},  {"ConvMixer", 7'734'272},
      {"Up5", 4'720'128},     {"Up_conv5", 7'080'960},
      {"Up4", 1'180'416},     {"Up_conv4", 1'771'008},
      {"Up3", 295'296},       {"Up_conv3", 443'136},
      {"Up2", 73'920},        {"Up_conv2", 110'976},
      {"Conv_1x1", 65 * 346}, {"msag4", 5'773'312},
      {"msag3", 1'444'864},   {"msag2", 361'984},
      {"msag1", 90'880}};
  std::map<std::string, std::int64_t> counted;
  const auto net = network(346);
  for (const StateTensor& tensor : net->state()) {
    if (tensor.trained) {
      counted[tensor.name.substr(0, tensor.name.find('.'))] +=
          tensor.value.numel();
    }
  }
  BOOST_TEST((counted == published));
}

BOOST_AUTO_TEST_CASE(state_has_the_authors_names_in_their_order) {
  const auto net = network(2);
  std::vector<std::string> names;
  for (const StateTensor& tensor : net->state()) names.push_back(tensor.name);
  BOOST_TEST(names.size() == 366U);
  BOOST_TEST(names == published_names(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(shapes_are_the_published_ones) {
  using Shape = std::vector<std::int64_t>;
  const auto net = network(9);
  const auto is = [&](const std::string& name, const Shape& shape) {
    BOOST_TEST(shape_of(*net, name) == shape, boost::test_tools::per_element());
  };
  is("Conv1.conv.0.weight", {64, 768, 3, 3});
  is("ConvMixer.block.6.0.fn.0.weight", {1024, 1, 7, 7});
  is("ConvMixer.block.0.1.weight", {1024, 1024, 1, 1});
  is("Conv_1x1.weight", {9, 64, 1, 1});
  is("Conv_1x1.bias", {9});
  is("msag3.voteConv.0.weight", {256, 768, 1, 1});
  is("Up5.up.2.num_batches_tracked", {});
}

// Uniform in +-1/sqrt(fan_in): all values inside, near both ends, mean near 0.
BOOST_AUTO_TEST_CASE(first_weights_are_uniform_by_fan_in) {
  prepare_torch();
  const auto net = hist_network({.genes = 40}, {5, "hist_test"});
  const std::map<std::string, double> fan_in{
      {"Conv2.conv.0.weight", 64 * 9},
      {"ConvMixer.block.3.0.fn.0.weight", 49},
      {"Conv_1x1.bias", 64}};
  for (const StateTensor& tensor : net->state()) {
    if (!fan_in.contains(tensor.name)) continue;
    const double bound = 1 / std::sqrt(fan_in.at(tensor.name));
    const auto values = tensor.value.detach();
    BOOST_TEST(values.max().item<double>() <= bound);
    BOOST_TEST(values.max().item<double>() > 0.8 * bound);
    BOOST_TEST(values.min().item<double>() >= -bound);
    BOOST_TEST(values.min().item<double>() < -0.8 * bound);
  }
}

// recipes/hist_loocv/METHOD.md 6.3: the weight is 0 after the draw, nothing
// else moves.
BOOST_AUTO_TEST_CASE(output_init_zero_changes_one_tensor) {
  prepare_torch();
  const auto published = hist_network({.genes = 3}, {5, "hist_test"});
  const auto zero = hist_network({.genes = 3, .output_init = OutputInit::zero},
                                 {5, "hist_test"});
  std::vector<std::string> differing;
  for (std::size_t i = 0; i < published->state().size(); ++i) {
    const StateTensor& one = published->state()[i];
    if (!one.value.equal(zero->state()[i].value)) differing.push_back(one.name);
  }
  BOOST_TEST(differing == std::vector<std::string>{"Conv_1x1.weight"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(weights_of_the_wrong_shape_are_listed) {
  prepare_torch();
  Weights weights = weights_of(network(5)->state());
  std::erase_if(weights.tensors, [](const NamedTensor& tensor) {
    return tensor.spec.name == "Conv1.conv.0.bias";
  });
  const auto net = network(4);
  BOOST_TEST(error_of([&] {
               load_weights(net->state(), weights, "M1042T_200_model.pth",
                            "hist_model");
             }) ==
             "M1042T_200_model.pth: 3 tensors do not fit hist_model, which has "
             "366:\n"
             "  missing: Conv1.conv.0.bias F32 [64]\n"
             "  misshapen: Conv_1x1.weight is F32 [5, 64, 1, 1], expected F32 "
             "[4, 64, 1, 1]\n"
             "  misshapen: Conv_1x1.bias is F32 [5], expected F32 [4]");
}

BOOST_AUTO_TEST_CASE(output_has_the_grid_of_the_input) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  const auto net = hist_network({.channels = 3, .genes = 7}, {5, "hist_test"});
  const Tensors out =
      net->forward({at::ones({1, 3, 80, 64})}, Mode::evaluation);
  BOOST_TEST(out.size() == 1U);
  BOOST_TEST(out[0].sizes().vec() == (std::vector<std::int64_t>{1, 7, 80, 64}),
             boost::test_tools::per_element());
}

// The operations of a whole training step by either loss, by name: none of
// those that take the vendor's vector functions, whose last bits are the
// vendor's own (core/README.md, "Numeric classes").
BOOST_AUTO_TEST_CASE(a_training_step_calls_none_of_the_vendors_functions) {
  prepare_torch();
  const auto net = hist_network({.channels = 3, .genes = 2}, {5, "hist_test"});
  Optimiser adam(
      net->state(),
      {.rule = Adam{}, .weight_decay = 1e-4, .clip_norm = {}, .groups = {}});
  static std::set<std::string> called;
  const auto handle = at::addThreadLocalCallback(
      at::RecordFunctionCallback([](const at::RecordFunction& function)
                                     -> std::unique_ptr<at::ObserverContext> {
        std::string name = function.name();
        if (name.ends_with('_')) name.pop_back();
        called.insert(std::move(name));
        return nullptr;
      }));
  const Batch batch{{at::ones({2, 3, 32, 32})}, {at::ones({2, 2, 32, 32})}};
  train_step(*net, batch, {{mse_term()}}, adam, 1e-3);
  train_step(*net, batch, {{bce_term()}}, adam, 1e-3);
  at::removeCallback(handle);
  BOOST_TEST(called.contains("aten::gelu_backward"));
  BOOST_TEST(called.contains("aten::_fused_adam"));
  for (const char* name :
       {"acos", "asin", "atan", "cos", "erf", "erfc", "erfinv", "exp", "log",
        "log10", "log2", "pow", "sin", "sqrt", "tan", "tanh"}) {
    BOOST_TEST(!called.contains(std::string("aten::") + name), name);
  }
}

BOOST_AUTO_TEST_CASE(a_configuration_without_genes_is_refused) {
  BOOST_TEST(error_of([] { hist_network({.channels = 512}, {}); }) ==
             "hist_model: 512 channels and 0 genes; at least one of each is "
             "needed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
