#pragma once

#include <unordered_map>
#include <vector>

#include "core/base/digest.h"
#include "core/engine/plan/graph.h"

namespace moonstain {

/// Nodes that would make the same result: one of each key is run, the others
/// wait for what it makes.
class SameKey {
 public:
  /// @return whether the node is the first of its key, which is to be run;
  ///         another one waits for it from here on
  bool enter(const Digest& key, NodeIndex node);

  /// The task of the key's first node is over.
  /// @return those that have waited for it, in the order they came
  std::vector<NodeIndex> leave(const Digest& key);

 private:
  /// By the key of a task that runs, those that wait for it.
  std::unordered_map<Digest, std::vector<NodeIndex>> waiting_;
};

}  // namespace moonstain
