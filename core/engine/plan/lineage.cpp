#include "core/engine/plan/lineage.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"

namespace moonstain {

namespace {

using Unit = std::uint32_t;  // place in a list of names

// Not yet known how: a source file that no step has taken.
constexpr int kUnassigned = 4;

struct Origin {
  Unit unit;
  int severity;
  auto operator<=>(const Origin&) const = default;
};

using Units = std::vector<Unit>;      // sorted
using Origins = std::vector<Origin>;  // sorted

/// Sets are shared: most values of a plan have the set of their input.
template <typename Set>
class Pool {
 public:
  const Set* keep(Set set) {
    const auto found = sets_.find(set);
    if (found != sets_.end()) return &*found;
    return &*sets_.insert(std::move(set)).first;
  }

 private:
  std::set<Set> sets_;
};

template <typename Set>
void make_sorted(Set& set) {
  std::sort(set.begin(), set.end());
  set.erase(std::unique(set.begin(), set.end()), set.end());
}

class Tracer {
 public:
  Tracer(const Graph& graph, const Catalog& catalog)
      : graph_(graph), catalog_(catalog) {
    for (const SectionUnits& units : graph.sections) {
      units_.emplace(units.section, &units);
    }
    empty_about_ = about_pool_.keep({});
    empty_learned_ = learned_pool_.keep({});
  }

  Lineage trace() {
    const std::size_t count = graph_.nodes.size();
    about_.resize(count, empty_about_);
    learned_.resize(count, empty_learned_);
    for (NodeIndex i = 0; i < count; ++i) trace_node(i);
    for (NodeIndex i = 0; i < count; ++i) compare(i);
    Lineage lineage;
    for (auto& [key, found] : leaks_) {
      Leak& leak = found.leak;
      leak.units.assign(found.units.begin(), found.units.end());
      leak.scores.assign(found.scores.begin(), found.scores.end());
      lineage.leaks.push_back(std::move(leak));
    }
    std::stable_sort(lineage.leaks.begin(), lineage.leaks.end(),
                     [](const Leak& a, const Leak& b) {
                       return std::make_pair(a.severity, a.scores.front()) <
                              std::make_pair(b.severity, b.scores.front());
                     });
    for (auto& [key, note] : unknown_) {
      lineage.unknown.push_back(std::move(note));
    }
    const auto name_of = [&](Unit unit) { return names_[unit]; };
    const auto origin_name = [&](const Origin& origin) {
      return names_[origin.unit];
    };
    lineage.about = named(about_, name_of);
    lineage.learned_from = named(learned_, origin_name);
    return lineage;
  }

 private:
  Unit unit_of(const std::string& name) {
    const auto [entry, is_new] =
        numbers_.try_emplace(name, static_cast<Unit>(names_.size()));
    if (is_new) names_.push_back(name);
    return entry->second;
  }

  static int severity_of(const Origin& origin, const InputDecl& input) {
    if (origin.severity != kUnassigned) return origin.severity;
    return static_cast<int>(input.role == Role::learns ? input.learned
                                                       : Learned::pretraining);
  }

  void trace_node(NodeIndex index) {
    const Node& node = graph_.nodes[index];
    if (node.is_source()) {
      if (!node.section.empty()) {
        about_[index] = about_pool_.keep({unit_of(node.section)});
      }
      Origins origins;
      for (const std::string& name : node.source->learned_from) {
        origins.push_back({unit_of(name), kUnassigned});
      }
      std::sort(origins.begin(), origins.end());
      learned_[index] = learned_pool_.keep(std::move(origins));
      return;
    }
    const StepDecl& step = catalog_.step(node.step);
    if (node.inputs.empty() && !node.section.empty()) {
      about_[index] = about_pool_.keep({unit_of(node.section)});
    }
    // Sets are gathered and joined once: a value may have any number of
    // inputs, most of which share a few sets.
    Units about = *about_[index];
    Origins learned;
    for (const NodeInput& input : node.inputs) {
      const InputDecl* decl = step.find_input(input.name);
      check(decl != nullptr, node.step, ": no input '", input.name, "'");
      std::unordered_set<const void*> seen = {empty_about_, empty_learned_};
      for (const NodeIndex from : input.nodes) {
        if (seen.insert(about_[from]).second) {
          take_about(about, learned, *about_[from], *decl);
        }
        if (seen.insert(learned_[from]).second) {
          take_learned(learned, *learned_[from], *decl);
        }
      }
    }
    if (!about.empty()) {
      make_sorted(about);
      about_[index] = about_pool_.keep(std::move(about));
    }
    if (!learned.empty()) {
      make_sorted(learned);
      learned_[index] = learned_pool_.keep(std::move(learned));
    }
  }

