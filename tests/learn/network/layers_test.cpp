#include "core/learn/network/layers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

}  // namespace

BOOST_AUTO_TEST_SUITE(layers_test)

BOOST_AUTO_TEST_CASE(a_linear_layer_without_bias_has_one_tensor) {
  prepare_torch();
  State state;
  const Linear linear(Names(state, {}, at::kFloat) / "to_qkv", 3, 2,
                      Bias::none);
  BOOST_REQUIRE(state.size() == 1U);
  BOOST_TEST(state[0].name == "to_qkv.weight");
  BOOST_TEST(state[0].value.sizes().vec() == (Sizes{2, 3}), tt::per_element());
}

// 1 + 2^-8 lies between two numbers of 8 bits, 1 and 1 + 2^-7, and goes to the
// even one, 1; 1 + 3 2^-8 goes to 1 + 2^-6. Of 3 (1 + 3 2^-8), with both
// factors rounded, 3 + 3 2^-6 has 8 bits; its float32 product would be 3 + 9
// 2^-8.
BOOST_AUTO_TEST_CASE(rounded_weights_multiply_rounded_values) {
  prepare_torch();
  State state;
  Linear linear(Names(state, {}, at::kFloat), 1, 2);
  const c10::NoGradGuard no_gradient;
  state[0].value[0][0] = 1 + std::ldexp(1., -8);
  state[0].value[1][0] = 1 + 3 * std::ldexp(1., -8);
  state[1].value.zero_();
  const at::Tensor three = at::ones({1, 1}) * 3;
  BOOST_TEST(linear(three)[0][1].item<double>() == 3 + 9 * std::ldexp(1., -8));
  linear.round_weights();
  const at::Tensor out = linear(three);
  BOOST_TEST((out.scalar_type() == at::kBFloat16));
  BOOST_TEST(out[0][0].item<double>() == 3);
  BOOST_TEST(out[0][1].item<double>() == 3 + 3 * std::ldexp(1., -6));
  // The state is what it was.
  BOOST_TEST(state[0].value[0][0].item<double>() == 1 + std::ldexp(1., -8));
}

// A rate of 1/4 drops some 250 of 1,000 ones and makes 4/3 of the others; in
// evaluation it does nothing.
BOOST_AUTO_TEST_CASE(dropout_drops_and_scales_in_training_alone) {
  prepare_torch();
  State state;
  Dropout dropout(Names(state, {1, "layers_test"}, at::kFloat) / "drop", 0.25);
  BOOST_TEST(state.empty());
  const at::Tensor ones = at::ones({10, 100});
  BOOST_TEST(dropout(ones, Mode::evaluation).equal(ones));
  const at::Tensor out = dropout(ones, Mode::training);
  const auto dropped = (out == 0).sum().item<std::int64_t>();
  const auto scaled = (out == 1.F / 0.75F).sum().item<std::int64_t>();
  BOOST_TEST(dropped + scaled == 1000);
  BOOST_TEST(std::abs(dropped - 250) < 5 * std::sqrt(1000 * 0.25 * 0.75));
}

// Calls differ, and a second network of the same seed draws the same; a layer
// of another name, or a fold, draws otherwise.
BOOST_AUTO_TEST_CASE(dropout_draws_by_seed_fold_name_and_call) {
  prepare_torch();
  const auto drawn = [](const StreamSeed& seed, const char* name, int calls) {
    State state;
    Dropout dropout(Names(state, {seed, "layers_test"}, at::kFloat) / name,
                    0.5);
    at::Tensor out;
    for (int i = 0; i < calls; ++i) {
      out = dropout(at::ones({100}), Mode::training);
    }
    return out;
  };
  const at::Tensor first = drawn(1, "a", 1);
  BOOST_TEST(first.equal(drawn(1, "a", 1)));
  BOOST_TEST(!first.equal(drawn(1, "a", 2)));
  BOOST_TEST(!first.equal(drawn(1, "b", 1)));
  BOOST_TEST(!first.equal(drawn({1, "B"}, "a", 1)));
}

BOOST_AUTO_TEST_CASE(dropout_without_a_seed_or_a_rate_is_refused) {
  prepare_torch();
  State state;
  const Names names(state, {}, at::kFloat);
  BOOST_TEST(error_of([&] { Dropout(names / "drop", 1); }) ==
             "dropout drop: the rate is 1; it must be at least 0 and less than "
             "1");
  Dropout dropout(names / "drop", 0.5);
  BOOST_TEST(error_of([&] { dropout(at::ones({2}), Mode::training); }) ==
             "dropout drop: the network has no seed to draw from; one that is "
             "made to predict cannot be trained");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
