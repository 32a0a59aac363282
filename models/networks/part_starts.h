#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string_view>

#include "core/learn/examples/spot_section.h"

namespace moonstain {

/// Where the parts of each spot begin, int64 [spots + 1], for
/// `at::segment_reduce`.
/// @param spot   [parts] the place of each part's spot, rising
at::Tensor part_starts(const at::Tensor& spot, std::int64_t spots);

/// @param least  parts that each spot must have
/// @param parts  what they are, "superpixels", and who asks, for errors
/// @throws Error naming the first spot that has fewer
void check_parts(const SpotSection& section, Eigen::Index least,
                 std::string_view parts, std::string_view where);

/// @param encoder  of the parts that a model learned from
/// @throws Error   where a section to be predicted has parts of another
void check_part_encoder(const SpotSection& section, std::string_view encoder,
                        std::string_view parts);

}  // namespace moonstain
