#include "models/networks/gate.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/tensor.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

at::Tensor edges_of(const std::vector<std::int64_t>& from,
                    const std::vector<std::int64_t>& to) {
  return at::stack({at::tensor(from), at::tensor(to)});
}

// recipes/hespotex_loocv/METHOD.md, appendix A.3: element k of tensor t is
// amp sin(0.9 (t + 1) + 0.37 (k + 1)).
at::Tensor waves(int t, const std::vector<std::int64_t>& shape,
                 double amplitude = 0.3) {
  at::Tensor values = at::empty(shape, at::kDouble);
  for (std::int64_t k = 0; k < values.numel(); ++k) {
    values.mutable_data_ptr<double>()[k] =
        amplitude * std::sin(0.9 * (t + 1) + 0.37 * static_cast<double>(k + 1));
  }
  return values;
}

OptimiserOptions published_adam() {
  return {.rule = Adam{}, .weight_decay = 1e-4, .clip_norm = 5.0, .groups = {}};
}

// Loss, gradient norm before clipping, and the step.
struct Stepped {
  double loss, norm;
};
Stepped step(Gate& gate, Optimiser& adam, const at::Tensor& expression,
             const at::Tensor& edges) {
  const at::Tensor loss = at::mse_loss(
      gate.forward({expression, edges}, Mode::training)[0], expression);
  loss.backward();
  double squares = 0;
  for (const StateTensor& tensor : gate.moved()) {
    squares += tensor.value.grad().square().sum().item<double>();
  }
  adam.step(1e-3);
  return {loss.item<double>(), std::sqrt(squares)};
}

// recipes/hespotex_loocv/METHOD.md A.3: five spots, six genes, hidden 4,
// latent 2.
// The same page: five spots, six genes, hidden 4, latent 2.
struct Small {
  Gate gate;
  at::Tensor expression = waves(60, {5, 6}, 3).clamp_min(0);
  at::Tensor edges = edges_of({0, 1, 2, 3, 4, 0, 1, 0, 2, 1, 2, 2, 3, 3, 4},
                              {0, 1, 2, 3, 4, 1, 0, 2, 0, 2, 1, 3, 2, 4, 3});

  explicit Small(Tying tying)
      : gate({.genes = 6,
              .hidden = 4,
              .latent = 2,
              .tying = tying,
              .float64 = true},
             {}) {
    const c10::NoGradGuard no_gradient;
    int t = 61;
    for (StateTensor& tensor : gate.state()) {
      tensor.value.copy_(waves(t++, tensor.value.sizes().vec()));
    }
  }
};

constexpr double kLosses[] = {2.5218103645, 2.5188409893, 2.5156853938,
                              2.5123376733, 2.5087914772};

}  // namespace

BOOST_AUTO_TEST_SUITE(gate_test)

BOOST_AUTO_TEST_CASE(five_steps_of_the_small_case_are_met) {
  prepare_torch();
  constexpr double kNorms[] = {0.2041522385, 0.2170454187, 0.2302191096,
                               0.2436858435, 0.2574590568};
  constexpr double kLatents[] = {
      -0.18198246, -0.24737532, -0.18197081, -0.24735960, -0.22546812,
      -0.29387798, -0.20874976, -0.27012359, -0.30243515, -0.39135367};
  Small small(Tying::published);
  Optimiser adam(small.gate.moved(), published_adam());
  for (int i = 0; i < 5; ++i) {
    const Stepped done = step(small.gate, adam, small.expression, small.edges);
    BOOST_TEST(std::fabs(done.loss - kLosses[i]) < 1e-10);
    BOOST_TEST(std::fabs(done.norm - kNorms[i]) < 1e-10);
  }
  const at::Tensor latents =
      small.gate.forward({small.expression, small.edges}, Mode::evaluation)[1]
          .detach();
  for (int i = 0; i < 10; ++i) {
    BOOST_TEST(std::fabs(latents.const_data_ptr<double>()[i] - kLatents[i]) <
               1e-8);
  }
}

// The first loss is the same, the second is not: with one parameter for both
// uses the steps are about half as long.
BOOST_AUTO_TEST_CASE(summed_gradients_are_not_the_published_tying) {
  prepare_torch();
  Small small(Tying::summed);
  BOOST_TEST(small.gate.moved().size() == 4U);
  Optimiser adam(small.gate.moved(), published_adam());
  const double first =
      step(small.gate, adam, small.expression, small.edges).loss;
  const double second =
      step(small.gate, adam, small.expression, small.edges).loss;
  BOOST_TEST(std::fabs(first - kLosses[0]) < 1e-10);
  const double ratio = (first - second) / (kLosses[0] - kLosses[1]);
  BOOST_TEST(ratio > 0.4);
  BOOST_TEST(ratio < 0.7);
}

// The authors' class on 40 spots of 24 genes (tests/golden/learn/README.md).
BOOST_AUTO_TEST_CASE(the_published_network_is_met) {
  prepare_torch();
  const Json published = read_golden("learn/hespotex_gate");
  Gate gate({.genes = 24, .float64 = true}, {});
  fill_by_rule(gate.state());
  const at::Tensor edges =
      edges_of(published.at("edges")[0].get<std::vector<std::int64_t>>(),
               published.at("edges")[1].get<std::vector<std::int64_t>>());
  const at::Tensor genes = made_by_rule("input:gate_x", {40, 24}, [](double u) {
    return std::max(0.0, 6 * u - 2);
  });
  const auto check_outputs = [&](const Json& expected, double relative) {
    const Tensors out = gate.forward({genes, edges}, Mode::evaluation);
    check_recorded("reconstruction", out[0], expected.at("reconstruction"),
                   relative);
    check_recorded("latents", out[1], expected.at("z"), relative);
  };
  check_outputs(published.at("runs").at("float64"), 1e-12);

  const Json& training = published.at("training");
  Optimiser adam(gate.moved(), published_adam());
  for (const Json& expected : training.at("steps")) {
    const Stepped done = step(gate, adam, genes, edges);
    BOOST_TEST(done.loss == expected.at("loss").get<double>(),
               tt::tolerance(1e-9));
    BOOST_TEST(
        done.norm == expected.at("gradient_norm_before_clipping").get<double>(),
        tt::tolerance(1e-9));
  }
  check_outputs(training.at("after_5"), 1e-9);
  for (const StateTensor& tensor : gate.state()) {
    check_recorded(tensor.name, tensor.value,
                   training.at("after_5").at("state").at(tensor.name), 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(first_weights_follow_the_published_law) {
  prepare_torch();
  const Gate gate({.genes = 300}, {1, "gate_test"});
  const double expected[] = {1.414 * std::sqrt(2.0 / 812),
                             1.414 / std::sqrt(512), 1.414 / std::sqrt(512),
                             1.414 * std::sqrt(2.0 / 576)};
  const char* names[] = {"conv1.lin_src", "conv1.att_src", "conv1.att_dst",
                         "conv2.lin_src"};
  BOOST_REQUIRE(gate.state().size() == 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    const at::Tensor& values = gate.state()[i].value;
    BOOST_TEST(gate.state()[i].name == names[i]);
    const double deviation = std::sqrt(values.square().mean().item<double>());
    // Four standard errors of a deviation of so many draws.
    const double error =
        expected[i] * std::sqrt(8.0 / static_cast<double>(values.numel()));
    BOOST_TEST(std::fabs(deviation - expected[i]) < error);
  }
}

BOOST_AUTO_TEST_CASE(a_network_without_genes_is_refused) {
  BOOST_TEST(error_of([] { Gate({}, {}); }) ==
             "gate_model: 0 genes; at least one is needed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
