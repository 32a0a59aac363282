#include "core/engine/plan/origins.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

namespace tt = boost::test_tools;

namespace {

InputDecl input(const std::string& name, Role role, Learned learned) {
  InputDecl input;
  input.name = name;
  input.type = "Value";
  input.role = role;
  input.learned = learned;
  return input;
}

Catalog catalog() {
  Catalog catalog;
  const auto add = [&](const std::string& name, std::vector<InputDecl> inputs) {
    StepDecl step;
    step.name = name;
    step.output = "Value";
    step.inputs = std::move(inputs);
    catalog.add(std::move(step));
  };
  add("dataset", {});
  add("features", {input("dataset", Role::applies, Learned::label),
                   input("weights", Role::applies, Learned::label)});
  add("model", {input("features", Role::learns, Learned::input),
                input("labels", Role::learns, Learned::label)});
  return catalog;
}

// Features of section d/1 by weights that somebody learned from ImageNet and
// from what nobody can name; a model of them, with the labels of d/2.
struct Trained {
  Graph graph;
  NodeIndex weights, first, second, features, model;

  Trained() {
    weights = add("");
    graph.nodes[weights].source = {"w.bin", 1, {}, "", {"unknown", "ImageNet"}};
    first = add("dataset", "d/1");
    second = add("dataset", "d/2");
    features =
        add("features", "", {{"dataset", {first}}, {"weights", {weights}}});
    model = add("model", "", {{"features", {features}}, {"labels", {second}}});
  }

 private:
  NodeIndex add(const std::string& step, const std::string& section = "",
                std::vector<NodeInput> inputs = {}) {
    Node node;
    node.step = step;
    node.section = section;
    node.inputs = std::move(inputs);
    graph.nodes.push_back(std::move(node));
    return static_cast<NodeIndex>(graph.nodes.size() - 1);
  }
};

// "name, severity" of each, in the order of names.
std::vector<std::string> said(const Origins& origins, NodeIndex node) {
  std::vector<std::string> said;
  for (const Origin& origin : origins.learned(node)) {
    said.push_back(concat(
        origins.text(origin), ", ",
        origin.severity ? word_of(*origin.severity) : "not taken by a step"));
  }
  std::sort(said.begin(), said.end());
  return said;
}

using Lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(origins_test)

BOOST_AUTO_TEST_CASE(what_takes_a_file_says_what_it_teaches) {
  const Trained plan;
  const Catalog steps = catalog();
  const Origins origins(plan.graph, steps);
  BOOST_TEST(
      said(origins, plan.weights) == (Lines{"ImageNet, not taken by a step",
                                            "unknown, not taken by a step"}),
      tt::per_element());
  BOOST_TEST(said(origins, plan.features) ==
                 (Lines{"ImageNet, pretraining", "unknown, pretraining"}),
             tt::per_element());
  BOOST_TEST(said(origins, plan.model) ==
                 (Lines{"ImageNet, pretraining", "d/1, input", "d/2, label",
                        "unknown, pretraining"}),
             tt::per_element());
}

BOOST_AUTO_TEST_CASE(a_value_is_about_what_it_is_applied_to) {
  const Trained plan;
  const Catalog steps = catalog();
  const Origins origins(plan.graph, steps);
  BOOST_TEST(origins.about(plan.weights).empty());
  BOOST_REQUIRE(origins.about(plan.features).size() == 1U);
  BOOST_TEST(origins.text(origins.about(plan.features)[0]) == "d/1");
  BOOST_TEST(origins.about(plan.model).empty());
}

BOOST_AUTO_TEST_CASE(the_way_begins_with_what_was_learned_from) {
  const Trained plan;
  const Catalog steps = catalog();
  const Origins origins(plan.graph, steps);
  for (const Origin& origin : origins.learned(plan.model)) {
    const std::string from = origins.text(origin);
    const std::vector<NodeIndex> expected =
        from == "d/1" ? std::vector<NodeIndex>{plan.features, plan.model}
        : from == "d/2"
            ? std::vector<NodeIndex>{plan.second, plan.model}
            : std::vector<NodeIndex>{plan.weights, plan.features, plan.model};
    BOOST_TEST(origins.path_to(plan.model, origin) == expected,
               tt::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
