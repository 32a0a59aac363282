// Runs the parts of training and of networks for learn_peer_test.py:
//
//   learn_peer SETTINGS.json IN OUT       (IN, OUT: safetensors)
//
// SETTINGS says `what`: "optimiser" moves the parameters p0, p1, ... of IN by
// the gradients g<step>.<i>; "schedule" gives the rates of its epochs; "laws"
// the spreads of first values; any other is a layer, which is loaded with the
// tensors of IN, run on x (and y, z, edges) and differentiated through
// sum(output * w).
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/leaky_relu.h>
#include <c10/core/GradMode.h>

#include <cmath>
#include <cstring>
#include <iostream>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/learn/network/attention.h"
#include "core/learn/network/graph_layers.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/lstm.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/network/vision_transformer.h"
#include "core/learn/train/optimiser.h"
#include "core/learn/train/schedule.h"
#include "core/learn/weights/safetensors.h"

namespace moonstain {
namespace {

at::ScalarType type_of(Dtype dtype) {
  return dtype == Dtype::F64   ? at::kDouble
         : dtype == Dtype::I64 ? at::kLong
                               : at::kFloat;
}

at::Tensor tensor_of(const Weights& in, const std::string& name) {
  const NamedTensor& tensor = in.tensor(name);
  at::Tensor value = at::empty(tensor.spec.shape, type_of(tensor.spec.dtype));
  std::memcpy(value.mutable_data_ptr(), tensor.bytes.data(),
              tensor.bytes.size());
  return value;
}

Weights numbers(const std::vector<double>& values) {
  Weights out;
  out.tensors.push_back(
      {{"values", Dtype::F64, {static_cast<std::int64_t>(values.size())}},
       std::string(reinterpret_cast<const char*>(values.data()),
                   values.size() * sizeof(double))});
  return out;
}

OptimiserOptions optimiser_options(const Json& settings) {
  OptimiserOptions options;
  options.weight_decay = settings.at("weight_decay");
  if (settings.at("rule") == "sgd") {
    options.rule = Sgd{settings.at("momentum"), settings.at("nesterov")};
  } else {
    options.rule = Adam{settings.at("beta1"), settings.at("beta2"),
                        settings.at("eps"), settings.at("rule") == "adamw"};
  }
  if (settings.contains("clip")) options.clip_norm = settings.at("clip");
  if (settings.contains("group")) {
    // Its last parameter, alone.
    options.groups = {
        {[last = settings.at("group").get<std::string>()](
             const StateTensor& tensor) { return tensor.name == last; },
         settings.at("group_decay"), settings.at("group_scale")}};
  }
  return options;
}

Weights optimised(const Json& settings, const Weights& in) {
  State state;
  for (int i = 0; in.has(concat("p", i)); ++i) {
    state.push_back({concat("p", i), tensor_of(in, concat("p", i)), true});
    state.back().value.requires_grad_();
  }
  Optimiser optimiser(state, optimiser_options(settings));
  const std::vector<double> rates = settings.at("rates");
  for (std::size_t step = 0; step < rates.size(); ++step) {
    for (std::size_t i = 0; i < state.size(); ++i) {
      const std::string name = concat("g", step, ".", i);
      if (in.has(name)) {
        state[i].value.mutable_grad() = tensor_of(in, name);
      }
    }
    optimiser.step(rates[step]);
  }
  return weights_of(state);
}

Weights scheduled(const Json& settings) {
  ScheduleOptions options;
  options.learning_rate = settings.at("rate");
  const std::string course = settings.at("course");
  if (course == "step") {
    options.course = StepRate{settings.at("step"), settings.at("gamma")};
  } else if (course == "linear") {
    options.course = LinearRate{settings.at("end_factor")};
  } else if (course == "cosine") {
    options.course = CosineRate{settings.at("eta_min")};
  }
  options.warm_up = {settings.at("warm_up"), settings.at("first_factor")};
  Schedule schedule(options, settings.at("epochs"));
  std::vector<double> rates;
  for (std::int64_t e = 0; e < settings.at("count").get<std::int64_t>(); ++e) {
    rates.push_back(schedule.rate());
    schedule.next_epoch();
  }
  return numbers(rates);
}

// In the order of the Python side.
Weights laws(const Json& settings) {
  const Fans fans = fans_of(settings.at("shape").get<Sizes>());
  const double slope = settings.at("slope");
  const double leaky = std::sqrt(2 / (1 + slope * slope));
  const double gain = settings.at("gain");
  return numbers({static_cast<double>(fans.in), static_cast<double>(fans.out),
                  kaiming_uniform(fans.in, std::sqrt(2.0)).spread,
                  kaiming_uniform(fans.out, leaky).spread,
                  kaiming_normal(fans.in, 1).spread,
                  kaiming_normal(fans.out, std::sqrt(2.0)).spread,
                  xavier_uniform(fans).spread,
                  xavier_uniform(fans, gain).spread, xavier_normal(fans).spread,
                  xavier_normal(fans, gain).spread});
}

using Run = std::function<at::Tensor()>;

// The layer, which has put its tensors into the state, on its inputs.
Run layer(const Json& settings, const Names& names, const Weights& in,
          Tensors& leaves) {
  const auto input = [&](const char* name) {
    at::Tensor value = tensor_of(in, name);
    if (value.is_floating_point()) value.requires_grad_();
    leaves.push_back(value);
    return value;
  };
  const std::string what = settings.at("what");
  const at::Tensor x = input("x");
  const std::int64_t width = x.size(-1);
  if (what == "linear") {
    return
        [=, own = Linear(names, width, settings.at("out"))] { return own(x); };
  }
  if (what == "layer_norm") {
    return [=, own = LayerNorm(names, width)] { return own(x); };
  }
  if (what == "self_attention") {
    return [=, own = MultiHeadAttention(names, width, settings.at("heads"))] {
      return own(x, x, x);
    };
  }
  if (what == "attention") {
    const at::Tensor y = input("y");
    const at::Tensor z = input("z");
    return [=, own = MultiHeadAttention(names, width, settings.at("heads"))] {
      return own(x, y, z);
    };
  }
  if (what == "lstm") {
    return [=, own = Lstm(names, width, settings.at("hidden"),
                          settings.at("layers"))] { return own(x); };
  }
  if (what == "vision_transformer") {
    const VisionTransformerConfig config{
        .image_px = x.size(2),
        .patch_px = settings.at("patch"),
        .width = settings.at("width"),
        .heads = settings.at("heads"),
        .depth = settings.at("depth"),
        .mlp_width = settings.at("mlp_width"),
        .features = settings.at("features"),
        .activation =
            settings.at("quick") ? Activation::quick_gelu : Activation::gelu,
        .pre_norm = settings.at("pre_norm")};
    return [=, own = VisionTransformer(names, config)] { return own(x); };
  }
  const at::Tensor edges = input("edges");
  if (what == "sage") {
    return [=, own = SageConvolution(names, width, settings.at("out"))] {
      return own(x, edges);
    };
  }
  check(what == "graph_attention", "learn_peer: no layer '", what, "'");
  return [=, own = GraphAttention(
                 names, width, settings.at("out"),
                 [](const at::Tensor& logits) {
                   return at::leaky_relu(logits, 0.01);
                 },
                 [](Fans fans) { return xavier_uniform(fans, 1.414); })] {
    return own(x, edges);
  };
}

Weights differentiated(const Json& settings, const Weights& in) {
  State state;
  Tensors leaves;
  const Names names(state, {}, type_of(in.tensor("x").spec.dtype));
  const Run run = layer(settings, names, in, leaves);
  for (StateTensor& tensor : state) {
    const c10::NoGradGuard no_gradient;
    tensor.value.copy_(tensor_of(in, tensor.name));
  }
  const at::Tensor output = run();
  (output * tensor_of(in, "w")).sum().backward();
  State out{{"output", output.detach().contiguous(), false}};
  const char* inputs[] = {"x", "y", "z"};
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (!leaves[i].is_floating_point()) continue;
    out.push_back(
        {concat("gradient.", inputs[i]), leaves[i].grad().contiguous(), false});
  }
  for (const StateTensor& tensor : state) {
    out.push_back(
        {"gradient." + tensor.name, tensor.value.grad().contiguous(), false});
  }
  return weights_of(out);
}

Weights done(const Json& settings, const Weights& in) {
  const std::string what = settings.at("what");
  if (what == "optimiser") return optimised(settings, in);
  if (what == "schedule") return scheduled(settings);
  if (what == "laws") return laws(settings);
  return differentiated(settings, in);
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 4) return 2;
  try {
    moonstain::prepare_torch();
    moonstain::write_safetensors(
        arguments[3],
        moonstain::done(moonstain::parse_json(
                            moonstain::read_file(arguments[1]), arguments[1]),
                        moonstain::read_safetensors(arguments[2])));
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
  return 0;
}
