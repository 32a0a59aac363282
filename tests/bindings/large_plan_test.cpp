// Plans of 100,000 nodes, against a construction that shares no code with ours
// but SHA-256.
#include <boost/test/unit_test.hpp>

#include "core/base/digest.h"
#include "tests/bindings/planning.h"

namespace moonstain::lua {

using testing::kHead;
using testing::Recipe;

namespace {

constexpr std::size_t kNodes = 100'000;

// A step of two options and one input, and what joins many.
const Catalog& steps() {
  static const Catalog made = Catalog::parse(parse_json(R"({"steps": [
      {"name": "leaf", "version": 2, "sentence": "", "numeric": "exact",
       "output": "Leaf", "inputs": [],
       "options": [
         {"name": "value", "type": "number", "sentence": ""},
         {"name": "seed", "type": "integer", "default": 1, "sentence": ""},
         {"name": "mode", "type": "choice", "choices": ["a", "b"],
          "default": "a", "sentence": ""}]},
      {"name": "join", "version": 1, "sentence": "", "numeric": "libm",
       "output": "Leaf", "options": [],
       "inputs": [{"name": "parts", "type": "Leaf", "sentence": "",
                   "role": "applies", "many": true}]}]})",
                                                        "catalog"),
                                             "catalog");
  return made;
}

Plan plan(const std::string& text) {
  const Recipe recipe(kHead + text);
  return plan_recipe(recipe.request(), steps());
}

// Canonical JSON of a node, put together by hand (RFC 8785; a whole number of
// type double ends in ".0").
std::string leaf_text(std::size_t i) {
  return concat(R"({"inputs":{},"options":{"mode":")", i % 2 == 0 ? "b" : "a",
                R"(","seed":1,"value":)", i,
                R"(.0},"step":"leaf","version":2})");
}

std::string join_text(const std::vector<Digest>& parts) {
  std::string items;
  for (const Digest& part : parts) {
    items +=
        concat(items.empty() ? "" : ",", R"({"sha256":")", part.hex(), R"("})");
  }
  return concat(R"({"class":"libm: test","inputs":{"parts":[)", items,
                R"(]},"options":{},"step":"join","version":1})");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(large_plan_test)

BOOST_AUTO_TEST_CASE(a_fan_has_the_ids_put_together_by_hand) {
  const Plan made = plan(concat("local parts = {}\nfor i = 1, ", kNodes - 1,
                                R"( do
  parts[i] = ms.leaf { value = i, mode = i % 2 == 0 and 'b' or nil }
end
return { all = ms.join { parts = parts } }
)"));
  const std::vector<Node>& nodes = made.graph.nodes;
  BOOST_REQUIRE(nodes.size() == kNodes);
  std::vector<Digest> parts;
  std::size_t wrong = 0;
  for (std::size_t i = 1; i < kNodes; ++i) {
    parts.push_back(sha256(leaf_text(i)));
    const Node& node = nodes[i - 1];
    wrong += node.id != parts.back() || node.where != "recipe.lua:4" ||
             node.step != "leaf" || !node.inputs.empty();
  }
  BOOST_TEST(wrong == 0U);
  BOOST_TEST(nodes.back().id.hex() == sha256(join_text(parts)).hex());
  BOOST_TEST(nodes.back().inputs[0].nodes.size() == kNodes - 1);
  BOOST_TEST(made.graph.outputs.at("all")[0] == kNodes - 1);
}

BOOST_AUTO_TEST_CASE(a_chain_has_the_ids_put_together_by_hand) {
  const Plan made = plan(
      concat("local last = ms.leaf { value = 2 }\nfor i = 2, ", kNodes, R"( do
  last = ms.join { parts = { last } }
end
return { last = last }
)"));
  const std::vector<Node>& nodes = made.graph.nodes;
  BOOST_REQUIRE(nodes.size() == kNodes);
  Digest before =
      sha256(R"({"inputs":{},"options":{"mode":"a","seed":1,"value":2.0},)"
             R"("step":"leaf","version":2})");
  std::size_t wrong = nodes[0].id != before;
  for (std::size_t i = 1; i < kNodes; ++i) {
    before = sha256(join_text({before}));
    wrong += nodes[i].id != before ||
             nodes[i].inputs[0].nodes !=
                 std::vector<NodeIndex>{static_cast<NodeIndex>(i - 1)};
  }
  BOOST_TEST(wrong == 0U);
}

// Every call comes twice: 50,000 nodes, and the join that names each twice.
BOOST_AUTO_TEST_CASE(equal_calls_are_one_node) {
  const Plan made = plan(concat("local parts = {}\nfor i = 1, ", kNodes, R"( do
  parts[i] = ms.leaf { value = i % 50000 }
end
return { all = ms.join { parts = parts } }
)"));
  BOOST_REQUIRE(made.graph.nodes.size() == 50'001U);
  const auto& parts = made.graph.nodes.back().inputs[0].nodes;
  BOOST_TEST(parts.size() == kNodes);
  BOOST_TEST(parts[0] == 0U);
  BOOST_TEST(parts[50'000] == 0U);
  BOOST_TEST(parts[99'999] == 49'999U);
}

BOOST_AUTO_TEST_CASE(more_nodes_than_the_limit_are_refused) {
  Recipe recipe(kHead +
                "for i = 1, 1e9 do ms.leaf { value = i } end\nreturn {}\n");
  JailLimits limits;
  limits.nodes = 1000;
  recipe.limit(limits);
  BOOST_CHECK_EXCEPTION(plan_recipe(recipe.request(), steps()), Error,
                        [](const Error& e) {
                          return std::string(e.what()) ==
                                 "recipe.lua:2: the plan has more than 1000 "
                                 "nodes";
                        });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
