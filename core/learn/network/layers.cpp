#include "core/learn/network/layers.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>

#include "core/base/error.h"

namespace moonstain {

Convolution::Convolution(const Names& names, std::int64_t in, std::int64_t out,
                         Window window, std::optional<Law> law)
    : window_(window) {
  const Sizes shape{out, in / window.groups, window.side, window.side};
  const Law usual = by_fan_in(fans_of(shape).in);
  weight_ = names.drawn("weight", shape, law.value_or(usual));
  bias_ = names.drawn("bias", {out}, usual);
}

at::Tensor Convolution::operator()(const at::Tensor& maps) const {
  return at::conv2d(maps, weight_, bias_, window_.stride, window_.padding,
                    window_.dilation, window_.groups);
}

BatchNorm::BatchNorm(const Names& names, std::int64_t channels,
                     std::optional<Law> law)
    : weight_(law ? names.drawn("weight", {channels}, *law)
                  : names.constant("weight", {channels}, 1)),
      bias_(names.constant("bias", {channels}, 0)),
      running_mean_(names.buffer("running_mean", {channels}, 0)),
      running_var_(names.buffer("running_var", {channels}, 1)),
      batches_(names.counter("num_batches_tracked")) {}

at::Tensor BatchNorm::operator()(const at::Tensor& maps, Mode mode) const {
  const bool training = mode == Mode::training;
  if (training) batches_.add_(1);
  return at::batch_norm(maps, weight_, bias_, running_mean_, running_var_,
                        training, /*momentum=*/0.1, /*eps=*/1e-5,
                        /*cudnn_enabled=*/true);
}

Linear::Linear(const Names& names, std::int64_t in, std::int64_t out, Bias bias,
               std::optional<Law> law) {
  weight_ = names.drawn("weight", {out, in}, law.value_or(by_fan_in(in)));
  if (bias == Bias::learned) {
    bias_ = names.drawn("bias", {out}, by_fan_in(in));
  }
}

at::Tensor Linear::operator()(const at::Tensor& values) const {
  const bool rounded = weight_.scalar_type() == at::kBFloat16;
  return at::linear(rounded ? values.to(at::kBFloat16) : values, weight_,
                    bias_);
}

void Linear::round_weights() {
  weight_ = weight_.to(at::kBFloat16);
  if (bias_) bias_ = bias_->to(at::kBFloat16);
}

LayerNorm::LayerNorm(const Names& names, std::int64_t width)
    : weight_(names.constant("weight", {width}, 1)),
      bias_(names.constant("bias", {width}, 0)) {}

at::Tensor LayerNorm::operator()(const at::Tensor& values) const {
  return at::layer_norm(values, weight_.sizes(), weight_, bias_, /*eps=*/1e-5);
}

Dropout::Dropout(const Names& names, double rate)
    : rate_(rate), initial_(names.initial()), name_(names.name()) {
  check(rate >= 0 && rate < 1, "dropout ", name_, ": the rate is ", rate,
        "; it must be at least 0 and less than 1");
}

at::Tensor Dropout::operator()(const at::Tensor& values, Mode mode) {
  if (mode == Mode::evaluation || rate_ == 0) return values;
  check(!initial_.step.empty(), "dropout ", name_,
        ": the network has no seed to draw from; one that is made to predict "
        "cannot be trained");
  RandomStream stream(initial_.seed, initial_.step, "dropout " + name_,
                      calls_++);
  at::Tensor kept = at::empty(values.sizes(), at::kFloat);
  float* to = kept.mutable_data_ptr<float>();
  for (std::int64_t i = 0; i < kept.numel(); ++i) {
    to[i] = stream.uniform() < rate_ ? 0.F : 1.F;
  }
  return values * kept.to(values.options()).div_(1 - rate_);
}

}  // namespace moonstain
