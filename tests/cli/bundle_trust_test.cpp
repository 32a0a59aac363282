// What of a stranger's bundle is told, asked and refused before it runs.

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <string>

#include "bindings/bundle/bundle.h"
#include "core/base/digest.h"
#include "core/base/error.h"
#include "tests/cli/two_places.h"

namespace moonstain {

namespace {

/// A terminal that nobody sits at.
class Terminal {
 public:
  Terminal() : file_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    BOOST_REQUIRE(file_ >= 0);
    BOOST_REQUIRE(::grantpt(file_) == 0);
    BOOST_REQUIRE(::unlockpt(file_) == 0);
  }
  ~Terminal() { ::close(file_); }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  std::string name() const { return ::ptsname(file_); }
  void type(const std::string& text) const {
    BOOST_REQUIRE(::write(file_, text.data(), text.size()) ==
                  static_cast<ssize_t>(text.size()));
  }

 private:
  int file_;
};

std::string replaced(std::string text, const std::string& from,
                     const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos;
       at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bundle_trust_test)

BOOST_AUTO_TEST_CASE(nothing_runs_that_nobody_has_agreed_to) {
  const TwoPlaces at;
  at.pack();
  at.hand_over();
  for (const std::string command : {"run", "check"}) {
    const Said said = at.taker.run(concat(command, " sum.moon </dev/null"));
    BOOST_TEST(said.code == 2);
    BOOST_TEST(said.err.ends_with(
        "moonstain: sum.moon: is somebody else's recipe, and there is nobody "
        "to ask whether it may run; say --yes after a look at what it needs "
        "(`moonstain plan sum.moon`)\n"));
  }
  BOOST_TEST(!path_exists(at.taker.here() / ".moonstain/store"));
  BOOST_TEST(at.packer.run("run sum --yes").err ==
             "moonstain: --yes answers what is asked about a bundle; sum is "
             "none and runs without being asked\n");
}

BOOST_AUTO_TEST_CASE(on_a_terminal_it_asks) {
  const TwoPlaces at;
  at.pack();
  at.hand_over();
  const auto answered = [&](const std::string& answer) {
    const Terminal terminal;
    terminal.type(answer + "\n");
    return at.taker.run(concat("run sum.moon <", terminal.name()));
  };
  for (const std::string answer : {"n", "", "yesterday"}) {
    const Said no = answered(answer);
    BOOST_TEST(no.code == 2);
    BOOST_TEST(no.err.ends_with("run it? [y/N]\nmoonstain: sum.moon: nothing "
                                "was run\n"),
               no.err);
  }
  BOOST_TEST(!path_exists(at.taker.here() / "results"));
  BOOST_TEST(answered("y").code == 0);
  BOOST_TEST(path_exists(at.taker.here() / "results/sum/default"));
}

BOOST_AUTO_TEST_CASE(a_damaged_or_foreign_bundle_is_refused) {
  const TwoPlaces at;
  at.pack();
  const auto refused = [&](const std::string& bytes) {
    at.taker.write("here/sum.moon", bytes);
    const Said said = at.taker.run("run sum.moon --yes");
    BOOST_TEST(said.code == 2);
    BOOST_TEST(said.out == "");
    return said.err;
  };
  const std::string bytes = at.bytes();
  BOOST_TEST(refused(replaced(bytes, "default = 3", "default = 9")) ==
             "moonstain: sum.moon: file 'recipes/sum/recipe.lua' of its zip "
             "archive is damaged: its checksum or size is another\n");
  BOOST_TEST(refused(bytes.substr(0, bytes.size() / 2)) ==
             "moonstain: sum.moon: is a zip archive without its list of "
             "files; the file is damaged or cut off\n");
  BOOST_TEST(
      refused(replaced(bytes, "moonstain bundle 1", "moonstain bundle 2")) ==
      "moonstain: sum.moon: is a bundle of format 2, this moonstain reads "
      "format 1; a later one reads it\n");
  BOOST_TEST(refused("return {}") ==
             "moonstain: sum.moon: is no bundle; `moonstain bundle RECIPE` "
             "makes one\n");
  BOOST_TEST(!path_exists(at.taker.here() / ".moonstain"));
  BOOST_TEST(at.taker.run("run gone.moon").err ==
             "moonstain: no bundle 'gone.moon': there is no such file; "
             "`moonstain bundle RECIPE` makes one\n");
}

BOOST_AUTO_TEST_CASE(
    a_step_that_is_not_here_is_named_and_another_version_said) {
  const TwoPlaces at;
  at.pack();
  Bundle bundle = parse_bundle(at.bytes(), "sum.moon");
  bundle.lock.steps["sum"] = 2;
  bundle.lock.moonstain = "0.9.0";
  at.taker.write("here/sum.moon", bundle_bytes(bundle));
  BOOST_TEST(holds(at.taker.run("plan sum.moon").out,
                   "  steps     2; sum is of version 1 here, 2 in the bundle; "
                   "its numbers may be others\n"));
  bundle.lock.steps["spot_ring"] = 1;
  at.taker.write("here/sum.moon", bundle_bytes(bundle));
  BOOST_TEST(at.taker.run("run sum.moon --yes").err ==
             "moonstain: sum.moon: needs a step that this moonstain, 0.1.0, "
             "has not: spot_ring; it was packed by moonstain 0.9.0, take that "
             "one\n");
}

BOOST_AUTO_TEST_CASE(programs_are_listed_and_one_that_is_not_here_is_named) {
  const TwoPlaces at;
  at.pack();
  Bundle bundle = parse_bundle(at.bytes(), "sum.moon");
  bundle.files["recipes/sum/recipe.lua"] =
      "local ms = require 'moonstain'\n"
      "local p = ms.program { name = 'p', version = 1, sentence = 'x',\n"
      "  interpreter = { name = 'sh' }, arguments = {},\n"
      "  program = ms.source { 'p.txt', learned_from = 'nothing' },\n"
      "  makes = 'Files' }\n"
      "return { total = p {} }\n";
  bundle.files["recipes/sum/p.txt"] = "x\n";
  at.taker.write("here/sum.moon", bundle_bytes(bundle));
  const std::string planned = at.taker.run("plan sum.moon").out;
  BOOST_TEST(holds(planned, "\n  programs  p: sh sha256 "), planned);
  BOOST_TEST(holds(planned, ", confined, at most 2.0 GB and 60 min a task\n"));
  bundle.files["recipes/sum/recipe.lua"] = replaced(
      bundle.files["recipes/sum/recipe.lua"], "'sh'", "'no_such_program'");
  at.taker.write("here/sum.moon", bundle_bytes(bundle));
  const Said said = at.taker.run("run sum.moon --yes");
  BOOST_TEST(said.code == 2);
  BOOST_TEST(said.err ==
             "moonstain: recipe.lua:2: ms.program: p: no program "
             "'no_such_program' on this machine, looked for in "
             "/usr/local/bin:/usr/bin:/bin\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
