// recipes/TUTORIAL.md, followed to its end: every command of its shell blocks,
// in one folder.

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/eval/findings/findings.h"
#include "tests/recipes/plain_program.h"

using namespace moonstain;

namespace {

// The lines between "```sh" and "```".
std::vector<std::string> commands_of(const std::string& page) {
  std::vector<std::string> commands;
  std::istringstream lines(page);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = line == "```sh";
    } else if (inside) {
      commands.push_back(line);
    }
  }
  return commands;
}

double ridge(const PlainProgram& program, const std::string& variant) {
  return Findings::read(program.results("made").parent_path() / variant /
                        "findings")
      .headline_value("colour_ridge");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tutorial_test)

BOOST_AUTO_TEST_CASE(it_ends_with_an_audited_result) {
  const std::vector<std::string> commands =
      commands_of(read_file("recipes/TUTORIAL.md"));
  BOOST_REQUIRE(commands.size() > 10);
  const PlainProgram program;
  std::string said;
  const std::string name = "moonstain ";
  for (const std::string& command : commands) {
    BOOST_REQUIRE_MESSAGE(command.starts_with(name), command);
    const std::string words = command.substr(name.size());
    const std::string now = program.say(words);
    // What the page says of them.
    if (command == "moonstain lint made") {
      BOOST_TEST(now.find("acknowledged: switch unit") != std::string::npos);
      BOOST_TEST(now.find("1 leak, 0 unacknowledged") != std::string::npos);
    } else if (command == "moonstain run made" && said == command) {
      BOOST_TEST(now.find("\n0 run, ") != std::string::npos, now);
    } else if (command == "moonstain why --between 1 3") {
      BOOST_TEST(now.find("alpha") != std::string::npos, now);
    } else if (command == "moonstain audit made") {
      BOOST_TEST(now.find("patient held out") != std::string::npos, now);
    }
    said = command;
  }
  BOOST_TEST(std::abs(ridge(program, "default") - 0.67) < 0.005);
  BOOST_TEST(std::abs(ridge(program, "leak=0") -
                      ridge(program, "leak=0,unit=audited")) < 0.05);
  for (const std::string variant : {"default", "audit"}) {
    BOOST_TEST(path_exists(program.results("made").parent_path() / variant /
                           "report.html"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
