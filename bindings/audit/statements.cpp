#include "bindings/audit/statements.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

constexpr std::size_t kMostNamed = 8;
constexpr const char* kFindingsType = "Findings";

std::string data_set_of(const std::string& section) {
  return section.substr(0, section.find('/'));
}

/// One step that makes findings.
class Statements {
 public:
  Statements(const Graph& graph, const Catalog& catalog, const Lineage& lineage,
             const std::function<bool(const Leak&)>& acknowledged,
             const Node& node)
      : graph_(graph),
        catalog_(catalog),
        lineage_(lineage),
        acknowledged_(acknowledged),
        node_(node),
        options_(node.options.json()) {
    for (const NodeIndex from : inputs_of(node)) {
      const Node& input = graph.nodes[from];
      if (input.is_source() || catalog.step(input.step).scores.empty()) {
        continue;
      }
      scores_.insert(from);
      for (const std::string& unit : *lineage.about[from]) {
        about_.emplace(section_of_unit(unit));
      }
    }
  }

  std::vector<StatementFault> faults() {
    if (scores_.empty()) return {};
    look_at_unit();
    if (const auto left_out = units_left_out()) {
      if (options_.value("scope", "") == "full") {
        say(false, concat("scope = full, but ", *left_out));
      }
      if (options_.contains("same_data") &&
          options_.at("same_data") == Json(true)) {
        say(false, concat("same_data = true, but ", *left_out));
      }
    }
    return std::move(faults_);
  }

 private:
  void look_at_unit() {
    const auto word = options_.find("unit");
    if (word == options_.end() || !word->is_string()) return;
    const std::optional<UnitKind> unit =
        kind_of<UnitKind>(word->get_ref<const std::string&>());
    if (!unit) return;
    bool wider = false;
    // What one has learned leaks by several ways, and is said once.
    std::vector<std::pair<std::string, std::set<NodeIndex>>> told;
    for (const Leak& leak : lineage_.leaks) {
      if (leak.severity != Learned::label) continue;
      const auto own = std::count_if(
          leak.scores.begin(), leak.scores.end(),
          [&](NodeIndex score) { return scores_.contains(score); });
      if (own == 0) continue;
      wider = wider || leak.unit_kind > *unit;
      if (leak.unit_kind > *unit || acknowledged_(leak)) continue;
      std::set<NodeIndex> false_of;
      std::copy_if(leak.scores.begin(), leak.scores.end(),
                   std::inserter(false_of, false_of.end()),
                   [&](NodeIndex score) {
                     return scores_.contains(score) &&
                            learned_of_itself(score, leak);
                   });
      if (false_of.empty()) continue;
      const std::vector<std::string> path = describe_path(graph_, leak.path);
      const std::string what = concat(leak.by, " (", path.front(),
                                      ") has learned labels of ",
                                      unit_words(leak));
      auto known = std::ranges::find_if(
          told, [&](const auto& one) { return one.first == what; });
      if (known == told.end()) known = told.insert(known, {what, {}});
      known->second.merge(false_of);
    }
    for (const auto& [what, false_of] : told) {
      say(true, concat("unit = ", word_of(*unit), ", but ", what, ", which ",
                       false_of.size(),
                       false_of.size() == 1 ? " score is" : " scores are",
                       " about"));
    }
    const auto held_out = wider ? std::nullopt : wider_unit_twice(*unit);
    if (held_out && faults_.empty()) {
      say(false,
          concat("unit = ", word_of(*unit), ", but no score has learned from ",
                 "another ", word_of(*unit), " of its ", word_of(*held_out),
                 ": the ", word_of(*held_out), " is held out"));
    }
  }

