#include "core/engine/plan/lineage.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/engine/plan/origins.h"

namespace moonstain {

namespace {

constexpr std::size_t kMostUnits = 8;

/// The names of each node's list, sorted; one for all nodes of a list.
/// @param list_of  of a node
/// @param text_of  of one in a list
template <typename ListOf, typename TextOf>
std::vector<Lineage::Names> named(const Graph& graph, const ListOf& list_of,
                                  const TextOf& text_of) {
  std::unordered_map<const void*, Lineage::Names> known;
  std::vector<Lineage::Names> result;
  result.reserve(graph.nodes.size());
  for (NodeIndex node = 0; node < graph.nodes.size(); ++node) {
    const auto& list = list_of(node);
    const auto [entry, is_new] = known.try_emplace(&list);
    if (is_new && !list.empty()) {
      std::set<std::string> names;
      for (const auto& one : list) names.insert(text_of(one));
      entry->second = std::vector<std::string>(names.begin(), names.end());
    }
    result.push_back(entry->second);
  }
  return result;
}

// A score leaks where what it is about shares a unit with what the scored value
// has learned from. Both lists are known for every node (origins.h), so each
// score compares them once, and only for pairs that share one the way from
// there to the score is looked for.
//
// Two ways that no reader would tell apart are one: by who learned, and the
// steps and recipe lines on them. So of a recipe that holds out each of 32
// sections in turn, 32 scores that leak alike are one leak with 32 scores.
class LeakFinder {
 public:
  LeakFinder(const Graph& graph, const Catalog& catalog)
      : graph_(graph),
        catalog_(catalog),
        origins_(graph, catalog),
        units_(graph) {}

  Lineage find() {
    for (NodeIndex node = 0; node < graph_.nodes.size(); ++node) compare(node);
    Lineage lineage;
    lineage.leaks = in_order(std::move(leaks_));
    lineage.wider = in_order(std::move(wider_));
    for (auto& [key, note] : unknown_) {
      lineage.unknown.push_back(std::move(note));
    }
    for (auto& [key, found] : oracles_) {
      Oracle& oracle = found.oracle;
      oracle.ways = std::move(found.ways);
      oracle.units.assign(found.units.begin(), found.units.end());
      oracle.scores.assign(found.scores.begin(), found.scores.end());
      lineage.oracles.push_back(std::move(oracle));
    }
    std::sort(lineage.oracles.begin(), lineage.oracles.end(),
              [](const Oracle& a, const Oracle& b) {
                return a.scores.front() < b.scores.front();
              });
    const auto text = [&](const auto& one) { return origins_.text(one); };
    lineage.about = named(
        graph_, [&](NodeIndex node) -> auto& { return origins_.about(node); },
        text);
    lineage.learned_from = named(
        graph_, [&](NodeIndex node) -> auto& { return origins_.learned(node); },
        text);
    return lineage;
  }

 private:
  struct FoundLeak {
    Leak leak;
    std::set<std::string> units;
    std::set<std::string> copies;
    std::set<NodeIndex> scores;
  };
  /// By severity, unit, whether by a copy, learner and way.
  using FoundLeaks =
      std::map<std::tuple<Learned, UnitKind, bool, OriginName, std::string>,
               FoundLeak>;

  static std::vector<Leak> in_order(FoundLeaks all) {
    std::vector<Leak> leaks;
    for (auto& [key, found] : all) {
      Leak& leak = found.leak;
      leak.units.assign(found.units.begin(), found.units.end());
      leak.scores.assign(found.scores.begin(), found.scores.end());
      leak.copies.assign(found.copies.begin(), found.copies.end());
      leaks.push_back(std::move(leak));
    }
    // Two of one severity that meet in one score: patient, section, site.
    const auto order = [](const Leak& leak) {
      return std::make_tuple(leak.severity, leak.scores.front(),
                             word_of(leak.unit_kind));
    };
    std::stable_sort(
        leaks.begin(), leaks.end(),
        [&](const Leak& a, const Leak& b) { return order(a) < order(b); });
    return leaks;
  }

