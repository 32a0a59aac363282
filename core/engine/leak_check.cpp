#include "core/engine/leak_check.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/engine/identity.h"

namespace moonstain {

namespace {

using Names = std::vector<std::string>;
using NodeSet = std::set<NodeIndex>;

bool contains(const Names& names, const std::string& name) {
  return std::binary_search(names.begin(), names.end(), name);
}

/// Data of these sections replaced, as one kind of scramble does it.
struct Trial {
  std::string kind;
  std::string unit_kind;
  Names units;      // names of the units
  Names sections;   // whose data are replaced
  NodeSet scores;   // nodes that score them
  NodeSet within;   // nodes that the scored values need
  NodeSet scored;   // the scored values
  NodeSet settled;  // nodes that are taken as they were
  std::map<NodeIndex, int> tried;
  std::string tag;  // tells trials over the same sections apart
};

/// The plan, and copies of its nodes over replaced data.
class Copies {
 public:
  Copies(const Graph& graph, const Catalog& catalog,
         const NumericClass& numbers, const std::vector<Scramble>& scrambles)
      : graph_(graph),
        catalog_(catalog),
        numbers_(numbers),
        scrambles_(scrambles) {
    together_.recipe = graph.recipe;
    together_.nodes = graph.nodes;
    together_.sections = graph.sections;
    together_.params = graph.params;
    together_.switches = graph.switches;
  }

  /// The node over replaced data; the node itself where it does not change.
  NodeIndex copy(const Trial& trial, const NodeSet& changed, int attempt,
                 NodeIndex node) {
    if (!changed.contains(node)) return node;
    const std::string name = concat(trial.kind, "\n", trial.tag, "\n", attempt,
                                    "\n", joined(trial.sections));
    std::unordered_map<NodeIndex, NodeIndex>& made = made_[name];
    // Inputs come before a node, so one pass upwards meets them first.
    for (const NodeIndex next : changed) {
      if (next > node) break;
      if (!made.contains(next)) made[next] = make(trial, made, attempt, next);
    }
    return made.at(node);
  }

  Graph take(const NodeSet& wanted) {
    together_.outputs.clear();
    for (const NodeIndex node : wanted) {
      together_.outputs[concat("n", node)] = {node};
    }
    return together_;
  }

 private:
  static std::string joined(const Names& names) {
    std::string text;
    for (const std::string& name : names) text += name + "\n";
    return text;
  }

  NodeIndex make(const Trial& trial,
                 const std::unordered_map<NodeIndex, NodeIndex>& made,
                 int attempt, NodeIndex node) {
    Node copy = graph_.nodes[node];
    bool follows = false;
    for (NodeInput& input : copy.inputs) {
      for (NodeIndex& from : input.nodes) {
        const auto found = made.find(from);
        if (found == made.end()) continue;
        from = found->second;
        follows = true;
      }
    }
    const StepDecl& step = catalog_.step(copy.step);
    const auto way = std::find_if(
        scrambles_.begin(), scrambles_.end(), [&](const Scramble& scramble) {
          return scramble.kind == trial.kind && scramble.type == step.output;
        });
    // One that follows from a scrambled value of its type is not scrambled
    // again: the first of the section is.
    if (!follows && way != scrambles_.end()) {
      const StepDecl& scramble = catalog_.step(way->step);
      copy = {};
      copy.step = scramble.name;
      copy.version = scramble.version;
      copy.options = complete_options(
          scramble, {{"seed", static_cast<std::int64_t>(attempt)}});
      copy.inputs = {{way->input, {node}}};
      copy.section = graph_.nodes[node].section;
      copy.where = graph_.nodes[node].where;
      copy.id = node_id(copy, scramble.numeric, numbers_, together_.nodes);
    } else {
      copy.id = node_id(copy, step.numeric, numbers_, together_.nodes);
    }
    together_.nodes.push_back(std::move(copy));
    return static_cast<NodeIndex>(together_.nodes.size() - 1);
  }

