#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace moonstain {

/// Whether a text stands for a name that is not known, as R, pandas and Excel
/// write it: a missing text that went through a table or str() comes back as
/// one of these.
inline bool is_no_name(std::string_view name) {
  constexpr std::string_view kNone[] = {"",    "NA",   "#N/A", "nan",
                                        "NaN", "None", "<NA>"};
  return std::ranges::find(kNone, name) != std::end(kNone);
}

}  // namespace moonstain
