#include "models/networks/bleep.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/learn/network/graph_layers.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/resnet.h"

namespace moonstain {
namespace {

using at::Tensor;

constexpr const char* kStep = "bleep_model";

class Projection {
 public:
  Projection(const Names& names, std::int64_t in, const BleepConfig& config)
      : projection_(names / "projection", in, config.width),
        second_(names / "fc", config.width, config.width),
        dropout_(names / "dropout", config.dropout),
        norm_(names / "layer_norm", config.width) {}

  Tensor operator()(const Tensor& values, Mode mode, const Seen& seen) {
    const Tensor projected = told(seen, "projection", projection_(values));
    return norm_(projected + dropout_(second_(at::gelu(projected)), mode));
  }

 private:
  Linear projection_;
  Linear second_;
  Dropout dropout_;
  LayerNorm norm_;
};

class Bleep : public Network {
 public:
  Bleep(const BleepConfig& config, const Names& names)
      : encoder_(config.features > 0
                     ? std::nullopt
                     : std::optional<ResNet>(
                           std::in_place, names / "image_encoder" / "model",
                           ResNetConfig{.depth = 50, .classes = 0})),
        pictures_(names / "image_projection",
                  encoder_ ? encoder_->width() : config.features, config),
        expression_(names / "spot_projection", config.genes, config) {}

  Tensors forward(const Tensors& inputs, Mode mode) override {
    Tensors embedded(2);
    if (const Tensor& pictures = inputs.at(0); pictures.defined()) {
      embedded[0] = pictures_(features_of(pictures, mode), mode,
                              below(seen_, "image_projection"));
    }
    if (const Tensor& measured = inputs.at(1); measured.defined()) {
      embedded[1] =
          expression_(measured, mode, below(seen_, "spot_projection"));
    }
    return embedded;
  }

 private:
  Tensor features_of(const Tensor& pictures, Mode mode) const {
    if (!encoder_) return pictures;
    return told(seen_, "image_encoder",
                encoder_->features(pictures, mode,
                                   below(seen_, "image_encoder.model")));
  }

  std::optional<ResNet> encoder_;
  Projection pictures_;
  Projection expression_;
};

Tensor cross_entropy(const Tensor& logits, const Tensor& shares) {
  return -(shares * at::log_softmax(logits, 1)).sum(1);
}

// Rows of the `count` largest values of each row, of equal ones the first.
std::vector<Tensor> largest_of(const Tensor& values, std::int64_t count) {
  const Tensor all = values.to(at::kDouble).contiguous();
  const std::int64_t columns = all.size(1);
  std::vector<std::int64_t> order(columns);
  std::vector<Tensor> found;
  for (std::int64_t row = 0; row < all.size(0); ++row) {
    const double* value = all.const_data_ptr<double>() + row * columns;
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::partial_sort(order.begin(), order.begin() + count, order.end(),
                      [&](std::int64_t a, std::int64_t b) {
                        if (value[a] != value[b]) return value[a] > value[b];
                        return a < b;
                      });
    Tensor rows = at::empty({count}, at::kLong);
    std::copy_n(order.begin(), count, rows.mutable_data_ptr<std::int64_t>());
    found.push_back(rows);
  }
  return found;
}

}  // namespace

std::unique_ptr<Network> bleep_network(const BleepConfig& config,
                                       const Initial& initial) {
  check(config.genes >= 1 && config.features >= 0 && config.width >= 1, kStep,
        ": ", config.genes, " genes and embeddings of ", config.width,
        "; at least one of each is needed");
  State state;
  const Names names(state, initial, config.float64 ? at::kDouble : at::kFloat);
  auto network = std::make_unique<Bleep>(config, names);
  network->state() = std::move(state);
  return network;
}

ObjectiveTerm bleep_term() {
  return {.name = "contrast",
          .value =
              [](const Tensors& outputs, const Batch&) {
                const Tensor &i = outputs.at(0), &t = outputs.at(1);
                const Tensor logits = at::matmul(t, i.t());
                const Tensor shares = at::softmax(
                    (at::matmul(i, i.t()) + at::matmul(t, t.t())) / 2, 1);
                return ((cross_entropy(logits, shares) +
                         cross_entropy(logits.t(), shares.t())) /
                        2)
                    .mean();
              },
          .of_constant = {}};
}

Tensor retrieved(const Tensor& pictures, const Tensor& keys,
                 const Tensor& expression, Retrieved way, std::int64_t count) {
  if (way == Retrieved::best) count = 1;
  check(keys.size(0) >= count, kStep, ": ", keys.size(0),
        " training spots, of which the ", count,
        " nearest are asked for; use a smaller neighbours");
  const Tensor cosines = at::matmul(unit_rows(pictures), unit_rows(keys).t());
  std::vector<Tensor> made;
  const std::vector<Tensor> nearest = largest_of(cosines, count);
  for (std::size_t i = 0; i < nearest.size(); ++i) {
    const Tensor found = expression.index_select(0, nearest[i]);
    if (way != Retrieved::weighted) {
      made.push_back(found.mean(0));
      continue;
    }
    const Tensor squared = (keys.index_select(0, nearest[i]) -
                            pictures[static_cast<std::int64_t>(i)])
                               .square()
                               .sum(1);
    made.push_back(at::matmul(at::softmax(-squared, 0), found));
  }
  return at::stack(made);
}

}  // namespace moonstain
