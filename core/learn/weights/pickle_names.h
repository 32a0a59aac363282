#pragma once

#include <optional>
#include <string_view>

#include "core/learn/weights/weights.h"

namespace moonstain {

// The names that a pickle may use; all others are refused.

/// Element type of "torch.FloatStorage" and its like, or nothing.
std::optional<Dtype> storage_dtype(std::string_view name);

/// Whether `read_pickle` knows what a call of this name makes.
bool is_allowed_function(std::string_view name);

}  // namespace moonstain