  /// Whether a value that is scored has learned labels of what it is about
  /// itself. A score of several, as of a pair of sections that are compared, is
  /// about all of them, and each may have learned of the others; a block whose
  /// margin reaches into the next one has not learned of itself by that.
  bool learned_of_itself(NodeIndex score, const Leak& leak) const {
    if (leak.unit_kind > UnitKind::section || !leak.copies.empty()) return true;
    const Node& node = graph_.nodes[score];
    const std::string& name = catalog_.step(node.step).scores;
    const auto scored = std::ranges::find_if(
        node.inputs, [&](const NodeInput& one) { return one.name == name; });
    if (scored == node.inputs.end()) return true;
    const auto holds = [&](const std::vector<std::string>& names,
                           const std::string& unit) {
      return std::ranges::any_of(names, [&](const std::string& one) {
        return one == unit || (leak.unit_kind == UnitKind::section &&
                               section_of_unit(one) == unit);
      });
    };
    return std::ranges::any_of(scored->nodes, [&](NodeIndex value) {
      return std::ranges::any_of(leak.units, [&](const std::string& unit) {
        return holds(*lineage_.about[value], unit) &&
               holds(*lineage_.learned_from[value], unit);
      });
    });
  }

  /// The next wider kind of unit, where two of the scored sections share one
  /// that is named in the sheet, and the scored values have learned at all.
  std::optional<UnitKind> wider_unit_twice(UnitKind unit) const {
    if (unit != UnitKind::section || !has_learned()) return std::nullopt;
    std::map<std::string, std::size_t> count;
    for (const SectionUnits& one : graph_.sections) {
      if (about_.contains(one.section) && ++count[one.patient] > 1) {
        return UnitKind::patient;
      }
    }
    return std::nullopt;
  }

  bool has_learned() const {
    return std::any_of(scores_.begin(), scores_.end(), [&](NodeIndex score) {
      return !lineage_.learned_from[score]->empty();
    });
  }

  /// "32 of 36 sections of her2st are scored, not A1, H1, H2, H3"; patients of
  /// a table likewise.
  std::optional<std::string> units_left_out() const {
    std::vector<std::string> sections;
    for (const SectionUnits& one : graph_.sections) {
      sections.push_back(one.section);
    }
    std::vector<std::string> patients;
    for (const PatientUnits& one : graph_.patients) {
      patients.push_back(one.patient);
    }
    std::string text;
    for (const auto& [word, units] :
         {std::pair("sections", &sections), std::pair("patients", &patients)}) {
      std::map<std::string, std::vector<std::string>> scored;
      std::map<std::string, std::vector<std::string>> left_out;
      for (const std::string& unit : *units) {
        const std::string data = data_set_of(unit);
        (about_.contains(unit) ? scored : left_out)[data].push_back(
            unit.substr(data.size() + 1));
      }
      for (const auto& [data, some] : scored) {
        const std::vector<std::string>& others = left_out[data];
        if (others.empty()) continue;
        text += concat(text.empty() ? "" : "; ", some.size(), " of ",
                       some.size() + others.size(), " ", word, " of ", data,
                       " are scored, not ", listed(others, kMostNamed));
      }
    }
    if (text.empty()) return std::nullopt;
    return text;
  }

  void say(bool contradiction, const std::string& text) {
    faults_.push_back(
        {contradiction, concat(node_.step, " says ", text), node_.where});
  }

  const Graph& graph_;
  const Catalog& catalog_;
  const Lineage& lineage_;
  const std::function<bool(const Leak&)>& acknowledged_;
  const Node& node_;
  const Json options_;
  std::set<NodeIndex> scores_;
  std::set<std::string> about_;  ///< sections and patients
  std::vector<StatementFault> faults_;
};

}  // namespace

std::vector<StatementFault> statement_faults(
    const Graph& graph, const Catalog& catalog, const Lineage& lineage,
    const std::function<bool(const Leak&)>& acknowledged) {
  std::vector<StatementFault> faults;
  for (const Node& node : graph.nodes) {
    if (node.is_source() || catalog.step(node.step).output != kFindingsType) {
      continue;
    }
    for (StatementFault& fault :
         Statements(graph, catalog, lineage, acknowledged, node).faults()) {
      faults.push_back(std::move(fault));
    }
  }
  std::stable_sort(faults.begin(), faults.end(),
                   [](const StatementFault& a, const StatementFault& b) {
                     return a.contradiction > b.contradiction;
                   });
  return faults;
}

}  // namespace moonstain
