#pragma once

#include <string>
#include <string_view>

namespace moonstain {

/// A name as people read it: '_' becomes ' ', "ridge_features" is "ridge
/// features".
std::string label_of(std::string_view name);

}  // namespace moonstain