  const Graph& graph_;
  const Catalog& catalog_;
  const NumericClass& numbers_;
  const std::vector<Scramble>& scrambles_;
  Graph together_;
  std::map<std::string, std::unordered_map<NodeIndex, NodeIndex>> made_;
};

class Checker {
 public:
  Checker(const Graph& graph, const Catalog& catalog,
          const NumericClass& numbers, const LeakCheckSettings& settings)
      : graph_(graph),
        catalog_(catalog),
        numbers_(numbers),
        settings_(settings),
        lineage_(trace_lineage(graph, catalog)) {
    for (const SectionUnits& units : graph.sections) {
      units_.emplace(units.section, &units);
    }
  }

  LeakCheck check_all() {
    out_.unit = settings_.unit;
    std::vector<Trial> trials = make_trials();
    for (const Trial& trial : trials) note_untested(trial);
    first_trial_ = trials.data();
    run_trials(trials);
    narrow(trials);
    compare_with_declared();
    return std::move(out_);
  }

 private:
  // --- what is tested ---

  std::string unit_name(const std::string& section,
                        const std::string& kind) const {
    const auto found = units_.find(section);
    if (found == units_.end() || kind == "section") return section;
    const std::string& name =
        kind == "patient" ? found->second->patient : found->second->site;
    return name.empty() ? section : name;
  }

