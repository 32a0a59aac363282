#include "core/engine/run/same_key.h"

#include <utility>

namespace moonstain {

bool SameKey::enter(const Digest& key, NodeIndex node) {
  const auto [same, first] = waiting_.try_emplace(key);
  if (!first) same->second.push_back(node);
  return first;
}

std::vector<NodeIndex> SameKey::leave(const Digest& key) {
  auto ended = waiting_.extract(key);
  return ended.empty() ? std::vector<NodeIndex>{} : std::move(ended.mapped());
}

}  // namespace moonstain
