#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/table.h"

namespace moonstain {

/// "; did you mean 'NAME'?", or empty.
inline std::string did_you_mean(std::string_view name,
                                const std::vector<std::string>& names) {
  const std::string near = nearest_name(name, names);
  return near.empty() ? "" : concat("; did you mean '", near, "'?");
}

}  // namespace moonstain
