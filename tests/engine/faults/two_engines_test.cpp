// Real programs on one workspace.

#include <boost/test/unit_test.hpp>
#include <regex>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/engine/process/machine.h"
#include "tests/engine/faults/fault_runs.h"
#include "tests/support/programs.h"

namespace moonstain {

namespace {

const std::string kRecipe = R"(local ms = require 'moonstain'
local first = ms.param { name = 'first', default = 1, 'the smallest number' }
local numbers = {}
for i = first, first + 3 do
  numbers[#numbers + 1] = ms.number { value = i, wait_s = 0.1 }
end
return { total = ms.sum { numbers = numbers } }
)";

std::string holder_file(const ProgramPlace& place) {
  return (place.here() / ".moonstain/engine.json").native();
}

/// Waits until an engine runs tasks.
bool works(const ProgramPlace& place) {
  return wait_until(
      [&] { return path_exists(place.here() / ".moonstain/unrecorded"); });
}

bool wait_for_text(const ProgramPlace& place, const std::string& name,
                   const std::string& text) {
  return wait_until(
      [&] { return place.said(name).find(text) != std::string::npos; });
}

std::string holder_words(const ProgramPlace& place, pid_t engine) {
  const Json holder = parse_json(read_file(holder_file(place)), "it");
  const std::string since = holder.at("since");
  BOOST_TEST(std::regex_match(
      since, std::regex("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")));
  return concat("process ", engine, " on ", host_name(), " since ", since,
                ": moonstain run sum --cores 1");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(two_engines_test)

BOOST_AUTO_TEST_CASE(the_second_waits_or_fails_and_says_for_whom) {
  const ProgramPlace place(kRecipe);
  const pid_t first = place.start("first", {"run", "sum", "--cores", "1"});
  BOOST_TEST(works(place));
  const std::string holder = holder_words(place, first);
  const pid_t second = place.start("second", {"run", "sum"});
  BOOST_TEST(wait_for_text(place, "second", holder));
  const pid_t third = place.start("third", {"run", "sum", "--no-wait"});
  BOOST_TEST(ProgramPlace::finish(third) == 2);
  BOOST_TEST(place.said("third") ==
             "moonstain: workspace " + (place.here() / ".moonstain").native() +
                 " is in use by " + holder +
                 "; wait for it, or name another --workspace\n");
  BOOST_TEST(ProgramPlace::finish(first) == 0);
  BOOST_TEST(ProgramPlace::finish(second) == 0);
  BOOST_TEST(place.said("second").find("0 run, 5 kept, ") != std::string::npos);
  const pid_t help = place.start("help", {"audit", "--help"});
  BOOST_TEST(ProgramPlace::finish(help) == 0);
  BOOST_TEST(place.said("help").find("--no-wait") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_second_goes_on_when_the_first_is_killed) {
  const ProgramPlace place(kRecipe);
  const pid_t first = place.start("first", {"run", "sum", "--cores", "1"});
  BOOST_TEST(works(place));
  const pid_t second = place.start("second", {"run", "sum", "--cores", "1"});
  BOOST_TEST(wait_for_text(place, "second", holder_words(place, first)));
  ::kill(first, SIGKILL);
  BOOST_TEST(ProgramPlace::finish(first) == 128 + SIGKILL);
  const int code = ProgramPlace::finish(second);
  BOOST_TEST(code == 0, place.said("second"));
  BOOST_TEST(read_file(place.here() / "results/sum/latest/total/number") ==
             "10");
}

// Four want partly the same: each result is made once, by one engine at a time.
BOOST_AUTO_TEST_CASE(engines_are_never_at_work_at_once) {
  const ProgramPlace place(kRecipe);
  std::vector<pid_t> engines;
  for (int i = 0; i < 4; ++i) {
    engines.push_back(place.start(
        concat("out ", i), {"run", "sum", "--set", concat("first=", i)}));
  }
  std::size_t most = 0;
  std::size_t looks = 0;
  std::vector<int> codes(engines.size(), -1);
  for (std::size_t ended = 0; ended < engines.size(); ++looks) {
    std::size_t working = 0;
    for (std::size_t i = 0; i < engines.size(); ++i) {
      if (codes[i] >= 0) continue;
      // A child of it may also plan the recipe: that needs no workspace.
      for (const pid_t child : children_of(engines[i])) {
        const std::string file = concat("/proc/", child, "/cmdline");
        try {
          const bool serves =
              read_file(file).find("--template") != std::string::npos;
          working += serves ? 1 : 0;
        } catch (const Error&) {
          // It has just ended.
        }
      }
      int status = 0;
      if (::waitpid(engines[i], &status, WNOHANG) != engines[i]) continue;
      codes[i] = WIFEXITED(status) ? WEXITSTATUS(status) : 255;
      ++ended;
    }
    most = std::max(most, working);
  }
  BOOST_TEST(most == 1U);
  int made = 0;
  for (std::size_t i = 0; i < engines.size(); ++i) {
    const std::string said = place.said(concat("out ", i));
    BOOST_TEST(codes[i] == 0, said);
    std::smatch count;
    const std::regex line("(\\d+) run, \\d+ kept, ");
    BOOST_REQUIRE(std::regex_search(said, count, line));
    made += std::stoi(count[1]);
  }
  BOOST_TEST(made == 7 + 4);  // numbers 0 to 6, four sums
  BOOST_TEST_MESSAGE("looked " << looks << " times");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
