#include "models/networks/deeppt.h"

#include <ATen/ops/relu.h>

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
    const Tensor code = at::relu(encoder_(inputs.at(0)));
    const Tensor hidden = dropout_(hidden_(code.detach()), mode);
    return {output_(hidden), at::relu(decoder_(code))};
  }

 private:
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
