// The command line with plans of 100,000 nodes. No times are tested; memory
// is, which does not depend on what else the machine does.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "core/base/error.h"
#include "core/base/json.h"
#include "tests/cli/place.h"

namespace moonstain {

namespace {

constexpr std::size_t kNodes = 100'000;

const std::string kHead = concat(R"(local ms = require 'moonstain'
local n = ms.param { name = 'nodes', default = )",
                                 kNodes, ", 'how many' }\n");

const std::string kFan = kHead + R"(local numbers = {}
for i = 1, n - 1 do numbers[i] = ms.number { value = i } end
return { total = ms.sum { numbers = numbers } }
)";

const std::string kChain = kHead + R"(local last = ms.number { value = 1 }
for i = 2, n do last = ms.sum { numbers = { last } } end
return { total = last }
)";

Place fan_and_chain() {
  return Place(Recipes{{"fan", kFan}, {"chain", kChain}});
}

std::size_t lines_with(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos;
       at += part.size()) {
    ++count;
  }
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scale_test)

BOOST_AUTO_TEST_CASE(a_large_plan_is_told_by_step_in_less_than_100_mb) {
  const Place place = fan_and_chain();
  const Said fan = place.run("plan fan");
  BOOST_TEST(fan.code == 0);
  BOOST_TEST(fan.out ==
             "fan default\n"
             "step                      nodes   kept    run  maybe kept\n"
             "number                    99999      0  99999           0   "
             "recipe.lua:4\n"
             "sum                           1      0      0           1   "
             "recipe.lua:5\n"
             "0 kept, 99999 will run, 1 may be kept; 0 source files\n");
  BOOST_TEST(fan.peak_bytes < 100'000'000U);
  const Said chain = place.run("plan chain");
  BOOST_TEST(chain.code == 0);
  BOOST_TEST(chain.out.ends_with(
      "0 kept, 1 will run, 99999 may be kept; 0 source files\n"));
  BOOST_TEST(chain.peak_bytes < 100'000'000U);
}

// In a chain each of these would run out of stack if it went down by calls.
BOOST_AUTO_TEST_CASE(a_long_chain_is_linted_explained_and_drawn) {
  const Place place = fan_and_chain();
  const Said lint = place.run("lint chain");
  BOOST_TEST(lint.code == 0);
  BOOST_TEST(lint.out ==
             "0 leaks, 0 unacknowledged; 0 unused; 0 without effect\n");
  const Said why = place.run("why chain total.numbers.numbers");
  BOOST_TEST(why.code == 0);
  BOOST_TEST(why.out ==
             "total.numbers.numbers (sum, recipe.lua:4): may be kept\n"
             "no earlier run of chain to compare with\n");
  const Said graph = place.run("plan chain --graph dot");
  BOOST_TEST(graph.code == 0);
  BOOST_TEST(lines_with(graph.out, " -> ") == kNodes - 1);
  BOOST_TEST(
      graph.out.ends_with("  n99998 -> n99999 [label=\"numbers\"];\n}\n"));
}

// Printed node by node, it is the text of the whole.
BOOST_AUTO_TEST_CASE(a_plan_as_json_is_whole) {
  const Place place = fan_and_chain();
  const Said said = place.run("plan fan --json --set nodes=10000");
  BOOST_REQUIRE(said.code == 0);
  const Json plan = parse_json(said.out, "plan");
  BOOST_TEST(plan.at("nodes").size() == 10'000U);
  BOOST_TEST(plan.at("nodes").back().at("inputs").at("numbers").size() ==
             9'999U);
  BOOST_TEST((plan.at("outputs") == Json{{"total", {9'999}}}));
  BOOST_TEST((said.out == pretty_json(plan)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
