#include "core/learn/network/lstm.h"

#include <ATen/Dispatch.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/lstm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <Eigen/Core>
#include <algorithm>

#include "core/base/text.h"

namespace moonstain {
namespace {

using at::Tensor;

struct LayerWeights {
  Tensor ih;    // [4 hidden, in]
  Tensor hh;    // [4 hidden, hidden]
  Tensor bias;  // [4 hidden], the sum of both
};

// What a layer has computed of some sequences.
struct LayerRun {
  Tensor gates;    // [time, batch, 4 hidden], behind their functions
  Tensor cells;    // [time, batch, hidden]
  Tensor outputs;  // [time, batch, hidden]
};

LayerRun run_forward(const Tensor& steps, const LayerWeights& weights) {
  const std::int64_t times = steps.size(0);
  const std::int64_t batch = steps.size(1);
  const std::int64_t hidden = weights.hh.size(1);
  LayerRun run;
  run.gates = at::addmm(weights.bias, steps.flatten(0, 1), weights.ih.t())
                  .view({times, batch, 4 * hidden});
  run.cells = at::empty({times, batch, hidden}, steps.options());
  run.outputs = at::empty({times, batch, hidden}, steps.options());
  for (std::int64_t t = 0; t < times; ++t) {
    Tensor gates = run.gates[t];
    if (t > 0) gates.addmm_(run.outputs[t - 1], weights.hh.t());
    gates.narrow(1, 0, 2 * hidden).sigmoid_();
    gates.narrow(1, 2 * hidden, hidden).tanh_();
    gates.narrow(1, 3 * hidden, hidden).sigmoid_();
    const auto parts = gates.chunk(4, 1);
    Tensor cell = run.cells[t];
    at::mul_out(cell, parts[0], parts[2]);
    if (t > 0) cell.addcmul_(parts[1], run.cells[t - 1]);
    Tensor output = run.outputs[t];
    at::tanh_out(output, cell);
    output.mul_(parts[3]);
  }
  return run;
}

// From the gradient of a time's outputs to that of its gates before their
// functions, which takes their place; `cell_gradient` comes from the time
// after and leaves for the time before. Row by row, one pass over memory.
template <typename T>
void gates_backward(const LayerRun& run, std::int64_t t,
                    const Tensor& output_gradient, Tensor& cell_gradient,
                    Tensor& gate_gradient) {
  using Row = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>;
  using Given = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;
  const std::int64_t batch = run.cells.size(1);
  const std::int64_t hidden = run.cells.size(2);
  const Tensor squashed = at::tanh(run.cells[t]);
  const Tensor gates = run.gates[t];
  for (std::int64_t row = 0; row < batch; ++row) {
    const auto at_row = [&](const Tensor& values, std::int64_t part,
                            std::int64_t parts) {
      return Given(values.const_data_ptr<T>() + (row * parts + part) * hidden,
                   hidden);
    };
    const auto to_row = [&](std::int64_t part) {
      return Row(
          gate_gradient.mutable_data_ptr<T>() + (row * 4 + part) * hidden,
          hidden);
    };
    const Given in = at_row(gates, 0, 4), forget = at_row(gates, 1, 4);
    const Given cell = at_row(gates, 2, 4), out = at_row(gates, 3, 4);
    const Given tanh_c = at_row(squashed, 0, 1);
    const Given d_output = at_row(output_gradient, 0, 1);
    Row d_cell(cell_gradient.mutable_data_ptr<T>() + row * hidden, hidden);
    d_cell += d_output * out * (1 - tanh_c.square());
    to_row(0) = d_cell * cell * in * (1 - in);
    if (t > 0) {
      const Given before = at_row(run.cells[t - 1], 0, 1);
      to_row(1) = d_cell * before * forget * (1 - forget);
    } else {
      to_row(1).setZero();
    }
    to_row(2) = d_cell * in * (1 - cell.square());
    to_row(3) = d_output * tanh_c * out * (1 - out);
    d_cell *= forget;
  }
}

// [time, batch, 4 hidden], the gradient of all gates.
Tensor run_backward(const LayerRun& run, const LayerWeights& weights,
                    const Tensor& gradient) {
  const std::int64_t times = run.cells.size(0);
  Tensor gate_gradients = at::empty(run.gates.sizes(), run.gates.options());
  Tensor cell_gradient = at::zeros(run.cells[0].sizes(), run.cells.options());
  for (std::int64_t t = times - 1; t >= 0; --t) {
    const Tensor output_gradient =
        t + 1 < times
            ? at::addmm(gradient[t], gate_gradients[t + 1], weights.hh)
            : gradient[t].contiguous();
    Tensor gate_gradient = gate_gradients[t];
    AT_DISPATCH_FLOATING_TYPES(run.gates.scalar_type(), "Lstm", [&] {
      gates_backward<scalar_t>(run, t, output_gradient, cell_gradient,
                               gate_gradient);
    });
  }
  return gate_gradients;
}

// One layer; the graph of gradients holds it as one operation.
class Layer : public torch::autograd::Function<Layer> {
 public:
  using Context = torch::autograd::AutogradContext;

