#include "core/learn/train/objective.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/fit.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// Says 0 of everything, in the shape of its input.
class Nothing : public Network {
 public:
  Tensors forward(const Tensors& inputs, Mode) override {
    return {at::zeros_like(inputs.at(0))};
  }
};

// Two slides of 1 and of 3 spots with two genes; the input has the target's
// shape.
Examples slides() {
  return {.count = 2,
          .batch =
              [](const std::vector<std::size_t>& which) {
                const at::Tensor target =
                    which.at(0) == 0
                        ? at::tensor({1.F, 10.F}).view({1, 2})
                        : at::tensor({2.F, 10.F, 3.F, 10.F, 6.F, 14.F})
                              .view({3, 2});
                return Batch{{target}, {target}};
              },
          .units = {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(objective_test)

// Gene 0 is 1, 2, 3, 6: mean 3, variance 14 / 4. Gene 1 is 10, 10, 10, 14:
// mean 11, variance 12 / 4. Their mean is 3.25.
BOOST_AUTO_TEST_CASE(the_best_constant_is_worked_by_hand) {
  prepare_torch();
  BOOST_TEST(*Objective{{mse_term()}}.of_constant(slides()) == 3.25,
             tt::tolerance(1e-15));
}

// Over all cells: (1 + 4 + 9 + 36 + 100 * 3 + 196) / 8 = 68.25, which is the
// constant's 3.25 and the mean of the squared means 9 and 121.
BOOST_AUTO_TEST_CASE(an_evaluated_loss_weighs_each_value_alike) {
  prepare_torch();
  Nothing network;
  BOOST_TEST(evaluated_loss(network, slides(), {{mse_term()}}) == 68.25,
             tt::tolerance(1e-6));
}

// The difference of mean square and squared mean would keep 7 digits of 1e-2
// beside 7e7 in float64, and none in float32.
BOOST_AUTO_TEST_CASE(a_small_variance_far_from_zero_is_kept) {
  prepare_torch();
  const Examples far{
      .count = 3,
      .batch =
          [](const std::vector<std::size_t>& which) {
            const float base = 8192.F + 0.125F * static_cast<float>(which[0]);
            const at::Tensor one = at::tensor({base, base}).view({2, 1});
            return Batch{{one}, {one}};
          },
      .units = {}};
  // 0, 1/8 and 2/8 each twice: variance 2/3 of 1/64.
  BOOST_TEST(*Objective{{mse_term()}}.of_constant(far) == 2.0 / 3 / 64,
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(without_a_closed_form_there_is_no_constant_loss) {
  ObjectiveTerm other{
      .name = "other",
      .value = [](const Tensors& outputs,
                  const Batch&) { return at::mean(outputs.at(0)); },
      .of_constant = {}};
  const Objective both{{mse_term(), other}};
  BOOST_TEST(!both.of_constant(slides()).has_value());
  const Batch batch = slides().batch({0});
  const Objective::Value value = both.value({batch.targets[0] + 2}, batch);
  BOOST_TEST(value.terms == (std::vector<double>{4, 7.5}), tt::per_element());
  BOOST_TEST(value.total.item<double>() == 11.5);
}

BOOST_AUTO_TEST_CASE(terms_that_are_no_numbers_are_refused) {
  const Batch batch = slides().batch({0});
  BOOST_TEST(error_of([&] { Objective{}.value({}, batch); }) ==
             "an objective without terms");
  const ObjectiveTerm map{
      .name = "map",
      .value = [](const Tensors& outputs, const Batch&) { return outputs[0]; },
      .of_constant = {}};
  BOOST_TEST(error_of([&] { Objective{{map}}.value(batch.targets, batch); }) ==
             "objective: term 'map' has 2 values, it must be one number");
}

// Logits 0 and 2 of targets 1 and 0: ln 2 and 2 + ln(1 + exp(-2)).
BOOST_AUTO_TEST_CASE(cross_entropy_is_worked_by_hand) {
  prepare_torch();
  const Batch batch{{}, {at::tensor({1.F, 0.F}).view({1, 2})}};
  const double loss = bce_term()
                          .value({at::tensor({0.F, 2.F}).view({1, 2})}, batch)
                          .item<double>();
  BOOST_TEST(loss == (std::log(2.0) + 2 + std::log1p(std::exp(-2.0))) / 2,
             tt::tolerance(1e-6));
}

// Of two outputs 1 of 4 and all 4 are of the class: the entropy of 1/4, and 0.
BOOST_AUTO_TEST_CASE(the_best_constant_of_a_class_is_its_share) {
  prepare_torch();
  const Examples masks{
      .count = 2,
      .batch =
          [](const std::vector<std::size_t>& which) {
            const at::Tensor target =
                which.at(0) == 0
                    ? at::tensor({1.F, 1.F}).view({1, 2})
                    : at::tensor({0.F, 1.F, 0.F, 1.F, 0.F, 1.F}).view({3, 2});
            return Batch{{target}, {target}};
          },
      .units = {}};
  const double entropy = -0.25 * std::log(0.25) - 0.75 * std::log(0.75);
  BOOST_TEST(*Objective{{bce_term()}}.of_constant(masks) == entropy / 2,
             tt::tolerance(1e-12));
  BOOST_TEST(binary_entropy(1) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
