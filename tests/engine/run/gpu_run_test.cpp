// Runs in which networks go to a GPU, for which the CPU stands in.
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/engine/test_runs.h"
#include "tests/support/scoped_variable.h"

namespace moonstain {

namespace {

using State = RunOutcome::State;

constexpr const char* kGpu = "torch cuda: 2.13.0, CUDA 13.0, a stand-in";

/// The worker has networks.
struct WithLibTorch {
  ScopedVariable version{"MOONSTAIN_TEST_LIBTORCH", "2.13.0"};
};

struct CpuRuns : WithLibTorch, TestRuns {};

struct GpuRuns : CpuRuns {
  explicit GpuRuns(unsigned gpus)
      : named("MOONSTAIN_TEST_GPUS",
              gpus == 1 ? std::string(kGpu) : concat(kGpu, "|", kGpu)) {
    settings.cores = 4;
    settings.numbers.cuda = kGpu;
    settings.gpus = {.libraries = {}, .count = gpus, .numeric = kGpu};
    test.numbers = settings.numbers;
  }
  const ScopedVariable named;

  NodeIndex add_network(const std::string& output, int number,
                        const std::string& what = "place") {
    const NodeIndex node =
        test.add("network", {{"what", what}, {"number", number}});
    test.output(output, node);
    return node;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(gpu_run_test)

// Four tasks may run at once, and one GPU takes the networks in turn.
BOOST_AUTO_TEST_CASE(one_process_a_gpu_takes_all_networks_of_a_run) {
  GpuRuns runs(1);
  for (int i = 0; i < 5; ++i) runs.add_network(concat("n", i), i);
  const NodeIndex plain = runs.test.add("random");
  runs.test.output("plain", plain);
  const RunOutcome outcome = runs.run();
  BOOST_REQUIRE((outcome.state == State::done));
  const std::string place = runs.text(outcome, "n0");
  BOOST_TEST(place.starts_with("gpu 0 "));
  for (int i = 1; i < 5; ++i) {
    BOOST_TEST(runs.text(outcome, concat("n", i)) == place);
  }
  BOOST_TEST(!place.ends_with(concat(" ", runs.text(outcome, "plain"))));
}

BOOST_AUTO_TEST_CASE(two_gpus_have_a_process_each) {
  GpuRuns runs(2);
  std::set<std::string> places;
  for (int i = 0; i < 20; ++i) runs.add_network(concat("n", i), i);
  const RunOutcome outcome = runs.run();
  BOOST_REQUIRE((outcome.state == State::done));
  for (int i = 0; i < 20; ++i) {
    places.insert(runs.text(outcome, concat("n", i)));
  }
  BOOST_REQUIRE(places.size() == 2U);
  BOOST_TEST(places.begin()->starts_with("gpu 0 "));
  BOOST_TEST(places.rbegin()->starts_with("gpu 1 "));
}

// On the CPU the same node has another key, and what is no network the same.
BOOST_AUTO_TEST_CASE(the_class_is_in_the_keys_of_networks_alone) {
  GpuRuns runs(1);
  const NodeIndex on_gpu = runs.add_network("network", 0);
  const NodeIndex text = runs.test.add("write", {{"text", "a"}});
  runs.test.output("text", text);
  CpuRuns cpu;
  const NodeIndex on_cpu =
      cpu.test.add("network", {{"what", "place"}, {"number", 0}});
  cpu.test.output("network", on_cpu);
  const NodeIndex same = cpu.test.add("write", {{"text", "a"}});
  cpu.test.output("text", same);
  BOOST_TEST(
      (runs.test.graph.nodes[on_gpu].id != cpu.test.graph.nodes[on_cpu].id));
  BOOST_TEST((runs.test.graph.nodes[text].id == cpu.test.graph.nodes[same].id));

  // In one workspace: the network is made anew, the text is kept.
  BOOST_REQUIRE((runs.run().state == State::done));
  cpu.settings.workspace = runs.settings.workspace;
  cpu.settings.results = runs.settings.results;
  const RunOutcome again = cpu.run();
  BOOST_REQUIRE((again.state == State::done));
  BOOST_TEST(cpu.said(EventKind::task_done) == 1U);
  BOOST_TEST(cpu.text(again, "network").starts_with("cpu "));
  BOOST_TEST(again.variant == "default");
  BOOST_TEST(variant_name(runs.test.graph, runs.settings.numbers) ==
             "device=cuda");
}

BOOST_AUTO_TEST_CASE(a_network_that_fails_leaves_the_gpu_to_a_fresh_process) {
  GpuRuns runs(1);
  runs.settings.keep_going = true;
  runs.add_network("bad", 0, "fail");
  runs.add_network("good", 1);
  const RunOutcome outcome = runs.run();
  BOOST_TEST((outcome.state == State::failed));
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  BOOST_TEST(outcome.failures[0].message ==
             "recipe.lua:1: network: a network that fails");
  BOOST_TEST(runs.text(outcome, "good").starts_with("gpu 0 "));
}

// A GPU that is gone, or another one than the plan was made for.
BOOST_AUTO_TEST_CASE(a_gpu_of_another_class_is_refused_by_its_worker) {
  GpuRuns runs(1);
  const ScopedVariable other("MOONSTAIN_TEST_GPUS", "torch cuda: other");
  runs.add_network("network", 0);
  const RunOutcome outcome = runs.run();
  BOOST_REQUIRE(outcome.failures.size() == 1U);
  BOOST_TEST(outcome.failures[0].message ==
             concat("recipe.lua:1: network: GPU 0 computes as 'torch cuda: "
                    "other'; the plan is made for '",
                    kGpu, "'"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
