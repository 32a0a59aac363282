#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"

namespace moonstain {

/// One value that goes into a node: its id (for an id) or the digest of its
/// content (for a key), and what else the step's body can see of it.
struct IdentityItem {
  Digest digest;
  std::string name;     ///< of a source file; else empty
  std::string section;  ///< of a value that belongs to one; else empty
};

struct IdentityInput {
  std::string name;
  std::vector<IdentityItem> items;  ///< in the recipe's order
};

/// What a node's identity is taken from, as canonical JSON:
///
///     {"class": "libm: glibc 2.36, fma",
///      "inputs": {"dataset": [{"section": "mob/1", "sha256": "9f2c..."}]},
///      "options": {"size_px": 224}, "step": "patches", "version": 1}
///
/// "class" is absent for an exact step, "name" and "section" where they are
/// empty. Name and section of an input are part of it because the body can
/// read them: two sections with equal files are two results.
///
/// @param options        complete (`complete_options`)
/// @param numeric_class  empty for an exact step
/// @param inputs         sorted by name
std::string identity_text(std::string_view step, int version,
                          const OptionsText& options,
                          std::string_view numeric_class,
                          const std::vector<IdentityInput>& inputs);

/// SHA-256 of `identity_text`. With the inputs' ids it is the node's id, known
/// when planned; with the digests of their content its key, known when they
/// exist. The id of a leaf is the sha256 of its file.
Digest identity(std::string_view step, int version, const OptionsText& options,
                std::string_view numeric_class,
                const std::vector<IdentityInput>& inputs);

/// The identities of the nodes of a plan, one after the other: no list of items
/// is made, and a text of any length is hashed in pieces as it is written.
class NodeIdentity {
 public:
  /// @param digest_of  of an input: its id (for an id), the digest of its
  ///                   content (for a key)
  template <typename DigestOf>
  Digest of(const Node& node, std::string_view numeric_class,
            const std::vector<Node>& nodes, const DigestOf& digest_of) {
    begin(numeric_class);
    for (const NodeInput& input : node.inputs) {
      begin_input(input.name);
      for (const NodeIndex from : input.nodes) {
        item(digest_of(from), nodes[from].source->name, nodes[from].section);
      }
      end_input();
    }
    return finish(node.step, node.version, node.options);
  }

 private:
  void begin(std::string_view numeric_class);
  void begin_input(std::string_view name);
  void item(const Digest& digest, std::string_view name,
            std::string_view section);
  void end_input();
  Digest finish(std::string_view step, int version, const OptionsText& options);

  Sha256 hash_;
  std::string text_;
  bool open_ = false;
  bool first_input_ = true;
  bool first_item_ = true;
};

/// The id of a node whose inputs stand before it in `nodes` and have theirs.
/// @param node  complete but for its id
/// @throws Error when an input is not among `nodes`
Digest node_id(const Node& node, Numeric numeric, const NumericClass& numbers,
               const std::vector<Node>& nodes);
/// The same for many nodes.
Digest node_id(NodeIdentity& identity, const Node& node, Numeric numeric,
               const NumericClass& numbers, const std::vector<Node>& nodes);

/// In what the nodes of a plan compute.
std::set<Numeric> numerics_of(const Graph& graph, const Catalog& catalog);

/// What of a class a plan's nodes compute in: without `bfloat16` where none
/// does, so that a run may go to machines that have other kernels for it.
NumericClass class_of_nodes(const Graph& graph, const Catalog& catalog,
                            NumericClass numbers);

/// Nodes with equal texts are one node of a plan: equal ids are equal work;
/// leaves also differ by what is said of them.
std::string sameness(const Node& node);
/// Whether two nodes have equal texts.
bool same_node(const Node& a, const Node& b);

}  // namespace moonstain
