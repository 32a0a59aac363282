#pragma once

#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/engine/plan/graph.h"

namespace moonstain {

/// The first digits of a digest, for people.
inline std::string short_hex(const Digest& digest) {
  return digest.hex().substr(0, 12);
}

/// In what two nodes differ themselves, their inputs left aside, a phrase each:
/// "step fit, was read"; "fit version 2, was 1"; "fit option epochs = 5, was
/// 60" for each option, by name; "file a.txt 41d7..., was file a.txt 9f2c...".
/// Where the step is another one nothing else is said. Empty: in nothing.
std::vector<std::string> node_differences(const Node& was, const Node& is);

}  // namespace moonstain
