#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/learn/train/objective.h"
#include "models/networks/ghist.h"

namespace moonstain {

/// Which of the cell types have a part of their own in the loss and in the rule
/// of composition; -1 where no type is that one.
struct GhistRoles {
  std::int64_t b = -1;
  std::int64_t myeloid = -1;
  std::int64_t t = -1;
  std::int64_t malignant = -1;
  std::int64_t epithelial = -1;
};

/// The roles by the names that the published code looks for: "B", "Myeloid",
/// "T", "Malignant", "Epithelial" (recipes/ghist_cells/METHOD.md 2.9).
GhistRoles ghist_roles(const std::vector<std::string>& types);

struct GhistTargets {
  at::Tensor type_map;    ///< int64 [patches, height, width]: 0 background,
                          ///< 1 + the type, or 1 for any nucleus
  at::Tensor types;       ///< int64 [nuclei], 0 .. types - 1; undefined without
  at::Tensor expression;  ///< [nuclei, genes], 5 ln(1 + count)

  Tensors tensors() const { return {type_map, types, expression}; }
};

/// Names of the ten terms, in the order of recipes/ghist_cells/METHOD.md 4.1.
inline constexpr std::array<std::string_view, 10> kGhistTerms = {
    "map",
    "type",
    "type_of_expression",
    "expression",
    "immune",
    "invasive",
    "features",
    "logits",
    "composition",
    "composition_of_types"};

/// The one that says how well expression is fitted.
inline constexpr std::string_view kGhistExpressionTerm = kGhistTerms[3];

/// The ten terms of recipes/ghist_cells/METHOD.md 4.1 over
/// `GhistOutput::tensors()` and a batch whose targets are
/// `GhistTargets::tensors()`, with weights 1 (their own are in their values).
/// Of the expression alone the best constant is known: each gene's mean.
///
/// A mean over no nucleus is 0, not NaN. With the types off the terms of types,
/// features, logits, immune and invasive expression and both compositions are
/// 0, with the neighbourhood off both compositions; the paper's text does not
/// say which are left then.
///
/// The terms throw Error where the targets have other nuclei than the output,
/// or a type that is none.
Objective ghist_objective(const GhistShape& shape, const GhistRoles& roles);

}  // namespace moonstain
