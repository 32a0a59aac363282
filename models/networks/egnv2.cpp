#include "models/networks/egnv2.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/sigmoid.h>

#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/learn/network/graph_layers.h"
#include "core/learn/network/layers.h"
#include "models/networks/egn_messages.h"

namespace moonstain {
namespace {

using at::Tensor;

constexpr const char* kStep = "egnv2_model";
constexpr std::int64_t kWidth = 512;
constexpr std::int64_t kGates = 128;  // of one direction
constexpr double kSlope = 0.2;
constexpr double kTemperature = 0.1;  // of the pooling

Tensor leaky(const Tensor& values) { return at::leaky_relu(values, kSlope); }

struct Nodes {
  Tensor windows;     // [windows, 512]
  Tensor examples;    // [examples, 512]
  Tensor expression;  // [examples, 512]
};

struct Graph {
  Edges near;
  Edges close;
  Edges refer;
};

// Examples and windows hear of each other as far as gates let through that are
// made of the difference between the two.
class ExemplarBlock {
 public:
  ExemplarBlock(const Names& names, BlockMessages messages)
      : messages_(messages),
        example_bias_(names.constant("bias_src", {kWidth}, 0)),
        window_bias_(names.constant("bias_dist", {kWidth}, 0)),
        example_(names / "lin_src", kWidth, kWidth, Bias::none, first()),
        window_(names / "lin_dst", kWidth, kWidth, Bias::none, first()),
        expression_(names / "lin_y", kWidth, kWidth, Bias::none, first()),
        attention_(names / "att" / 1, kWidth, kGates, Bias::none),
        score_(names / "score" / 1, kGates, 2 * kGates),
        to_example_(names / "out_src", kWidth, kWidth),
        to_window_(names / "out_dist", kWidth, kWidth) {}

  EgnMessages operator()(const Nodes& nodes, const Edges& refer) const {
    const Tensor raw_example = example_(nodes.examples);
    const Tensor raw_window = window_(nodes.windows);
    const Tensor example = leaky(raw_example), window = leaky(raw_window);
    const Tensor difference =
        attention_(example).index_select(0, refer.select(0, 0)) -
        attention_(window).index_select(0, refer.select(0, 1));
    const Tensor gates = at::sigmoid(score_(leaky(difference)));
    const bool activated = messages_ == BlockMessages::faithful;
    const EgnMessages heard = egn_messages(
        gates, activated ? example : raw_example, expression_(nodes.expression),
        activated ? window : raw_window, refer);
    return {to_example_(heard.to_examples + example_bias_),
            to_window_(heard.to_windows + window_bias_)};
  }

 private:
  static Law first() { return truncated_normal(0, 0.02, -2, 2); }

  BlockMessages messages_;
  Tensor example_bias_;
  Tensor window_bias_;
  Linear example_;
  Linear window_;
  Linear expression_;
  Linear attention_;
  Linear score_;
  Linear to_example_;
  Linear to_window_;
};

class Layer {
 public:
  Layer(const Names& names, BlockMessages messages)
      : near_(names / "window__near__window", kWidth, kWidth),
        close_(names / "example__close__example", kWidth, kWidth),
        refer_(names / "example__refer__window", messages) {}

  Nodes operator()(const Nodes& nodes, const Graph& graph) const {
    const EgnMessages heard = refer_(nodes, graph.refer);
    return {
        leaky((near_(nodes.windows, graph.near) + heard.to_windows) / 2),
        leaky((close_(nodes.examples, graph.close) + heard.to_examples) / 2),
        leaky(nodes.expression)};
  }

 private:
  SageConvolution near_;
  SageConvolution close_;
  ExemplarBlock refer_;
};

class Egnv2 : public Network {
 public:
  // First of its members in the order of the state.
  Egnv2(const Egnv2Config& config, const Names& names)
      : config_(config),
        windows_(names / "pretransform_win", config.features, kWidth,
                 Bias::none),
        examples_(names / "pretransform_exp", config.features + config.genes,
                  kWidth, Bias::none),
        both_(names / "post_transform" / 1, kWidth, kWidth, Bias::none),
        expression_(names / "pretransform_ey", config.genes, kWidth,
                    Bias::none),
        layers_(layers_of(names / "convs", config)),
        share_((names / "pool").constant("lam", {1}, 0.1)),
        pooled_(names / "pool" / "head", kWidth, kWidth),
        genes_(names / "lin", kWidth, config.genes) {}

  Tensors forward(const Tensors& inputs, Mode) override {
    const Graph graph{inputs.at(2), inputs.at(3), inputs.at(4)};
    Nodes nodes;
    nodes.windows = leaky(
        both_(leaky(told(seen_, "pretransform_win", windows_(inputs[0])))));
    nodes.examples = leaky(
        both_(leaky(told(seen_, "pretransform_exp", examples_(inputs[1])))));
    nodes.expression =
        told(seen_, "pretransform_ey",
             expression_((config_.expression == ExampleExpression::faithful
                              ? nodes.examples
                              : inputs[1])
                             .slice(1, -config_.genes)));
    for (const Layer& layer : layers_) nodes = layer(nodes, graph);
    const Tensor pooled =
        pooled_(nodes.windows) +
        share_ * softmax_mean(nodes.examples, graph.refer,
                              nodes.windows.size(0), kTemperature);
    told(seen_, "pool", pooled);
    return {genes_(pooled), pooled};
  }

 private:
  static std::vector<Layer> layers_of(const Names& names,
                                      const Egnv2Config& config) {
    std::vector<Layer> layers;
    for (int i = 0; i < config.layers; ++i) {
      layers.emplace_back(names / i / "convs", config.messages);
    }
    return layers;
  }

  Egnv2Config config_;
  Linear windows_;
  Linear examples_;
  Linear both_;
  Linear expression_;
  std::vector<Layer> layers_;
  Tensor share_;
  Linear pooled_;
  Linear genes_;
};

}  // namespace

std::unique_ptr<Network> egnv2_network(const Egnv2Config& config,
                                       const Initial& initial) {
  check(config.features >= 1 && config.genes >= 1 && config.layers >= 1, kStep,
        ": ", config.features, " features, ", config.genes, " genes and ",
        config.layers, " layers; at least one of each is needed");
  check(config.expression == ExampleExpression::corrected ||
            config.genes <= kWidth,
        kStep, ": expression = \"faithful\" takes ", config.genes,
        " columns of ", kWidth,
        " hidden values; use expression = \"corrected\" or at most ", kWidth,
        " genes");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<Egnv2>(config, names);
  network->state() = std::move(state);
  return network;
}

}  // namespace moonstain