  void compare(NodeIndex score) {
    const Node& node = graph_.nodes[score];
    if (node.is_source()) return;
    const StepDecl& step = catalog_.step(node.step);
    if (step.scores.empty()) return;
    Said said;
    for (const NodeInput& input : node.inputs) {
      if (input.name != step.scores) continue;
      for (const NodeIndex scored : input.nodes) {
        said.merge(compare(score, scored, *step.find_input(input.name), {}));
        look_for_labels(score, scored);
      }
    }
    // What the score itself goes by, such as a list of genes, was chosen by
    // somebody who may have seen what is scored. Often the predictions have
    // learned of the same choice: that was said.
    bool learns = false;
    for (const NodeInput& input : node.inputs) {
      const InputDecl& decl = *step.find_input(input.name);
      if (input.name == step.scores || decl.role != Role::learns) continue;
      learns = true;
      for (const NodeIndex from : input.nodes) {
        said.merge(compare(score, from, decl, said));
      }
    }
    if (learns) look_for_own_choice(score);
  }

  // A score that chooses by what it scores, as one that takes an epoch by the
  // patients it is about. What it chooses by others of a section, patient or
  // site, such as lists of the training sections, says nothing of them.
  void look_for_own_choice(NodeIndex score) {
    const auto& about = origins_.about(score);
    for (const Origin& origin : origins_.learned(score)) {
      if (origin.severity != Learned::selection ||
          origins_.text(origin.by) != graph_.nodes[score].step ||
          !std::binary_search(about.begin(), about.end(), origin.from)) {
        continue;
      }
      const std::string& unit = origins_.text(origin);
      const auto shared = units_.shared(unit, unit);
      if (!shared) continue;
      add_leak(leaks_, {Learned::selection, origin.by, unit}, *shared,
               origins_.path_to(score, origin));
    }
  }

  // What is said of one score: severity, learner and unit.
  using Said = std::set<std::tuple<Learned, OriginName, std::string>>;

  // Says what has not been said; returns all that there was to say.
  Said compare(NodeIndex score, NodeIndex scored, const InputDecl& decl,
               const Said& before) {
    struct Found {
      Units::Shared unit;
      Origin origin;
    };
    // Of each severity, learner and section of the score the narrowest.
    using BySection = std::map<std::string, Found>;
    std::map<std::pair<Learned, OriginName>, BySection> found;
    // Of labels the narrowest of other units than the section, or block,
    // itself.
    std::map<OriginName, BySection> beside;
    const auto keep = [](BySection& all, const std::string& section,
                         const Units::Shared& unit, const Origin& origin) {
      const auto [entry, is_new] =
          all.try_emplace(section, Found{unit, origin});
      if (!is_new && narrower(unit, entry->second.unit)) {
        entry->second = {unit, origin};
      }
    };
    for (const Origin& origin : origins_.learned(scored)) {
      if (origin.from == OriginName::unknown) {
        note_unknown(score, scored, origin);
        continue;
      }
      for (const OriginName about : origins_.about(score)) {
        const std::string& section = origins_.text(about);
        const auto unit = units_.shared(origins_.text(origin), section);
        if (!unit) continue;
        const Learned severity = origin.severity_by(decl);
        keep(found[{severity, origin.by}], section, *unit, origin);
        if (severity == Learned::label && unit->copy.empty() &&
            !is_own(*unit, section)) {
          keep(beside[origin.by], section, *unit, origin);
        }
      }
    }
    // Worst first. A model that learned labels of a unit has seen its pictures
    // too: that is not said. What it chose by them is.
    std::set<std::tuple<UnitKind, std::string, std::string>> said;
    Said all;
    for (const auto& [learned, by_section] : found) {
      const auto& [severity, by] = learned;
      for (const auto& [section, one] : by_section) {
        all.emplace(severity, by, one.unit.name);
        if (before.contains({severity, by, one.unit.name})) continue;
        std::vector<NodeIndex> path = origins_.path_to(scored, one.origin);
        path.push_back(score);
        const std::vector<NodeIndex> way(path.begin() + 1, path.end());
        const bool is_new =
            said.emplace(one.unit.kind, one.unit.name, signature(way)).second;
        if (is_new || severity != Learned::input) {
          add_leak(leaks_, {severity, by, section}, one.unit, std::move(path));
        }
      }
    }
    for (const auto& [by, by_section] : beside) {
      const BySection& narrowest = found.at({Learned::label, by});
      for (const auto& [section, one] : by_section) {
        if (narrowest.at(section).unit.name == one.unit.name ||
            before.contains({Learned::label, by, one.unit.name})) {
          continue;
        }
        std::vector<NodeIndex> path = origins_.path_to(scored, one.origin);
        path.push_back(score);
        add_leak(wider_, {Learned::label, by, section}, one.unit,
                 std::move(path));
      }
    }
    return all;
  }