  static Tensor forward(Context* context, const Tensor& steps, const Tensor& ih,
                        const Tensor& hh, const Tensor& bias_ih,
                        const Tensor& bias_hh, std::int64_t chunk) {
    const std::int64_t batch = steps.size(1);
    const LayerWeights weights{ih, hh, bias_ih + bias_hh};
    context->saved_data["chunk"] = chunk;
    if (batch <= chunk) {
      const LayerRun run = run_forward(steps.contiguous(), weights);
      context->save_for_backward(
          {steps, ih, hh, weights.bias, run.outputs, run.gates, run.cells});
      return run.outputs;
    }
    const Tensor outputs =
        at::empty({steps.size(0), batch, hh.size(1)}, steps.options());
    for (std::int64_t first = 0; first < batch; first += chunk) {
      const std::int64_t count = std::min(chunk, batch - first);
      outputs.narrow(1, first, count)
          .copy_(
              run_forward(steps.narrow(1, first, count).contiguous(), weights)
                  .outputs);
    }
    context->save_for_backward({steps, ih, hh, weights.bias, outputs});
    return outputs;
  }

  static torch::autograd::variable_list backward(
      Context* context, const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor& steps = saved[0];
    const LayerWeights weights{saved[1], saved[2], saved[3]};
    const std::int64_t batch = steps.size(1);
    const std::int64_t chunk = context->saved_data["chunk"].toInt();

    Tensor d_steps, d_ih, d_hh, d_bias;
    const auto add = [](Tensor& sum, Tensor part) {
      sum = sum.defined() ? sum.add_(part) : std::move(part);
    };
    const auto add_chunk = [&](const Tensor& inputs, const LayerRun& run,
                               const Tensor& gradient) {
      const std::int64_t later = inputs.size(0) - 1;  // times with a state
      const Tensor gates = run_backward(run, weights, gradient);
      const Tensor flat = gates.flatten(0, 1);
      add(d_ih, at::matmul(flat.t(), inputs.flatten(0, 1)));
      add(d_hh, at::matmul(gates.narrow(0, 1, later).flatten(0, 1).t(),
                           run.outputs.narrow(0, 0, later).flatten(0, 1)));
      add(d_bias, flat.sum(0));
      return at::matmul(flat, weights.ih).view(inputs.sizes());
    };
    if (batch <= chunk) {
      d_steps = add_chunk(steps.contiguous(), {saved[5], saved[6], saved[4]},
                          gradients[0]);
    } else {
      d_steps = at::empty(steps.sizes(), steps.options());
      for (std::int64_t first = 0; first < batch; first += chunk) {
        const std::int64_t count = std::min(chunk, batch - first);
        const auto part = [&](const Tensor& values) {
          return values.narrow(1, first, count).contiguous();
        };
        const Tensor inputs = part(steps);
        d_steps.narrow(1, first, count)
            .copy_(add_chunk(inputs, run_forward(inputs, weights),
                             part(gradients[0])));
      }
    }
    return {d_steps, d_ih, d_hh, d_bias, d_bias.clone(), Tensor()};
  }
};

// Rows of a matrix that do not begin on 32 bytes take a third more time; a few
// units more, whose weights are 0, cost less. Their outputs are 0.
std::int64_t aligned(std::int64_t hidden) {
  return hidden < 256 ? hidden : (hidden + 7) / 8 * 8;
}

// A tensor of four gates in which each has `rows` rows, and if it is a matrix
// `columns` columns, the new ones 0.
Tensor widened(const Tensor& gates, std::int64_t rows, std::int64_t columns) {
  const std::int64_t hidden = gates.size(0) / 4;
  if (gates.dim() == 1) {
    return at::constant_pad_nd(gates.view({4, hidden}), {0, rows - hidden})
        .flatten();
  }
  return at::constant_pad_nd(gates.view({4, hidden, gates.size(1)}),
                             {0, columns - gates.size(1), 0, rows - hidden})
      .flatten(0, 1);
}

}  // namespace

Lstm::Lstm(const Names& names, std::int64_t in, std::int64_t hidden,
           std::int64_t layers, std::int64_t chunk)
    : hidden_(hidden), layers_(layers), chunk_(chunk) {
  const Law law = by_fan_in(hidden);
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    const std::int64_t from = layer == 0 ? in : hidden;
    const auto add = [&](const char* what, Sizes shape) {
      parameters_.push_back(
          names.drawn(concat(what, "_l", layer), std::move(shape), law));
    };
    add("weight_ih", {4 * hidden, from});
    add("weight_hh", {4 * hidden, hidden});
    add("bias_ih", {4 * hidden});
    add("bias_hh", {4 * hidden});
  }
}

at::Tensor Lstm::operator()(const at::Tensor& steps) const {
  if (!steps.is_cpu()) {
    const Tensor start =
        at::zeros({layers_, steps.size(1), hidden_}, steps.options());
    return std::get<0>(at::lstm(steps, {start, start}, parameters_,
                                /*has_biases=*/true, layers_, /*dropout=*/0,
                                /*train=*/true, /*bidirectional=*/false,
                                /*batch_first=*/false));
  }
  const std::int64_t chunk =
      chunk_ > 0 ? chunk_ : std::max<std::int64_t>(1, steps.size(1));
  const std::int64_t wide = aligned(hidden_);
  at::Tensor values = steps;
  for (std::int64_t layer = 0; layer < layers_; ++layer) {
    std::vector<Tensor> of(parameters_.begin() + 4 * layer,
                           parameters_.begin() + 4 * (layer + 1));
    if (wide != hidden_) {
      of[0] = widened(of[0], wide, values.size(2));
      of[1] = widened(of[1], wide, wide);
      for (const int bias : {2, 3}) of[bias] = widened(of[bias], wide, 0);
    }
    values = Layer::apply(values, of[0], of[1], of[2], of[3], chunk);
  }
  return wide == hidden_ ? values : values.narrow(2, 0, hidden_);
}

}  // namespace moonstain
