#include "models/networks/ghist_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/cosine_similarity.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/mse_loss.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

using at::Tensor;

// Shares of types in a list of them, [types].
Tensor shares(const Tensor& types, std::int64_t count, at::ScalarType type) {
  return at::bincount(types, {}, count).to(type) /
         static_cast<double>(types.size(0));
}

// Of two vectors that are shares already, after another softmax, divided by
// their length (recipes/ghist_cells/METHOD.md 4.1, terms 9 and 10).
Tensor divergence(const Tensor& measured, const Tensor& estimated) {
  const Tensor p = at::softmax(measured + 1e-11, 0);
  return (p * (at::log_softmax(measured + 1e-11, 0) -
               at::log_softmax(estimated + 1e-11, 0)))
      .mean();
}

// The ten terms of one output, each by itself.
class Terms {
 public:
  Terms(const GhistOutput& output, const GhistTargets& targets,
        const GhistShape& shape, const GhistRoles& roles)
      : out_(output), to_(targets), shape_(shape), roles_(roles) {
    const std::int64_t nuclei = out_.general.size(0);
    check(to_.expression.dim() == 2 && to_.expression.size(0) == nuclei &&
              to_.expression.size(1) == shape.genes,
          "ghist_loss: expression of ", to_.expression.size(0),
          " nuclei, the network saw ", nuclei,
          "; a nucleus without a pixel in its patch has no row");
    if (!shape.types_on) return;
    check(to_.types.dim() == 1 && to_.types.size(0) == nuclei,
          "ghist_loss: types of ", to_.types.numel(),
          " nuclei, the network "
          "saw ",
          nuclei);
    check(out_.true_gene_logits.defined(),
          "ghist_loss: the network was not given the measured expression");
    check(nuclei == 0 || (to_.types.min().item<std::int64_t>() >= 0 &&
                          to_.types.max().item<std::int64_t>() < shape.types),
          "ghist_loss: a type outside of 0 .. ", shape.types - 1);
  }

  Tensor operator()(std::size_t number) const {
    if (number == 0) return at::cross_entropy_loss(out_.map, to_.type_map);
    if (out_.general.size(0) == 0) return nothing();
    if (number == 3) return at::mse_loss(out_.general, to_.expression);
    if (!shape_.types_on) return nothing();
    switch (number) {
      case 1:
        return at::cross_entropy_loss(out_.type_logits, to_.types);
      case 2:
        return at::cross_entropy_loss(out_.gene_logits, to_.types);
      case 4:
        return of_roles(out_.immune, {roles_.b, roles_.myeloid});
      case 5:
        return of_roles(out_.invasive, {roles_.malignant});
      case 6:
        return 100 *
               (1 - at::cosine_similarity(out_.gene_features,
                                          out_.true_gene_features, 1, 1e-8))
                   .mean();
      case 7:
        return at::mse_loss(out_.gene_logits, out_.true_gene_logits);
      case 8:
      case 9:
        return shape_.neighbourhood_on ? composition(number == 8) : nothing();
      default:
        fail("ghist_loss: there is no term ", number);
    }
  }

 private:
  Tensor nothing() const { return at::zeros({}, out_.map.scalar_type()); }

  Tensor of_roles(const Tensor& expression,
                  const std::vector<std::int64_t>& roles) const {
    Tensor held = at::zeros(to_.types.sizes(), at::kBool);
    for (const std::int64_t role : roles) {
      if (role >= 0) held.logical_or_(to_.types == role);
    }
    const Tensor rows = held.nonzero().squeeze(1);
    if (rows.size(0) == 0) return nothing();
    return at::mse_loss(expression.index_select(0, rows),
                        to_.expression.index_select(0, rows)) /
           static_cast<double>(shape_.types);
  }

  Tensor composition(bool estimated) const {
    const at::ScalarType type = out_.general.scalar_type();
    const Tensor measured = shares(to_.types, shape_.types, type);
    if (!estimated) {
      return divergence(measured,
                        shares(out_.type_logits.argmax(1), shape_.types, type));
    }
    const Tensor weights = out_.counts.to(type).unsqueeze(1);
    return divergence(measured, (weights * out_.composition).sum(0) /
                                    static_cast<double>(to_.types.size(0)));
  }

  const GhistOutput& out_;
  const GhistTargets& to_;
  const GhistShape& shape_;
  const GhistRoles& roles_;
};

}  // namespace

GhistRoles ghist_roles(const std::vector<std::string>& types) {
  const auto place = [&](std::string_view name) -> std::int64_t {
    const auto found = std::find(types.begin(), types.end(), name);
    return found == types.end() ? -1 : found - types.begin();
  };
  return {place("B"), place("Myeloid"), place("T"), place("Malignant"),
          place("Epithelial")};
}

Objective ghist_objective(const GhistShape& shape, const GhistRoles& roles) {
  Objective objective;
  for (std::size_t i = 0; i < kGhistTerms.size(); ++i) {
    const auto value = [i, shape, roles](const Tensors& outputs,
                                         const Batch& batch) {
      const GhistOutput output = GhistOutput::of(outputs);
      const GhistTargets targets{batch.targets.at(0), batch.targets.at(1),
                                 batch.targets.at(2)};
      return Terms(output, targets, shape, roles)(i);
    };
    objective.terms.push_back({.name = std::string(kGhistTerms[i]),
                               .weight = 1,
                               .value = value,
                               .of_constant = {}});
    ObjectiveTerm& term = objective.terms.back();
    if (term.name == kGhistExpressionTerm) {
      term.of_constant = mse_term(term.name, 2).of_constant;
    }
  }
  return objective;
}

}  // namespace moonstain