  // What a score is about, or a part of it.
  static bool is_own(const Units::Shared& unit, const std::string& about) {
    return unit.kind == UnitKind::block || unit.name == about;
  }

  // A section itself before a copy of it.
  static bool narrower(const Units::Shared& a, const Units::Shared& b) {
    return std::make_pair(a.kind, !a.copy.empty()) <
           std::make_pair(b.kind, !b.copy.empty());
  }

  /// Who has learned what, and a unit that the score is about.
  struct LeakOf {
    Learned severity;
    OriginName by;
    const std::string& about;
  };

  void add_leak(FoundLeaks& leaks, const LeakOf& of, const Units::Shared& unit,
                std::vector<NodeIndex> path) {
    // Two values of one step and line teach alike: the first is left out.
    const bool file = graph_.nodes[path.front()].is_source();
    const std::vector<NodeIndex> way(path.begin() + (file ? 0 : 1), path.end());
    FoundLeak& found = leaks[{of.severity, unit.kind, !unit.copy.empty(), of.by,
                              signature(way)}];
    found.units.insert(unit.name);
    if (!unit.copy.empty()) found.copies.insert(unit.copy);
    found.scores.insert(path.back());
    found.leak.own = found.leak.own || is_own(unit, of.about);
    if (found.leak.path.empty()) {
      found.leak.severity = of.severity;
      found.leak.unit_kind = unit.kind;
      found.leak.by = origins_.text(of.by);
      found.leak.path = std::move(path);
    }
  }

  void look_for_labels(NodeIndex score, NodeIndex scored) {
    for (const OriginName labelled : origins_.labels(scored)) {
      const auto& about = origins_.about(score);
      if (!std::binary_search(about.begin(), about.end(), labelled)) continue;
      Origins::LabelPath path = origins_.label_path(scored, labelled);
      path.nodes.push_back(score);
      const std::vector<NodeIndex> way(path.nodes.begin() + 1,
                                       path.nodes.end());
      FoundOracle& found = oracles_[signature(way)];
      found.ways.insert(way);
      found.units.insert(origins_.text(labelled));
      found.scores.insert(score);
      if (found.oracle.path.empty()) {
        found.oracle.path = std::move(path.nodes);
        found.oracle.input = std::move(path.input);
      }
    }
  }

  void note_unknown(NodeIndex score, NodeIndex scored, const Origin& origin) {
    std::vector<NodeIndex> path = origins_.path_to(scored, origin);
    const std::string source = graph_.nodes[path.front()].source->name;
    path.push_back(score);
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

  struct FoundOracle {
    Oracle oracle;
    std::set<std::vector<NodeIndex>> ways;
    std::set<std::string> units;
    std::set<NodeIndex> scores;
  };

  const Graph& graph_;
  const Catalog& catalog_;
  const Origins origins_;
  const Units units_;
  FoundLeaks leaks_;
  FoundLeaks wider_;
  std::map<std::pair<std::string, std::string>, UnknownOrigin> unknown_;
  std::map<std::string, FoundOracle> oracles_;  ///< by their way
};

}  // namespace

Lineage trace_lineage(const Graph& graph, const Catalog& catalog) {
  return LeakFinder(graph, catalog).find();
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

std::string kind_words(const Leak& leak) {
  return concat(severity_word(leak.severity),
                leak.copies.empty() ? "" : ", copy");
}

std::string unit_words(const Leak& leak) {
  return concat(word_of(leak.unit_kind), leak.units.size() == 1 ? " " : "s ",
                listed(leak.units, kMostUnits));
}

std::string describe_unit(const Leak& leak) {
  return concat(unit_words(leak), " on both sides of ", leak.scores.size(),
                leak.scores.size() == 1 ? " score" : " scores",
                leak.copies.empty() ? ""
                                    : concat(", one specimen under two names: ",
                                             listed(leak.copies, kMostUnits)));
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

std::string arrows(const std::vector<std::string>& path) {
  std::string text;
  for (std::size_t i = 0; i < path.size(); ++i) {
    text += concat(i == 0 ? "" : " -> ", path[i]);
  }
  return text;
}

}  // namespace moonstain
