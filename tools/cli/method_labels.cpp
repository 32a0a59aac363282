#include "tools/cli/method_labels.h"

#include <algorithm>
#include <cstddef>

#include "core/base/json.h"

namespace moonstain {

std::map<std::string, std::string> method_labels(const Graph& graph) {
  std::map<std::string, std::string> labels;
  for (const Node& node : graph.nodes) {
    if (node.is_source()) continue;
    const Json options = node.options.json();
    if (!options.contains("names") || !options.contains("labels")) continue;
    const Json& names = options["names"];
    const Json& words = options["labels"];
    for (std::size_t i = 0; i < std::min(names.size(), words.size()); ++i) {
      if (names[i].is_string() && words[i].is_string()) {
        labels.emplace(names[i].get<std::string>(),
                       words[i].get<std::string>());
      }
    }
  }
  return labels;
}

}  // namespace moonstain
