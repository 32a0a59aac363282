#include "core/learn/network/resnet.h"

#include <ATen/TensorOperators.h>

#include <boost/test/unit_test.hpp>

#include "core/learn/network/carried.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

struct Made {
  explicit Made(const ResNetConfig& config,
                ResNet::Naming naming = ResNet::Naming::torchvision)
      : network(Names(state, {}, at::kDouble), config, naming) {}

  State state;
  ResNet network;
};

std::int64_t trained(const State& state) {
  std::int64_t count = 0;
  for (const StateTensor& tensor : state) {
    if (tensor.trained) count += tensor.value.numel();
  }
  return count;
}

// Names, order, shapes, count, both modes and gradients beside torchvision's.
void check_torchvision(std::int64_t depth) {
  prepare_torch();
  const Json expected = read_golden("learn/resnet").at(std::to_string(depth));
  Made made({.depth = depth});
  Json state = Json::array();
  for (const StateTensor& tensor : made.state) {
    state.push_back({tensor.name, tensor.value.sizes().vec()});
  }
  BOOST_TEST(state == expected.at("state"));
  BOOST_TEST(trained(made.state) ==
             expected.at("parameters").get<std::int64_t>());

  fill_by_rule(made.state);
  const at::Tensor picture = made_by_rule("input:picture", {2, 3, 70, 45},
                                          [](double u) { return 2 * u - 1; });
  check_recorded("maps", made.network.maps(picture, Mode::evaluation),
                 expected.at("maps"), 1e-12);
  check_recorded("evaluation", made.network(picture, Mode::evaluation),
                 expected.at("evaluation"), 1e-12);
  const at::Tensor out = made.network(picture, Mode::training);
  check_recorded("training", out, expected.at("training"), 1e-12);
  const at::Tensor weights =
      made_by_rule("input:w", out.sizes().vec(), [](double u) { return u; });
  (out * weights).sum().backward();
  for (const auto& [name, gradient] : expected.at("gradient").items()) {
    check_recorded(name, tensor_named(made.state, name).grad(), gradient,
                   1e-10);
  }
  check_recorded("running mean",
                 tensor_named(made.state, "layer4.0.downsample.1.running_mean"),
                 expected.at("running_mean_after"), 1e-12);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(resnet_test)

BOOST_AUTO_TEST_CASE(depth_18_is_torchvisions) { check_torchvision(18); }

BOOST_AUTO_TEST_CASE(depth_50_is_torchvisions) { check_torchvision(50); }

// The modules of torchvision's resnet18 in the order of its children: conv1,
// bn1, relu, maxpool, layer1 to layer4, avgpool, fc.
BOOST_AUTO_TEST_CASE(children_are_counted) {
  const Made named({.depth = 18, .classes = 0});
  const Made counted({.depth = 18, .classes = 0}, ResNet::Naming::children);
  const std::pair<std::string, std::string> places[] = {
      {"conv1.", "0."},  {"bn1.", "1."},    {"layer1.", "4."},
      {"layer2.", "5."}, {"layer3.", "6."}, {"layer4.", "7."}};
  BOOST_REQUIRE(named.state.size() == 120U);
  BOOST_REQUIRE(counted.state.size() == 120U);
  for (std::size_t i = 0; i < named.state.size(); ++i) {
    std::string expected = named.state[i].name;
    for (const auto& [module, place] : places) {
      if (expected.starts_with(module)) {
        expected.replace(0, module.size(), place);
        break;
      }
    }
    BOOST_TEST(counted.state[i].name == expected);
  }
}

BOOST_AUTO_TEST_CASE(without_classes_there_are_features_only) {
  prepare_torch();
  const Made made({.depth = 18, .classes = 0});
  BOOST_TEST(made.network.width() == 512);
  BOOST_TEST(trained(made.state) == 11'689'512 - 513 * 1000);
  BOOST_TEST(error_of([&] {
               made.network(at::zeros({1, 3, 32, 32}, at::kDouble),
                            Mode::evaluation);
             }) == "resnet: it has no classes, and gives features only");
}

BOOST_AUTO_TEST_CASE(another_depth_is_refused) {
  BOOST_TEST(error_of([] { Made({.depth = 34}); }) ==
             "resnet: a depth of 34; there are 18 and 50");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
