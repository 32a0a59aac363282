#include "core/learn/network/device.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <map>
#include <utility>

namespace moonstain {

namespace {

constexpr std::int64_t kTilesOnGpu = 256;

at::Device& chosen() {
  static at::Device device(at::kCPU);
  return device;
}

class OnDevice : public Network {
 public:
  OnDevice(std::unique_ptr<Network> network, at::Device device)
      : network_(std::move(network)), device_(device) {
    move_state(network_->state(), device_);
    state_ = network_->state();
  }

  Tensors forward(const Tensors& inputs, Mode mode) override {
    Tensors outputs = network_->forward(moved(inputs, device_), mode);
    return mode == Mode::training ? outputs : moved(outputs, at::kCPU);
  }

 private:
  std::unique_ptr<Network> network_;
  at::Device device_;
};

}  // namespace

at::Device network_device() { return chosen(); }

void set_network_device(at::Device device) { chosen() = device; }

void move_state(State& state, at::Device device) {
  const c10::NoGradGuard no_gradient;
  std::map<const void*, at::Tensor> storages;  // there, by those here
  for (StateTensor& tensor : state) {
    if (tensor.value.device() == device) continue;
    const at::Tensor here = tensor.value.detach();
    at::Tensor& there = storages[here.storage().data()];
    if (!there.defined()) {
      const auto values =
          static_cast<std::int64_t>(here.storage().nbytes() / here.itemsize());
      there = at::empty({0}, here.options())
                  .set_(here.storage(), 0, {values}, {1})
                  .to(device);
    }
    tensor.value.set_data(
        there.as_strided(here.sizes(), here.strides(), here.storage_offset()));
  }
}

std::unique_ptr<Network> on_device(std::unique_ptr<Network> network) {
  if (network_device().is_cpu()) return network;
  return std::make_unique<OnDevice>(std::move(network), network_device());
}

Tensors moved(const Tensors& tensors, at::Device device) {
  Tensors there;
  for (const at::Tensor& tensor : tensors) {
    there.push_back(tensor.defined() ? tensor.to(device) : tensor);
  }
  return there;
}

at::Device device_of(const Tensors& tensors) {
  for (const at::Tensor& tensor : tensors) {
    if (tensor.defined()) return tensor.device();
  }
  return at::kCPU;
}

std::int64_t tiles_of_call(std::int64_t cpu) {
  return network_device().is_cpu() ? cpu : kTilesOnGpu;
}

}  // namespace moonstain