  static void take_about(Units& about, Origins& learned, const Units& from,
                         const InputDecl& decl) {
    if (decl.role == Role::applies) {
      about.insert(about.end(), from.begin(), from.end());
      return;
    }
    for (const Unit unit : from) {
      learned.push_back({unit, static_cast<int>(decl.learned)});
    }
  }

  static void take_learned(Origins& learned, const Origins& from,
                           const InputDecl& decl) {
    for (const Origin& origin : from) {
      learned.push_back({origin.unit, severity_of(origin, decl)});
    }
  }

  /// The names of each node's set; one list for all nodes of a set.
  template <typename Set, typename NameOf>
  static std::vector<Lineage::Names> named(const std::vector<const Set*>& sets,
                                           const NameOf& name_of) {
    std::unordered_map<const Set*, Lineage::Names> known;
    std::vector<Lineage::Names> result;
    result.reserve(sets.size());
    for (const Set* set : sets) {
      const auto [entry, is_new] = known.try_emplace(set);
      if (is_new && !set->empty()) {
        std::set<std::string> names;
        for (const auto& element : *set) names.insert(name_of(element));
        entry->second = std::vector<std::string>(names.begin(), names.end());
      }
      result.push_back(entry->second);
    }
    return result;
  }

  /// The narrowest unit that two sections share: (kind, name).
  std::pair<std::string, std::string> shared(const std::string& a,
                                             const std::string& b) const {
    if (a == b) return {"section", a};
    const auto first = units_.find(a);
    const auto second = units_.find(b);
    if (first == units_.end() || second == units_.end()) return {};
    const SectionUnits& x = *first->second;
    const SectionUnits& y = *second->second;
    if (!x.patient.empty() && x.patient == y.patient) {
      return {"patient", x.patient};
    }
    if (!x.site.empty() && x.site == y.site) return {"site", x.site};
    return {};
  }

  void compare(NodeIndex index) {
    const Node& node = graph_.nodes[index];
    if (node.is_source()) return;
    const StepDecl& step = catalog_.step(node.step);
    if (step.scores.empty()) return;
    for (const NodeInput& input : node.inputs) {
      if (input.name != step.scores) continue;
      for (const NodeIndex from : input.nodes) {
        compare_input(index, from, *step.find_input(input.name));
      }
    }
  }

  void compare_input(NodeIndex index, NodeIndex from, const InputDecl& decl) {
    // By severity and unit the narrowest leak of this score, once.
    static const std::map<std::string, int> width = {
        {"section", 0}, {"patient", 1}, {"site", 2}};
    struct Found {
      int width;
      std::string kind;
      std::string unit;
      Origin origin;
    };
    std::map<int, std::map<std::string, Found>> found;
    for (const Origin& origin : *learned_[from]) {
      const int severity = severity_of(origin, decl);
      const std::string& name = names_[origin.unit];
      if (name == "unknown") {
        note_unknown(index, from, origin);
        continue;
      }
      for (const Unit unit : *about_[index]) {
        const auto [kind, shared_unit] = shared(name, names_[unit]);
        if (kind.empty()) continue;
        // One entry for each unit the score is about.
        const Found leak{width.at(kind), kind, shared_unit, origin};
        const auto [entry, is_new] =
            found[severity].try_emplace(names_[unit], leak);
        if (!is_new && leak.width < entry->second.width) entry->second = leak;
      }
    }
    // Worst first. A model that learned labels of a unit has seen its pictures
    // too: what comes the same way is said once.
    std::set<std::string> said;
    for (const auto& [severity, by_unit] : found) {
      for (const auto& [unit, leak] : by_unit) {
        std::vector<NodeIndex> path = path_to(from, leak.origin);
        path.push_back(index);
        const std::vector<NodeIndex> way(path.begin() + 1, path.end());
        if (said.insert(concat(leak.kind, " ", leak.unit, "\n", signature(way)))
                .second) {
          add_leak(severity, leak.kind, leak.unit, std::move(path));
        }
      }
    }
  }

  void add_leak(int severity, const std::string& kind, const std::string& unit,
                std::vector<NodeIndex> path) {
    // Two values of one step and line teach alike: the first is left out.
    const bool file = graph_.nodes[path.front()].is_source();
    const std::vector<NodeIndex> way(path.begin() + (file ? 0 : 1), path.end());
    FoundLeak& found = leaks_[std::make_tuple(severity, kind, signature(way))];
    found.units.insert(unit);
    found.scores.insert(path.back());
    if (found.leak.path.empty()) {
      found.leak.severity = static_cast<Learned>(severity);
      found.leak.unit_kind = kind;
      found.leak.path = std::move(path);
    }
  }

