#include "core/engine/plan/served_sections.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {

namespace {

struct Plan {
  Graph graph;

  NodeIndex add(const std::string& step, std::vector<NodeIndex> inputs = {},
                const std::string& section = "") {
    Node node;
    node.step = step;
    node.section = section;
    if (!inputs.empty()) node.inputs.push_back({"from", std::move(inputs)});
    graph.nodes.push_back(std::move(node));
    return static_cast<NodeIndex>(graph.nodes.size() - 1);
  }
};

using Names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(served_sections_test)

// Two folds: each model learns from the other section and predicts one; what
// the model was chosen from stands between.
BOOST_AUTO_TEST_CASE(a_model_serves_what_it_predicts) {
  Plan plan;
  const NodeIndex a = plan.add("targets", {}, "mob/A");
  const NodeIndex b = plan.add("targets", {}, "mob/B");
  const NodeIndex first = plan.add("model", {b});
  const NodeIndex chosen = plan.add("chosen", {first});
  plan.add("predictions", {chosen}, "mob/A");
  const NodeIndex second = plan.add("model", {a});
  plan.add("predictions", {second}, "mob/B");
  const ServedSections served(plan.graph);
  BOOST_TEST((served.of(first) == Names{"mob/A"}));
  BOOST_TEST((served.of(chosen) == Names{"mob/A"}));
  BOOST_TEST((served.of(second) == Names{"mob/B"}));
  BOOST_TEST(served.of(a).empty());
  BOOST_TEST(!served.more(first));
}

// The first three in the order of the plan, each once.
BOOST_AUTO_TEST_CASE(of_many_the_first_are_named) {
  Plan plan;
  const NodeIndex model = plan.add("model");
  for (const char* section : {"d/4", "d/1", "d/4", "d/3", "d/2"}) {
    plan.add("predictions", {model}, section);
  }
  const ServedSections served(plan.graph);
  BOOST_TEST((served.of(model) == Names{"d/4", "d/1", "d/3"}));
  BOOST_TEST(served.more(model));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
