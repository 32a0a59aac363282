#include "models/networks/deeppt.h"

#include <ATen/ops/relu.h>
#include <c10/core/GradMode.h>

#include <utility>

#include "core/base/error.h"
#include "core/learn/network/layers.h"

namespace moonstain {
namespace {

using at::Tensor;

class Deeppt : public Network {
 public:
  Deeppt(const DeepptConfig& config, const Names& names)
      : encoder_(names / "encoder", config.features, config.code),
        decoder_(names / "decoder", config.code, config.features),
        hidden_(names / "hidden", config.code, config.code),
        dropout_(names / "dropout", 0.2),
        output_(names / "output", config.code, config.genes) {}

  Tensors forward(const Tensors& inputs, Mode mode) override {
    Tensors said(2);
    if (const Tensor& features = inputs.at(0); features.defined()) {
      said[0] = output_(dropout_(hidden_(fixed_code_of(features)), mode));
    }
    if (inputs.size() > 1) {
      said[1] = at::relu(decoder_(code_of(inputs[1])));
    }
    return said;
  }

 private:
  Tensor code_of(const Tensor& features) const {
    return at::relu(encoder_(features));
  }

  Tensor fixed_code_of(const Tensor& features) const {
    const c10::NoGradGuard no_gradient;
    return code_of(features);
  }

  Linear encoder_;
  Linear decoder_;
  Linear hidden_;
  Dropout dropout_;
  Linear output_;
};

}  // namespace

std::unique_ptr<Network> deeppt_network(const DeepptConfig& config,
                                        const Initial& initial) {
  check(config.features >= 1 && config.genes >= 1,
        "deeppt_model: ", config.features, " features and ", config.genes,
        " genes; at least one of each is needed");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<Deeppt>(config, names);
  network->state() = std::move(state);
  return network;
}

}  // namespace moonstain
