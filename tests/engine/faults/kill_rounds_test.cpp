// The real programs, ended with SIGKILL at random moments: the engine, its
// template, a worker, or all of them. $MOONSTAIN_ROUNDS says how often.

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <map>
#include <random>

#include "core/base/folder.h"
#include "tests/engine/faults/fault_runs.h"
#include "tests/support/programs.h"

namespace moonstain {

namespace {

const std::string kRecipe = R"(local ms = require 'moonstain'
local numbers = {}
for i = 1, 10 do numbers[i] = ms.number { value = i, wait_s = 0.04 } end
return { numbers = numbers, total = ms.sum { numbers = numbers } }
)";

const std::vector<std::string> kRun = {"run", "sum", "--cores", "2"};

RunSettings settings_of(const ProgramPlace& place) {
  RunSettings settings;
  settings.workspace = place.here() / ".moonstain";
  settings.results = place.here() / "results";
  return settings;
}

void kill_all(const std::vector<pid_t>& processes) {
  for (const pid_t process : processes) ::kill(process, SIGKILL);
}

/// Ends what is meant. @return whether it was there
bool end_some(const std::string& whom, pid_t engine) {
  const std::vector<pid_t> templates = children_of(engine);
  std::vector<pid_t> workers;
  for (const pid_t process : templates) {
    for (const pid_t worker : children_of(process)) workers.push_back(worker);
  }
  if (whom == "engine" || whom == "all") ::kill(engine, SIGKILL);
  if (whom == "template" || whom == "all") kill_all(templates);
  if (whom == "worker" && !workers.empty()) workers.resize(1);
  if (whom == "worker" || whom == "all") kill_all(workers);
  return whom == "template" ? !templates.empty()
         : whom == "worker" ? !workers.empty()
                            : true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kill_rounds_test)

BOOST_AUTO_TEST_CASE(every_round_ends_in_the_bytes_of_an_undisturbed_run) {
  const char* asked = std::getenv("MOONSTAIN_ROUNDS");
  const int rounds = asked != nullptr ? std::atoi(asked) : 40;
  const ProgramPlace calm(kRecipe);
  BOOST_REQUIRE(ProgramPlace::finish(calm.start("out", kRun)) == 0);
  // The fastest of three, so that few moments lie behind a run's end.
  double whole_s = 60;
  for (int i = 0; i < 3; ++i) {
    const ProgramPlace place(kRecipe);
    const auto began = std::chrono::steady_clock::now();
    BOOST_REQUIRE(ProgramPlace::finish(place.start("out", kRun)) == 0);
    const std::chrono::duration<double> took =
        std::chrono::steady_clock::now() - began;
    whole_s = std::min(whole_s, took.count());
  }
  const Holdings undisturbed = holdings(settings_of(calm));
  BOOST_TEST(undisturbed.results.at("sum/latest/total/number") == "55");

  const std::vector<std::string> targets = {"engine", "worker", "template",
                                            "all"};
  std::map<std::string, int> hits;
  std::map<int, int> codes;
  for (int round = 0; round < rounds; ++round) {
    // Which, when and how often follow from the round's number; what is then
    // going on does not.
    std::mt19937 random(static_cast<unsigned>(round));
    const ProgramPlace place(kRecipe);
    const std::string whom = targets[random() % targets.size()];
    const int kills = 1 + static_cast<int>(random() % 3);
    BOOST_TEST_CONTEXT("round " << round << ": " << whom << ", " << kills
                                << " time(s)") {
      for (int kill = 0; kill < kills; ++kill) {
        const pid_t engine = place.start("out", kRun);
        const double share = static_cast<double>(random() % 1000) / 1000;
        ::usleep(static_cast<useconds_t>(1e6 * share * whole_s));
        hits[whom] += end_some(whom, engine) ? 1 : 0;
        ++codes[ProgramPlace::finish(engine)];
        BOOST_TEST(half_made(settings_of(place)) == "");
      }
      const int code = ProgramPlace::finish(place.start("last", kRun));
      BOOST_TEST(code == 0, place.said("last"));
      BOOST_TEST((holdings(settings_of(place)) == undisturbed));
      BOOST_TEST(list_folder(place.here() / ".moonstain/stage").empty());
    }
  }
  std::string told;
  for (const auto& [whom, count] : hits) told += concat(whom, " ", count, ", ");
  told += "exit codes";
  for (const auto& [code, count] : codes) {
    told += concat(" ", code, " (", count, ")");
  }
  BOOST_TEST_MESSAGE(rounds << " rounds; ended: " << told);
  for (const std::string& whom : targets) BOOST_TEST(hits[whom] > 0);
  BOOST_TEST(codes[1] + codes[2] + codes[128 + SIGKILL] > rounds / 4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
