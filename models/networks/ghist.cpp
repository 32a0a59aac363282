#include "models/networks/ghist.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include <optional>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/learn/network/attention.h"
#include "core/learn/network/label_pooling.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/unet3plus.h"

namespace moonstain {
namespace {

using at::Tensor;

constexpr const char* kNetwork = "ghist";
constexpr std::int64_t kHeads = 8;
constexpr const char* kReference = "reference";
constexpr const char* kBranches[] = {"", "_immune", "_invasive"};

// Linear, ReLU, Linear.
class Head {
 public:
  Head(const Names& names, std::int64_t in, std::int64_t width,
       std::int64_t out)
      : first_(names / 0, in, width), second_(names / 2, width, out) {}

  Tensor features(const Tensor& values) const { return first_(values); }
  Tensor of_features(const Tensor& features) const {
    return second_(at::relu(features));
  }
  Tensor operator()(const Tensor& values) const {
    return of_features(features(values));
  }

 private:
  Linear first_;
  Linear second_;
};

// Values as they are; what has no part in them gets a gradient of 0, so that
// an optimiser's decay moves it as it moves all others.
class WithoutPart : public torch::autograd::Function<WithoutPart> {
 public:
  using Context = torch::autograd::AutogradContext;
  using Tensors = torch::autograd::variable_list;

  static Tensor forward(Context* context, const Tensor& values, const Tensor& a,
                        const Tensor& b, const Tensor& c, const Tensor& d) {
    context->save_for_backward({a, b, c, d});
    return values.alias();
  }
  static Tensors backward(Context* context, const Tensors& gradients) {
    Tensors all = {gradients[0]};
    for (const Tensor& without : context->get_saved_variables()) {
      all.push_back(at::zeros_like(without));
    }
    return all;
  }
};

// How rows of nuclei lie in patches.
struct Patches {
  std::vector<std::int64_t> counts;
  Tensor of_row;  // int64 [nuclei]

  explicit Patches(std::vector<std::int64_t> given) : counts(std::move(given)) {
    std::vector<std::int64_t> rows;
    for (std::size_t b = 0; b < counts.size(); ++b) {
      rows.insert(rows.end(), counts[b], static_cast<std::int64_t>(b));
    }
    of_row = at::tensor(rows, at::kLong);
  }

  // Means of the rows, [patches, width]; 0 where a patch has none.
  Tensor means(const Tensor& values) const {
    const Tensor sums =
        at::zeros({static_cast<std::int64_t>(counts.size()), values.size(1)},
                  values.options())
            .index_add(0, of_row, values);
    const Tensor many = at::tensor(counts, at::kLong).clamp_min(1);
    return sums / many.to(values.scalar_type()).unsqueeze(1);
  }
};

// Offsets of expression from expression and composition.
class Refine {
 public:
  Refine(const Names& names, const GhistShape& shape)
      : query_(names / "query_transform", shape.types, shape.embed),
        key_(names / "key_transform", shape.genes, shape.embed),
        value_(names / "value_transform", shape.genes, shape.embed),
        attention_(names / "attention", shape.embed, kHeads),
        out_(names / "linear_out", shape.embed, shape.genes),
        attend_(shape.attention) {}

  // composition [patches, types], expression [nuclei, genes]
  Tensor operator()(const Tensor& composition, const Tensor& expression,
                    const Patches& patches) const {
    if (attend_ == GhistAttention::published) {
      return WithoutPart::apply(out_(attention_.of_one_key(value_(expression))),
                                query_.weight(), query_.bias(), key_.weight(),
                                key_.bias());
    }
    const Tensor queries = query_(composition).unsqueeze(1);
    const Tensor keys = key_(expression).unsqueeze(0);
    const Tensor values = value_(expression).unsqueeze(0);
    std::vector<Tensor> answers;  // [1, 1, embed] each
    std::int64_t first = 0;
    for (std::size_t b = 0; b < patches.counts.size(); ++b) {
      const std::int64_t count = patches.counts[b];
      const Tensor asked = queries.narrow(0, static_cast<std::int64_t>(b), 1);
      // Nobody answers a patch without nuclei, and no row asks for it.
      answers.push_back(count == 0
                            ? at::zeros_like(asked)
                            : attention_(asked, keys.narrow(1, first, count),
                                         values.narrow(1, first, count)));
      first += count;
    }
    return out_(at::cat(answers).squeeze(1)).index_select(0, patches.of_row);
  }

