#include "core/engine/check/repeat_check.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/path.h"
#include "tests/engine/test_runs.h"
#include "tests/support/scoped_variable.h"

namespace moonstain {

namespace {

constexpr const char* kGpu = "torch cuda: 2.13.0, CUDA 13.0, a stand-in";

/// A text and its length, which repeat.
struct Repeats : TestRuns {
  Repeats() {
    const NodeIndex note = test.add("write", {{"text", "ab"}});
    test.output("length", test.add("length", {}, {{"note", {note}}}));
  }
  RepeatCheckSettings checking() {
    RepeatCheckSettings checking;
    checking.run = settings;
    checking.scratch = folder.path / "scratch";
    return checking;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(repeat_check_test)

// A text of two letters and one of one; neither the user's workspace nor the
// scratch folder is left.
BOOST_AUTO_TEST_CASE(every_node_is_run_twice_and_compared) {
  Repeats runs;
  RunOutcome outcome;
  const auto found = check_repeats(runs.test.graph, runs.test.catalog,
                                   runs.checking(), outcome);
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->nodes == 2U);
  BOOST_TEST(found->files == 2U);
  BOOST_TEST(found->bytes == 3U);
  BOOST_TEST(found->differences.empty());
  BOOST_TEST(!path_exists(runs.settings.workspace));
  BOOST_TEST(!path_exists(runs.checking().scratch));
}

// The steps are exact, so they run under another instruction set first: what
// differs without it as well is said to differ when it is repeated.
BOOST_AUTO_TEST_CASE(both_results_of_a_step_that_draws_are_left) {
  Repeats runs;
  const NodeIndex drawn = runs.test.add("random");
  runs.test.output("drawn", drawn);
  RunOutcome outcome;
  const auto found = check_repeats(runs.test.graph, runs.test.catalog,
                                   runs.checking(), outcome);
  BOOST_REQUIRE(found.has_value());
  BOOST_REQUIRE(found->differences.size() == 1U);
  const NodeDifference& difference = found->differences[0];
  BOOST_TEST(difference.node == drawn);
  BOOST_TEST(difference.varied == "when it is repeated");
  BOOST_TEST(difference.error == "");
  BOOST_TEST(read_file(difference.first / "text") !=
             read_file(difference.second / "text"));
}

// The stand-in for a GPU says 1.001 where the CPU says 1.
BOOST_AUTO_TEST_CASE(what_ran_on_a_gpu_is_compared_with_the_cpu_by_tolerance) {
  const ScopedVariable version("MOONSTAIN_TEST_LIBTORCH", "2.13.0");
  const ScopedVariable named("MOONSTAIN_TEST_GPUS", kGpu);
  Repeats runs;
  runs.settings.numbers.cuda = kGpu;
  runs.test.numbers = runs.settings.numbers;
  runs.settings.gpus = {.libraries = {}, .count = 1, .numeric = kGpu};
  const NodeIndex network = runs.test.add("network", {{"what", "number"}});
  runs.test.output("network", network);
  RepeatCheckSettings checking = runs.checking();
  double tolerance = 0.01;
  checking.alike = [&](const fs::path& first, const fs::path& second) {
    return std::fabs(std::stod(read_file(first / "text")) -
                     std::stod(read_file(second / "text"))) < tolerance;
  };
  RunOutcome outcome;
  const auto within =
      check_repeats(runs.test.graph, runs.test.catalog, checking, outcome);
  BOOST_REQUIRE(within.has_value());
  BOOST_TEST(within->nodes == 3U);
  BOOST_TEST(within->by_tolerance == 1U);
  BOOST_TEST(within->differences.empty());

  tolerance = 0.0001;
  const auto beyond =
      check_repeats(runs.test.graph, runs.test.catalog, checking, outcome);
  BOOST_REQUIRE(beyond.has_value());
  BOOST_REQUIRE(beyond->differences.size() == 1U);
  BOOST_TEST(beyond->differences[0].node == network);
  BOOST_TEST(beyond->differences[0].varied ==
             "between GPU and CPU by more than the tolerance");
  BOOST_TEST(read_file(beyond->differences[0].first / "text") == "1.001");
  BOOST_TEST(read_file(beyond->differences[0].second / "text") == "1");
}

BOOST_AUTO_TEST_CASE(a_sample_needs_results_to_compare_with) {
  Repeats runs;
  const auto sample = [&](double share) {
    return check_sample(runs.test.graph, runs.test.catalog, runs.checking(),
                        share);
  };
  BOOST_TEST(error_of([&] { sample(1); }, runs.folder.path) ==
             "workspace .moonstain holds no result of this plan that could be "
             "recomputed; `moonstain run` makes them");
  BOOST_TEST(error_of([&] { sample(0); }) ==
             "--sample 0: expected a share above 0 and at most 1");
  BOOST_REQUIRE((runs.run().state == RunOutcome::State::done));
  BOOST_TEST(sample(0.5).nodes == 1U);
  BOOST_TEST(sample(1).nodes == 2U);
  BOOST_TEST(sample(1).differences.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
