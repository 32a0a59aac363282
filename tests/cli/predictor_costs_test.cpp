#include "tools/cli/predictor_costs.h"

#include <boost/test/unit_test.hpp>

namespace moonstain {
namespace {

Node source() {
  Node node;
  node.source = Shared<SourceFile>(SourceFile{"a.tsv", 1, {}, "", {}});
  return node;
}

Node made(const char* step, std::vector<NodeIndex> from) {
  Node node;
  node.step = SharedText(step);
  node.inputs = {{SharedText("from"), std::move(from)}};
  return node;
}

// Two folds of a network and a ridge on one section's features each: sources 0
// and 1, features 2 and 3, networks 4 and 5, their predictions 6 and 7, ridges
// 8 and 9, their predictions 10 and 11; a map 12 of what nobody is asked about.
Graph two_folds() {
  Graph graph;
  graph.nodes = {source(),
                 source(),
                 made("features", {0}),
                 made("features", {1}),
                 made("net_model", {2}),
                 made("net_model", {3}),
                 made("predictions", {4, 3}),
                 made("predictions", {5, 2}),
                 made("ridge_model", {2}),
                 made("ridge_model", {3}),
                 made("ridge_predictions", {8, 3}),
                 made("ridge_predictions", {9, 2}),
                 made("map", {0})};
  return graph;
}

const std::vector<PredictedBy> kBoth{{"net", "A network", {6, 7}},
                                     {"ridge", "Ridge", {10, 11}}};

std::vector<std::optional<Digest>> keys() {
  std::vector<std::optional<Digest>> made;
  for (int i = 0; i < 13; ++i) made.push_back(sha256(concat("key ", i)));
  made[0].reset();
  made[1].reset();
  return made;
}

// Node n takes n seconds, 2 n of the CPU, and n MB.
std::vector<std::optional<TaskCost>> costs() {
  std::vector<std::optional<TaskCost>> made(13);
  for (std::size_t i = 2; i < made.size(); ++i) {
    const auto n = static_cast<double>(i);
    made[i] = TaskCost{"0007", n, 2 * n, 1'000'000 * i};
  }
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(predictor_costs_test)

// Networks and their predictions: 4 + 5 + 6 + 7; ridges 8 + 9 + 10 + 11;
// features, which both need, 2 + 3.
BOOST_AUTO_TEST_CASE(folds_are_summed_and_shared_inputs_stand_alone) {
  const PredictorCosts all =
      predictor_costs(two_folds(), kBoth, keys(), costs(), "0007");
  const PredictorCost& net = all.predictors.at(0);
  BOOST_TEST(net.label == "A network");
  BOOST_TEST(net.all.tasks == 4U);
  BOOST_TEST(net.all.seconds == 22);
  BOOST_TEST(net.all.cpu_s == 44);
  BOOST_TEST(net.all.peak_bytes == 7'000'000U);
  BOOST_TEST(net.all.of_other == 0U);
  BOOST_TEST(net.steps.at("net_model").seconds == 9);
  BOOST_TEST(net.steps.at("predictions").seconds == 13);
  BOOST_TEST(net.nodes == (std::vector<NodeIndex>{4, 5, 6, 7}),
             boost::test_tools::per_element());
  BOOST_TEST(all.predictors.at(1).all.seconds == 38);
  BOOST_TEST(all.shared.tasks == 2U);
  BOOST_TEST(all.shared.seconds == 5);
  BOOST_TEST(all.shared_steps.at("features").cpu_s == 10);
}

// Of one predictor alone all is its own, but not what it does not need.
BOOST_AUTO_TEST_CASE(what_one_predictor_needs_is_its_own) {
  const PredictorCosts all =
      predictor_costs(two_folds(), {kBoth[0]}, keys(), costs(), "0007");
  BOOST_TEST(all.predictors.at(0).all.seconds == 27);
  BOOST_TEST(all.shared.tasks == 0U);
}

// Both folds' features have one content: one task made them.
BOOST_AUTO_TEST_CASE(nodes_of_one_key_are_one_task) {
  auto same = keys();
  same[3] = same[2];
  same[9] = same[8];
  const PredictorCosts all =
      predictor_costs(two_folds(), kBoth, same, costs(), "0007");
  BOOST_TEST(all.shared.tasks == 1U);
  BOOST_TEST(all.shared.seconds == 2);
  BOOST_TEST(all.predictors.at(1).all.tasks == 3U);
  BOOST_TEST(all.predictors.at(1).all.seconds == 29);
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_never_nothing) {
  auto some = costs();
  some[4].reset();
  some[5]->run = "0003";
  for (const std::size_t ridge : {8, 9, 10, 11}) some[ridge].reset();
  PredictorCosts all =
      predictor_costs(two_folds(), kBoth, keys(), some, "0007");
  all.predictors[0].parameters = {1321489, 1321489};
  all.predictors[1].parameters_unknown = true;
  BOOST_TEST(all.predictors.at(0).all.unknown == 1U);
  BOOST_TEST(all.predictors.at(0).all.of_other == 1U);
  BOOST_TEST(all.predictors.at(1).all.nothing_known());
  BOOST_TEST(
      cost_table(all) ==
      "                   tasks               wall           CPU       peak  "
      "parameters\n"
      "A network              4      at least 18 s          36 s     7.0 MB  "
      "1,321,489\n"
      "Ridge                  4  not run here                                "
      "not recorded\n"
      "shared by several      2              5.0 s          10 s     "
      "3.0 MB\n"
      "  features             2              5.0 s          10 s     "
      "3.0 MB\n"
      "Wall and CPU time are sums over tasks, also of those that ran side by "
      "side.\nThe peak is the largest task's.\n"
      "CPU seconds stand for energy: no meter is read, and none of a GPU.\n"
      "Scoring and drawing are not "
      "counted.\n"
      "1 task kept from other runs: as long as it took there.\n"
      "5 tasks not run here, and nowhere recorded.\n");
  const Json json = cost_json(all);
  BOOST_TEST(json["predictors"][0]["seconds"] == 18);
  BOOST_TEST(json["predictors"][0]["tasks_not_recorded"] == 1);
  BOOST_TEST(json["predictors"][0]["parameters"]["least"] == 1321489);
  BOOST_TEST(json["predictors"][1]["seconds"].is_null());
  BOOST_TEST(json["predictors"][1]["peak_bytes"].is_null());
  BOOST_TEST(json["predictors"][1]["parameters"].is_null());
  BOOST_TEST(json["shared"]["steps"]["features"]["tasks"] == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