 private:
  Linear query_;
  Linear key_;
  Linear value_;
  MultiHeadAttention attention_;
  Linear out_;
  GhistAttention attend_;
};

void check_shape(const GhistShape& shape) {
  check(shape.genes >= 1 && shape.width >= 1 && shape.reference_rows >= 0,
        kNetwork, ": ", shape.genes, " genes, width ", shape.width, ", ",
        shape.reference_rows,
        " rows of a reference; at least one gene and one "
        "channel are needed");
  check(shape.embed >= kHeads && shape.embed % kHeads == 0, kNetwork,
        ": an embedding of ", shape.embed, " values; a multiple of ", kHeads,
        ", the heads of attention, is needed");
  check(shape.types_on ? shape.types >= 1 : shape.types == 0, kNetwork, ": ",
        shape.types, " cell types with types ", shape.types_on ? "on" : "off",
        "; on needs at least 1, off none");
  check(shape.types_on || !shape.neighbourhood_on, kNetwork,
        ": the neighbourhood is a composition of cell types; with types off "
        "it must be off too");
}

void check_input(const GhistInput& input, const GhistShape& shape) {
  check(input.image.dim() == 4 && input.image.size(1) == 3, kNetwork,
        ": the image must be [patches, 3, height, width]");
  const auto& image = input.image;
  const auto& labels = input.labels;
  check(labels.dim() == 3 && labels.size(0) == image.size(0) &&
            labels.size(1) == image.size(2) && labels.size(2) == image.size(3),
        kNetwork, ": ", image.size(0), " patches of ", image.size(2), " x ",
        image.size(3), " px need labels [", image.size(0), ", ", image.size(2),
        ", ", image.size(3), "]");
  check(
      !input.expression.defined() || (input.expression.dim() == 2 &&
                                      input.expression.size(1) == shape.genes),
      kNetwork, ": the expression must be [nuclei, ", shape.genes, "]");
}

}  // namespace

// In the order of the state.
struct Ghist::Layers {
  Layers(const GhistShape& shape, const Names& names)
      : backbone(names / "cnn", 3, shape.width, shape.map_classes()),
        embed(names / "embed_hist" / "model", 12 * shape.width, shape.embed,
              shape.embed) {
    const bool rows = shape.reference_rows > 0;
    for (const char* branch : kBranches) {
      profiles.emplace_back(
          names / concat(rows ? "mlp_weights" : "mlp_offset", branch) / "mlp",
          shape.embed, shape.embed, rows ? shape.reference_rows : shape.genes);
    }
    if (shape.neighbourhood_on) {
      composition.emplace(names / "estimate_comp" / "mlp", shape.embed,
                          shape.embed, shape.types);
      for (const char* branch : kBranches) {
        refine.emplace_back(names / concat("refine_expr", branch), shape);
      }
    }
    if (shape.types_on) {
      types.emplace(names / "mlp_hist" / "mlp", shape.embed, shape.embed,
                    shape.types);
      genes.emplace(names / "mlp_genes" / "mlp", shape.genes, shape.embed,
                    shape.types);
    }
    if (rows) {
      reference =
          names.buffer(kReference, {shape.reference_rows, shape.genes}, 0);
    }
  }

  // [nuclei, genes] of branch k
  Tensor expression(std::size_t k, const Tensor& embedding,
                    const Tensor& estimate, const Patches& patches) const {
    const bool rows = reference.defined();
    const Tensor made = profiles[k](embedding);
    const Tensor profile =
        rows ? at::matmul(at::softmax(made, 1), reference) : at::relu(made);
    if (refine.empty()) return rows ? at::relu(profile) : profile;
    const Tensor offset = refine[k](estimate, profile, patches);
    return at::relu(rows ? profile + offset : offset);
  }

