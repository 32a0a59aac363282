#include "core/engine/run/resolution.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/plan/identity.h"
#include "core/engine/step/needs.h"

namespace moonstain {

// Two waves go through the graph, and a node waits only for what they bring.
//
// Knowledge goes up, from inputs to consumers. A node's key is made of what its
// inputs turned out to be, so it can be looked up once all are known: then it
// is known as well, and its consumers come one input nearer to their keys; or
// it must run, and they learn what it is when it has.
//
// Demand goes down. A node that must run wants the bytes of its inputs. One
// that is known and has none (`gc` took them) is asked for them: it must run
// too, and asks its own inputs. A known node that nobody asks stays as it is,
// and all below it: that is how a result kept spares the work that led to it.
//
//     waiting  --look_up-->  known  --demand-->  to_run  -->  ready
//        '----------demand, of what is not known---^            |
//                                    done  <--  running  <------'
//
// `must_run` answers a demand; of a node that is to run already, or runs,
// nothing more is asked. From `done`, and from `known`, a node comes back to
// `to_run` when its bytes are lost, from `running` when its task could not
// begin. What waits or is to run is `stopped` once something below it failed.
//
// Two counts of edges take the place of a look at all inputs. An object, once
// known, stays known, even where its bytes are lost: `unknown_inputs` only
// falls, once for each edge, when the node below gets its object. Bytes come
// and go, but matter only while the node above is to run: `absent_inputs` is
// counted when it comes to that, falls as they are made and rises as they are
// lost. At 0 nothing has to be looked at again: there is the key, or the node
// is ready. So each edge is gone over a few times in a run, whatever its shape.

Resolution::Resolution(const Graph& graph, const Catalog& catalog,
                       const NumericClass& numbers,
                       const std::vector<NodeIndex>& targets, Lookup lookup)
    : graph_(graph),
      catalog_(catalog),
      numbers_(numbers),
      lookup_(std::move(lookup)),
      nodes_(graph.nodes.size()),
      first_consumer_(graph.nodes.size() + 1) {
  const auto count = static_cast<NodeIndex>(nodes_.size());
  // Inputs stand before their node, so one pass each way is enough.
  for (const NodeIndex target : targets) nodes_[target].needed = true;
  for (NodeIndex node = count; node-- > 0;) {
    if (!nodes_[node].needed) continue;
    for (const NodeInput& input : graph.nodes[node].inputs) {
      for (const NodeIndex from : input.nodes) {
        check(from < node, graph.nodes[node].step, ": input '", input.name,
              "' names node ", from, ", which is not before it");
        nodes_[from].needed = true;
        ++first_consumer_[from + 1];
      }
    }
  }
  for (NodeIndex node = 0; node < count; ++node) {
    first_consumer_[node + 1] += first_consumer_[node];
  }
  consumers_.resize(first_consumer_[count]);
  std::vector<std::size_t> next = first_consumer_;
  for (NodeIndex node = 0; node < count; ++node) {
    Entry& entry = nodes_[node];
    const Node& what = graph.nodes[node];
    if (is_source(node)) {
      entry.state = entry.needed ? State::known : State::not_needed;
      entry.has_bytes = true;
      entry.object = what.source->sha256;
      entry.content_bytes = what.source->size_bytes;
      continue;
    }
    ++counts_[static_cast<std::size_t>(State::not_needed)];
    if (!entry.needed) continue;
    ++needed_;
    for (const NodeIndex from : inputs_of(what)) {
      consumers_[next[from]++] = node;
      if (!nodes_[from].object) ++entry.unknown_inputs;
    }
    become(node, State::waiting);
    if (entry.unknown_inputs == 0 && !look_up(node)) {
      to_demand_.push_back(node);
    }
  }
  for (const NodeIndex target : targets) {
    Entry& entry = nodes_[target];
    if (std::exchange(entry.wanted, true)) continue;
    if (entry.state == State::known && !entry.has_bytes) {
      to_demand_.push_back(target);
    }
  }
  work();
}

void Resolution::become(NodeIndex node, State state) {
  Entry& entry = nodes_[node];
  --counts_[static_cast<std::size_t>(entry.state)];
  ++counts_[static_cast<std::size_t>(state)];
  entry.state = state;
}

Digest Resolution::key_of(NodeIndex node) {
  const Node& what = graph_.nodes[node];
  return identity_.of(
      what,
      class_of(numbers_, numeric_of(catalog_.step(what.step), what.options)),
      graph_.nodes,
      [this](NodeIndex from) -> const Digest& { return *nodes_[from].object; });
}

// All inputs are known: so is the key, and perhaps the result.
bool Resolution::look_up(NodeIndex node) {
  Entry& entry = nodes_[node];
  entry.key = key_of(node);
  const auto known = lookup_(*entry.key);
  if (!known) return false;
  entry.object = known->object;
  entry.content_bytes =
      content_bytes_of(known->size_bytes, known->unpacked_bytes);
  entry.has_bytes = known->present;
  become(node, State::known);
  return true;
}

void Resolution::must_run(NodeIndex node) {
  Entry& entry = nodes_[node];
  become(node, State::to_run);
  entry.has_bytes = false;
  entry.absent_inputs = 0;
  for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
    Entry& source = nodes_[from];
    if (source.has_bytes) continue;
    ++entry.absent_inputs;
    if (!std::exchange(source.wanted, true) && source.state == State::known) {
      to_demand_.push_back(from);
    }
  }
  if (entry.absent_inputs == 0) {
    become(node, State::ready);
    ready_.push_back(node);
  }
}

