#include "models/networks/istar.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/segment_reduce.h>

#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/learn/network/layers.h"

namespace moonstain {
namespace {

constexpr double kSlope = 0.1;
constexpr double kLeast = 0.01;  // of ELU, and what is added to it

class Istar : public Network {
 public:
  Istar(const IstarConfig& config, const Names& names)
      : latent_(layers(config, names / "net_lat")),
        out_(names / "net_out" / "linear", config.width, config.genes) {}

  Tensors forward(const Tensors& inputs, Mode) override {
    at::Tensor latent = inputs.at(0);
    for (std::size_t i = 0; i < latent_.size(); ++i) {
      latent = latent_[i](latent);
      at::leaky_relu_(latent, kSlope);
      told(seen_, concat("net_lat.", i), latent);
    }
    at::Tensor out = out_(latent);
    at::elu_(out, kLeast);
    if (inputs.size() > 1) {
      out = at::segment_reduce(out, "mean", /*lengths=*/{}, /*indices=*/{},
                               /*offsets=*/inputs[1], /*axis=*/0,
                               /*unsafe=*/true);
    }
    return {out + kLeast};
  }

 private:
  static std::vector<Linear> layers(const IstarConfig& config,
                                    const Names& names) {
    std::vector<Linear> made;
    for (int i = 0; i < 4; ++i) {
      made.emplace_back(names / i / "linear",
                        i == 0 ? config.features : config.width, config.width);
    }
    return made;
  }

  std::vector<Linear> latent_;
  Linear out_;
};

}  // namespace

std::unique_ptr<Network> istar_network(const IstarConfig& config,
                                       const Initial& initial) {
  check(config.features >= 1 && config.genes >= 1 && config.width >= 1,
        "istar_model: ", config.features, " features, ", config.genes,
        " genes and width ", config.width, "; at least one of each is needed");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<Istar>(config, names);
  network->state() = std::move(state);
  return network;
}

}  // namespace moonstain
