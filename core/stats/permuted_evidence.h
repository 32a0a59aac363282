#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/stats/split_tests.h"

namespace moonstain {

/// How strong the evidence of each split is when units are permuted: the sum
/// over columns of -log10 p of `split_tests`, the values of unit `order[i]`
/// standing at unit i. Columns that cannot be tested add nothing.
///
/// p is approximated, for speed: -log10 of it is within 0.0005 up to 3 (p
/// 0.001) and within a thousandth of itself above, for groups of 5 units or
/// more. Neighbouring splits that differ in few units cost next to nothing
/// beside the p themselves, so they should stand in the order of the genome.
///
/// @param orders    permutations of 0 .. units - 1
/// @param progress  called with the share that is done, a / b; may be empty
/// @return          [orders, splits]
/// @throws Error    as `split_tests`
///
/// Source: Welch 1947, doi:10.1093/biomet/34.1-2.28; tail of t: Hill 1970,
/// Algorithm 395, doi:10.1145/355598.355600.
MatrixD permuted_evidence(
    const Splits& splits, const MatrixView& values, std::int64_t least,
    const std::vector<std::vector<std::size_t>>& orders,
    const std::function<void(std::size_t, std::size_t)>& progress = {});

}  // namespace moonstain
