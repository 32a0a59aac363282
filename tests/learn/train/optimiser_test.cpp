#include "core/learn/train/optimiser.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <ATen/record_function.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>

#include "core/base/random.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// A parameter [1] with a value; its gradient is set by hand.
StateTensor parameter(const std::string& name, double value) {
  prepare_torch();
  StateTensor tensor{name, at::full({1}, value, at::kDouble), true};
  tensor.value.requires_grad_();
  return tensor;
}

void set_gradient(const StateTensor& tensor, double gradient) {
  tensor.value.mutable_grad() = at::full({1}, gradient, at::kDouble);
}

double value(const StateTensor& tensor) { return tensor.value.item<double>(); }

OptimiserOptions with(std::variant<Adam, Sgd> rule, double weight_decay = 0) {
  return {.rule = rule,
          .weight_decay = weight_decay,
          .clip_norm = {},
          .groups = {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(optimiser_test)

// The first step of Adam goes by the rate against the sign of the gradient:
// the means are g and g^2 after correction.
BOOST_AUTO_TEST_CASE(adam_steps_are_worked_by_hand) {
  State state{parameter("w", 1)};
  Optimiser adam(state, with(Adam{}));
  set_gradient(state[0], 0.5);
  adam.step(0.1);
  BOOST_TEST(value(state[0]) == 1 - 0.1 * 0.5 / (0.5 + 1e-8),
             tt::tolerance(1e-14));
  // mean 0.9 * 0.05 - 0.1 * 0.2, squares 0.999 * 0.00025 + 0.001 * 0.04
  const double before = value(state[0]);
  set_gradient(state[0], -0.2);
  adam.step(0.01);
  const double mean = (0.9 * 0.05 - 0.02) / (1 - 0.81);
  const double square = (0.999 * 0.00025 + 0.00004) / (1 - 0.999 * 0.999);
  BOOST_TEST(value(state[0]) == before - 0.01 * mean / std::sqrt(square),
             tt::tolerance(1e-7));
}

// With a decay of 0.1 at 2: L2 adds 0.2 to the gradient, which a first step of
// Adam does not see beside its sign; the decoupled one takes 0.1 * 0.1 * 2.
BOOST_AUTO_TEST_CASE(decoupled_decay_does_not_pass_the_moments) {
  State state{parameter("a", 2), parameter("b", 2)};
  Optimiser coupled({state[0]}, with(Adam{}, 0.1));
  Optimiser decoupled({state[1]}, with(Adam{.decoupled_decay = true}, 0.1));
  for (const StateTensor& tensor : state) set_gradient(tensor, 0.5);
  coupled.step(0.1);
  decoupled.step(0.1);
  BOOST_TEST(value(state[0]) == 1.9, tt::tolerance(1e-7));
  BOOST_TEST(value(state[1]) == 2 - 0.02 - 0.1, tt::tolerance(1e-7));
}

// Gradients 1, 1 at rate 0.1 and momentum 0.5: the sums are 1 and 1.5; with
// Nesterov's step 1.5 and 1 + 0.5 * 1.5.
BOOST_AUTO_TEST_CASE(momentum_is_worked_by_hand) {
  State state{parameter("a", 0), parameter("b", 0), parameter("c", 0)};
  Optimiser plain({state[0]}, with(Sgd{}));
  Optimiser heavy({state[1]}, with(Sgd{.momentum = 0.5}));
  Optimiser ahead({state[2]}, with(Sgd{.momentum = 0.5, .nesterov = true}));
  for (int step = 0; step < 2; ++step) {
    for (const StateTensor& tensor : state) set_gradient(tensor, 1);
    plain.step(0.1);
    heavy.step(0.1);
    ahead.step(0.1);
  }
  BOOST_TEST(value(state[0]) == -0.2, tt::tolerance(1e-15));
  BOOST_TEST(value(state[1]) == -0.25, tt::tolerance(1e-15));
  BOOST_TEST(value(state[2]) == -0.325, tt::tolerance(1e-15));
}

// b gets its first gradient in the third step: it is left alone before, decay
// and all, and its first step is a first step, as large as that of a was.
BOOST_AUTO_TEST_CASE(a_parameter_without_a_gradient_is_left_as_it_is) {
  for (const auto& rule :
       {std::variant<Adam, Sgd>(Adam{}), {Sgd{.momentum = 0.5}}}) {
    State state{parameter("a", 1), parameter("b", 1)};
    Optimiser optimiser(state, with(rule, 0.1));
    set_gradient(state[0], 0.5);
    optimiser.step(0.1);
    const double after_one = value(state[0]);
    set_gradient(state[0], 0.25);
    optimiser.step(0.1);
    BOOST_TEST(value(state[1]) == 1.0);
    set_gradient(state[0], 0.25);
    set_gradient(state[1], 0.5);
    optimiser.step(0.1);
    BOOST_TEST(value(state[1]) == after_one);
    BOOST_TEST(!state[1].value.grad().defined());
  }
}

BOOST_AUTO_TEST_CASE(a_group_has_a_decay_and_a_rate_of_its_own) {
  State state{parameter("layer.weight", 2), parameter("norm.weight", 2),
              parameter("head.weight", 2)};
  OptimiserOptions options = with(Sgd{}, 0.5);
  options.groups = {{[](const StateTensor& tensor) {
                       return tensor.name.starts_with("norm");
                     },
                     0, 1},
                    {[](const StateTensor& tensor) {
                       return tensor.name.starts_with("head");
                     },
                     0.25, 10}};
  Optimiser sgd(state, options);
  for (const StateTensor& tensor : state) set_gradient(tensor, 1);
  sgd.step(0.1);
  BOOST_TEST(value(state[0]) == 2 - 0.1 * (1 + 0.5 * 2), tt::tolerance(1e-15));
  BOOST_TEST(value(state[1]) == 2 - 0.1, tt::tolerance(1e-15));
  BOOST_TEST(value(state[2]) == 2 - 1 * (1 + 0.25 * 2), tt::tolerance(1e-15));
}

// Gradients 3 and 4 have the norm 5: clipped to 1 they are 3/5 and 4/5, up to
// the 1e-6 in the quotient. Below the bound nothing changes.
BOOST_AUTO_TEST_CASE(gradients_are_clipped_by_their_common_norm) {
  State state{parameter("a", 0), parameter("b", 0), parameter("c", 7)};
  OptimiserOptions options = with(Sgd{});
  options.clip_norm = 1;
  Optimiser sgd(state, options);
  set_gradient(state[0], 3);
  set_gradient(state[1], 4);
  sgd.step(1);
  BOOST_TEST(value(state[0]) == -3 / (5 + 1e-6), tt::tolerance(1e-15));
  BOOST_TEST(value(state[1]) == -4 / (5 + 1e-6), tt::tolerance(1e-15));
  set_gradient(state[0], 0.5);
  sgd.step(1);
  BOOST_TEST(value(state[0]) == -3 / (5 + 1e-6) - 0.5, tt::tolerance(1e-15));
}

// Adam with betas 0 and 1/2, epsilon 0 and rate 1, after gradients of 10 bits:
// every other operation of its second step is exact or one rounding, so the
// result is that of a plain loop only if the square root is IEEE's. With the
// vendor's vector square root (at::sqrt) 5,903 of the results would differ on
// an AMD EPYC (core/README.md, "Numeric classes").
BOOST_AUTO_TEST_CASE(square_roots_are_exact) {
  prepare_torch();
  for (const bool decoupled : {false, true}) {
    constexpr std::int64_t kCount = 100'003;  // with a tail behind the vectors
    StateTensor tensor{"w", at::full({kCount}, 0.0, at::kFloat), true};
    tensor.value.requires_grad_();
    Optimiser adam(
        {tensor},
        with(Adam{
            .beta1 = 0, .beta2 = 0.5, .eps = 0, .decoupled_decay = decoupled}));
    RandomStream stream(1, "optimiser_test", "gradients");
    std::vector<float> first(kCount), second(kCount);
    for (auto* gradients : {&first, &second}) {
      at::Tensor gradient = at::empty({kCount}, at::kFloat);
      for (std::int64_t i = 0; i < kCount; ++i) {
        (*gradients)[i] = static_cast<float>(1 + stream.below(1023));
        gradient.mutable_data_ptr<float>()[i] = (*gradients)[i];
      }
      tensor.value.mutable_grad() = gradient;
      adam.step(1);
    }
    const auto correction = static_cast<float>(std::sqrt(1 - 0.25));
    std::int64_t differing = 0;
    for (std::int64_t i = 0; i < kCount; ++i) {
      // After one step: -g / sqrt(g^2 / 2) * sqrt(1 / 2).
      const float one = -first[i] / (std::sqrt(first[i] * first[i] / 2) /
                                     static_cast<float>(std::sqrt(0.5)));
      const float square = first[i] * first[i] / 4 + second[i] * second[i] / 2;
      const float expected =
          one + -second[i] / (std::sqrt(square) / correction);
      differing += tensor.value.const_data_ptr<float>()[i] != expected;
    }
    BOOST_TEST(differing == 0);
  }
}

// The operations that a step calls, by name: none of those whose bits are the
// vendor's library's.
BOOST_AUTO_TEST_CASE(no_rule_calls_the_vendors_functions) {
  static std::set<std::string> called;
  called.clear();
  const auto handle = at::addThreadLocalCallback(
      at::RecordFunctionCallback([](const at::RecordFunction& function)
                                     -> std::unique_ptr<at::ObserverContext> {
        called.insert(function.name());
        return nullptr;
      }));
  for (const auto& rule : {std::variant<Adam, Sgd>(Adam{}),
                           {Adam{.decoupled_decay = true}},
                           {Sgd{.momentum = 0.9}}}) {
    State state{parameter("w", 1)};
    OptimiserOptions options = with(rule, 0.1);
    options.clip_norm = 1;
    Optimiser optimiser(state, options);
    set_gradient(state[0], 3);
    optimiser.step(0.1);
  }
  at::removeCallback(handle);
  BOOST_TEST(called.contains("aten::_fused_adam_"));
  for (const char* name : {"aten::sqrt", "aten::sqrt_", "aten::pow",
                           "aten::log", "aten::exp", "aten::rsqrt"}) {
    BOOST_TEST(!called.contains(name), name);
  }
}

BOOST_AUTO_TEST_CASE(rules_that_make_no_sense_are_refused) {
  const auto made = [](const OptimiserOptions& options) {
    return error_of([&] { Optimiser({}, options); });
  };
  BOOST_TEST(made(with(Adam{.beta1 = 1})) ==
             "Adam: betas 1 and 0.999 and epsilon 1e-08; betas lie in [0, 1), "
             "epsilon is at least 0");
  BOOST_TEST(made(with(Sgd{.nesterov = true})) ==
             "SGD: momentum 0; Nesterov's step needs one above 0");
  BOOST_TEST(made(with(Sgd{}, -1)) ==
             "optimiser: weight_decay = -1 must be at least 0, clip_norm = 1 "
             "above 0");
}

// Three steps, or two, the moments carried to another optimiser, and one; the
// transpose's moments too.
BOOST_AUTO_TEST_CASE(an_optimiser_goes_on_from_its_moments) {
  prepare_torch();
  const auto state_of = [] {
    State state{{"w", at::arange(6, at::kDouble).view({2, 3}), true}};
    state[0].value.requires_grad_();
    state.push_back({"t", state[0].value.detach().t(), true});
    state[1].value.requires_grad_();
    return state;
  };
  const auto step = [](const State& state, Optimiser& adam, double scale) {
    state[0].value.mutable_grad() = scale * (state[0].value.detach() + 1);
    state[1].value.mutable_grad() = scale * (state[1].value.detach() - 3);
    adam.step(0.1);
  };
  const State at_once = state_of();
  Optimiser whole(at_once, with(Adam{}));
  const State in_turn = state_of();
  Optimiser before(in_turn, with(Adam{}));
  for (const double scale : {1.0, -0.5}) {
    step(at_once, whole, scale);
    step(in_turn, before, scale);
  }
  Optimiser after(in_turn, with(Adam{}));
  after.load_moments(before.moments(), "optimiser.safetensors");
  step(at_once, whole, 2);
  step(in_turn, after, 2);
  BOOST_TEST(in_turn[0].value.equal(at_once[0].value));
}

BOOST_AUTO_TEST_CASE(moments_of_another_parameter_are_refused) {
  State state{parameter("w", 1)};
  Optimiser adam(state, with(Adam{}));
  Weights moments;
  moments.tensors = {{{"v.first", Dtype::F64, {1}}, std::string(8, '\0')},
                     {{"w.first", Dtype::F64, {2}}, std::string(16, '\0')}};
  BOOST_TEST(
      error_of([&] { adam.load_moments(moments, "optimiser.safetensors"); }) ==
      "optimiser.safetensors: 2 tensors do not fit the optimiser, which "
      "has 1:\n"
      "  misshapen: w.first is F64 [2], expected F64 [1]\n"
      "  unexpected: v.first F64 [1]");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
