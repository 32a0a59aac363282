#pragma once

#include <cstddef>
#include <string>

#include "core/learn/train/objective.h"

namespace moonstain {

/// 1 - mean over genes of the correlation r between output 0 and a target over
/// spots, with 1e-8 added to its denominator: a gene that is constant has r = 0
/// and moves nothing. Of any constant prediction it is 1.
/// @param target  its number
ObjectiveTerm gene_correlation_term(std::string name, double weight,
                                    std::size_t target = 0);

/// Of EGNv1 and EGNv2: mean squared error and half of the correlation's term,
/// of output 0 and the target of this number.
///
/// Source: Yang et al. 2023, arXiv:2210.16721, and its authors' code.
Objective egn_objective(std::size_t target = 0);

}  // namespace moonstain