  /// All sections of the units that these sections are of.
  Names widened(const Names& sections, const std::string& kind) const {
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

  Names unit_names(const Names& sections, const std::string& kind) const {
    std::set<std::string> names;
    for (const std::string& section : sections) {
      names.insert(unit_name(section, kind));
    }
    return {names.begin(), names.end()};
  }

  Names about(NodeIndex score) const {
    const Node& node = graph_.nodes[score];
    if (!node.section.empty()) return {node.section};
    return lineage_.about[score];
  }

  NodeSet needed_by(const NodeSet& nodes) const {
    NodeSet all = nodes;
    std::vector<NodeIndex> open(nodes.begin(), nodes.end());
    while (!open.empty()) {
      const NodeIndex node = open.back();
      open.pop_back();
      for (const NodeInput& input : graph_.nodes[node].inputs) {
        for (const NodeIndex from : input.nodes) {
          if (all.insert(from).second) open.push_back(from);
        }
      }
    }
    return all;
  }

  NodeSet asked_for() const {
    NodeSet outputs;
    for (const auto& [name, nodes] : graph_.outputs) {
      outputs.insert(nodes.begin(), nodes.end());
    }
    return needed_by(outputs);
  }

  std::vector<Trial> make_trials() {
    std::map<Names, Trial> by_unit;
    for (const NodeIndex node : asked_for()) {
      if (graph_.nodes[node].step.empty()) continue;
      const StepDecl& step = catalog_.step(graph_.nodes[node].step);
      if (step.scores.empty()) continue;
      const Names sections = about(node);
      check(!sections.empty(), graph_.nodes[node].where, ": ", step.name,
            ": it cannot be told which section this is a score of");
      Trial& trial = by_unit[widened(sections, settings_.unit)];
      trial.scores.insert(node);
      for (const NodeInput& input : graph_.nodes[node].inputs) {
        if (input.name != step.scores) continue;
        trial.scored.insert(input.nodes.begin(), input.nodes.end());
      }
    }
    std::vector<Trial> trials;
    std::set<std::string> kinds;
    for (const Scramble& scramble : settings_.scrambles) {
      catalog_.step(scramble.step);
      if (!kinds.insert(scramble.kind).second) continue;
      for (const auto& [sections, one] : by_unit) {
        Trial& trial = trials.emplace_back(one);
        trial.kind = scramble.kind;
        trial.unit_kind = settings_.unit;
        trial.sections = sections;
        trial.units = unit_names(sections, settings_.unit);
        trial.within = needed_by(trial.scored);
      }
    }
    out_.units = static_cast<std::uint32_t>(by_unit.size());
    return trials;
  }

  bool scrambled(const std::string& kind, const std::string& type) const {
    return std::any_of(settings_.scrambles.begin(), settings_.scrambles.end(),
                       [&](const Scramble& scramble) {
                         return (kind.empty() || scramble.kind == kind) &&
                                scramble.type == type;
                       });
  }

  bool is_entry(const Trial& trial, NodeIndex node) const {
    const Node& what = graph_.nodes[node];
    return !what.step.empty() && contains(trial.sections, what.section) &&
           scrambled(trial.kind, catalog_.step(what.step).output);
  }

  /// Nodes that are other ones over the trial's data, sorted.
  NodeSet changed(const Trial& trial) const {
    NodeSet nodes;
    for (const NodeIndex node : trial.within) {
      if (trial.settled.contains(node)) continue;
      bool follows = is_entry(trial, node);
      for (const NodeInput& input : graph_.nodes[node].inputs) {
        for (const NodeIndex from : input.nodes) {
          follows = follows || nodes.contains(from);
        }
      }
      if (follows) nodes.insert(node);
    }
    return nodes;
  }

  /// Whether the value is of the unit itself, so that it may change: it belongs
  /// to one of its sections; or to none, and is a scored value or made of the
  /// unit alone.
  bool of_unit(const Trial& trial, NodeIndex node) const {
    const Node& what = graph_.nodes[node];
    if (!what.section.empty()) return contains(trial.sections, what.section);
    if (trial.scored.contains(node)) return true;
    const NodeSet needed = needed_by({node});
    return std::all_of(needed.begin(), needed.end(), [&](NodeIndex from) {
      const std::string& section = graph_.nodes[from].section;
      return section.empty() || contains(trial.sections, section);
    });
  }

  /// What the inputs that changed are declared to teach; nothing where all are
  /// only applied.
  std::optional<Learned> taught(NodeIndex node, const NodeSet& changed) const {
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

  /// Must keep its bytes.
  bool must_stay(const Trial& trial, const NodeSet& changed,
                 NodeIndex node) const {
    if (trial.within.contains(node) && is_first_entry(trial, changed, node)) {
      return false;
    }
    return !of_unit(trial, node) || taught(node, changed).has_value();
  }

  bool is_first_entry(const Trial& trial, const NodeSet& changed,
                      NodeIndex node) const {
    if (!is_entry(trial, node)) return false;
    for (const NodeInput& input : graph_.nodes[node].inputs) {
      for (const NodeIndex from : input.nodes) {
        if (changed.contains(from)) return false;
      }
    }
    return true;
  }

  std::string place_of(NodeIndex node) const {
    return concat(graph_.nodes[node].step, "\n", graph_.nodes[node].where);
  }

  /// What is to be looked at next: nodes that must keep their bytes, with none
  /// of the sort before them; after those the scored values. One of a step and
  /// line goes ahead of the others.
  std::vector<NodeIndex> next_of(Trial& trial, const NodeSet& changed) {
    std::vector<NodeIndex> next;
    NodeSet behind;  // nodes after one that is still open
    std::set<std::string> ahead;
    for (const NodeIndex node : changed) {
      bool waits = false;
      for (const NodeInput& input : graph_.nodes[node].inputs) {
        for (const NodeIndex from : input.nodes) {
          waits = waits || behind.contains(from);
        }
      }
      const bool stays = must_stay(trial, changed, node);
      const bool open =
          stays || (trial.kind == kLabel && trial.scored.contains(node));
      if (waits || open) behind.insert(node);
      if (waits || !open) continue;
      const std::string place = place_of(node);
      const bool tried_before =
          trial_places_.contains(trial_name(trial, place));
      if (!ahead.insert(place).second && !tried_before) continue;
      next.push_back(node);
    }
    return next;
  }

  static std::string trial_name(const Trial& trial, const std::string& place) {
    std::string name = trial.kind + "\n";
    for (const std::string& section : trial.sections) name += section + "\n";
    return name + place;
  }

  // --- running it ---

  struct Asked {
    Trial* trial;
    NodeIndex node;
    NodeIndex copy;
    int attempt;
    NodeSet changed;
  };

  RunOutcome run(const Graph& graph) {
    RunOutcome outcome = settings_.run(graph);
    check(outcome.state != RunOutcome::State::interrupted,
          "interrupted; the same command goes on from there");
    out_.runs += outcome.counts.done;
    return outcome;
  }

  static std::optional<Digest> object_of(const RunOutcome& outcome,
                                         NodeIndex node) {
    const auto found = outcome.outputs.find(concat("n", node));
    if (found == outcome.outputs.end()) return std::nullopt;
    return Digest::from_hex(found->second.front().filename().native());
  }

  void run_trials(std::vector<Trial>& trials) {
    while (true) {
      Copies copies(graph_, catalog_, numbers_, settings_.scrambles);
      std::vector<Asked> asked;
      NodeSet wanted;
      for (Trial& trial : trials) {
        const NodeSet now = changed(trial);
        for (const NodeIndex node : next_of(trial, now)) {
          const int attempt = ++trial.tried[node];
          const NodeIndex copy = copies.copy(trial, now, attempt, node);
          wanted.insert({node, copy});
          asked.push_back({&trial, node, copy, attempt, now});
        }
      }
      if (asked.empty()) return;
      const RunOutcome outcome = run(copies.take(wanted));
      for (const Asked& one : asked) judge(one, outcome);
    }
  }

  void judge(const Asked& asked, const RunOutcome& outcome) {
    Trial& trial = *asked.trial;
    const std::string place = place_of(asked.node);
    trial_places_.insert(trial_name(trial, place));
    if (trial.settled.contains(asked.node)) return;  // with one like it
    const auto before = object_of(outcome, asked.node);
    const auto after = object_of(outcome, asked.copy);
    check(before.has_value(),
          "the recipe itself fails, so nothing can be "
          "compared: ",
          failure_of(outcome));
    if (!after) {
      note(trial,
           concat("it failed over replaced data: ",
                  graph_.nodes[asked.node].step, ": ", failure_of(outcome)),
           graph_.nodes[asked.node].where);
      trial.settled.insert(asked.node);
      return;
    }
    ++out_.compared;
    if (*before == *after) {
      if (asked.attempt >= settings_.attempts) trial.settled.insert(asked.node);
      return;
    }
    ProvenLeak leak;
    leak.kind = trial.kind;
    leak.unit_kind = trial.unit_kind;
    leak.units = trial.units;
    leak.node = asked.node;
    leak.role = taught(asked.node, asked.changed);
    leak.reads_directly = !must_stay(trial, asked.changed, asked.node);
    leak.path = path_of(trial, asked.changed, asked.node);
    trial.settled.insert(asked.node);
    // A scored value that reads what it is to guess is itself the leak, each
    // of its own; a model of the same line is one and the same.
    for (const NodeIndex node : asked.changed) {
      if (trial.settled.contains(node) || place_of(node) != place) continue;
      trial.settled.insert(node);
      ++leak.alike;
    }
    out_.leaks.push_back(std::move(leak));
    found_in_.push_back(static_cast<std::size_t>(&trial - first_trial_));
  }

  static std::string failure_of(const RunOutcome& outcome) {
    return outcome.failures.empty() ? "it was not run"
                                    : outcome.failures.front().message;
  }

  void note(const Trial& trial, std::string reason, const std::string& where) {
    UntestedPath path{trial.units, std::move(reason), where};
    if (std::find(out_.untested.begin(), out_.untested.end(), path) ==
        out_.untested.end()) {
      out_.untested.push_back(std::move(path));
    }
  }

  /// From the replaced value over the leak to a score, the shortest ways.
  std::vector<NodeIndex> path_of(const Trial& trial, const NodeSet& changed,
                                 NodeIndex node) const {
    std::vector<NodeIndex> path{node};
    while (!is_first_entry(trial, changed, path.back())) {
      const NodeIndex here = path.back();
      NodeIndex below = here;
      for (const NodeInput& input : graph_.nodes[here].inputs) {
        for (const NodeIndex from : input.nodes) {
          if (below == here && changed.contains(from)) below = from;
        }
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

  NodeSet scored_by(NodeIndex score) const {
    const Node& node = graph_.nodes[score];
    NodeSet scored;
    for (const NodeInput& input : node.inputs) {
      if (input.name != catalog_.step(node.step).scores) continue;
      scored.insert(input.nodes.begin(), input.nodes.end());
    }
    return scored;
  }

  /// The shortest way from a value to one of `ends`, both with it; empty where
  /// there is none.
  std::vector<NodeIndex> way_to(NodeIndex node, const NodeSet& ends) const {
    std::map<NodeIndex, NodeIndex> next;  // towards an end
    std::deque<NodeIndex> open(ends.begin(), ends.end());
    for (const NodeIndex end : ends) next[end] = end;
    while (!open.empty() && !next.contains(node)) {
      const NodeIndex here = open.front();
      open.pop_front();
      for (const NodeInput& input : graph_.nodes[here].inputs) {
        for (const NodeIndex from : input.nodes) {
          if (next.try_emplace(from, here).second) open.push_back(from);
        }
      }
    }
    if (!next.contains(node)) return {};
    std::vector<NodeIndex> way{node};
    while (next.at(way.back()) != way.back())
      way.push_back(next.at(way.back()));
    return way;
  }

  // --- afterwards ---

  /// A leak of a patient may be one of the section alone.
  void narrow(const std::vector<Trial>& trials) {
    if (settings_.unit == "section") return;
    struct Narrower {
      std::size_t leak;
      Names sections;
      Trial trial;
      NodeSet changed;
      NodeIndex copy = 0;
    };
    std::vector<Narrower> asked;
    for (std::size_t i = 0; i < out_.leaks.size(); ++i) {
      const Trial& wide = trials[found_in_[i]];
      std::set<Names> done;
      for (const NodeIndex score : wide.scores) {
        const Names sections = about(score);
        if (sections == wide.sections ||
            !needed_by({score}).contains(out_.leaks[i].node) ||
            !done.insert(sections).second) {
          continue;
        }
        Trial trial = wide;
        trial.tag = concat(i);
        trial.sections = sections;
        trial.within = needed_by({out_.leaks[i].node});
        // Leaks before this one stay as they were, this one is asked.
        trial.settled.clear();
        for (std::size_t k = 0; k < out_.leaks.size(); ++k) {
          if (k != i && found_in_[k] == found_in_[i]) {
            trial.settled.insert(out_.leaks[k].node);
          }
        }
        const NodeSet now = changed(trial);
        // What may change, such as an oracle's measured depth, says nothing.
        const NodeIndex node = out_.leaks[i].node;
        if (!now.contains(node) ||
            (!out_.leaks[i].reads_directly && !must_stay(trial, now, node))) {
          continue;
        }
        asked.push_back({i, sections, std::move(trial), now});
      }
      if (wide.sections.size() == 1) {
        out_.leaks[i].unit_kind = "section";
        out_.leaks[i].units = wide.sections;
      }
    }
    std::map<std::size_t, std::set<std::string>> alone;
    for (int attempt = 1; attempt <= settings_.attempts && !asked.empty();
         ++attempt) {
      Copies copies(graph_, catalog_, numbers_, settings_.scrambles);
      NodeSet wanted;
      for (Narrower& one : asked) {
        const NodeIndex node = out_.leaks[one.leak].node;
        one.copy = copies.copy(one.trial, one.changed, attempt, node);
        wanted.insert({node, one.copy});
      }
      const RunOutcome outcome = run(copies.take(wanted));
      std::erase_if(asked, [&](const Narrower& one) {
        const auto before = object_of(outcome, out_.leaks[one.leak].node);
        const auto after = object_of(outcome, one.copy);
        if (!before || !after || *before == *after) return false;
        alone[one.leak].insert(one.sections.begin(), one.sections.end());
        return true;
      });
    }
    for (const auto& [leak, sections] : alone) {
      out_.leaks[leak].unit_kind = "section";
      out_.leaks[leak].units.assign(sections.begin(), sections.end());
    }
  }

  /// Files and made-up values of the unit that reach what is tested without
  /// passing a value that can be scrambled.
  void note_untested(const Trial& trial) {
    if (trial.kind != settings_.scrambles.front().kind) return;  // once
    NodeSet free;  // follow from the unit by another way
    for (const NodeIndex node : trial.within) {
      const Node& what = graph_.nodes[node];
      const bool of_section = contains(trial.sections, what.section);
      if (what.step.empty()) {
        if (of_section) free.insert(node);
        continue;
      }
      const std::string& type = catalog_.step(what.step).output;
      if (of_section && scrambled("", type)) continue;
      const bool made_up = of_section && what.inputs.empty();
      NodeIndex file = node;
      for (const NodeInput& input : what.inputs) {
        for (const NodeIndex from : input.nodes) {
          if (free.contains(from)) file = from;
        }
      }
      if (!made_up && file == node) continue;
      free.insert(node);
      // Said where it comes in; what follows from there is the same way.
      const bool first = made_up || graph_.nodes[file].step.empty();
      if (first) {
        note(
            trial,
            concat(what.step,
                   made_up ? " makes up data"
                           : concat(" reads ", graph_.nodes[file].source->name),
                   " of ", graph_.nodes[file].section,
                   " itself: that way is not tested"),
            what.where);
      }
    }
  }

  /// How near a declared leak is to a proven one; 0: it is another.
  int nearness(const Leak& declared, const ProvenLeak& proven) const {
    if (!same_unit(declared, proven)) return 0;
    const auto on_path = [&](const std::vector<NodeIndex>& path,
                             NodeIndex node) {
      return std::any_of(path.begin(), path.end(), [&](NodeIndex other) {
        return place_of(other) == place_of(node);
      });
    };
    if (on_path(declared.path, proven.node)) return 3;
    // Of several ways of one severity a plan's trace tells one.
    if (proven.role == declared.severity) return 2;
    // The step that is declared to learn comes after the value, or the file,
    // it has learned from.
    const auto way =
        std::find(proven.path.begin(), proven.path.end(), proven.node);
    return declared.path.size() > 1 &&
                   on_path({way, proven.path.end()}, declared.path[1])
               ? 1
               : 0;
  }

  bool same_unit(const Leak& declared, const ProvenLeak& proven) const {
    for (const SectionUnits& units : graph_.sections) {
      const auto names = [&](const Names& wanted) {
        return std::any_of(wanted.begin(), wanted.end(),
                           [&](const std::string& unit) {
                             return unit == units.section ||
                                    unit == units.patient || unit == units.site;
                           });
      };
      if (names(declared.units) && names(proven.units)) return true;
    }
    return false;
  }

  void compare_with_declared() {
    std::vector<bool> proven(lineage_.leaks.size(), false);
    for (ProvenLeak& leak : out_.leaks) {
      int nearest = 0;
      for (std::size_t i = 0; i < lineage_.leaks.size(); ++i) {
        const int near = nearness(lineage_.leaks[i], leak);
        if (near == 0) continue;
        proven[i] = true;
        if (near <= nearest) continue;
        nearest = near;
        leak.declared = lineage_.leaks[i];
      }
      const bool weak = leak.role && *leak.role != Learned::label &&
                        *leak.role != Learned::selection;
      leak.declaration =
          leak.role ? (leak.kind == kLabel && weak ? Declared::understated
                                                   : Declared::yes)
          : leak.declared && !leak.reads_directly ? Declared::elsewhere
                                                  : Declared::no;
    }
    for (std::size_t i = 0; i < proven.size(); ++i) {
      if (!proven[i]) out_.unproven.push_back(lineage_.leaks[i]);
    }
    std::stable_sort(out_.leaks.begin(), out_.leaks.end(),
                     [&](const ProvenLeak& a, const ProvenLeak& b) {
                       return std::make_pair(place_in(a.kind), a.node) <
                              std::make_pair(place_in(b.kind), b.node);
                     });
  }

  std::size_t place_in(const std::string& kind) const {
    std::size_t place = 0;
    while (place < settings_.scrambles.size() &&
           settings_.scrambles[place].kind != kind) {
      ++place;
    }
    return place;
  }

  static constexpr const char* kLabel = "label";

  const Graph& graph_;
  const Catalog& catalog_;
  const NumericClass& numbers_;
  const LeakCheckSettings& settings_;
  const Lineage lineage_;
  std::unordered_map<std::string, const SectionUnits*> units_;
  std::set<std::string> trial_places_;
  std::vector<std::size_t> found_in_;  // trial of each leak
  const Trial* first_trial_ = nullptr;
  LeakCheck out_;
};

}  // namespace

LeakCheck check_leaks(const Graph& graph, const Catalog& catalog,
                      const NumericClass& numbers,
                      const LeakCheckSettings& settings) {
  check(!settings.scrambles.empty(), "check_leaks: no scramble is given");
  return Checker(graph, catalog, numbers, settings).check_all();
}

}  // namespace moonstain
