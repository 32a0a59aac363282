#include "core/engine/check/leak_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/engine/check/leak_copies.h"

namespace moonstain {

namespace {

// Making all of a plan again over each held-out unit's replaced data would cost
// as many runs as there are units. A trial goes from the replaced data towards
// the scores instead, and makes again only what its next question needs:
//
//   changed   what follows from the replaced data, by identity: no byte is read
//   next      of these the nodes that must keep their bytes and have no other
//             such node before them; they are made over the replaced data
//   settled   a node whose bytes came out the same `attempts` times, or that
//   was
//             found to leak. It is taken as it was, so that what follows from
//             it is changed only where the data reach it in another way too
//
// Each round settles nodes, so fewer are changed, and the next ones lie nearer
// to the scores; a trial ends when none is left. A leak is thereby named where
// it comes in, and not once more in everything that follows from it.
//
// The trials of all units go on side by side: a round is one graph over the
// copies that all of them ask for, which keeps every core busy.
//
// A recipe makes the same mistake in every fold. So one node of a step and line
// goes ahead, and where it leaks the others count as like it.
class Checker {
 public:
  Checker(const Graph& graph, const Catalog& catalog,
          const NumericClass& numbers, const LeakCheckSettings& settings)
      : graph_(graph),
        catalog_(catalog),
        numbers_(numbers),
        settings_(settings),
        lineage_(trace_lineage(graph, catalog)),
        plan_(graph, catalog, lineage_, settings.scrambles) {}

  LeakCheck check_all() {
    out_.unit = settings_.unit;
    trials_ = plan_.all(settings_.unit);
    std::set<UnitNames> units;
    for (const LeakTrial& trial : trials_) {
      if (!units.insert(trial.sections).second) continue;
      for (const LeakTrials::Untested& one : plan_.untested(trial)) {
        note(trial, one.reason, one.where);
      }
    }
    out_.units = static_cast<std::uint32_t>(units.size());
    run_trials();
    narrow();
    for (Found& found : found_) out_.leaks.push_back(std::move(found.leak));
    compare_with_declared();
    return std::move(out_);
  }

 private:
  /// What is to be looked at next: nodes that must keep their bytes, with none
  /// of the sort before them; after those the scored values. One of a step and
  /// line goes ahead of the others.
  std::vector<NodeIndex> next_of(LeakTrial& trial, const Nodes& changed) {
    std::vector<NodeIndex> next;
    Nodes behind;  // nodes after one that is still open
    std::set<std::string> ahead;
    for (const NodeIndex node : changed) {
      bool waits = false;
      for (const NodeIndex from : inputs_of(graph_.nodes[node])) {
        waits = waits || behind.contains(from);
      }
      const bool stays = plan_.must_stay(trial, changed, node);
      const bool open = stays || (trial.kind == kLabelScramble &&
                                  trial.scored.contains(node));
      if (waits || open) behind.insert(node);
      if (waits || !open) continue;
      const std::string place = plan_.place_of(node);
      const bool tried_before =
          trial_places_.contains(trial_name(trial, place));
      if (!ahead.insert(place).second && !tried_before) continue;
      next.push_back(node);
    }
    return next;
  }

  static std::string trial_name(const LeakTrial& trial,
                                const std::string& place) {
    std::string name = trial.kind + "\n";
    for (const std::string& section : trial.sections) name += section + "\n";
    return name + place;
  }

  struct Found {
    ProvenLeak leak;
    std::size_t trial;  ///< its place in trials_
  };
  struct Asked {
    std::size_t trial;
    NodeIndex node;
    NodeIndex copy;
    int attempt;
    Nodes changed;
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

  void run_trials() {
    while (true) {
      LeakCopies copies(graph_, catalog_, numbers_, settings_.scrambles);
      std::vector<Asked> asked;
      Nodes wanted;
      for (std::size_t i = 0; i < trials_.size(); ++i) {
        LeakTrial& trial = trials_[i];
        const Nodes now = plan_.changed(trial);
        for (const NodeIndex node : next_of(trial, now)) {
          const int attempt = ++trial.tried[node];
          const NodeIndex copy = copies.copy(trial, now, attempt, node);
          wanted.insert({node, copy});
          asked.push_back({i, node, copy, attempt, now});
        }
      }
      if (asked.empty()) return;
      const RunOutcome outcome = run(copies.take(wanted));
      for (const Asked& one : asked) judge(one, outcome);
    }
  }

  void judge(const Asked& asked, const RunOutcome& outcome) {
    LeakTrial& trial = trials_[asked.trial];
    const std::string place = plan_.place_of(asked.node);
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
    leak.role = plan_.taught(asked.node, asked.changed);
    leak.reads_directly = !plan_.must_stay(trial, asked.changed, asked.node);
    leak.path = plan_.path_of(trial, asked.changed, asked.node);
    trial.settled.insert(asked.node);
    // A model of the same line is the same leak; a scored value that reads what
    // it is to guess is one of its own, by its name perhaps an oracle.
    for (const NodeIndex node : asked.changed) {
      if (leak.reads_directly || trial.settled.contains(node) ||
          plan_.place_of(node) != place) {
        continue;
      }
      trial.settled.insert(node);
      ++leak.alike;
    }
    found_.push_back({std::move(leak), asked.trial});
  }

