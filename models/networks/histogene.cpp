#include "models/networks/histogene.h"

#include <ATen/TensorOperators.h>

#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

std::vector<TransformerBlock> blocks_of(const HistogeneConfig& config,
                                        const Names& names) {
  std::vector<TransformerBlock> blocks;
  for (int n = 0; n < config.depth; ++n) {
    const Names block = names / "vit" / "transformer" / "layers" / n;
    blocks.emplace_back(block / 0, block / 1,
                        TransformerBlockConfig{.width = config.width,
                                               .hidden = 2 * config.width,
                                               .dropout = config.dropout});
  }
  return blocks;
}

}  // namespace

HisToGene::HisToGene(const HistogeneConfig& config, const Names& names)
    : patch_embedding_(names / "patch_embedding", config.patch_values,
                       config.width),
      positions_(names, config.width, config.cells),
      dropout_(names / "vit" / "dropout", config.dropout),
      blocks_(blocks_of(config, names)),
      head_norm_(names / "gene_head" / 0, config.width),
      head_(names / "gene_head" / 1, config.width, config.genes) {}

Tensors HisToGene::forward(const Tensors& inputs, Mode mode) {
  at::Tensor tokens =  // [1, spots, width]
      told(seen_, "patch_embedding",
           patch_embedding_(inputs.at(0)).unsqueeze(0));
  tokens = tokens + positions_.x(inputs.at(1)) + positions_.y(inputs.at(1));
  tokens = dropout_(tokens, mode);
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Seen seen = below(seen_, concat("vit.transformer.layers.", i));
    tokens = tokens + told(seen, "0", blocks_[i].attended(tokens, mode));
    tokens = tokens + told(seen, "1", blocks_[i].transformed(tokens, mode));
  }
  told(seen_, "vit", tokens);
  return {head_(told(seen_, "gene_head.0", head_norm_(tokens))).squeeze(0)};
}

std::unique_ptr<HisToGene> histogene_network(const HistogeneConfig& config,
                                             const Initial& initial) {
  check(config.genes >= 1 && config.patch_values >= 1 && config.depth >= 1,
        "histogene_model: ", config.patch_values, " values of a patch, ",
        config.genes, " genes and ", config.depth,
        " blocks; at least one of each is needed");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<HisToGene>(config, names);
  network->state() = std::move(state);
  return network;
}

}  // namespace moonstain
