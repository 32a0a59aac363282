#include "bindings/audit/sheet_facts.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {
namespace {

constexpr const char* kPredictions = "Predictions";

// Which inputs of a step learn.
void look_at_inputs(const Node& node, const StepDecl& step, SheetFacts& facts) {
  for (const NodeInput& given : node.inputs) {
    const InputDecl* input = step.find_input(given.name.str());
    if (input == nullptr || input->role != Role::learns ||
        given.nodes.empty()) {
      continue;
    }
    // A model that chooses its own state chooses no features.
    if (input->learned == Learned::selection && chooses_model(step)) continue;
    const std::string line =
        concat(node.where, " ", node.step, " learns ",
               input->learned == Learned::label ? std::string("labels")
                                                : severity_word(input->learned),
               " by ", given.name);
    add_once(facts.learning[input->learned], line);
  }
}

void look_at_scored(const Graph& graph, const Node& score, const StepDecl& step,
                    SheetFacts& facts) {
  for (const NodeInput& given : score.inputs) {
    if (given.name != step.scores) continue;
    for (const NodeIndex from : given.nodes) {
      const Node& scored = graph.nodes[from];
      if (scored.is_source()) continue;
      std::vector<std::string> names;
      for (const NodeInput& taken : scored.inputs) {
        if (!taken.nodes.empty()) names.push_back(taken.name.str());
      }
      const std::string line =
          concat(scored.where, " ", scored.step, " takes ",
                 names.empty() ? std::string("nothing") : listed(names));
      add_once(facts.taken, line);
    }
  }
}

}  // namespace

const std::vector<std::string>& SheetFacts::learners(Learned what) const {
  static const std::vector<std::string> none;
  const auto found = learning.find(what);
  return found == learning.end() ? none : found->second;
}

SheetFacts sheet_facts(const Graph& graph, const Catalog& catalog,
                       const Lineage& lineage) {
  SheetFacts facts;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    if (node.is_source()) continue;
    const StepDecl& step = catalog.step(node.step);
    look_at_inputs(node, step, facts);
    if (step.scores.empty()) continue;
    ++facts.scores;
    for (const std::string& unit : *lineage.about[i]) {
      facts.scored.insert(unit);
    }
    look_at_scored(graph, node, step, facts);
  }
  return facts;
}

void add_once(std::vector<std::string>& all, const std::string& one) {
  if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
}

bool chooses_model(const StepDecl& step) {
  const auto any_input = [&](const auto& is_so) {
    return std::any_of(step.inputs.begin(), step.inputs.end(), is_so);
  };
  const bool passes_on =
      step.output == kPredictions && step.scores.empty() &&
      any_input([](const InputDecl& one) {
        return one.role == Role::applies && one.type == kPredictions;
      });
  return passes_on || any_input([](const InputDecl& one) {
           return one.role == Role::learns && one.learned == Learned::label;
         });
}

}  // namespace moonstain
