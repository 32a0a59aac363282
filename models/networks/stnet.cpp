#include "models/networks/stnet.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/flip.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/rot90.h>

#include <utility>

#include "core/base/error.h"
#include "core/learn/network/densenet.h"

namespace moonstain {
namespace {

class StNet : public Network {
 public:
  StNet(const StNetConfig& config, const Names& names)
      : features_(names / "features"),
        weight_(
            (names / "classifier")
                .constant("weight", {config.genes, DenseNet121::kWidth}, 0)),
        bias_((names / "classifier").constant("bias", {config.genes}, 0)) {}

  Tensors forward(const Tensors& inputs, Mode mode) override {
    const at::Tensor features = features_.features(inputs.at(0), mode);
    return {at::linear(features, weight_, bias_)};
  }

 private:
  DenseNet121 features_;
  at::Tensor weight_;
  at::Tensor bias_;
};

}  // namespace

std::unique_ptr<Network> stnet_network(const StNetConfig& config,
                                       const Initial& initial) {
  check(config.genes >= 1, "stnet_model: ", config.genes,
        " genes; at least one is needed");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<StNet>(config, names);
  network->state() = std::move(state);
  return network;
}

ObjectiveTerm summed_squares_term(std::string name) {
  return {.name = std::move(name),
          .value =
              [](const Tensors& outputs, const Batch& batch) {
                const at::Tensor& target = batch.targets.at(0);
                return at::mse_loss(outputs.at(0), target, at::Reduction::Sum) /
                       target.size(1);
              },
          .of_constant = {}};
}

std::vector<at::Tensor> eight_symmetries(const at::Tensor& pictures) {
  std::vector<at::Tensor> symmetries;
  for (int i = 0; i < 8; ++i) {
    at::Tensor turned = pictures;
    if (i & 1) turned = at::rot90(turned, 1, {-2, -1});
    if (i & 2) turned = at::flip(turned, {-2});
    if (i & 4) turned = at::flip(turned, {-1});
    symmetries.push_back(turned);
  }
  return symmetries;
}

}  // namespace moonstain
