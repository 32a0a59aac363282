#include "core/learn/network/densenet.h"

#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>

#include "core/learn/network/carried.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"

namespace moonstain {
namespace {

struct Made {
  explicit Made(const Initial& initial = {})
      : network(Names(state, initial, at::kDouble) / "features") {}

  State state;
  DenseNet121 network;
};

// Four pictures of 64 px through torchvision's network.
void check_modules(Mode mode, const Json& published) {
  prepare_torch();
  const c10::NoGradGuard no_gradient;
  Made made;
  fill_by_rule(made.state);
  std::set<std::string> compared;
  made.network.maps(made_by_rule("input:image", {4, 3, 64, 64},
                                 [](double u) { return 2 * u - 1; }),
                    mode, [&](std::string_view module, const at::Tensor& maps) {
                      const std::string name = concat("features.", module);
                      if (!published.at("intermediate").contains(name)) return;
                      check_published(name, maps,
                                      published.at("intermediate").at(name),
                                      "float64");
                      compared.insert(name);
                    });
  BOOST_TEST(compared.size() == published.at("intermediate").size());
  if (mode == Mode::evaluation) return;
  check_published_sums(made.state, published.at("buffers_after_one_forward"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(densenet_test)

BOOST_AUTO_TEST_CASE(it_has_torchvisions_parameters) {
  std::int64_t count = 0;
  for (const StateTensor& tensor : Made().state) {
    if (tensor.trained) count += tensor.value.numel();
  }
  BOOST_TEST(count == 6'953'856);
}

BOOST_AUTO_TEST_CASE(modules_give_torchvisions_maps) {
  const Json published = read_golden("learn/stnet").at("cases").at(0);
  check_modules(Mode::evaluation, published.at("eval"));
  check_modules(Mode::training, published.at("train"));
}

// He et al. by the values that go in: of 512 * 1 * 1 the deviation is 1/16.
BOOST_AUTO_TEST_CASE(first_weights_follow_torchvisions_law) {
  prepare_torch();
  const Made made({1, "densenet_test"});
  const at::Tensor& weight =
      tensor_named(made.state, "features.transition2.conv.weight");
  BOOST_TEST(std::fabs(weight.std().item<double>() * 16 - 1) < 0.02);
  BOOST_TEST(std::fabs(weight.mean().item<double>()) < 0.001);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
