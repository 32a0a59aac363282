#include "core/engine/run/node_difference.h"

#include <set>

#include "core/base/error.h"
#include "core/base/json.h"

namespace moonstain {

namespace {

std::string what(const Node& node) {
  if (!node.is_source()) return concat("step ", node.step);
  return concat("file ", node.source->name, " ", short_hex(node.id));
}

void add_options(const Node& was, const Node& is,
                 std::vector<std::string>& differences) {
  const Json before = was.options.json();
  const Json after = is.options.json();
  std::set<std::string> names;
  for (const auto& [name, value] : before.items()) names.insert(name);
  for (const auto& [name, value] : after.items()) names.insert(name);
  const auto text = [](const Json& options, const std::string& name) {
    return options.contains(name) ? canonical_json(options[name])
                                  : std::string("not there");
  };
  for (const std::string& name : names) {
    const std::string old = text(before, name);
    const std::string now = text(after, name);
    if (old != now) {
      differences.push_back(
          concat(is.step, " option ", name, " = ", now, ", was ", old));
    }
  }
}

}  // namespace

std::vector<std::string> node_differences(const Node& was, const Node& is) {
  if (was.is_source() || is.is_source()) {
    if (was.id == is.id) return {};
    return {concat(what(is), ", was ", what(was))};
  }
  if (was.step != is.step) {
    return {concat("step ", is.step, ", was ", was.step)};
  }
  std::vector<std::string> differences;
  if (was.version != is.version) {
    differences.push_back(
        concat(is.step, " version ", is.version, ", was ", was.version));
  }
  if (was.options != is.options) add_options(was, is, differences);
  return differences;
}

}  // namespace moonstain
