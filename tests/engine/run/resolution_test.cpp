#include "core/engine/run/resolution.h"

#include <boost/test/unit_test.hpp>

#include "tests/engine/test_graph.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

using State = Resolution::State;

Catalog catalog() {
  return Catalog::parse(Json::parse(R"({"steps": [
      {"name": "make", "version": 1, "sentence": "", "numeric": "exact",
       "output": "Note", "inputs": [],
       "options": [{"name": "n", "type": "integer", "default": 0,
                    "sentence": ""}]},
      {"name": "join", "version": 1, "sentence": "", "numeric": "exact",
       "output": "Note", "options": [],
       "inputs": [{"name": "notes", "type": "Note", "sentence": "",
                   "role": "applies", "many": true}]}]})"),
                        "catalog");
}

/// a and b go into c, c into d.
struct Diamond {
  TestGraph test{catalog()};
  NodeIndex a = test.add("make", {{"n", 1}});
  NodeIndex b = test.add("make", {{"n", 2}});
  NodeIndex c = test.add("join", {}, {{"notes", {a, b}}});
  NodeIndex d = test.add("join", {}, {{"notes", {c}}});
  NodeIndex aside = test.add("make", {{"n", 3}});
  std::unordered_map<Digest, KnownResult> known;

  Resolution resolve(const std::vector<NodeIndex>& targets) {
    return Resolution(test.graph, test.catalog, test.numbers, targets,
                      [this](const Digest& key) {
                        const auto found = known.find(key);
                        return found == known.end()
                                   ? std::optional<KnownResult>()
                                   : found->second;
                      });
  }
  // What the ledger would hold after a whole run.
  void run_all() {
    Resolution run = resolve({d});
    for (const NodeIndex node : {a, b, c, d}) {
      BOOST_REQUIRE((run.state(node) == State::ready));
      run.started(node);
      const Digest object = object_of(node);
      known[*run.key(node)] = {object, 10, true};
      run.finished(node, object, 10);
    }
  }
  static Digest object_of(NodeIndex node) {
    return sha256(concat("object ", node));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(resolution_test)

BOOST_AUTO_TEST_CASE(nothing_known_runs_from_the_leaves_up) {
  Diamond graph;
  Resolution run = graph.resolve({graph.d});
  BOOST_TEST(run.needed() == 4U);
  BOOST_TEST((run.state(graph.aside) == State::not_needed));
  BOOST_TEST((run.take_ready() == std::vector<NodeIndex>{graph.a, graph.b}));
  BOOST_TEST((run.state(graph.c) == State::waiting));
  run.started(graph.a);
  run.started(graph.b);
  run.finished(graph.b, sha256("b"), 1);
  BOOST_TEST(run.take_ready().empty());
  run.finished(graph.a, sha256("a"), 1);
  BOOST_TEST((run.take_ready() == std::vector<NodeIndex>{graph.c}));
  BOOST_TEST(
      (*run.key(graph.c) ==
       identity("join", 1, Json::object(), "",
                {{"notes", {{sha256("a"), "", ""}, {sha256("b"), "", ""}}}})));
  run.started(graph.c);
  run.finished(graph.c, sha256("c"), 1);
  BOOST_TEST((run.take_ready() == std::vector<NodeIndex>{graph.d}));
}

BOOST_AUTO_TEST_CASE(everything_known_leaves_nothing_to_do) {
  Diamond graph;
  graph.run_all();
  Resolution run = graph.resolve({graph.d});
  BOOST_TEST(run.take_ready().empty());
  BOOST_TEST(run.count(State::known) == 4U);
  BOOST_TEST((*run.object(graph.d) == Diamond::object_of(graph.d)));
}

// a has another option, but its bytes come out the same: c and d are kept.
BOOST_AUTO_TEST_CASE(the_same_bytes_stop_the_wave) {
  Diamond graph;
  graph.run_all();
  graph.test.graph.nodes[graph.a].options = Json{{"n", 7}};
  Resolution run = graph.resolve({graph.d});
  BOOST_TEST((run.take_ready() == std::vector<NodeIndex>{graph.a}));
  BOOST_TEST((run.state(graph.d) == State::waiting));
  run.started(graph.a);
  run.finished(graph.a, Diamond::object_of(graph.a), 10);
  BOOST_TEST((run.take_kept() == std::vector<NodeIndex>{graph.c, graph.d}));
  BOOST_TEST(run.take_ready().empty());
}

// gc took the bytes of a, b and c, which are known: nobody asks for them.
BOOST_AUTO_TEST_CASE(bytes_nobody_asks_for_are_not_made_again) {
  Diamond graph;
  graph.run_all();
  for (auto& [key, result] : graph.known) {
    if (result.object != Diamond::object_of(graph.d)) result.present = false;
  }
  Resolution run = graph.resolve({graph.d});
  BOOST_TEST(run.take_ready().empty());
  BOOST_TEST(run.count(State::known) == 4U);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_asked_for_are_made_again_and_no_more) {
  Diamond graph;
  graph.run_all();
  for (auto& [key, result] : graph.known) {
    result.present = result.object == Diamond::object_of(graph.b);
  }
  Resolution run = graph.resolve({graph.c});
  BOOST_TEST((run.take_ready() == std::vector<NodeIndex>{graph.a}));
  BOOST_TEST((run.state(graph.b) == State::known));
  BOOST_TEST((run.state(graph.c) == State::to_run));
  run.started(graph.a);
  run.finished(graph.a, Diamond::object_of(graph.a), 10);
  BOOST_TEST((run.take_ready() == std::vector<NodeIndex>{graph.c}));
}

BOOST_AUTO_TEST_CASE(a_failure_stops_what_depends_on_it_alone) {
  Diamond graph;
  Resolution run = graph.resolve({graph.d, graph.aside});
  run.started(graph.a);
  run.failed(graph.a);
  BOOST_TEST((run.take_stopped() == std::vector<NodeIndex>{graph.c, graph.d}));
  BOOST_TEST((run.state(graph.b) == State::ready));
  BOOST_TEST((run.state(graph.aside) == State::ready));
}

// Somebody removed the bytes of a while c, ready to run, wanted them.
BOOST_AUTO_TEST_CASE(lost_bytes_are_made_again_before_who_wants_them) {
  Diamond graph;
  graph.run_all();
  std::erase_if(graph.known, [](const auto& known) {
    return known.second.object == Diamond::object_of(2);
  });
  Resolution run = graph.resolve({graph.d});
  BOOST_TEST((run.take_ready() == std::vector<NodeIndex>{graph.c}));
  run.lost(graph.a);
  BOOST_TEST((run.state(graph.c) == State::to_run));
  BOOST_TEST((run.take_ready() == std::vector<NodeIndex>{graph.a}));
  run.started(graph.a);
  run.finished(graph.a, Diamond::object_of(graph.a), 10);
  BOOST_TEST((run.take_ready() == std::vector<NodeIndex>{graph.c}));
}

// c was given to a worker, which found the bytes of a damaged.
BOOST_AUTO_TEST_CASE(a_node_that_could_not_begin_waits_for_what_was_lost) {
  Diamond graph;
  graph.run_all();
  std::erase_if(graph.known, [](const auto& known) {
    return known.second.object == Diamond::object_of(2);
  });
  Resolution run = graph.resolve({graph.d});
  run.take_ready();
  run.started(graph.c);
  run.lost(graph.a);
  run.returned(graph.c);
  BOOST_TEST((run.state(graph.c) == State::to_run));
  BOOST_TEST((run.take_ready() == std::vector<NodeIndex>{graph.a}));
  run.started(graph.a);
  run.finished(graph.a, Diamond::object_of(graph.a), 10);
  BOOST_TEST((run.take_ready() == std::vector<NodeIndex>{graph.c}));
  // Nothing was lost: it can begin at once.
  run.started(graph.c);
  run.returned(graph.c);
  BOOST_TEST((run.take_ready() == std::vector<NodeIndex>{graph.c}));
  run.started(graph.c);
  run.finished(graph.c, Diamond::object_of(graph.c), 10);
  BOOST_TEST(run.count(State::known) == 2U);  // b, and d again
}

BOOST_AUTO_TEST_CASE(a_chain_as_long_as_the_plan_needs_no_stack) {
  Diamond graph;
  NodeIndex last = graph.d;
  for (int i = 0; i < 50'000; ++i) {
    last = graph.test.add("join", {}, {{"notes", {last}}});
  }
  Resolution run = graph.resolve({last});
  run.started(graph.a);
  run.failed(graph.a);
  BOOST_TEST(run.count(State::stopped) == 50'002U);
}

BOOST_AUTO_TEST_CASE(an_unknown_output_gives_the_nearest_name) {
  Diamond graph;
  graph.test.output("findings", graph.d);
  BOOST_TEST(
      (output_nodes(graph.test.graph, {}) == std::vector<NodeIndex>{graph.d}));
  BOOST_TEST(error_of([&] { output_nodes(graph.test.graph, {"finding"}); }) ==
             "no output 'finding'; did you mean 'findings'?");
}

// A chain of 100,000 nodes: nothing goes down it by recursion. Run once, known
// from then on, made again at the far end where its bytes are lost, and
// stopped as a whole where its first node fails.
BOOST_AUTO_TEST_CASE(a_chain_may_be_as_long_as_a_plan) {
  constexpr NodeIndex kNodes = 100'000;
  TestGraph test{catalog()};
  test.add("make");
  for (NodeIndex i = 1; i < kNodes; ++i) {
    test.add("join", {}, {{"notes", {i - 1}}});
  }
  std::unordered_map<Digest, KnownResult> known;
  const auto resolve = [&] {
    return Resolution(test.graph, test.catalog, test.numbers, {kNodes - 1},
                      [&](const Digest& key) {
                        const auto found = known.find(key);
                        return found == known.end()
                                   ? std::optional<KnownResult>()
                                   : found->second;
                      });
  };
  Resolution run = resolve();
  BOOST_TEST(run.count(State::waiting) == kNodes - 1);
  for (NodeIndex i = 0; i < kNodes; ++i) {
    BOOST_REQUIRE((run.take_ready() == std::vector<NodeIndex>{i}));
    run.started(i);
    const Digest object = Diamond::object_of(i);
    known[*run.key(i)] = {object, 10, false};
    run.finished(i, object, 10);
  }
  BOOST_TEST(run.count(State::done) == kNodes);

  // All is known and no bytes are there: the last asks for all before it.
  Resolution repeat = resolve();
  BOOST_TEST(repeat.count(State::to_run) == kNodes - 1);
  BOOST_TEST((repeat.take_ready() == std::vector<NodeIndex>{0}));
  repeat.started(0);
  repeat.failed(0);
  BOOST_TEST(repeat.count(State::stopped) == kNodes - 1);

  for (auto& [key, result] : known) result.present = true;
  BOOST_TEST(resolve().count(State::known) == kNodes);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
