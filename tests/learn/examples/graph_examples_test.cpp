#include "core/learn/examples/graph_examples.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

#include <boost/test/unit_test.hpp>

#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

GraphSection section(const std::string& name) {
  SpotGraph graph;
  graph.section = name;
  graph.spots = {"a", "b"};
  graph.edges.resize(2, 3);
  graph.edges << 0, 1, 1, 1, 0, 1;
  GraphSection made(graph);
  made.features = Matrix{{1, 2, 3}, {4, 5, 6}};
  made.targets = Matrix{{7}, {8}};
  made.latents = Matrix{{9, 10}, {11, 12}};
  return made;
}

// Twice its first input.
class Twice : public Network {
 public:
  Tensors forward(const Tensors& inputs, Mode) override {
    return {inputs.at(0), inputs.at(0) * 2};
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(graph_examples_test)

BOOST_AUTO_TEST_CASE(a_section_is_an_example) {
  prepare_torch();
  std::vector<GraphSection> sections{section("s"), section("t")};
  sections[1].factor = Eigen::Vector2f{1.5F, 2};
  const Examples examples = graph_examples(sections);
  BOOST_TEST(examples.count == 2U);
  BOOST_TEST(examples.units[1] == "t");
  const Batch s = examples.batch({0});
  BOOST_REQUIRE(s.inputs.size() == 2U);
  BOOST_TEST(s.inputs[0].equal(
      at::tensor({1.F, 2.F, 3.F, 4.F, 5.F, 6.F}).view({2, 3})));
  BOOST_TEST(s.inputs[1].equal(
      at::tensor(std::vector<std::int64_t>{0, 1, 1, 1, 0, 1}).view({2, 3})));
  BOOST_TEST(s.targets.at(0).equal(at::tensor({7.F, 8.F}).view({2, 1})));
  BOOST_TEST(
      s.targets.at(1).equal(at::tensor({9.F, 10.F, 11.F, 12.F}).view({2, 2})));
  const Batch t = examples.batch({1});
  BOOST_REQUIRE(t.inputs.size() == 3U);
  BOOST_TEST(t.inputs[2].equal(at::tensor({1.5F, 2.F}).view({2, 1})));
  BOOST_TEST(error_of([&] { examples.batch({0, 1}); }) ==
             "a batch of 2 sections; a graph is a batch of its own");
}

BOOST_AUTO_TEST_CASE(expression_is_both_input_and_target) {
  prepare_torch();
  const std::vector<GraphSection> sections{section("s")};
  const Batch batch = graph_examples(sections, expression_batch).batch({0});
  BOOST_TEST(batch.inputs.at(0).equal(batch.targets.at(0)));
  BOOST_TEST(batch.inputs.at(1).size(1) == 3);
}

BOOST_AUTO_TEST_CASE(an_output_comes_back_as_rows) {
  prepare_torch();
  Twice twice;
  const GraphSection s = section("s");
  BOOST_TEST((rows_of_output(twice, graph_batch(s), 1) ==
              (Matrix{{2, 4, 6}, {8, 10, 12}})));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
