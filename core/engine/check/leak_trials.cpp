#include "core/engine/check/leak_trials.h"

#include <algorithm>
#include <deque>

#include "core/base/error.h"

namespace moonstain {

namespace {

bool contains(const UnitNames& names, const std::string& name) {
  return std::binary_search(names.begin(), names.end(), name);
}

}  // namespace

LeakTrials::LeakTrials(const Graph& graph, const Catalog& catalog,
                       const Lineage& lineage,
                       const std::vector<Scramble>& scrambles)
    : graph_(graph),
      catalog_(catalog),
      lineage_(lineage),
      scrambles_(scrambles) {
  for (const SectionUnits& units : graph.sections) {
    units_.emplace(units.section, &units);
  }
}

std::string LeakTrials::unit_name(const std::string& section,
                                  UnitKind kind) const {
  const auto found = units_.find(section);
  if (found == units_.end() || kind <= UnitKind::section) return section;
  const std::string& name =
      kind == UnitKind::patient ? found->second->patient : found->second->site;
  return name.empty() ? section : name;
}

UnitNames LeakTrials::widened(const UnitNames& sections, UnitKind kind) const {
  std::set<std::string> units;
  for (const std::string& section : sections) {
    units.insert(unit_name(section, kind));
  }
  std::set<std::string> all(sections.begin(), sections.end());
  for (const SectionUnits& one : graph_.sections) {
    if (units.contains(unit_name(one.section, kind))) all.insert(one.section);
  }
  return {all.begin(), all.end()};
}

UnitNames LeakTrials::unit_names(const UnitNames& sections,
                                 UnitKind kind) const {
  std::set<std::string> names;
  for (const std::string& section : sections) {
    names.insert(unit_name(section, kind));
  }
  return {names.begin(), names.end()};
}

UnitNames LeakTrials::about(NodeIndex score) const {
  const Node& node = graph_.nodes[score];
  if (!node.section.empty()) return {node.section};
  std::set<std::string> sections;
  for (const std::string& unit : *lineage_.about[score]) {
    sections.emplace(section_of_unit(unit));
  }
  return {sections.begin(), sections.end()};
}

Nodes LeakTrials::needed_by(const Nodes& nodes) const {
  Nodes all = nodes;
  std::vector<NodeIndex> open(nodes.begin(), nodes.end());
  while (!open.empty()) {
    const NodeIndex node = open.back();
    open.pop_back();
    for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
      if (all.insert(from).second) open.push_back(from);
    }
  }
  return all;
}

Nodes LeakTrials::asked_for() const {
  Nodes outputs;
  for (const auto& [name, nodes] : graph_.outputs) {
    outputs.insert(nodes.begin(), nodes.end());
  }
  return needed_by(outputs);
}

std::vector<LeakTrial> LeakTrials::all(UnitKind unit) const {
  std::map<UnitNames, LeakTrial> by_unit;
  for (const NodeIndex node : asked_for()) {
    if (graph_.nodes[node].is_source()) continue;
    const StepDecl& step = catalog_.step(graph_.nodes[node].step);
    if (step.scores.empty()) continue;
    const UnitNames sections = about(node);
    check(!sections.empty(), graph_.nodes[node].where, ": ", step.name,
          ": it cannot be told which section this is a score of");
    LeakTrial& trial = by_unit[widened(sections, unit)];
    trial.scores.insert(node);
    for (const NodeInput& input : graph_.nodes[node].inputs) {
      if (input.name != step.scores) continue;
      trial.scored.insert(input.nodes.begin(), input.nodes.end());
    }
  }
  std::vector<LeakTrial> trials;
  std::set<std::string> kinds;
  for (const Scramble& scramble : scrambles_) {
    catalog_.step(scramble.step);
    if (!kinds.insert(scramble.kind).second) continue;
    for (const auto& [sections, one] : by_unit) {
      LeakTrial& trial = trials.emplace_back(one);
      trial.kind = scramble.kind;
      trial.unit_kind = unit;
      trial.sections = sections;
      trial.units = unit_names(sections, unit);
      trial.within = needed_by(trial.scored);
    }
  }
  return trials;
}

bool LeakTrials::scrambled(const std::string& kind,
                           const std::string& type) const {
  return std::any_of(
      scrambles_.begin(), scrambles_.end(), [&](const Scramble& scramble) {
        return (kind.empty() || scramble.kind == kind) && scramble.type == type;
      });
}

bool LeakTrials::is_entry(const LeakTrial& trial, NodeIndex node) const {
  const Node& what = graph_.nodes[node];
  return !what.is_source() && contains(trial.sections, what.section) &&
         scrambled(trial.kind, catalog_.step(what.step).output);
}

Nodes LeakTrials::changed(const LeakTrial& trial) const {
  Nodes nodes;
  for (const NodeIndex node : trial.within) {
    if (trial.settled.contains(node)) continue;
    bool follows = is_entry(trial, node);
    for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
      follows = follows || nodes.contains(from);
    }
    if (follows) nodes.insert(node);
  }
  return nodes;
}

