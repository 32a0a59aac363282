#include "core/engine/plan/identity.h"

#include "core/base/error.h"

namespace moonstain {

namespace {

// Canonical JSON of a text; nearly all need no escapes.
void append_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c < ' ' || c > '~' || c == '"' || c == '\\') {
      out += canonical_json(Json(text));
      return;
    }
  }
  out += '"';
  out += text;
  out += '"';
}

// The parts of the text, in this order; written out by hand, because a plan
// has many nodes.

void append_class(std::string& out, std::string_view numeric_class) {
  out += '{';
  if (!numeric_class.empty()) {
    out += "\"class\":";
    append_text(out, numeric_class);
    out += ',';
  }
  out += "\"inputs\":{";
}

void append_input(std::string& out, std::string_view name, bool first) {
  if (!first) out += ',';
  append_text(out, name);
  out += ":[";
}

void append_item(std::string& out, const Digest& digest, std::string_view name,
                 std::string_view section, bool first) {
  out += first ? "{" : ",{";
  if (!name.empty()) {
    out += "\"name\":";
    append_text(out, name);
    out += ',';
  }
  if (!section.empty()) {
    out += "\"section\":";
    append_text(out, section);
    out += ',';
  }
  out += "\"sha256\":\"";
  static constexpr char kDigits[] = "0123456789abcdef";
  char hex[64];
  for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
    hex[2 * i] = kDigits[digest.bytes[i] >> 4];
    hex[2 * i + 1] = kDigits[digest.bytes[i] & 15];
  }
  out.append(hex, sizeof hex);
  out += "\"}";
}

void append_end(std::string& out, std::string_view step, int version,
                const OptionsText& options) {
  out += "},\"options\":";
  out += options.text();
  out += ",\"step\":";
  append_text(out, step);
  out += ",\"version\":";
  out += concat(version);
  out += '}';
}

}  // namespace

std::string identity_text(std::string_view step, int version,
                          const OptionsText& options,
                          std::string_view numeric_class,
                          const std::vector<IdentityInput>& inputs) {
  std::string out;
  append_class(out, numeric_class);
  for (const IdentityInput& input : inputs) {
    append_input(out, input.name, &input == inputs.data());
    for (const IdentityItem& item : input.items) {
      append_item(out, item.digest, item.name, item.section,
                  &item == input.items.data());
    }
    out += ']';
  }
  append_end(out, step, version, options);
  return out;
}

Digest identity(std::string_view step, int version, const OptionsText& options,
                std::string_view numeric_class,
                const std::vector<IdentityInput>& inputs) {
  return sha256(identity_text(step, version, options, numeric_class, inputs));
}

void NodeIdentity::begin(std::string_view numeric_class) {
  if (open_) hash_ = Sha256();  // what was before threw
  open_ = true;
  text_.clear();
  append_class(text_, numeric_class);
  first_input_ = true;
}

void NodeIdentity::begin_input(std::string_view name) {
  append_input(text_, name, first_input_);
  first_input_ = false;
  first_item_ = true;
}

void NodeIdentity::item(const Digest& digest, std::string_view name,
                        std::string_view section) {
  constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
  append_item(text_, digest, name, section, first_item_);
  first_item_ = false;
  if (text_.size() < kPieceBytes) return;
  hash_.add(text_);
  text_.clear();
}

void NodeIdentity::end_input() { text_ += ']'; }

Digest NodeIdentity::finish(std::string_view step, int version,
                            const OptionsText& options) {
  append_end(text_, step, version, options);
  hash_.add(text_);
  open_ = false;
  return hash_.finish();
}

Digest node_id(NodeIdentity& identity, const Node& node, Numeric numeric,
               const NumericClass& numbers, const std::vector<Node>& nodes) {
  if (node.is_source()) return node.source->sha256;
  for (const NodeInput& input : node.inputs) {
    for (const NodeIndex from : input.nodes) {
      check(from < nodes.size(), node.step, ": input '", input.name,
            "' names node ", from, ", which is not before it");
    }
  }
  return identity.of(
      node, class_of(numbers, numeric), nodes,
      [&](NodeIndex from) -> const Digest& { return nodes[from].id; });
}

Digest node_id(const Node& node, Numeric numeric, const NumericClass& numbers,
               const std::vector<Node>& nodes) {
  NodeIdentity identity;
  return node_id(identity, node, numeric, numbers, nodes);
}

std::set<Numeric> numerics_of(const Graph& graph, const Catalog& catalog) {
  std::set<Numeric> out;
  for (const Node& node : graph.nodes) {
    if (node.is_source()) continue;
    out.insert(numeric_of(catalog.step(node.step), node.options));
  }
  return out;
}

NumericClass class_of_nodes(const Graph& graph, const Catalog& catalog,
                            NumericClass numbers) {
  if (!numerics_of(graph, catalog).contains(Numeric::bfloat16)) {
    numbers.bfloat16.clear();
  }
  return numbers;
}

std::string sameness(const Node& node) {
  std::string key(reinterpret_cast<const char*>(node.id.bytes.data()),
                  node.id.bytes.size());
  key += node.section.str();
  if (node.is_source()) {
    key += concat("\n", node.source->name, "\n", node.source->manifest);
    for (const std::string& origin : node.source->learned_from) {
      key += concat("\n", origin);
    }
    for (const std::string& unit : node.source->about) {
      key += concat("\nabout ", unit);
    }
  }
  return key;
}

bool same_node(const Node& a, const Node& b) {
  if (a.id != b.id || a.section != b.section ||
      a.is_source() != b.is_source()) {
    return false;
  }
  return !a.is_source() || (a.source->name == b.source->name &&
                            a.source->manifest == b.source->manifest &&
                            a.source->learned_from == b.source->learned_from &&
                            a.source->about == b.source->about);
}

}  // namespace moonstain
