#include "core/data/source/first_names.h"

#include <string_view>
#include <unordered_set>

namespace moonstain {

FirstNames first_names(const std::vector<std::string>& names,
                       const std::vector<std::uint8_t>& wanted) {
  FirstNames out;
  std::unordered_set<std::string_view> seen;
  for (std::size_t row = 0; row < names.size(); ++row) {
    const bool is_wanted = wanted.empty() || wanted[row] != 0;
    const bool is_kept = is_wanted && seen.insert(names[row]).second;
    out.places.push_back(is_kept ? static_cast<std::int64_t>(out.names.size())
                                 : -1);
    if (!is_kept) continue;
    out.names.push_back(names[row]);
    out.rows.push_back(row);
  }
  return out;
}

}  // namespace moonstain
