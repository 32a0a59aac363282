#include "core/learn/network/graph_layers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

Edges edges_of(const std::vector<std::int64_t>& from,
               const std::vector<std::int64_t>& to) {
  return at::stack({at::tensor(from), at::tensor(to)});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(graph_layers_test)

// Node 0 hears of 1 and 2, node 1 of 2 alone, node 2 of nobody.
BOOST_AUTO_TEST_CASE(sums_and_means_are_over_incoming_edges) {
  prepare_torch();
  const Edges edges = edges_of({1, 2, 2}, {0, 0, 1});
  const at::Tensor values = at::tensor({1.0, 10.0, 3.0, 30.0, 5.0, 50.0});
  const at::Tensor nodes = values.view({3, 2});
  const at::Tensor sum =
      neighbour_sum(nodes, edges, at::tensor({2.0, 0.5, 1.0}), 3);
  BOOST_TEST(
      sum.equal(at::tensor({8.5, 85.0, 5.0, 50.0, 0.0, 0.0}).view({3, 2})));
  const at::Tensor mean = neighbour_mean(nodes, edges, 3);
  BOOST_TEST(
      mean.equal(at::tensor({4.0, 40.0, 5.0, 50.0, 0.0, 0.0}).view({3, 2})));
}

// Logits 0 and ln 3 into node 0, 1000 into node 1: shares 1/4, 3/4 and 1; the
// large one does not overflow.
BOOST_AUTO_TEST_CASE(shares_are_a_softmax_over_the_edges_of_a_node) {
  prepare_torch();
  const Edges edges = edges_of({1, 2, 2}, {0, 0, 1});
  const at::Tensor shares =
      edge_softmax(at::tensor({0.0, std::log(3.0), 1000.0}), edges, 3);
  BOOST_TEST(shares[0].item<double>() == 0.25, tt::tolerance(1e-15));
  BOOST_TEST(shares[1].item<double>() == 0.75, tt::tolerance(1e-15));
  BOOST_TEST(shares[2].item<double>() == 1.0, tt::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(rows_are_divided_by_their_norm) {
  prepare_torch();
  const at::Tensor rows = at::tensor({3.0, 4.0, 0.0, 0.0}).view({2, 2});
  BOOST_TEST(
      unit_rows(rows).equal(at::tensor({0.6, 0.8, 0.0, 0.0}).view({2, 2})));
}

// W1 = 2, b = 1, W2 = 10 on one value a node.
BOOST_AUTO_TEST_CASE(a_sage_convolution_adds_neighbours_and_self) {
  prepare_torch();
  State state;
  const SageConvolution sage(Names(state, {}, at::kDouble), 1, 1);
  BOOST_REQUIRE(state.size() == 3U);
  BOOST_TEST(state[0].name == "lin_l.weight");
  BOOST_TEST(state[1].name == "lin_l.bias");
  BOOST_TEST(state[2].name == "lin_r.weight");
  const c10::NoGradGuard no_gradient;
  state[0].value.fill_(2);
  state[1].value.fill_(1);
  state[2].value.fill_(10);
  const at::Tensor out = sage(at::tensor({1.0, 3.0, 5.0}).view({3, 1}),
                              edges_of({1, 2, 2}, {0, 0, 1}));
  BOOST_TEST(out.flatten().equal(at::tensor({19.0, 41.0, 51.0})));
}

// Node 0 hears of 1 by 2 and of 2 by 1/2, node 1 of 2 by 1. With gradients
// (1, 2) at node 0 and (3, 4) at node 1: values 1 get 2 (1, 2), values 2 get
// (1, 2) / 2 + (3, 4); a weight gets the product of value and gradient.
BOOST_AUTO_TEST_CASE(the_gradient_of_a_sum_goes_back_along_its_edges) {
  prepare_torch();
  const Edges edges = edges_of({1, 2, 2}, {0, 0, 1});
  const at::Tensor values =
      at::tensor({1.0, 10.0, 3.0, 30.0, 5.0, 50.0}).view({3, 2}).detach();
  values.requires_grad_();
  const at::Tensor weights = at::tensor({2.0, 0.5, 1.0});
  weights.requires_grad_();
  const at::Tensor gradient =
      at::tensor({1.0, 2.0, 3.0, 4.0, 0.0, 0.0}).view({3, 2});
  (neighbour_sum(values, edges, weights, 3) * gradient).sum().backward();
  BOOST_TEST(values.grad().equal(
      at::tensor({0.0, 0.0, 2.0, 4.0, 3.5, 5.0}).view({3, 2})));
  BOOST_TEST(weights.grad().equal(at::tensor({63.0, 105.0, 215.0})));
}

BOOST_AUTO_TEST_CASE(an_edge_that_leads_nowhere_is_refused) {
  prepare_torch();
  const at::Tensor values = at::tensor({1.0, 2.0}).view({2, 1});
  BOOST_TEST(error_of([&] {
               neighbour_sum(values, edges_of({0, 2}, {1, 0}),
                             at::tensor({1.0, 1.0}), 2);
             }) ==
             "neighbour_sum: edge 1 leads from node 2 to node 0, there are 2 "
             "and 2");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
