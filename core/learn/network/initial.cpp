#include "core/learn/network/initial.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

double draw(RandomStream& stream, const Law& law) {
  if (law.form == Law::Form::uniform) {
    return law.mean + (2 * stream.uniform() - 1) * law.spread;
  }
  while (true) {
    const double value = law.mean + law.spread * stream.normal();
    if (value >= law.low && value <= law.high) return value;
  }
}

template <typename Number>
void fill(at::Tensor& values, RandomStream stream, const Law& law) {
  Number* to = values.mutable_data_ptr<Number>();
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    to[i] = static_cast<Number>(draw(stream, law));
  }
}

Law uniform_of(double deviation) {
  return {.form = Law::Form::uniform, .spread = std::sqrt(3.0) * deviation};
}

double kaiming_deviation(std::int64_t fan, double gain) {
  return gain / std::sqrt(static_cast<double>(fan));
}

double xavier_deviation(Fans fans, double gain) {
  return gain * std::sqrt(2.0 / static_cast<double>(fans.in + fans.out));
}

}  // namespace

Fans fans_of(const Sizes& weight) {
  check(weight.size() >= 2, "fans of a tensor of ", weight.size(),
        " dimension(s); a weight has at least 2");
  std::int64_t window = 1;
  for (std::size_t i = 2; i < weight.size(); ++i) window *= weight[i];
  return {weight[1] * window, weight[0] * window};
}

Law by_fan_in(std::int64_t fan_in) {
  return {.form = Law::Form::uniform,
          .spread = 1 / std::sqrt(static_cast<double>(fan_in))};
}

Law kaiming_uniform(std::int64_t fan, double gain) {
  return uniform_of(kaiming_deviation(fan, gain));
}

Law kaiming_normal(std::int64_t fan, double gain) {
  return normal(0, kaiming_deviation(fan, gain));
}

Law xavier_uniform(Fans fans, double gain) {
  return uniform_of(xavier_deviation(fans, gain));
}

Law xavier_normal(Fans fans, double gain) {
  return normal(0, xavier_deviation(fans, gain));
}

Law normal(double mean, double deviation) {
  return {.form = Law::Form::normal, .mean = mean, .spread = deviation};
}

Law truncated_normal(double mean, double deviation, double low, double high) {
  check(
      low < high && mean + 2 * deviation >= low && mean - 2 * deviation <= high,
      "a normal law of mean ", mean, " and deviation ", deviation, " cut to ",
      low, " .. ", high, " has almost nothing left");
  return {.form = Law::Form::normal,
          .mean = mean,
          .spread = deviation,
          .low = low,
          .high = high};
}

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

at::Tensor Names::drawn(const std::string& name, Sizes shape,
                        const Law& law) const {
  at::Tensor values = at::empty(shape, type_);
  if (!initial_.step.empty()) {
    const RandomStream stream(initial_.seed, initial_.step,
                              "weights " + full(name));
    if (type_ == at::kDouble) {
      fill<double>(values, stream, law);
    } else {
      fill<float>(values, stream, law);
    }
  }
  return add(name, std::move(values), true);
}

at::Tensor Names::constant(const std::string& name, Sizes shape,
                           double value) const {
  return add(name, at::full(shape, value, type_), true);
}

at::Tensor Names::buffer(const std::string& name, Sizes shape,
                         double value) const {
  return add(name, at::full(shape, value, type_), false);
}

at::Tensor Names::fixed(const std::string& name,
                        const at::Tensor& values) const {
  return add(name, values.is_floating_point() ? values.to(type_) : values,
             false);
}

at::Tensor Names::counter(const std::string& name) const {
  return add(name, at::zeros({}, at::kLong), false);
}

}  // namespace moonstain