  void note_unknown(NodeIndex index, NodeIndex from, const Origin& origin) {
    std::vector<NodeIndex> path = path_to(from, origin);
    const std::string source = graph_.nodes[path.front()].source->name;
    path.push_back(index);
    const auto key = std::make_pair(source, signature(path));
    const auto [entry, is_new] = unknown_.try_emplace(key);
    if (is_new) {
      entry->second = {source, std::move(path), 1};
    } else {
      ++entry->second.scores;
    }
  }

  std::string signature(const std::vector<NodeIndex>& path) const {
    std::string text;
    for (const NodeIndex node : path) {
      text +=
          concat(graph_.nodes[node].step, " ", graph_.nodes[node].where, "\n");
    }
    return text;
  }

  /// Down from a value to where it learned: what it learned from, or the file
  /// that had learned, comes first.
  std::vector<NodeIndex> path_to(NodeIndex node, Origin origin) const {
    std::vector<NodeIndex> path{node};
    while (true) {
      const Node& here = graph_.nodes[path.back()];
      if (here.is_source()) break;
      if (!step_down(here, origin, path)) break;
    }
    std::reverse(path.begin(), path.end());
    return path;
  }

  bool step_down(const Node& here, Origin& origin,
                 std::vector<NodeIndex>& path) const {
    const StepDecl& step = catalog_.step(here.step);
    // First the shortest end: this step learned it itself.
    for (const NodeInput& input : here.inputs) {
      const InputDecl& decl = *step.find_input(input.name);
      if (decl.role != Role::learns ||
          static_cast<int>(decl.learned) != origin.severity) {
        continue;
      }
      for (const NodeIndex from : input.nodes) {
        if (std::binary_search(about_[from]->begin(), about_[from]->end(),
                               origin.unit)) {
          path.push_back(from);
          return false;
        }
      }
    }
    for (const NodeInput& input : here.inputs) {
      const InputDecl& decl = *step.find_input(input.name);
      for (const NodeIndex from : input.nodes) {
        for (const Origin& candidate : *learned_[from]) {
          if (candidate.unit != origin.unit ||
              severity_of(candidate, decl) != origin.severity) {
            continue;
          }
          path.push_back(from);
          origin = candidate;
          return true;
        }
      }
    }
    return false;
  }

  const Graph& graph_;
  const Catalog& catalog_;
  std::unordered_map<std::string, const SectionUnits*> units_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, Unit> numbers_;
  Pool<Units> about_pool_;
  Pool<Origins> learned_pool_;
  const Units* empty_about_ = nullptr;
  const Origins* empty_learned_ = nullptr;
  std::vector<const Units*> about_;
  std::vector<const Origins*> learned_;
  struct FoundLeak {
    Leak leak;
    std::set<std::string> units;
    std::set<NodeIndex> scores;
  };
  std::map<std::tuple<int, std::string, std::string>, FoundLeak> leaks_;
  std::map<std::pair<std::string, std::string>, UnknownOrigin> unknown_;
};

}  // namespace

Lineage trace_lineage(const Graph& graph, const Catalog& catalog) {
  return Tracer(graph, catalog).trace();
}

std::string severity_word(Learned severity) {
  switch (severity) {
    case Learned::label:
      return "label";
    case Learned::selection:
      return "selection";
    case Learned::input:
      return "input only";
    case Learned::pretraining:
      return "pretraining";
  }
  return "";
}

std::string describe_unit(const Leak& leak) {
  constexpr std::size_t kMostUnits = 8;
  const std::string units = listed(leak.units, kMostUnits);
  return concat(leak.unit_kind, leak.units.size() == 1 ? " " : "s ", units,
                " on both sides of ", leak.scores.size(),
                leak.scores.size() == 1 ? " score" : " scores");
}

std::vector<std::string> describe_path(const Graph& graph,
                                       const std::vector<NodeIndex>& path) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const Node& node = graph.nodes[path[i]];
    // What was learned from is a value about the unit; the line that matters
    // is that of the step that learned from it.
    if (i == 0 && !node.is_source()) continue;
    if (words.empty()) words.push_back(node.where);
    words.push_back(node.is_source() ? node.source->name : node.step.str());
  }
  return words;
}

}  // namespace moonstain
