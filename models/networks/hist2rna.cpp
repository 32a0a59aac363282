#include "models/networks/hist2rna.h"

#include <ATen/ops/conv1d.h>
#include <ATen/ops/relu.h>

#include <utility>

#include "core/base/error.h"
#include "core/learn/network/layers.h"

namespace moonstain {
namespace {

using at::Tensor;

constexpr std::int64_t kFirstWidth = 256;
constexpr std::int64_t kWidth = 512;

// Along a sequence, ends padded with 0 so that its length stays: [samples, in,
// length] to [samples, out, length], behind a ReLU.
class SequenceConvolution {
 public:
  SequenceConvolution(const Names& names, std::int64_t in, std::int64_t out,
                      std::int64_t side)
      : padding_(side / 2),
        weight_(names.drawn("weight", {out, in, side}, by_fan_in(in * side))),
        bias_(names.drawn("bias", {out}, by_fan_in(in * side))) {}

  Tensor operator()(const Tensor& values) const {
    return at::relu(at::conv1d(values, weight_, bias_, 1, padding_));
  }

 private:
  std::int64_t padding_;
  Tensor weight_;
  Tensor bias_;
};

class Hist2rna : public Network {
 public:
  Hist2rna(const Hist2rnaConfig& config, const Names& names)
      : first_(names / "c1" / 0, config.features, kFirstWidth, 5),
        second_(names / "c2" / 0, kFirstWidth, kWidth, 1),
        third_(names / "c3" / 0, kWidth, kWidth, 1),
        output_(names / "output" / 0, kWidth, config.genes) {}

  Tensors forward(const Tensors& inputs, Mode) override {
    const Tensor& features = inputs.at(0);
    check(features.dim() == 3, "hist2rna_model: features are [",
          listed(features.sizes()), "]; expected [samples, length, features]");
    Tensor values = features.transpose(1, 2);
    values = told(seen_, "c1", first_(values));
    values = told(seen_, "c2", second_(values));
    values = told(seen_, "c3", third_(values));
    return {output_(values.mean(2))};
  }

 private:
  SequenceConvolution first_;
  SequenceConvolution second_;
  SequenceConvolution third_;
  Linear output_;
};

}  // namespace

std::unique_ptr<Network> hist2rna_network(const Hist2rnaConfig& config,
                                          const Initial& initial) {
  check(config.features >= 1 && config.genes >= 1,
        "hist2rna_model: ", config.features, " features and ", config.genes,
        " genes; at least one of each is needed");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<Hist2rna>(config, names);
  network->state() = std::move(state);
  return network;
}

}  // namespace moonstain
