#include "models/networks/egn_messages.h"

#include <ATen/Dispatch.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include <Eigen/Core>
#include <algorithm>
#include <limits>
#include <vector>

#include "core/base/error.h"

namespace moonstain {
namespace {

using Context = torch::autograd::AutogradContext;
using Variables = torch::autograd::variable_list;

constexpr int kBlocks = 3;

template <typename T>
using Array = Eigen::Array<T, Eigen::Dynamic, 1>;

// The rows of a matrix.
template <typename T>
class Rows {
 public:
  explicit Rows(const at::Tensor& matrix)
      : first_(matrix.data_ptr<T>()), width_(matrix.size(1)) {}
  Eigen::Map<Array<T>> operator[](std::int64_t row) const {
    return {first_ + row * width_, width_};
  }

 private:
  T* first_;
  std::int64_t width_;
};

// Edges from examples to windows, with what each message counts for in its
// node's mean.
struct Ends {
  Ends(const at::Tensor& edges, std::int64_t examples, std::int64_t windows)
      : example(edges.const_data_ptr<std::int64_t>()),
        window(example + edges.size(1)),
        count(edges.size(1)),
        of_example(examples, 0),
        of_window(windows, 0) {
    for (std::int64_t e = 0; e < count; ++e) {
      check(example[e] >= 0 && example[e] < examples && window[e] >= 0 &&
                window[e] < windows,
            "egn_messages: edge ", e, " leads from example ", example[e],
            " to window ", window[e], ", there are ", examples, " and ",
            windows);
      ++of_example[example[e]];
      ++of_window[window[e]];
    }
  }

  const std::int64_t* example;
  const std::int64_t* window;
  std::int64_t count;
  std::vector<std::int64_t> of_example;  // edges
  std::vector<std::int64_t> of_window;
};

// Gates of one direction laid over the three blocks, and back.
template <typename T>
class Spread {
 public:
  Spread(std::int64_t width, std::int64_t gates)
      : width_(width), times_(kBlocks * width / gates), over_(kBlocks * width) {
    check(times_ * gates == kBlocks * width, "egn_messages: ", gates,
          " gates for three blocks of ", width,
          "; they must divide the blocks together");
  }

  void set(const T* gates) {
    for (std::int64_t k = 0; k < over_.size(); k += times_) {
      over_.segment(k, times_).setConstant(*gates++);
    }
  }
  void add_to(T* gates) const {
    for (std::int64_t k = 0; k < over_.size(); k += times_) {
      *gates++ = over_.segment(k, times_).sum();
    }
  }
  auto block(int b) { return over_.segment(b * width_, width_); }

 private:
  std::int64_t width_;
  std::int64_t times_;
  Array<T> over_;
};

class Messages : public torch::autograd::Function<Messages> {
 public:
  static Variables forward(Context* context, const at::Tensor& gates,
                           const at::Tensor& examples,
                           const at::Tensor& expression,
                           const at::Tensor& windows, const at::Tensor& edges) {
    context->save_for_backward({gates, examples, expression, windows, edges});
    const Ends ends(edges, examples.size(0), windows.size(0));
    at::Tensor back = at::zeros_like(examples), on = at::zeros_like(windows);
    const std::int64_t width = examples.size(1), half = gates.size(1) / 2;
    AT_DISPATCH_FLOATING_TYPES(examples.scalar_type(), "egn_messages", [&] {
      const Rows<scalar_t> s(examples), y(expression), w(windows);
      const Rows<scalar_t> to_example(back), to_window(on);
      const auto* gate = gates.const_data_ptr<scalar_t>();
      Spread<scalar_t> g(width, half);
      for (std::int64_t e = 0; e < ends.count; ++e, gate += 2 * half) {
        const std::int64_t j = ends.example[e], i = ends.window[e];
        g.set(gate);
        to_window[i] +=
            g.block(0) * s[j] + g.block(1) * y[j] + g.block(2) * w[i];
        g.set(gate + half);
        to_example[j] +=
            g.block(0) * w[i] + g.block(1) * s[j] + g.block(2) * y[j];
      }
      average(to_example, ends.of_example);
      average(to_window, ends.of_window);
    });
    return {back, on};
  }

