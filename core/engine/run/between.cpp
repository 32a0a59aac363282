#include "core/engine/run/between.h"

#include <algorithm>
#include <map>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/run/node_difference.h"

namespace moonstain {

namespace {

/// Two nodes at the same place of both plans.
struct Pair {
  std::string path;
  NodeIndex before = 0;
  NodeIndex after = 0;
};

/// Which values of two lists stand for the same: places in both, and those that
/// have none in the other.
struct Matched {
  std::vector<std::pair<std::size_t, std::size_t>> both;
  std::vector<std::size_t> gone;
  std::vector<std::size_t> added;
};

using Nodes = std::vector<NodeIndex>;

// Places by section; empty where some have none or two have the same.
std::map<std::string, std::size_t> by_section(const Graph& graph,
                                              const Nodes& nodes) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::string& section = graph.nodes[nodes[i]].section;
    if (section.empty() || !places.emplace(section, i).second) return {};
  }
  return places;
}

Matched matched(const Graph& before, const Nodes& was, const Graph& after,
                const Nodes& is) {
  Matched found;
  const auto old_places = by_section(before, was);
  const auto new_places = by_section(after, is);
  if (!old_places.empty() && !new_places.empty()) {
    for (const auto& [section, place] : new_places) {
      const auto old = old_places.find(section);
      if (old == old_places.end()) {
        found.added.push_back(place);
      } else {
        found.both.emplace_back(old->second, place);
      }
    }
    for (const auto& [section, place] : old_places) {
      if (!new_places.contains(section)) found.gone.push_back(place);
    }
    return found;
  }
  for (std::size_t i = 0; i < std::max(was.size(), is.size()); ++i) {
    if (i >= is.size()) {
      found.gone.push_back(i);
    } else if (i >= was.size()) {
      found.added.push_back(i);
    } else {
      found.both.emplace_back(i, i);
    }
  }
  return found;
}

std::string name_of(const Graph& graph, NodeIndex node) {
  const Node& what = graph.nodes[node];
  if (what.is_source()) return concat("file ", what.source->name);
  return concat(what.step, what.section.empty() ? "" : " ", what.section);
}

/// Goes down both plans at once; a pair of nodes is looked at once.
class Descent {
 public:
  Descent(const StoredPlan& before, const StoredPlan& after)
      : before_(before.graph), after_(after.graph) {}

  void params() {
    std::map<std::string, Json> was;
    for (const ParamValue& param : before_.params) {
      was[param.name] = param.value;
    }
    for (const ParamValue& param : after_.params) {
      const auto old = was.find(param.name);
      if (old == was.end()) {
        note(concat("param ", param.name, " = ", canonical_json(param.value),
                    ", was not there"));
        continue;
      }
      if (old->second != param.value) {
        note(concat("param ", param.name, " = ", canonical_json(param.value),
                    ", was ", canonical_json(old->second)));
      }
      was.erase(old);
    }
    for (const auto& [name, value] : was) {
      note(
          concat("param ", name, " is not there, was ", canonical_json(value)));
    }
  }

  void numbers(const NumericClass& was, const NumericClass& is) {
    const auto differ = [&](const char* of, const std::string& old,
                            const std::string& now) {
      if (old != now) {
        note(concat("numeric class", of, " '", now, "', was '", old, "'"));
      }
    };
    differ("", was.libm, is.libm);
    differ(" of networks", was.torch, is.torch);
    differ(" of networks on a GPU", was.cuda, is.cuda);
    differ(" of bfloat16", was.bfloat16, is.bfloat16);
  }

  void outputs() {
    for (const auto& [name, is] : after_.outputs) {
      const auto was = before_.outputs.find(name);
      if (was == before_.outputs.end()) {
        note(concat("output ", name, " is new"));
      } else {
        lists(name, was->second, is);
      }
    }
    for (const auto& [name, was] : before_.outputs) {
      if (!after_.outputs.contains(name)) {
        note(concat("output ", name, " is not there"));
      }
    }
    std::reverse(open_.begin(), open_.end());
    while (!open_.empty()) {
      const Pair pair = std::move(open_.back());
      open_.pop_back();
      look(pair);
    }
  }

  std::vector<Moved> moved() && { return std::move(moved_); }

 private:
  void note(const std::string& what, const std::string& path = "") {
    const auto [known, fresh] = places_.emplace(what, moved_.size());
    if (fresh) moved_.push_back({what, path, 0});
    if (!path.empty()) ++moved_[known->second].nodes;
  }

  void look(const Pair& pair) {
    const Node& was = before_.nodes[pair.before];
    const Node& is = after_.nodes[pair.after];
    if (was.id == is.id) return;
    for (const std::string& one : node_differences(was, is)) {
      note(one, pair.path);
    }
    if (was.is_source() || is.is_source() || was.step != is.step) return;
    // Behind those before it, so that the first input is looked at first.
    const std::size_t at = open_.size();
    for (const NodeInput& input : is.inputs) {
      const auto old = std::find_if(
          was.inputs.begin(), was.inputs.end(),
          [&](const NodeInput& other) { return other.name == input.name; });
      if (old == was.inputs.end()) {
        note(concat(is.step, " takes ", input.name, ", which it did not"),
             pair.path);
      } else {
        lists(concat(pair.path, ".", input.name), old->nodes, input.nodes);
      }
    }
    for (const NodeInput& old : was.inputs) {
      if (std::none_of(
              is.inputs.begin(), is.inputs.end(),
              [&](const NodeInput& now) { return now.name == old.name; })) {
        note(concat(is.step, " no longer takes ", old.name), pair.path);
      }
    }
    std::reverse(open_.begin() + static_cast<std::ptrdiff_t>(at), open_.end());
  }

  void lists(const std::string& path, const Nodes& was, const Nodes& is) {
    const Matched match = matched(before_, was, after_, is);
    const bool indexed = was.size() > 1 || is.size() > 1;
    const auto at = [&](std::size_t place) {
      return indexed ? concat(path, "[", place + 1, "]") : path;
    };
    for (const std::size_t place : match.added) {
      note(concat(name_of(after_, is[place]), " is new"), at(place));
    }
    for (const std::size_t place : match.gone) {
      note(concat(name_of(before_, was[place]), " is not there"), at(place));
    }
    for (const auto& [from, to] : match.both) {
      const std::uint64_t both = std::uint64_t{was[from]} << 32 | is[to];
      if (seen_.insert(both).second)
        open_.push_back({at(to), was[from], is[to]});
    }
  }

  const Graph& before_;
  const Graph& after_;
  std::vector<Pair> open_;
  std::unordered_set<std::uint64_t> seen_;
  std::vector<Moved> moved_;
  std::map<std::string, std::size_t> places_;  ///< of what is said, in moved_
};

}  // namespace

std::vector<Moved> moved_between(const StoredPlan& before,
                                 const StoredPlan& after) {
  Descent descent(before, after);
  descent.params();
  descent.numbers(before.numbers, after.numbers);
  descent.outputs();
  return std::move(descent).moved();
}

}  // namespace moonstain