  static std::string failure_of(const RunOutcome& outcome) {
    return outcome.failures.empty() ? "it was not run"
                                    : outcome.failures.front().message;
  }

  void note(const LeakTrial& trial, std::string reason,
            const std::string& where) {
    UntestedPath path{trial.units, std::move(reason), where};
    if (std::find(out_.untested.begin(), out_.untested.end(), path) ==
        out_.untested.end()) {
      out_.untested.push_back(std::move(path));
    }
  }

  /// A leak of a patient may be one of the section alone: each is asked once
  /// more with only the sections of one score replaced.
  void narrow() {
    if (settings_.unit == UnitKind::section) return;
    struct Narrower {
      std::size_t leak;
      UnitNames sections;
      LeakTrial trial;
      Nodes changed;
      NodeIndex copy = 0;
    };
    std::vector<Narrower> asked;
    for (std::size_t i = 0; i < found_.size(); ++i) {
      ProvenLeak& leak = found_[i].leak;
      const LeakTrial& wide = trials_[found_[i].trial];
      std::set<UnitNames> done;
      for (const NodeIndex score : wide.scores) {
        const UnitNames sections = plan_.about(score);
        if (sections == wide.sections ||
            !plan_.needed_by({score}).contains(leak.node) ||
            !done.insert(sections).second) {
          continue;
        }
        LeakTrial trial = wide;
        trial.tag = concat(i);
        trial.sections = sections;
        trial.within = plan_.needed_by({leak.node});
        // Leaks before this one stay as they were, this one is asked.
        trial.settled.clear();
        for (std::size_t k = 0; k < found_.size(); ++k) {
          if (k != i && found_[k].trial == found_[i].trial) {
            trial.settled.insert(found_[k].leak.node);
          }
        }
        const Nodes now = plan_.changed(trial);
        // What may change, such as an oracle's measured depth, says nothing.
        if (!now.contains(leak.node) ||
            (!leak.reads_directly && !plan_.must_stay(trial, now, leak.node))) {
          continue;
        }
        asked.push_back({i, sections, std::move(trial), now});
      }
      if (wide.sections.size() == 1) {
        leak.unit_kind = UnitKind::section;
        leak.units = wide.sections;
      }
    }
    std::map<std::size_t, std::set<std::string>> alone;
    for (int attempt = 1; attempt <= settings_.attempts && !asked.empty();
         ++attempt) {
      LeakCopies copies(graph_, catalog_, numbers_, settings_.scrambles);
      Nodes wanted;
      for (Narrower& one : asked) {
        const NodeIndex node = found_[one.leak].leak.node;
        one.copy = copies.copy(one.trial, one.changed, attempt, node);
        wanted.insert({node, one.copy});
      }
      const RunOutcome outcome = run(copies.take(wanted));
      std::erase_if(asked, [&](const Narrower& one) {
        const auto before = object_of(outcome, found_[one.leak].leak.node);
        const auto after = object_of(outcome, one.copy);
        if (!before || !after || *before == *after) return false;
        alone[one.leak].insert(one.sections.begin(), one.sections.end());
        return true;
      });
    }
    for (const auto& [leak, sections] : alone) {
      found_[leak].leak.unit_kind = UnitKind::section;
      found_[leak].leak.units.assign(sections.begin(), sections.end());
    }
  }

  /// How near a declared leak is to a proven one; 0: it is another.
  int nearness(const Leak& declared, const ProvenLeak& proven) const {
    if (!same_unit(declared, proven)) return 0;
    const auto on_path = [&](const std::vector<NodeIndex>& path,
                             NodeIndex node) {
      return std::any_of(path.begin(), path.end(), [&](NodeIndex other) {
        return plan_.place_of(other) == plan_.place_of(node);
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
      const auto names = [&](const UnitNames& wanted) {
        return std::any_of(wanted.begin(), wanted.end(),
                           [&](const std::string& unit) {
                             return section_of_unit(unit) == units.section ||
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
        const Leak& declared = lineage_.leaks[i];
        // Data that are replaced under one name stay under the other.
        if (!declared.copies.empty()) continue;
        int near = nearness(declared, leak);
        if (near == 0) continue;
        proven[i] = true;
        // Of two as near the one about units of this kind.
        near = 2 * near + (declared.unit_kind == leak.unit_kind ? 1 : 0);
        if (near <= nearest) continue;
        nearest = near;
        leak.declared = declared;
      }
      const bool weak = leak.role && *leak.role != Learned::label &&
                        *leak.role != Learned::selection;
      leak.declaration =
          leak.role
              ? (leak.kind == kLabelScramble && weak ? Declared::understated
                                                     : Declared::yes)
          : leak.declared && !leak.reads_directly ? Declared::elsewhere
                                                  : Declared::no;
    }
    for (std::size_t i = 0; i < proven.size(); ++i) {
      if (proven[i] || !lineage_.leaks[i].copies.empty()) continue;
      out_.unproven.push_back(lineage_.leaks[i]);
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

  const Graph& graph_;
  const Catalog& catalog_;
  const NumericClass& numbers_;
  const LeakCheckSettings& settings_;
  const Lineage lineage_;
  const LeakTrials plan_;
  std::set<std::string> trial_places_;
  std::vector<LeakTrial> trials_;
  std::vector<Found> found_;
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