  Unet3Plus backbone;
  Head embed;
  std::vector<Head> profiles;  // general, immune, invasive; as refine
  std::optional<Head> composition;
  std::vector<Refine> refine;
  std::optional<Head> types;
  std::optional<Head> genes;
  Tensor reference;
};

Tensors GhistOutput::tensors() const {
  return {map,
          pooled,
          area,
          embedding,
          composition,
          type_logits,
          general,
          immune,
          invasive,
          gene_logits,
          gene_features,
          true_gene_logits,
          true_gene_features,
          nucleus_ids,
          counts};
}

GhistOutput GhistOutput::of(const Tensors& t) {
  check(t.size() == 15, kNetwork, ": ", t.size(), " outputs instead of 15");
  return {t[0], t[1], t[2],  t[3],  t[4],  t[5],  t[6], t[7],
          t[8], t[9], t[10], t[11], t[12], t[13], t[14]};
}

Ghist::Ghist(const GhistShape& shape, const Initial& initial) : shape_(shape) {
  check_shape(shape);
  const Names names(state_, initial, shape.float64 ? at::kDouble : at::kFloat);
  layers_ = std::make_unique<Layers>(shape, names);
}

Ghist::~Ghist() = default;

GhistOutput Ghist::operator()(const GhistInput& input, Mode mode) {
  check_input(input, shape_);
  const LabelRows rows = label_rows(input.labels);
  const auto nuclei = static_cast<std::int64_t>(rows.ids.size());
  if (input.expression.defined()) {
    check(input.expression.size(0) == nuclei, kNetwork, ": expression of ",
          input.expression.size(0), " nuclei, the labels have ", nuclei,
          "; a nucleus without a pixel in its patch has no row");
  }
  const Patches patches(rows.counts);
  const Unet3Plus::Output maps = layers_->backbone(input.image, mode);

  GhistOutput out;
  out.map = maps.map;
  const LabelMeans decoded = label_means(maps.decoded, rows);
  const LabelMeans encoded = label_means(maps.encoded, rows);
  const auto of_patch = [&](const Tensor& values) {
    return values.index_select(0, patches.of_row);
  };
  out.pooled = at::cat({decoded.objects, encoded.objects,
                        of_patch(decoded.pictures), of_patch(encoded.pictures)},
                       1);
  out.area = at::tensor(rows.areas, at::kLong).to(out.pooled.scalar_type());
  out.embedding = layers_->embed(out.pooled);
  if (layers_->composition) {
    out.composition =
        at::softmax((*layers_->composition)(patches.means(out.embedding)), 1);
  }
  const auto branch = [&](std::size_t k) {
    return layers_->expression(k, out.embedding, out.composition, patches);
  };
  out.general = branch(0);
  out.immune = branch(1);
  out.invasive = branch(2);
  if (shape_.types_on) {
    out.type_logits = (*layers_->types)(out.embedding);
    out.gene_features = layers_->genes->features(out.general);
    out.gene_logits = layers_->genes->of_features(out.gene_features);
    if (input.expression.defined()) {
      out.true_gene_features = layers_->genes->features(input.expression);
      out.true_gene_logits =
          layers_->genes->of_features(out.true_gene_features);
    }
  }
  out.nucleus_ids = at::tensor(rows.ids, at::kLong);
  out.counts = at::tensor(rows.counts, at::kLong);
  return out;
}

Tensors Ghist::forward(const Tensors& inputs, Mode mode) {
  check(inputs.size() == 2 || inputs.size() == 3, kNetwork, ": ", inputs.size(),
        " inputs; image, labels and perhaps expression are "
        "expected");
  return (*this)(
             {inputs[0], inputs[1], inputs.size() == 3 ? inputs[2] : Tensor()},
             mode)
      .tensors();
}

void Ghist::set_reference(const Tensor& reference) {
  check(shape_.reference_rows > 0 && reference.dim() == 2 &&
            reference.size(0) == shape_.reference_rows &&
            reference.size(1) == shape_.genes,
        kNetwork, ": the reference must be [", shape_.reference_rows, ", ",
        shape_.genes, "], rows and genes of the network");
  layers_->reference.copy_(reference);
}

void load_published_ghist(Ghist& network, Weights weights,
                          std::string_view where) {
  if (network.shape().reference_rows > 0) {
    weights.tensors.push_back(weights_of(network.state()).tensors.back());
  }
  load_weights(network.state(), weights, where, kNetwork);
}

}  // namespace moonstain
