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
  const auto add = [&](const std::string& name, std::vector<InputDecl> inputs,
                       const std::string& narrows = "") {
    StepDecl step;
    step.narrows = narrows;
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
  add("rows", {input("table", Role::applies, Learned::label)}, "units");
  // A picture is looked at where the dataset lies.
  const auto of_picture = [&](Role role) {
    InputDecl picture = input("picture", role, Learned::input);
    picture.within = "dataset";
    return picture;
  };
  add("crops", {input("dataset", Role::applies, Learned::label),
                of_picture(Role::applies)});
  add("painter", {input("dataset", Role::learns, Learned::label),
                  of_picture(Role::learns)});
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

// A table of patients P, Q and R; what a step names of them is left, with their
// data set or without it. A section is narrowed to its blocks likewise.
BOOST_AUTO_TEST_CASE(a_step_that_narrows_is_about_the_units_it_names) {
  Graph graph;
  const auto add = [&](Node node) {
    graph.nodes.push_back(std::move(node));
    return static_cast<NodeIndex>(graph.nodes.size() - 1);
  };
  const auto rows = [&](NodeIndex table, const Json& units) {
    Node node;
    node.step = "rows";
    node.options = OptionsText(Json{{"units", units}});
    node.inputs = {{"table", {table}}};
    return add(std::move(node));
  };
  Node file;
  file.source = {"t.csv", 1, {}, "d", {}, {"d/P", "d/Q", "d/R"}};
  const NodeIndex table = add(std::move(file));
  Node made;
  made.step = "dataset";
  made.section = "d/A1";
  const NodeIndex section = add(std::move(made));
  const NodeIndex some = rows(table, {"R", "P"});
  const NodeIndex none = rows(table, {"X"});
  const NodeIndex blocks = rows(section, {"A1#r1c1of2x2", "A2#r1c1of2x2"});
  const NodeIndex whole_names =
      rows(section, {"d/A1#r1c1of2x2", "A1#r2c1of2x2", "e/A1#r1c2of2x2"});
  graph.sections = {{"d/A1", "d/A", ""}, {"d/A2", "d/A", ""}};
  graph.patients = {{"d/P", ""}, {"d/Q", ""}, {"d/R", ""}};
  const Catalog steps = catalog();
  const Origins origins(graph, steps);
  const auto about = [&](NodeIndex node) {
    Lines names;
    for (const OriginName name : origins.about(node)) {
      names.push_back(origins.text(name));
    }
    std::sort(names.begin(), names.end());
    return names;
  };
  BOOST_TEST(about(table) == (Lines{"d/P", "d/Q", "d/R"}), tt::per_element());
  BOOST_TEST(about(some) == (Lines{"d/P", "d/R"}), tt::per_element());
  // Nothing of what it is given: it stays about all.
  BOOST_TEST(about(none) == (Lines{"d/P", "d/Q", "d/R"}), tt::per_element());
  BOOST_TEST(about(blocks) == (Lines{"d/A1#r1c1of2x2"}), tt::per_element());
  BOOST_TEST(about(whole_names) == (Lines{"d/A1#r1c1of2x2", "d/A1#r2c1of2x2"}),
             tt::per_element());
}

// A picture of the whole section A1, a block of it and a section A2.
BOOST_AUTO_TEST_CASE(an_input_within_another_is_about_its_units) {
  Graph graph;
  const auto add = [&](const std::string& step, const std::string& section,
                       std::vector<NodeInput> inputs, const Json& units) {
    Node node;
    node.step = step;
    node.section = section;
    node.inputs = std::move(inputs);
    if (!units.is_null()) node.options = OptionsText(Json{{"units", units}});
    graph.nodes.push_back(std::move(node));
    return static_cast<NodeIndex>(graph.nodes.size() - 1);
  };
  graph.sections = {{"d/A1", "d/A", ""}, {"d/A2", "d/A", ""}};
  const NodeIndex whole = add("dataset", "d/A1", {}, {});
  const NodeIndex other = add("dataset", "d/A2", {}, {});
  const NodeIndex block =
      add("rows", "", {{"table", {whole}}}, {"A1#r1c1of5x1+0.5"});
  const auto crops = [&](NodeIndex dataset, NodeIndex picture) {
    return add("crops", "", {{"dataset", {dataset}}, {"picture", {picture}}},
               {});
  };
  const NodeIndex of_block = crops(block, whole);
  const NodeIndex of_whole = crops(whole, whole);
  const NodeIndex of_other = crops(other, whole);
  const NodeIndex model =
      add("painter", "", {{"dataset", {block}}, {"picture", {whole}}}, {});
  const Catalog steps = catalog();
  const Origins origins(graph, steps);
  const auto about = [&](NodeIndex node) {
    std::vector<std::string> names;
    for (const OriginName name : origins.about(node)) {
      names.push_back(origins.text(name));
    }
    std::sort(names.begin(), names.end());
    return names;
  };
  BOOST_TEST(about(of_block) == (Lines{"d/A1#r1c1of5x1+0.5"}),
             tt::per_element());
  BOOST_TEST(about(of_whole) == (Lines{"d/A1"}), tt::per_element());
  // No part of the picture's section: all of both.
  BOOST_TEST(about(of_other) == (Lines{"d/A1", "d/A2"}), tt::per_element());
  BOOST_TEST(said(origins, model) == (Lines{"d/A1#r1c1of5x1+0.5, input",
                                            "d/A1#r1c1of5x1+0.5, label"}),
             tt::per_element());
  for (const Origin& origin : origins.learned(model)) {
    const auto path = origins.path_to(model, origin);
    BOOST_REQUIRE(path.size() == 2U);
    BOOST_TEST(path[0] == (origin.severity == Learned::label ? block : whole));
  }
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
