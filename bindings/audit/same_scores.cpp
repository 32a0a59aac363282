#include "bindings/audit/same_scores.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"

namespace moonstain {

namespace {

// Which steps have fitted a value to labels, the nearest on each way down. Of a
// plan's many values few have different ones, so that each set is kept once.
class Fitted {
 public:
  Fitted(const Graph& graph, const Catalog& catalog) {
    by_.reserve(graph.nodes.size());
    for (const Node& node : graph.nodes) by_.push_back(of(node, catalog));
  }

  const std::set<std::string>& by(NodeIndex node) const { return *by_[node]; }

 private:
  const std::set<std::string>* of(const Node& node, const Catalog& catalog) {
    if (node.is_source()) return keep({});
    const StepDecl& step = catalog.step(node.step);
    const bool fits = std::any_of(
        node.inputs.begin(), node.inputs.end(), [&](const NodeInput& input) {
          const InputDecl& decl = *step.find_input(input.name);
          return decl.role == Role::learns && decl.learned == Learned::label;
        });
    if (fits) return keep({node.step});
    std::set<const std::set<std::string>*> below;
    for (const NodeIndex from : inputs_of(node)) below.insert(by_[from]);
    if (below.size() == 1) return *below.begin();
    std::set<std::string> all;
    for (const auto* one : below) all.insert(one->begin(), one->end());
    return keep(std::move(all));
  }

  const std::set<std::string>* keep(std::set<std::string> steps) {
    return &*pool_.insert(std::move(steps)).first;
  }

  std::set<std::set<std::string>> pool_;
  std::vector<const std::set<std::string>*> by_;
};

}  // namespace

SameScores::SameScores(const Graph& graph, const Catalog& catalog,
                       const Lineage& lineage)
    : lineage_(lineage) {
  const Fitted fitted(graph, catalog);
  for (NodeIndex i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    if (node.is_source()) continue;
    const StepDecl& step = catalog.step(node.step);
    for (const NodeInput& input : node.inputs) {
      if (step.scores != input.name.str()) continue;
      for (const NodeIndex scored : input.nodes) {
        predictor_[i] += concat(node.step, " of ", graph.nodes[scored].step,
                                " by ", listed(fitted.by(scored)), "\n");
      }
    }
  }
  for (const auto& [score, predictor] : predictor_) {
    for (const std::string& unit : *lineage.about[score]) {
      ++count_[{predictor, unit}];
    }
  }
}

std::size_t SameScores::count(const std::string& predictor,
                              const std::string& unit) const {
  const auto found = count_.find({predictor, unit});
  return found == count_.end() ? 0 : found->second;
}

std::vector<std::string> SameScores::missing_in(
    const SameScores& other, const std::vector<NodeIndex>& scores) const {
  std::set<std::string> missing;
  for (const NodeIndex score : scores) {
    for (const std::string& unit : *lineage_.about[score]) {
      const std::string& predictor = predictor_.at(score);
      const std::string section(section_of_unit(unit));
      std::size_t there = other.count(predictor, unit);
      if (section != unit) there += other.count(predictor, section);
      if (there < count(predictor, unit)) missing.insert(unit);
    }
  }
  return {missing.begin(), missing.end()};
}

bool SameScores::vanish_in(const SameScores& other,
                           const std::vector<NodeIndex>& scores) const {
  return std::any_of(scores.begin(), scores.end(), [&](NodeIndex score) {
    const std::string& predictor = predictor_.at(score);
    const auto first = other.count_.lower_bound({predictor, ""});
    return first == other.count_.end() || first->first.first != predictor;
  });
}

}  // namespace moonstain
