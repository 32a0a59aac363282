// The files for CI services that recipes/ci has, run as a service runs them:
// the command lines as they stand in the files, in a folder like a checkout.

#include <boost/test/unit_test.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "tests/recipes/gate_place.h"

using namespace moonstain;

namespace {

/// Lines of a shell that a service runs together; where one fails, the others
/// that must succeed before are left out.
struct Step {
  std::string lines;
  bool always = false;
};

struct Line {
  std::size_t indent = 0;
  std::string text;
};

std::vector<Line> lines_of(const std::string& yaml) {
  std::vector<Line> lines;
  std::istringstream in(yaml);
  for (std::string text; std::getline(in, text);) {
    const std::size_t indent = text.find_first_not_of(' ');
    if (indent == std::string::npos || text[indent] == '#') continue;
    lines.push_back({indent, text.substr(indent)});
  }
  return lines;
}

// `jobs.gate.steps`: in each item `run`, on its line or as a block below, and
// `if: always()`.
std::vector<Step> github_steps(const std::string& yaml) {
  const std::vector<Line> lines = lines_of(yaml);
  std::vector<Step> steps;
  std::size_t i = 0;
  while (i < lines.size() && lines[i].text != "steps:") ++i;
  BOOST_REQUIRE(i < lines.size());
  const std::size_t items = lines[++i].indent;
  for (; i < lines.size(); ++i) {
    std::string text = lines[i].text;
    if (lines[i].indent == items && text.starts_with("- ")) {
      steps.emplace_back();
      text.erase(0, 2);
    }
    if (text == "if: always()") steps.back().always = true;
    if (!text.starts_with("run: ")) continue;
    if (text != "run: |") {
      steps.back().lines = text.substr(5) + "\n";
      continue;
    }
    const std::size_t outer = lines[i].indent;
    while (i + 1 < lines.size() && lines[i + 1].indent > outer) {
      steps.back().lines += lines[++i].text + "\n";
    }
  }
  return steps;
}

// `gate.script` and `gate.after_script`, lists of lines.
std::vector<Step> gitlab_steps(const std::string& yaml) {
  const std::vector<Line> lines = lines_of(yaml);
  std::vector<Step> steps;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].text != "script:" && lines[i].text != "after_script:") {
      continue;
    }
    steps.push_back({"", lines[i].text == "after_script:"});
    while (i + 1 < lines.size() && lines[i + 1].text.starts_with("- ")) {
      steps.back().lines += lines[++i].text.substr(2) + "\n";
    }
  }
  return steps;
}

struct Job {
  int code = 0;      ///< of the first step that failed
  std::string said;  ///< by all of them
};

Job run(const GatePlace& place, const std::vector<Step>& steps) {
  ::setenv("GITHUB_STEP_SUMMARY", "step_summary", 1);
  Job job;
  for (const Step& step : steps) {
    if (step.lines.empty() || (job.code != 0 && !step.always)) continue;
    const int code = place.shell(step.lines);
    job.said += place.said();
    if (job.code == 0) job.code = code;
  }
  return job;
}

// What each service is asked in turn.
void check_service(const std::vector<Step>& steps, std::size_t commands,
                   const std::string& summary) {
  std::size_t found = 0;
  for (const Step& step : steps) found += step.lines.empty() ? 0 : 1;
  BOOST_REQUIRE(found == commands);

  const GatePlace place;
  const Job as_it_is = run(place, steps);
  BOOST_TEST(as_it_is.code == 0, as_it_is.said);
  BOOST_TEST(place.read("gate.xml").find("failures=\"0\" errors=\"0\"") !=
             std::string::npos);

  // Lines in another order, and a comment: the same numbers.
  const std::string recipe = place.read("recipes/first/recipe.lua");
  const std::string grid =
      "local grid = ms.grid { dataset = dataset, rows = 80, columns = 64, "
      "row_offset = 1 }\n";
  place.edit("recipes/first/recipe.lua", grid, "");
  place.edit("recipes/first/recipe.lua", "local scores, baselines = {}, {}\n",
             "-- The whole slide's places.\n" + grid +
                 "local scores, baselines = {}, {}\n");
  const Job reordered = run(place, steps);
  BOOST_TEST(reordered.code == 0, reordered.said);

  // A stronger penalty: worse numbers.
  place.write_or_replace("recipes/first/recipe.lua", recipe);
  place.edit("recipes/first/recipe.lua", "alpha = 10 ", "alpha = 1e6 ");
  const Job spoiled = run(place, steps);
  BOOST_TEST(spoiled.code == 3, spoiled.said);
  BOOST_TEST(spoiled.said.find("ridge_model option alpha = 1000000.0, was "
                               "10.0") != std::string::npos);
  BOOST_TEST(place.read(summary).find("## Gate of `first`: failed\n") !=
             std::string::npos);
  BOOST_TEST(place.read("gate.xml").find("<failure message=\"") !=
             std::string::npos);

  // The same recipe on a CPU of another kind, as far as the file knows.
  place.write_or_replace("recipes/first/recipe.lua", recipe);
  place.edit("recipes/first/gate.json",
             "\"libm\": \"libm: ", "\"libm\": \"libm: another, ");
  const Job elsewhere = run(place, steps);
  BOOST_TEST(elsewhere.code == 0, elsewhere.said);
  BOOST_TEST(elsewhere.said.find("compared by tolerance, not bit for bit: the "
                                 "baseline was made in another numeric class "
                                 "(libm: another, ") != std::string::npos);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ci_test)

BOOST_AUTO_TEST_CASE(github_actions_catches_what_moved_and_nothing_else) {
  check_service(github_steps(read_file("recipes/ci/github_actions.yml")), 2,
                "step_summary");
}

BOOST_AUTO_TEST_CASE(gitlab_ci_catches_what_moved_and_nothing_else) {
  check_service(gitlab_steps(read_file("recipes/ci/gitlab_ci.yml")), 2,
                "gate.md");
}

BOOST_AUTO_TEST_SUITE_END()
