#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/learn/train/objective.h"
#include "core/learn/train/selection.h"

namespace moonstain {

/// Pearson correlation of two matrices along one axis, which goes: along axis 1
/// of [spots, genes] a value a spot, along axis 0 a value a gene. Where the
/// values of either are all the same no correlation exists: the value is 0, and
/// so is its gradient. By equality, not by a variance of 0: the mean of equal
/// float32 numbers need not be that number.
///
/// Source: recipes/hespotex_loocv/METHOD.md 4.1, whose gradient is NaN there.
at::Tensor pearson_along(const at::Tensor& a, const at::Tensor& b,
                         std::int64_t axis);

/// 1 - mean over rows of the correlation between output and target of these
/// numbers along a row. Over rows of several examples its best constant, one
/// row for all, is the mean of the targets' rows, each centred and of length 1;
/// the length of that mean is the correlation it has.
ObjectiveTerm row_pearson_term(std::string name, std::size_t number);

/// 1 - mean over columns of the correlation between output 0 and target 0 along
/// a column: of genes over the spots of a slide.
Score column_pearson_score(std::string name);

}  // namespace moonstain
