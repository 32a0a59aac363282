#include "tools/cli/manual.h"

#include <CLI/CLI.hpp>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "tests/cli/place.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(manual_test)

BOOST_AUTO_TEST_CASE(a_page_is_made_of_the_definitions) {
  CLI::App app("Does one thing.");
  app.name("moonstain");
  app.footer("0: done");
  bool json = false;
  app.add_flag("--json", json, "for programs");
  CLI::App* run = app.add_subcommand("run", ".dots and \\ in front");
  std::string recipe, where;
  run->add_option("recipe", recipe, "its folder");
  run->add_option("--where", where, "local or far-off")
      ->check(CLI::IsMember({"here", "there"}));
  BOOST_TEST(manual_page(app, "1.2") ==
             ".TH MOONSTAIN 1 \"\" \"moonstain 1.2\" \"Moonstain\"\n"
             ".SH NAME\nmoonstain \\- Does one thing.\n"
             ".SH SYNOPSIS\n.B moonstain\n.I COMMAND\n[\\fIOPTION\\fR]...\n"
             ".SH OPTIONS OF ALL COMMANDS\n"
             ".TP\n\\fB\\-\\-help\\fR, \\fB\\-h\\fR\n"
             "Print this help message and exit\n"
             ".TP\n\\fB\\-\\-json\\fR\nfor programs\n"
             ".SH COMMANDS\n.SS run\n\\&.dots and \\e in front\n"
             ".TP\n\\fIrecipe\\fR\nits folder\n"
             ".TP\n\\fB\\-\\-where\\fR here|there\nlocal or far\\-off\n"
             ".SH EXIT STATUS\n0: done\n");
}

BOOST_AUTO_TEST_CASE(the_program_has_a_page_with_all_its_commands) {
  const Place place(kSum);
  const Said said = place.run("help --man");
  BOOST_TEST(said.code == 0);
  for (const std::string command : {"run", "audit", "init", "doctor", "gc"}) {
    BOOST_TEST(holds(said.out, "\n.SS " + command + "\n"));
  }
  // No sentence begins a request of its own.
  std::istringstream lines(said.out);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('.')) continue;
    const std::string request = line.substr(0, line.find(' '));
    BOOST_TEST((request == ".TH" || request == ".SH" || request == ".SS" ||
                request == ".TP" || request == ".B" || request == ".I"),
               line);
  }
  BOOST_TEST(place.run("help run --man").code == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