  static Variables backward(Context* context, const Variables& gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &gates = saved[0], &examples = saved[1],
                     &expression = saved[2], &windows = saved[3],
                     &edges = saved[4];
    const Ends ends(edges, examples.size(0), windows.size(0));
    at::Tensor back = gradients[0].clone(at::MemoryFormat::Contiguous);
    at::Tensor on = gradients[1].clone(at::MemoryFormat::Contiguous);
    at::Tensor d_gates = at::empty_like(gates);
    at::Tensor d_examples = at::zeros_like(examples);
    at::Tensor d_expression = at::zeros_like(expression);
    at::Tensor d_windows = at::zeros_like(windows);
    const std::int64_t width = examples.size(1), half = gates.size(1) / 2;
    AT_DISPATCH_FLOATING_TYPES(examples.scalar_type(), "egn_messages", [&] {
      const Rows<scalar_t> s(examples), y(expression), w(windows);
      const Rows<scalar_t> d_s(d_examples), d_y(d_expression), d_w(d_windows);
      const Rows<scalar_t> d_example(back), d_window(on);
      average(d_example, ends.of_example);
      average(d_window, ends.of_window);
      const auto* gate = gates.const_data_ptr<scalar_t>();
      auto* d_gate = d_gates.mutable_data_ptr<scalar_t>();
      Spread<scalar_t> g(width, half);
      for (std::int64_t e = 0; e < ends.count;
           ++e, gate += 2 * half, d_gate += 2 * half) {
        const std::int64_t j = ends.example[e], i = ends.window[e];
        const auto du = d_window[i], dv = d_example[j];
        g.set(gate);
        d_s[j] += g.block(0) * du;
        d_y[j] += g.block(1) * du;
        d_w[i] += g.block(2) * du;
        g.block(0) = s[j] * du;
        g.block(1) = y[j] * du;
        g.block(2) = w[i] * du;
        g.add_to(d_gate);
        g.set(gate + half);
        d_w[i] += g.block(0) * dv;
        d_s[j] += g.block(1) * dv;
        d_y[j] += g.block(2) * dv;
        g.block(0) = w[i] * dv;
        g.block(1) = s[j] * dv;
        g.block(2) = y[j] * dv;
        g.add_to(d_gate + half);
      }
    });
    return {d_gates, d_examples, d_expression, d_windows, at::Tensor()};
  }

 private:
  // Of the messages, and of the three blocks of each.
  template <typename T>
  static void average(const Rows<T>& nodes,
                      const std::vector<std::int64_t>& edges) {
    for (std::size_t i = 0; i < edges.size(); ++i) {
      nodes[static_cast<std::int64_t>(i)] /=
          static_cast<T>(kBlocks * std::max<std::int64_t>(edges[i], 1));
    }
  }
};

class SoftmaxMean : public torch::autograd::Function<SoftmaxMean> {
 public:
  static at::Tensor forward(Context* context, const at::Tensor& examples,
                            const at::Tensor& edges, std::int64_t windows,
                            double temperature) {
    const Ends ends(edges, examples.size(0), windows);
    const std::int64_t width = examples.size(1);
    at::Tensor means = at::zeros({windows, width}, examples.options());
    at::Tensor shares = at::zeros({ends.count, width}, examples.options());
    AT_DISPATCH_FLOATING_TYPES(examples.scalar_type(), "softmax_mean", [&] {
      using All = Eigen::Array<scalar_t, Eigen::Dynamic, Eigen::Dynamic,
                               Eigen::RowMajor>;
      const Rows<scalar_t> of(examples), mean(means), share(shares);
      const auto t = static_cast<scalar_t>(temperature);
      All largest = All::Constant(windows, width,
                                  -std::numeric_limits<scalar_t>::infinity());
      for (std::int64_t e = 0; e < ends.count; ++e) {
        auto top = largest.row(ends.window[e]);
        top = top.max((t * of[ends.example[e]]).transpose());
      }
      All sums = All::Zero(windows, width);
      for (std::int64_t e = 0; e < ends.count; ++e) {
        const std::int64_t i = ends.window[e];
        share[e] = (t * of[ends.example[e]] - largest.row(i).transpose()).exp();
        sums.row(i) += share[e].transpose();
      }
      for (std::int64_t e = 0; e < ends.count; ++e) {
        const std::int64_t i = ends.window[e];
        share[e] /= sums.row(i).transpose();
        mean[i] += share[e] * of[ends.example[e]];
      }
    });
    context->save_for_backward({examples, edges, means, shares});
    context->saved_data["temperature"] = temperature;
    return means;
  }

  // A share p of value v in mean m: d m / d v = p (1 + t (v - m)).
  static Variables backward(Context* context, const Variables& gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &examples = saved[0], &edges = saved[1], &means = saved[2],
                     &shares = saved[3];
    const at::Tensor gradient = gradients[0].contiguous();
    const Ends ends(edges, examples.size(0), means.size(0));
    const double temperature = context->saved_data["temperature"].toDouble();
    at::Tensor d_examples = at::zeros_like(examples);
    AT_DISPATCH_FLOATING_TYPES(examples.scalar_type(), "softmax_mean", [&] {
      const Rows<scalar_t> of(examples), mean(means), share(shares);
      const Rows<scalar_t> d_mean(gradient), d_of(d_examples);
      const auto t = static_cast<scalar_t>(temperature);
      for (std::int64_t e = 0; e < ends.count; ++e) {
        const std::int64_t j = ends.example[e], i = ends.window[e];
        d_of[j] += share[e] * (1 + t * (of[j] - mean[i])) * d_mean[i];
      }
    });
    return {d_examples, at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

// The loops read memory of the CPU.
EgnMessages egn_messages(const at::Tensor& gates, const at::Tensor& examples,
                         const at::Tensor& expression,
                         const at::Tensor& windows, const Edges& edges) {
  const auto here = [](const at::Tensor& values) {
    return values.cpu().contiguous();
  };
  const Variables made =
      Messages::apply(here(gates), here(examples), here(expression),
                      here(windows), here(edges));
  return {made[0].to(examples.device()), made[1].to(windows.device())};
}

at::Tensor softmax_mean(const at::Tensor& examples, const Edges& edges,
                        std::int64_t windows, double temperature) {
  return SoftmaxMean::apply(examples.cpu().contiguous(),
                            edges.cpu().contiguous(), windows, temperature)
      .to(examples.device());
}

}  // namespace moonstain
