#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/base/digest.h"
#include "core/engine/plan/graph.h"
#include "core/engine/plan/identity.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/catalog.h"
#include "core/engine/store/ledger.h"

namespace moonstain {

/// Keeps account of which nodes of a graph have their result, which can run,
/// and which wait: the scheduler without its processes, files and clocks.
///
/// A node is *known* when its key is (all inputs are known) and the ledger has
/// it. A node that is not known, once its key is, *must run*; so must a known
/// one whose bytes are gone and are asked for. A node that must run asks for
/// the bytes of its inputs. A result that comes out with the bytes the ledger
/// knows stops the wave there.
class Resolution {
 public:
  using Lookup = std::function<std::optional<KnownResult>(const Digest& key)>;

  enum class State : std::uint8_t {
    not_needed,
    waiting,  ///< an input is not known yet
    known,    ///< from the ledger; bytes there unless asked for and gone
    to_run,   ///< must run; some input has no bytes yet
    ready,    ///< can run now
    running,
    done,
    failed,
    stopped,  ///< an input failed or stopped
  };

  /// @param targets  nodes whose bytes are asked for
  Resolution(const Graph& graph, const Catalog& catalog,
             const NumericClass& numbers, const std::vector<NodeIndex>& targets,
             Lookup lookup);

  State state(NodeIndex node) const { return nodes_[node].state; }
  /// Where its inputs are known; a source has none.
  const std::optional<Digest>& key(NodeIndex node) const {
    return nodes_[node].key;
  }
  /// Where it is known or done; of a source its sha256.
  const std::optional<Digest>& object(NodeIndex node) const {
    return nodes_[node].object;
  }
  /// What its content takes in memory (step/needs.h); of a source its size.
  std::uint64_t content_bytes(NodeIndex node) const {
    return nodes_[node].content_bytes;
  }
  bool is_source(NodeIndex node) const {
    return graph_.nodes[node].is_source();
  }

  /// Nodes that have become ready since the last call, in order.
  std::vector<NodeIndex> take_ready();
  /// Nodes that were waiting and turned out to be known since the last call.
  std::vector<NodeIndex> take_kept();
  /// Nodes that have become stopped since the last call.
  std::vector<NodeIndex> take_stopped();

  void started(NodeIndex node);
  void finished(NodeIndex node, const Digest& object,
                std::uint64_t content_bytes);
  void failed(NodeIndex node);

  /// The running node could not begin after all: it is ready again, or waits
  /// for inputs that have been lost meanwhile.
  void returned(NodeIndex node);

  /// The bytes of a known node turned out to be gone, so that it must run; the
  /// ready node that wanted them waits again.
  void lost(NodeIndex node);

  /// Nodes in the same state.
  std::uint32_t count(State state) const {
    return counts_[static_cast<std::size_t>(state)];
  }
  /// Nodes, sources excepted, that the targets need.
  std::uint32_t needed() const { return needed_; }

 private:
  struct Entry {
    State state = State::not_needed;
    bool needed = false;
    bool has_bytes = false;
    bool wanted = false;  ///< its bytes are asked for
    std::uint32_t unknown_inputs = 0;
    std::uint32_t absent_inputs = 0;  ///< known, without bytes; while to_run
    std::uint64_t content_bytes = 0;
    std::optional<Digest> key;
    std::optional<Digest> object;
  };

  void become(NodeIndex node, State state);
  bool look_up(NodeIndex node);
  void must_run(NodeIndex node);
  void work();
  Digest key_of(NodeIndex node);
  std::span<const NodeIndex> consumers(NodeIndex node) const {
    return std::span(consumers_)
        .subspan(first_consumer_[node],
                 first_consumer_[node + 1] - first_consumer_[node]);
  }

  const Graph& graph_;
  const Catalog& catalog_;
  const NumericClass& numbers_;
  Lookup lookup_;
  std::vector<Entry> nodes_;
  NodeIdentity identity_;
  /// One an edge, those of a node side by side.
  std::vector<NodeIndex> consumers_;
  std::vector<std::size_t> first_consumer_;  ///< by node, and the end
  std::vector<NodeIndex> ready_, kept_, stopped_;
  /// Lists of work instead of recursion: a chain may be as long as the plan.
  std::vector<NodeIndex> to_resolve_, to_demand_;
  std::uint32_t counts_[9] = {};
  std::uint32_t needed_ = 0;
};

/// Nodes of the named outputs, in order; all outputs when no name is given.
/// @throws Error "no output 'finding'; did you mean 'findings'?"
std::vector<NodeIndex> output_nodes(const Graph& graph,
                                    const std::vector<std::string>& outputs);

}  // namespace moonstain
