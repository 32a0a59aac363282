#include "core/learn/network/carried.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

class Carrying : public Network {
 public:
  Carrying(std::unique_ptr<Network> network,
           const std::vector<CarriedTensor>& tensors)
      : network_(std::move(network)) {
    state_ = network_->state();
    for (const CarriedTensor& tensor : tensors) {
      state_.push_back({tensor.name, tensor.value, /*trained=*/false});
    }
  }

  Tensors forward(const Tensors& inputs, Mode mode) override {
    return network_->forward(inputs, mode);
  }

 private:
  std::unique_ptr<Network> network_;
};

}  // namespace

std::unique_ptr<Network> carrying(std::unique_ptr<Network> network,
                                  const std::vector<CarriedTensor>& tensors) {
  if (tensors.empty()) return network;
  return std::make_unique<Carrying>(std::move(network), tensors);
}

Json json_of(const std::vector<CarriedTensor>& tensors) {
  Json json = Json::array();
  for (const CarriedTensor& tensor : tensors) {
    const at::ScalarType type = tensor.value.scalar_type();
    check(type == at::kFloat || type == at::kLong, "carried tensor '",
          tensor.name, "' is of type ", at::toString(type),
          "; expected float32 or int64");
    json.push_back({{"name", tensor.name},
                    {"whole", type == at::kLong},
                    {"shape", tensor.value.sizes().vec()}});
  }
  return json;
}

std::vector<CarriedTensor> carried_from(const Json& json,
                                        std::string_view where) {
  std::vector<CarriedTensor> tensors;
  for (const Json& one : json) {
    const std::string file(where);
    const auto type =
        member(one, "whole", file).get<bool>() ? at::kLong : at::kFloat;
    const auto shape =
        member(one, "shape", file).get<std::vector<std::int64_t>>();
    tensors.push_back({text_member(one, "name", file),
                       at::empty(shape, at::TensorOptions(type))});
  }
  return tensors;
}

const at::Tensor& tensor_named(const State& state, std::string_view name) {
  const auto found =
      std::find_if(state.begin(), state.end(),
                   [&](const StateTensor& one) { return one.name == name; });
  check(found != state.end(), "a network without a tensor '", name, "'");
  return found->value;
}

}  // namespace moonstain
