#include "core/learn/network/graph_layers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/tensor.h>

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/file.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/optimiser.h"
#include "tests/support/published_values.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

Edges edges_of(const std::vector<std::int64_t>& from,
               const std::vector<std::int64_t>& to) {
  return at::stack({at::tensor(from), at::tensor(to)});
}

// HESpotEx's graph autoencoder: the decoder's matrices are the encoder's, seen
// from the other side, yet parameters of their own.
struct Gate {
  explicit Gate(State& state)
      : first(
            Names(state, {}, at::kDouble) / "conv1", 24, 512,
            [](const at::Tensor& logits) { return at::sigmoid(logits); },
            [](Fans fans) { return xavier_normal(fans, 1.414); }) {
    const Names names(state, {}, at::kDouble);
    to_latent =
        (names / "conv2")
            .drawn("lin_src", {512, 64}, xavier_normal({64, 512}, 1.414));
    const auto tied = [&](const char* name, const at::Tensor& matrix) {
      state.push_back({name, matrix.detach().t(), true});
      return state.back().value.requires_grad_();
    };
    from_latent = tied("conv3.lin_src", to_latent);
    to_genes = tied("conv4.lin_src", state[0].value);
  }

  struct Output {
    at::Tensor attention, latent, reconstruction;
  };
  Output operator()(const at::Tensor& genes, const Edges& edges) const {
    const std::int64_t nodes = genes.size(0);
    const at::Tensor projected = first.project(genes);
    const at::Tensor attention = first.weights(projected, edges);
    const at::Tensor hidden =
        at::elu(neighbour_sum(projected, edges, attention, nodes));
    const at::Tensor latent = at::matmul(hidden, to_latent);
    const at::Tensor decoded = at::elu(neighbour_sum(
        at::matmul(latent, from_latent), edges, attention, nodes));
    return {attention, latent, at::matmul(decoded, to_genes)};
  }

  GraphAttention first;
  at::Tensor to_latent, from_latent, to_genes;
};

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

// The published network: attention, latents and reconstruction, then five
// steps in which each tied matrix is moved twice, once for each of its names.
BOOST_AUTO_TEST_CASE(the_graph_autoencoder_of_hespotex_is_met) {
  prepare_torch();
  const std::string path = "tests/golden/learn/hespotex_gate.json";
  const Json published = parse_json(read_file(path), path);
  State state;
  const Gate gate(state);
  State own(state.begin(), state.begin() + 4);  // the tied ones follow
  fill_by_rule(own);
  const auto sources =
      published.at("edges")[0].get<std::vector<std::int64_t>>();
  const auto targets =
      published.at("edges")[1].get<std::vector<std::int64_t>>();
  const Edges edges = edges_of(sources, targets);
  const at::Tensor genes = made_by_rule("input:gate_x", {40, 24}, [](double u) {
    return std::max(0.0, 6 * u - 2);
  });

  const Gate::Output before = gate(genes, edges);
  const Json& run = published.at("runs").at("float64");
  check_recorded("attention", before.attention,
                 run.at("attention_encoder_pass_in_edge_order"), 1e-12);
  check_recorded("latent", before.latent, run.at("z"), 1e-12);
  check_recorded("reconstruction", before.reconstruction,
                 run.at("reconstruction"), 1e-12);

  const Json& training = published.at("training");
  Optimiser adam(
      state,
      {.rule = Adam{}, .weight_decay = 1e-4, .clip_norm = 5.0, .groups = {}});
  for (const Json& step : training.at("steps")) {
    const at::Tensor loss =
        at::mse_loss(gate(genes, edges).reconstruction, genes);
    BOOST_TEST(loss.item<double>() == step.at("loss").get<double>(),
               tt::tolerance(1e-9));
    loss.backward();
    adam.step(1e-3);
  }
  const Gate::Output after = gate(genes, edges);
  const Json& end = training.at("after_5");
  check_recorded("latent after", after.latent, end.at("z"), 1e-9);
  check_recorded("reconstruction after", after.reconstruction,
                 end.at("reconstruction"), 1e-9);
  for (const StateTensor& tensor : own) {
    check_recorded(tensor.name, tensor.value, end.at("state").at(tensor.name),
                   1e-9);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
