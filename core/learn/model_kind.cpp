#include "core/learn/model_kind.h"

#include "core/base/error.h"

namespace moonstain {

const ModelKind& find_kind(const std::vector<ModelKind>& kinds,
                           const Model& model) {
  std::string names;
  for (const ModelKind& kind : kinds) {
    if (kind.name == model.kind) return kind;
    names += concat(names.empty() ? "" : ", ", kind.name);
  }
  fail("predictions: the model's kind is '", model.kind, "'; known: ", names);
}

std::unique_ptr<Network> network_of(const ModelKind& kind, const Model& model) {
  std::unique_ptr<Network> network = kind.make(model.config);
  load_weights(network->state(), model.weights, "weights.safetensors",
               kind.name);
  return network;
}

}  // namespace moonstain