// Whether the value is of the unit itself, so that it may change: it belongs
// to one of its sections; or to none, and is a scored value or made of the
// unit alone.
bool LeakTrials::of_unit(const LeakTrial& trial, NodeIndex node) const {
  const Node& what = graph_.nodes[node];
  if (!what.section.empty()) return contains(trial.sections, what.section);
  if (trial.scored.contains(node)) return true;
  const Nodes needed = needed_by({node});
  return std::all_of(needed.begin(), needed.end(), [&](NodeIndex from) {
    const std::string& section = graph_.nodes[from].section;
    return section.empty() || contains(trial.sections, section);
  });
}

std::optional<Learned> LeakTrials::taught(NodeIndex node,
                                          const Nodes& changed) const {
  std::optional<Learned> worst;
  const Node& what = graph_.nodes[node];
  for (const NodeInput& input : what.inputs) {
    const InputDecl* decl = catalog_.step(what.step).find_input(input.name);
    if (decl->role != Role::learns) continue;
    for (const NodeIndex from : input.nodes) {
      if (!changed.contains(from)) continue;
      if (!worst || decl->learned < *worst) worst = decl->learned;
    }
  }
  return worst;
}

bool LeakTrials::must_stay(const LeakTrial& trial, const Nodes& changed,
                           NodeIndex node) const {
  if (trial.within.contains(node) && is_first_entry(trial, changed, node)) {
    return false;
  }
  return !of_unit(trial, node) || taught(node, changed).has_value();
}

bool LeakTrials::is_first_entry(const LeakTrial& trial, const Nodes& changed,
                                NodeIndex node) const {
  if (!is_entry(trial, node)) return false;
  for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
    if (changed.contains(from)) return false;
  }
  return true;
}

std::string LeakTrials::place_of(NodeIndex node) const {
  return concat(graph_.nodes[node].step, "\n", graph_.nodes[node].where);
}

std::vector<NodeIndex> LeakTrials::path_of(const LeakTrial& trial,
                                           const Nodes& changed,
                                           NodeIndex node) const {
  std::vector<NodeIndex> path{node};
  while (!is_first_entry(trial, changed, path.back())) {
    const NodeIndex here = path.back();
    NodeIndex below = here;
    for (const NodeIndex from : inputs_of(graph_.nodes[here])) {
      if (below == here && changed.contains(from)) below = from;
    }
    if (below == here) break;
    path.push_back(below);
  }
  // Only where the replaced data came in is of interest, not how.
  path = {path.size() > 1 ? path[1] : path[0], node};
  for (const NodeIndex score : trial.scores) {
    const std::vector<NodeIndex> way = way_to(node, scored_by(score));
    if (way.empty()) continue;
    path.insert(path.end(), way.begin() + 1, way.end());
    path.push_back(score);
    break;
  }
  return path;
}

Nodes LeakTrials::scored_by(NodeIndex score) const {
  const Node& node = graph_.nodes[score];
  Nodes scored;
  for (const NodeInput& input : node.inputs) {
    if (input.name != catalog_.step(node.step).scores) continue;
    scored.insert(input.nodes.begin(), input.nodes.end());
  }
  return scored;
}

std::vector<NodeIndex> LeakTrials::way_to(NodeIndex node,
                                          const Nodes& ends) const {
  std::map<NodeIndex, NodeIndex> next;  // towards an end
  std::deque<NodeIndex> open(ends.begin(), ends.end());
  for (const NodeIndex end : ends) next[end] = end;
  while (!open.empty() && !next.contains(node)) {
    const NodeIndex here = open.front();
    open.pop_front();
    for (const NodeIndex from : inputs_of(graph_.nodes[here])) {
      if (next.try_emplace(from, here).second) open.push_back(from);
    }
  }
  if (!next.contains(node)) return {};
  std::vector<NodeIndex> way{node};
  while (next.at(way.back()) != way.back()) way.push_back(next.at(way.back()));
  return way;
}

std::vector<LeakTrials::Untested> LeakTrials::untested(
    const LeakTrial& trial) const {
  std::vector<Untested> found;
  Nodes free;  // follow from the unit by another way
  for (const NodeIndex node : trial.within) {
    const Node& what = graph_.nodes[node];
    const bool of_section = contains(trial.sections, what.section);
    if (what.is_source()) {
      if (of_section) free.insert(node);
      continue;
    }
    const std::string& type = catalog_.step(what.step).output;
    if (of_section && scrambled("", type)) continue;
    const bool made_up = of_section && what.inputs.empty();
    NodeIndex file = node;
    for (const NodeIndex from : inputs_of(what)) {
      if (free.contains(from)) file = from;
    }
    if (!made_up && file == node) continue;
    free.insert(node);
    // Said where it comes in; what follows from there is the same way.
    const bool first = made_up || graph_.nodes[file].is_source();
    if (first) {
      found.push_back(
          {concat(what.step,
                  made_up ? " makes up data"
                          : concat(" reads ", graph_.nodes[file].source->name),
                  " of ", graph_.nodes[file].section,
                  " itself: that way is not tested"),
           what.where});
    }
  }
  return found;
}

}  // namespace moonstain
