#pragma once

#include <ATen/core/Tensor.h>

#include "core/engine/step/kind_words.h"
#include "core/learn/train/objective.h"

namespace moonstain {

/// With whom a death is compared.
enum class RiskSet {
  /// With itself and all rows before it, as HiST's code does: whoever comes
  /// first in the table. Time plays no part.
  row_order,
  /// With all who were followed as long (Cox), deaths at one time by Efron.
  time,
};

template <>
struct KindWords<RiskSet> {
  static constexpr std::string_view kAll[] = {"row_order", "time"};
};

/// In what unit a risk enters the loss.
enum class RiskNorm {
  l2,    ///< over the batch, r / max(|r|, 1e-12), as HiST's code does
  none,  ///< as it comes
};

template <>
struct KindWords<RiskNorm> {
  static constexpr std::string_view kAll[] = {"l2", "none"};
};

/// What these patients became: targets 0 and 1 of a batch.
struct Outcomes {
  at::Tensor died;   ///< [n] or [n, 1]: 1 or 0
  at::Tensor times;  ///< the same shape; with RiskSet::row_order not read
};

/// Minus the logarithm of a partial likelihood, over the number of deaths:
///
///     L = -1/d sum over deaths i of (u_i - ln sum over R(i) of exp(u_j))
///
/// with u the risks by `norm` and R(i) by `set`. By Efron the k-th of m deaths
/// at one time, from 0, has k / m of those m taken off R.
///
/// Normalised risks lie near 1 / sqrt(n), so the loss moves little and does not
/// see the scale of the risks.
///
/// @param risk  [n] or [n, 1]; rows in the order of the table
/// @return      a scalar; NaN without a death, which is 0 / 0 in the published
///              code too
/// @throws Error on other shapes
///
/// Source: recipes/hist_survival/METHOD.md 8.4; Cox 1975,
/// doi:10.1093/biomet/62.2.269; Efron 1977,
/// doi:10.1080/01621459.1977.10480613.
at::Tensor survival_loss(const at::Tensor& risk, const Outcomes& outcomes,
                         RiskSet set, RiskNorm norm);

/// It as a term, named "cox_loss" or "row_order_loss", of output 0 and of
/// targets 0 and 1, died and times.
ObjectiveTerm survival_term(RiskSet set, RiskNorm norm);

}  // namespace moonstain
