#include "core/stats/clustering/leiden.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <numeric>

#include "core/base/error.h"
#include "core/base/random.h"

namespace moonstain {
namespace {

using Communities = std::vector<std::int32_t>;
using Edge = WeightedGraph::Edge;

std::size_t at(std::int32_t community) {
  return static_cast<std::size_t>(community);
}

// Weights from one node to the communities around it. Only those that were
// touched are cleared, so that a node costs as much as it has edges.
class Around {
 public:
  explicit Around(std::size_t communities) : weight_(communities, 0) {}

  void add(std::int32_t community, double weight) {
    if (weight_[at(community)] == 0) touched_.push_back(community);
    weight_[at(community)] += weight;
  }
  double to(std::int32_t community) const { return weight_[at(community)]; }
  /// Lower numbers first.
  const Communities& sorted() {
    std::sort(touched_.begin(), touched_.end());
    return touched_;
  }
  void clear() {
    for (const std::int32_t one : touched_) weight_[at(one)] = 0;
    touched_.clear();
  }

 private:
  std::vector<double> weight_;
  Communities touched_;
};

// One level of an iteration: a graph whose nodes may stand for many, and what
// the algorithm asks about it again and again.
class Level {
 public:
  Level(WeightedGraph graph, double resolution)
      : graph_(std::move(graph)), strengths_(graph_.size()) {
    for (std::size_t node = 0; node < graph_.size(); ++node) {
      strengths_[node] = graph_.strength(node);
    }
    const double twice = 2 * graph_.total();
    scale_ = twice > 0 ? resolution / twice : 0;
    least_ = 1e-12 * twice;
  }

  const WeightedGraph& graph() const { return graph_; }

  bool move_nodes(Communities& community, RandomStream& random) const;
  Communities refined(const Communities& community, RandomStream& random) const;
  WeightedGraph joined(const Communities& part, std::size_t parts) const;

 private:
  std::vector<double> sums_of(const Communities& community) const {
    std::vector<double> sums(graph_.size(), 0);
    for (std::size_t node = 0; node < community.size(); ++node) {
      sums[at(community[node])] += strengths_[node];
    }
    return sums;
  }

