#include "core/engine/plan/origins.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"

namespace moonstain {

namespace {

template <typename List>
void make_sorted(List& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

}  // namespace

Learned Origin::severity_by(const InputDecl& input) const {
  if (severity) return *severity;
  return input.role == Role::learns ? input.learned : Learned::pretraining;
}

// One pass upwards: the inputs of a node come before it, so what they are about
// and have learned from is known when the node is met, and nothing is asked
// twice. The way is not kept on the way up, where every origin of every value
// would need one; it is found on the way down, for the few that are asked for.
Origins::Origins(const Graph& graph, const Catalog& catalog)
    : graph_(graph),
      catalog_(catalog),
      units_(graph),
      about_(graph.nodes.size(), about_pool_.keep({})),
      learned_(graph.nodes.size(), learned_pool_.keep({})),
      labels_(graph.nodes.size(), about_pool_.keep({})) {
  for (NodeIndex node = 0; node < graph.nodes.size(); ++node) trace(node);
}

OriginName Origins::name_of(const std::string& text) {
  const auto [entry, is_new] =
      places_.try_emplace(text, static_cast<OriginName>(names_.size()));
  if (is_new) names_.push_back(text);
  return entry->second;
}

void Origins::trace_source(NodeIndex node) {
  const SourceFile& file = *graph_.nodes[node].source;
  List learned;
  for (const std::string& text : file.learned_from) {
    learned.push_back({name_of(text), std::nullopt, name_of(file.name)});
  }
  make_sorted(learned);
  learned_[node] = learned_pool_.keep(std::move(learned));
  if (file.about.empty()) return;
  Names about;
  for (const std::string& unit : file.about) about.push_back(name_of(unit));
  make_sorted(about);
  about_[node] = about_pool_.keep(std::move(about));
}

// The units that the step names; one without a data set in that of what it is
// a part of: "S1#r1c1of2x2" and "data/S1#r1c1of2x2" are one.
// A step that names none of what it is given is about all of it: it may fail
// when it runs, but no leak is lost.
Origins::Names Origins::narrowed(const Node& node, const StepDecl& step,
                                 Names about) {
  const Json options = node.options.json();
  const auto named = options.find(step.narrows);
  if (named == options.end() || !named->is_array()) return about;
  Names kept;
  for (const OriginName whole : about) {
    const std::string outer = text(whole);
    const std::string data = outer.substr(0, outer.find('/') + 1);
    for (const Json& unit : *named) {
      const auto name = unit.get<std::string>();
      const std::string full =
          name.starts_with(data) ? name : concat(data, name);
      if (units_.is_inside(full, outer)) kept.push_back(name_of(full));
    }
  }
  make_sorted(kept);
  return kept.empty() ? about : kept;
}

// Of what a value is about the part that a step looks at: what lies in the
// units of another input, where the declaration names one; all of it where it
// names none, or none of those units is a part of it.
Origins::Names Origins::looked_at(const Node& node, const InputDecl& decl,
                                  NodeIndex value) const {
  if (decl.within.empty()) return *about_[value];
  Names kept;
  for (const OriginName whole : *about_[value]) {
    const std::size_t before = kept.size();
    for (const NodeInput& input : node.inputs) {
      if (input.name != decl.within) continue;
      for (const NodeIndex from : input.nodes) {
        for (const OriginName unit : *about_[from]) {
          if (units_.is_inside(text(unit), text(whole))) kept.push_back(unit);
        }
      }
    }
    if (kept.size() == before) kept.push_back(whole);
  }
  make_sorted(kept);
  return kept;
}

void Origins::trace(NodeIndex index) {
  const Node& node = graph_.nodes[index];
  // A file of a section, or a value made for one of nothing, is about it.
  if (node.inputs.empty() && !node.section.empty()) {
    about_[index] = about_pool_.keep({name_of(node.section)});
  }
  if (node.is_source()) return trace_source(index);
  const StepDecl& step = catalog_.step(node.step);
  const OriginName self = name_of(node.step);
  // Lists are gathered and joined once: a value may have any number of inputs,
  // most of which share a few lists.
  Names about = *about_[index];
  List learned;
  Names labels;
  for (const NodeInput& input : node.inputs) {
    const InputDecl* decl = step.find_input(input.name);
    check(decl != nullptr, node.step, ": no input '", input.name, "'");
    std::unordered_set<const void*> seen;
    std::unordered_set<const void*> seen_labels;
    for (const NodeIndex from : input.nodes) {
      if (seen.insert(about_[from]).second) {
        for (const OriginName name : looked_at(node, *decl, from)) {
          if (decl->role == Role::applies) {
            about.push_back(name);
            if (decl->labels) labels.push_back(name);
          } else {
            learned.push_back({name, decl->learned, self});
          }
        }
      }
      if (seen.insert(learned_[from]).second) {
        for (const Origin& origin : *learned_[from]) {
          learned.push_back(
              {origin.from, origin.severity_by(*decl), origin.by});
        }
      }
      if (!labels_[from]->empty() && seen_labels.insert(labels_[from]).second) {
        labels.insert(labels.end(), labels_[from]->begin(),
                      labels_[from]->end());
      }
    }
  }
  make_sorted(about);
  make_sorted(learned);
  if (!step.narrows.empty()) about = narrowed(node, step, std::move(about));
  about_[index] = about_pool_.keep(std::move(about));
  learned_[index] = learned_pool_.keep(std::move(learned));
  if (labels.empty()) return;
  make_sorted(labels);
  labels_[index] = about_pool_.keep(std::move(labels));
}

std::vector<NodeIndex> Origins::path_to(NodeIndex node, Origin origin) const {
  std::vector<NodeIndex> path{node};
  while (true) {
    const Node& here = graph_.nodes[path.back()];
    if (here.is_source() || !step_down(here, origin, path)) break;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

// Adds the input that the origin came by, and makes of it that input's own.
// @return whether the way goes on from there
bool Origins::step_down(const Node& here, Origin& origin,
                        std::vector<NodeIndex>& path) const {
  const StepDecl& step = catalog_.step(here.step);
  // First the shortest end: this step learned it itself.
  for (const NodeInput& input : here.inputs) {
    const InputDecl& decl = *step.find_input(input.name);
    if (decl.role != Role::learns || decl.learned != origin.severity ||
        text(origin.by) != here.step) {
      continue;
    }
    for (const NodeIndex from : input.nodes) {
      const Names names = looked_at(here, decl, from);
      if (std::binary_search(names.begin(), names.end(), origin.from)) {
        path.push_back(from);
        return false;
      }
    }
  }
  for (const NodeInput& input : here.inputs) {
    const InputDecl& decl = *step.find_input(input.name);
    for (const NodeIndex from : input.nodes) {
      for (const Origin& candidate : *learned_[from]) {
        if (candidate.from != origin.from || candidate.by != origin.by ||
            candidate.severity_by(decl) != origin.severity) {
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

Origins::LabelPath Origins::label_path(NodeIndex node,
                                       OriginName labelled) const {
  const auto holds = [&](const Names& names) {
    return std::binary_search(names.begin(), names.end(), labelled);
  };
  LabelPath path{{node}, ""};
  const auto step_down_labels = [&] {
    const Node& here = graph_.nodes[path.nodes.back()];
    const StepDecl& step = catalog_.step(here.step);
    for (const NodeInput& input : here.inputs) {
      if (!step.find_input(input.name)->labels) continue;
      for (const NodeIndex from : input.nodes) {
        if (!holds(*about_[from])) continue;
        path.nodes.push_back(from);
        path.input = input.name;
        return false;
      }
    }
    for (const NodeIndex from : inputs_of(here)) {
      if (!holds(*labels_[from])) continue;
      path.nodes.push_back(from);
      return true;
    }
    return false;
  };
  while (step_down_labels()) continue;
  std::reverse(path.nodes.begin(), path.nodes.end());
  return path;
}

}  // namespace moonstain
