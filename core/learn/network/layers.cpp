#include "core/learn/network/layers.h"

#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "core/base/random.h"

namespace moonstain {
namespace {

template <typename Number>
void draw(at::Tensor& values, RandomStream stream, double bound) {
  Number* to = values.mutable_data_ptr<Number>();
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    to[i] = static_cast<Number>((2 * stream.uniform() - 1) * bound);
  }
}

}  // namespace

Names Names::operator/(const std::string& part) const {
  Names longer = *this;
  longer.prefix_ += (prefix_.empty() ? "" : ".") + part;
  return longer;
}

std::string Names::full(const std::string& name) const {
  return prefix_.empty() ? name : prefix_ + "." + name;
}

at::Tensor Names::add(const std::string& name, at::Tensor value,
                      bool trained) const {
  if (trained) value.requires_grad_();
  state_->push_back({full(name), value, trained});
  return value;
}

at::Tensor Names::uniform(const std::string& name,
                          std::vector<std::int64_t> shape,
                          std::int64_t fan_in) const {
  at::Tensor values = at::empty(shape, type_);
  if (!initial_.step.empty()) {
    const RandomStream stream(initial_.seed, initial_.step,
                              "weights " + full(name));
    const double bound = 1 / std::sqrt(static_cast<double>(fan_in));
    if (type_ == at::kDouble) {
      draw<double>(values, stream, bound);
    } else {
      draw<float>(values, stream, bound);
    }
  }
  return add(name, std::move(values), true);
}

at::Tensor Names::constant(const std::string& name,
                           std::vector<std::int64_t> shape,
                           double value) const {
  return add(name, at::full(shape, value, type_), true);
}

at::Tensor Names::buffer(const std::string& name,
                         std::vector<std::int64_t> shape, double value) const {
  return add(name, at::full(shape, value, type_), false);
}

at::Tensor Names::counter(const std::string& name) const {
  return add(name, at::zeros({}, at::kLong), false);
}

Convolution::Convolution(const Names& names, std::int64_t in, std::int64_t out,
                         Window window)
    : window_(window) {
  const std::int64_t each = in / window.groups;
  const std::int64_t fan_in = each * window.side * window.side;
  weight_ =
      names.uniform("weight", {out, each, window.side, window.side}, fan_in);
  bias_ = names.uniform("bias", {out}, fan_in);
}

at::Tensor Convolution::operator()(const at::Tensor& maps) const {
  return at::conv2d(maps, weight_, bias_, 1, window_.padding, window_.dilation,
                    window_.groups);
}

BatchNorm::BatchNorm(const Names& names, std::int64_t channels)
    : weight_(names.constant("weight", {channels}, 1)),
      bias_(names.constant("bias", {channels}, 0)),
      running_mean_(names.buffer("running_mean", {channels}, 0)),
      running_var_(names.buffer("running_var", {channels}, 1)),
      batches_(names.counter("num_batches_tracked")) {}

at::Tensor BatchNorm::operator()(const at::Tensor& maps, Mode mode) const {
  const bool training = mode == Mode::training;
  if (training) *batches_.mutable_data_ptr<std::int64_t>() += 1;
  return at::batch_norm(maps, weight_, bias_, running_mean_, running_var_,
                        training, /*momentum=*/0.1, /*eps=*/1e-5,
                        /*cudnn_enabled=*/true);
}

}  // namespace moonstain