  WeightedGraph graph_;
  std::vector<double> strengths_;
  double scale_ = 0;  // resolution / (2 m)
  double least_ = 0;  // a rise of Q that counts
};

// (1) A queue of nodes to look at; what leaves a community behind puts its
// neighbours outside of the new one back.
bool Level::move_nodes(Communities& community, RandomStream& random) const {
  const std::size_t nodes = graph_.size();
  std::vector<double> strength = sums_of(community);
  std::vector<std::int32_t> members(nodes, 0);
  for (const std::int32_t one : community) ++members[at(one)];
  Communities empty;  // the lowest last
  for (std::size_t one = nodes; one > 0; --one) {
    if (members[one - 1] == 0)
      empty.push_back(static_cast<std::int32_t>(one - 1));
  }
  std::deque<std::size_t> queue;
  for (const std::size_t node : random.permutation(nodes)) {
    queue.push_back(node);
  }
  std::vector<bool> waits(nodes, true);
  Around around(nodes);
  bool moved = false;
  while (!queue.empty()) {
    const std::size_t node = queue.front();
    queue.pop_front();
    waits[node] = false;
    const std::int32_t own = community[node];
    for (const Edge& edge : graph_.edges_of(node)) {
      around.add(community[at(edge.to)], edge.weight);
    }
    const double k = strengths_[node];
    strength[at(own)] -= k;
    const auto gain = [&](std::int32_t to) {
      return around.to(to) - scale_ * k * strength[at(to)];
    };
    std::int32_t best = own;
    double highest = gain(own);
    for (const std::int32_t to : around.sorted()) {
      if (gain(to) > highest + least_) {
        highest = gain(to);
        best = to;
      }
    }
    // Alone it gains 0.
    if (members[at(own)] > 1 && 0 > highest + least_) best = empty.back();
    around.clear();
    strength[at(best)] += k;
    if (best == own) continue;
    moved = true;
    if (!empty.empty() && best == empty.back()) empty.pop_back();
    ++members[at(best)];
    if (--members[at(own)] == 0) empty.push_back(own);
    community[node] = best;
    for (const Edge& edge : graph_.edges_of(node)) {
      const std::size_t other = at(edge.to);
      if (community[other] == best || waits[other]) continue;
      waits[other] = true;
      queue.push_back(other);
    }
  }
  return moved;
}

// (2) Parts of the communities, each node alone at first.
Communities Level::refined(const Communities& community,
                           RandomStream& random) const {
  const std::size_t nodes = graph_.size();
  const std::vector<double> whole = sums_of(community);
  Communities part(nodes);
  std::iota(part.begin(), part.end(), 0);
  std::vector<double> strength = strengths_;
  std::vector<std::int32_t> members(nodes, 1);
  // [parts] weight from a part to the rest of its community
  std::vector<double> outward(nodes, 0);
  for (std::size_t node = 0; node < nodes; ++node) {
    for (const Edge& edge : graph_.edges_of(node)) {
      if (community[at(edge.to)] == community[node]) {
        outward[node] += edge.weight;
      }
    }
  }
  const auto well_connected = [&](std::int32_t one, double all) {
    return outward[at(one)] >=
           scale_ * strength[at(one)] * (all - strength[at(one)]) - least_;
  };
  Around around(nodes);
  for (const std::size_t node : random.permutation(nodes)) {
    const std::int32_t own = part[node];
    const double all = whole[at(community[node])];
    if (members[at(own)] > 1 || !well_connected(own, all)) continue;
    for (const Edge& edge : graph_.edges_of(node)) {
      const std::size_t other = at(edge.to);
      if (community[other] != community[node]) continue;
      around.add(part[other], edge.weight);
    }
    const double k = strengths_[node];
    std::int32_t best = own;
    double highest = 0;
    for (const std::int32_t to : around.sorted()) {
      const double gain = around.to(to) - scale_ * k * strength[at(to)];
      if (gain > highest + least_ && well_connected(to, all)) {
        highest = gain;
        best = to;
      }
    }
    if (best != own) {
      outward[at(best)] += outward[at(own)] - 2 * around.to(best);
      strength[at(best)] += k;
      ++members[at(best)];
      members[at(own)] = 0;
      part[node] = best;
    }
    around.clear();
  }
  return part;
}

// (3) Of parts numbered from 0.
WeightedGraph Level::joined(const Communities& part, std::size_t parts) const {
  std::vector<std::map<std::int32_t, double>> between(parts);
  WeightedGraph out;
  out.within.assign(parts, 0);
  for (std::size_t node = 0; node < graph_.size(); ++node) {
    const std::int32_t own = part[node];
    out.within[at(own)] += graph_.within[node];
    for (const Edge& edge : graph_.edges_of(node)) {
      const std::int32_t other = part[at(edge.to)];
      if (other == own) {
        out.within[at(own)] += edge.weight / 2;
      } else {
        between[at(own)][other] += edge.weight;
      }
    }
  }
  out.starts.push_back(0);
  for (const auto& edges : between) {
    for (const auto& [to, weight] : edges) out.edges.push_back({to, weight});
    out.starts.push_back(out.edges.size());
  }
  return out;
}

// Numbers from 0 in the order in which they first stand; says how many.
std::size_t renumber(Communities& community) {
  std::vector<std::int32_t> number(community.size(), -1);
  std::int32_t next = 0;
  for (std::int32_t& one : community) {
    std::int32_t& to = number[at(one)];
    if (to < 0) to = next++;
    one = to;
  }
  return at(next);
}

// One iteration from these communities of the graph's nodes; whether a node
// moved.
bool iterate(const WeightedGraph& graph, double resolution,
             Communities& community, RandomStream& random) {
  Level level(graph, resolution);
  Communities node_of(graph.size());  // of the level, by node of the graph
  std::iota(node_of.begin(), node_of.end(), 0);
  Communities own = community;
  bool moved = false;
  while (true) {
    moved = level.move_nodes(own, random) || moved;
    for (std::size_t i = 0; i < community.size(); ++i) {
      community[i] = own[at(node_of[i])];
    }
    Communities part = level.refined(own, random);
    const std::size_t parts = renumber(part);
    if (parts == level.graph().size()) return moved;
    renumber(own);  // no more than parts
    Communities above(parts);
    for (std::size_t node = 0; node < part.size(); ++node) {
      above[at(part[node])] = own[node];
    }
    for (std::int32_t& node : node_of) node = part[at(node)];
    own = std::move(above);
    level = Level(level.joined(part, parts), resolution);
  }
}

void number_by_size(Communities& community) {
  const std::size_t count = renumber(community);
  std::vector<std::size_t> size(count, 0), order(count);
  for (const std::int32_t one : community) ++size[at(one)];
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(
      order.begin(), order.end(),
      [&](std::size_t a, std::size_t b) { return size[a] > size[b]; });
  Communities number(count);
  for (std::size_t i = 0; i < count; ++i) {
    number[order[i]] = static_cast<std::int32_t>(i);
  }
  for (std::int32_t& one : community) one = number[at(one)];
}

}  // namespace

std::vector<std::int32_t> leiden(const WeightedGraph& graph,
                                 const LeidenOptions& options) {
  check(options.resolution > 0 && options.iterations >= 1,
        "leiden: resolution ", options.resolution, " and ", options.iterations,
        " iteration(s); expected a resolution above 0 and at least 1");
  Communities community(graph.size());
  std::iota(community.begin(), community.end(), 0);
  for (std::int64_t i = 0; i < options.iterations; ++i) {
    RandomStream random(options.seed, "leiden", "order",
                        static_cast<std::uint64_t>(i));
    if (!iterate(graph, options.resolution, community, random)) break;
    renumber(community);
  }
  number_by_size(community);
  return community;
}

double partition_quality(const WeightedGraph& graph,
                         const std::vector<std::int32_t>& community,
                         double resolution) {
  check(community.size() == graph.size(),
        "partition_quality: ", community.size(), " communities of ",
        graph.size(), " nodes");
  const double twice = 2 * graph.total();
  if (!(twice > 0)) return std::numeric_limits<double>::quiet_NaN();
  std::map<std::int32_t, double> strength;
  double inside = 0;
  for (std::size_t node = 0; node < graph.size(); ++node) {
    strength[community[node]] += graph.strength(node);
    inside += 2 * graph.within[node];
    for (const Edge& edge : graph.edges_of(node)) {
      if (community[at(edge.to)] == community[node]) inside += edge.weight;
    }
  }
  double expected = 0;
  for (const auto& [one, sum] : strength) expected += sum * sum;
  return (inside - resolution * expected / twice) / twice;
}

}  // namespace moonstain
