#include "core/learn/network/lstm.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/lstm.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <memory>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/published_values.h"

namespace moonstain {
namespace {

constexpr std::int64_t kIn = 5;

// Two layers, and what a weighted sum of their outputs gives back.
struct Case {
  State state;
  Lstm lstm;
  at::Tensor steps;

  explicit Case(std::int64_t chunk, std::int64_t times = 4,
                std::int64_t hidden = 7)
      : lstm(Names(state, {}, at::kDouble), kIn, hidden, 2, chunk),
        steps(made_by_rule("steps", {times, 11, kIn},
                           [](double u) { return 4 * u - 2; })) {
    fill_by_rule(state);
    steps.requires_grad_();
  }

  void back(const at::Tensor& outputs) const {
    const at::Tensor weights = made_by_rule("weights", outputs.sizes().vec(),
                                            [](double u) { return 2 * u - 1; });
    (outputs * weights).sum().backward();
  }

  // LibTorch's own, on the same tensors.
  at::Tensor peer() const {
    std::vector<at::Tensor> parameters;
    for (const StateTensor& tensor : state) parameters.push_back(tensor.value);
    const std::int64_t hidden = state[0].value.size(0) / 4;
    const at::Tensor start = at::zeros({2, steps.size(1), hidden}, at::kDouble);
    return std::get<0>(at::lstm(steps, {start, start}, parameters, true, 2, 0,
                                true, false, false));
  }
};

void check_alike(const Case& ours, const at::Tensor& found, const Case& other,
                 const at::Tensor& expected) {
  BOOST_TEST(at::allclose(found, expected, 1e-12, 1e-13));
  ours.back(found);
  other.back(expected);
  BOOST_TEST(at::allclose(ours.steps.grad(), other.steps.grad(), 1e-12, 1e-13));
  for (std::size_t i = 0; i < ours.state.size(); ++i) {
    BOOST_TEST(at::allclose(ours.state[i].value.grad(),
                            other.state[i].value.grad(), 1e-12, 1e-13),
               ours.state[i].name);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lstm_test)

BOOST_AUTO_TEST_CASE(outputs_and_gradients_are_those_of_libtorch) {
  prepare_torch();
  for (const std::int64_t times : {1, 4}) {
    for (const std::int64_t hidden : {7, 259}) {  // 259 is computed as 264
      const Case ours(0, times, hidden);
      const Case peers(0, times, hidden);
      check_alike(ours, ours.lstm(ours.steps), peers, peers.peer());
    }
  }
}

// Eleven sequences by four: 4, 4 and 3.
BOOST_AUTO_TEST_CASE(chunks_change_the_order_of_sums_alone) {
  prepare_torch();
  const Case chunks(4);
  const Case whole(11);
  const at::Tensor by_chunks = chunks.lstm(chunks.steps);
  const at::Tensor at_once = whole.lstm(whole.steps);
  check_alike(chunks, by_chunks, whole, at_once);
  const c10::NoGradGuard no_gradient;
  BOOST_TEST(chunks.lstm(chunks.steps).equal(by_chunks));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