void Resolution::work() {
  while (!to_demand_.empty() || !to_resolve_.empty()) {
    if (!to_demand_.empty()) {
      const NodeIndex node = to_demand_.back();
      to_demand_.pop_back();
      const State state = nodes_[node].state;
      if (state == State::waiting || state == State::known ||
          state == State::done) {
        must_run(node);
      }
      continue;
    }
    const NodeIndex node = to_resolve_.back();
    to_resolve_.pop_back();
    if (nodes_[node].state != State::waiting) continue;
    if (!look_up(node)) {
      to_demand_.push_back(node);
      continue;
    }
    kept_.push_back(node);
    if (nodes_[node].wanted && !nodes_[node].has_bytes) {
      to_demand_.push_back(node);
    }
    for (const NodeIndex consumer : consumers(node)) {
      if (--nodes_[consumer].unknown_inputs == 0) {
        to_resolve_.push_back(consumer);
      }
    }
  }
  std::sort(ready_.begin(), ready_.end());
  std::sort(kept_.begin(), kept_.end());
}

std::vector<NodeIndex> Resolution::take_ready() {
  return std::exchange(ready_, {});
}
std::vector<NodeIndex> Resolution::take_kept() {
  return std::exchange(kept_, {});
}
std::vector<NodeIndex> Resolution::take_stopped() {
  return std::exchange(stopped_, {});
}

void Resolution::started(NodeIndex node) {
  check(nodes_[node].state == State::ready, "node ", node, " is not ready");
  become(node, State::running);
}

void Resolution::finished(NodeIndex node, const Digest& object,
                          std::uint64_t content_bytes) {
  Entry& entry = nodes_[node];
  const bool was_known = entry.object.has_value();
  const bool changed = was_known && *entry.object != object;
  entry.object = object;
  entry.content_bytes = content_bytes;
  entry.has_bytes = true;
  become(node, State::done);
  for (const NodeIndex consumer : consumers(node)) {
    Entry& next = nodes_[consumer];
    if (!was_known) {
      if (--next.unknown_inputs == 0) to_resolve_.push_back(consumer);
    } else if (next.state == State::to_run) {
      // Run again for its bytes: a step that does not repeat gives others.
      if (changed) next.key = key_of(consumer);
      if (--next.absent_inputs == 0) {
        become(consumer, State::ready);
        ready_.push_back(consumer);
      }
    }
  }
  work();
}

void Resolution::failed(NodeIndex node) {
  become(node, State::failed);
  std::vector<NodeIndex> open = {node};
  while (!open.empty()) {
    const NodeIndex next = open.back();
    open.pop_back();
    for (const NodeIndex consumer : consumers(next)) {
      const State state = nodes_[consumer].state;
      if (state == State::waiting || state == State::to_run ||
          state == State::ready) {
        become(consumer, State::stopped);
        stopped_.push_back(consumer);
        open.push_back(consumer);
      }
    }
  }
  std::sort(stopped_.begin(), stopped_.end());
}

void Resolution::returned(NodeIndex node) {
  check(nodes_[node].state == State::running, "node ", node, " does not run");
  must_run(node);
  work();
}

void Resolution::lost(NodeIndex node) {
  Entry& entry = nodes_[node];
  if (!entry.has_bytes || is_source(node)) return;
  entry.has_bytes = false;
  entry.wanted = true;
  for (const NodeIndex consumer : consumers(node)) {
    Entry& next = nodes_[consumer];
    if (next.state == State::ready) become(consumer, State::to_run);
    if (next.state == State::to_run) ++next.absent_inputs;
  }
  to_demand_.push_back(node);
  work();
}

std::vector<NodeIndex> output_nodes(const Graph& graph,
                                    const std::vector<std::string>& outputs) {
  std::vector<NodeIndex> nodes;
  const auto add = [&](const std::vector<NodeIndex>& list) {
    nodes.insert(nodes.end(), list.begin(), list.end());
  };
  if (outputs.empty()) {
    for (const auto& [name, list] : graph.outputs) add(list);
    return nodes;
  }
  for (const std::string& output : outputs) {
    const auto found = graph.outputs.find(output);
    if (found == graph.outputs.end()) {
      std::vector<std::string> names;
      for (const auto& [name, list] : graph.outputs) names.push_back(name);
      fail("no output '", output, "'", did_you_mean(output, names));
    }
    add(found->second);
  }
  return nodes;
}

}  // namespace moonstain
