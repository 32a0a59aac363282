#include "core/engine/identity.h"

#include "core/base/error.h"

namespace moonstain {

std::string identity_text(std::string_view step, int version,
                          const Json& options, std::string_view numeric_class,
                          const std::vector<IdentityInput>& inputs) {
  // Written out by hand, members in order: a plan has many nodes.
  std::string out;
  out.reserve(256);
  out += '{';
  if (!numeric_class.empty()) {
    out += "\"class\":";
    out += canonical_json(Json(numeric_class));
    out += ',';
  }
  out += "\"inputs\":{";
  bool first_input = true;
  for (const IdentityInput& input : inputs) {
    if (!first_input) out += ',';
    first_input = false;
    out += canonical_json(Json(input.name));
    out += ":[";
    bool first = true;
    for (const IdentityItem& item : input.items) {
      out += first ? "{" : ",{";
      first = false;
      if (!item.name.empty()) {
        out += "\"name\":";
        out += canonical_json(Json(item.name));
        out += ',';
      }
      if (!item.section.empty()) {
        out += "\"section\":";
        out += canonical_json(Json(item.section));
        out += ',';
      }
      out += "\"sha256\":\"";
      out += item.digest.hex();
      out += "\"}";
    }
    out += ']';
  }
  out += "},\"options\":";
  out += canonical_json(options);
  out += ",\"step\":";
  out += canonical_json(Json(step));
  out += ",\"version\":";
  out += concat(version);
  out += '}';
  return out;
}

Digest identity(std::string_view step, int version, const Json& options,
                std::string_view numeric_class,
                const std::vector<IdentityInput>& inputs) {
  return sha256(identity_text(step, version, options, numeric_class, inputs));
}

Digest node_id(const Node& node, Numeric numeric, const NumericClass& numbers,
               const std::vector<Node>& nodes) {
  if (node.step.empty()) return node.source.sha256;
  std::vector<IdentityInput> inputs;
  inputs.reserve(node.inputs.size());
  for (const NodeInput& input : node.inputs) {
    IdentityInput& out = inputs.emplace_back();
    out.name = input.name;
    for (const NodeIndex index : input.nodes) {
      check(index < nodes.size(), node.step, ": input '", input.name,
            "' names node ", index, ", which is not before it");
      const Node& from = nodes[index];
      out.items.push_back({from.id, from.source.name, from.section});
    }
  }
  return identity(node.step, node.version, node.options,
                  class_of(numbers, numeric), inputs);
}

std::string sameness(const Node& node) {
  std::string key(reinterpret_cast<const char*>(node.id.bytes.data()),
                  node.id.bytes.size());
  key += node.section;
  if (node.step.empty()) {
    key += concat("\n", node.source.name, "\n", node.source.manifest);
    for (const std::string& origin : node.source.learned_from) {
      key += concat("\n", origin);
    }
  }
  return key;
}

}  // namespace moonstain
