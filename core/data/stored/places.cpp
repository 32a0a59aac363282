#include "core/data/stored/places.h"

namespace moonstain {

Places::Places(const std::vector<std::string>& names) {
  found_.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    Found& found = found_.try_emplace(names[i], Found{i, 0}).first->second;
    ++found.count;
    if (found.count == 2 && !repeated_) repeated_ = i;
  }
}

std::optional<std::size_t> Places::find(std::string_view name) const {
  const auto found = found_.find(name);
  if (found == found_.end()) return std::nullopt;
  return found->second.first;
}

std::size_t Places::count(std::string_view name) const {
  const auto found = found_.find(name);
  return found == found_.end() ? 0 : found->second.count;
}

}  // namespace moonstain
