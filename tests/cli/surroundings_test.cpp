// What the program is started in: outputs that cannot be written, limits, a
// folder that is gone, options without sense.
#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/error.h"
#include "tests/cli/place.h"

namespace moonstain {

namespace {

/// What starts the program with these words of a shell before and behind it.
std::string in_shell(const std::string& before, const std::string& behind) {
  return concat("sh -c '", before, " exec \"$0\" \"$@\" ", behind, "'");
}

constexpr const char* kCommands[] = {"run sum",
                                     "plan sum",
                                     "plan sum --json",
                                     "lint sum",
                                     "plan sum --graph dot",
                                     "why sum total",
                                     "steps",
                                     "steps --lua",
                                     "steps number",
                                     "status",
                                     "status --json",
                                     "log",
                                     "log --json",
                                     "verify",
                                     "gc --dry-run",
                                     "runs",
                                     "runs --json",
                                     "help",
                                     "--help",
                                     "run --help",
                                     "--version",
                                     "check sum",
                                     "completion bash",
                                     "run sum --json"};

}  // namespace

BOOST_AUTO_TEST_SUITE(surroundings_test)

BOOST_AUTO_TEST_CASE(a_full_disk_is_code_2_for_every_command) {
  const Place place(kSum);
  BOOST_TEST(place.run("run sum").code == 0);
  for (const char* command : kCommands) {
    const Said said = place.run(command, in_shell("", ">/dev/full"));
    BOOST_TEST(said.code == 2, command);
    BOOST_TEST(said.err.ends_with(
                   "moonstain: standard output: cannot write: No space left on "
                   "device; free some space and repeat the command, it goes on "
                   "from here\n"),
               command << ": " << said.err);
  }
}

BOOST_AUTO_TEST_CASE(a_closed_output_is_code_2_and_nothing_is_written_into) {
  const Place place(kSum);
  BOOST_TEST(place.run("run sum").code == 0);
  for (const char* command : kCommands) {
    const Said said = place.run(command, in_shell("", ">&-"));
    BOOST_TEST(said.code == 2, command);
    BOOST_TEST(said.err.ends_with("moonstain: standard output: cannot write: "
                                  "Bad file descriptor\n"),
               command << ": " << said.err);
  }
  // The results are there all the same, and whole.
  BOOST_TEST(
      place.run("run sum --set top=4", in_shell("", "<&- >&- 2>&-")).code == 2);
  BOOST_TEST(place.run("verify").code == 0);
  BOOST_TEST(place.run("run sum --set top=4").out.starts_with("0 run, 5 kept"));
}

// Of the output as of what a run writes: in blocks of 512 bytes.
BOOST_AUTO_TEST_CASE(a_limit_of_files_sizes_is_an_error_and_no_signal) {
  const Place place(kSum);
  const Said steps = place.run("steps --lua", in_shell("ulimit -f 1;", ""));
  BOOST_TEST(steps.code == 2);
  BOOST_TEST(holds(steps.err,
                   "standard output: cannot write: File too large; the size of "
                   "files is limited: ulimit -f\n"));
  const Said run = place.run("run sum", in_shell("ulimit -f 1;", ""));
  BOOST_TEST(run.code != 0);
  BOOST_TEST(run.code != 128);  // by a signal
  BOOST_TEST(holds(run.err, "moonstain: "));
}

BOOST_AUTO_TEST_CASE(few_files_are_enough_or_are_named) {
  const Place place(kSum);
  // The soft limit is raised to the hard one.
  BOOST_TEST(
      place.run("run sum --cores 2", in_shell("ulimit -Sn 12;", "")).code == 0);
  BOOST_TEST(
      place.run("run sum --set top=4 --cores 2", in_shell("ulimit -n 64;", ""))
          .code == 0);
  const Said few = place.run("plan sum", in_shell("ulimit -n 5;", ""));
  BOOST_TEST(few.code == 2);
  BOOST_TEST(holds(few.err,
                   "Too many open files; let a process open more of "
                   "them: ulimit -n 1024"));
}

BOOST_AUTO_TEST_CASE(a_removed_folder_is_said) {
  const Place place(kSum);
  const Said said = place.run(
      concat("plan sum --workspace '", (place.root() / "none").string(), "'"),
      in_shell("mkdir gone; cd gone; rmdir ../gone;", ""));
  BOOST_TEST(said.code == 2);
  BOOST_TEST(said.err ==
             "moonstain: the current folder was removed; go to another one\n");
}

BOOST_AUTO_TEST_CASE(limits_without_sense_are_refused) {
  const Place place(kSum);
  const auto refused = [&](const std::string& words) {
    const Said said = place.run(words);
    BOOST_TEST(said.code == 2, words);
    return said.err.substr(0, said.err.find('\n'));
  };
  for (const char* value : {"nan", "0", "-1", "inf", "1e300", "4x", "0x10"}) {
    for (const char* name : {"--memory", "--task-memory"}) {
      BOOST_TEST(refused(concat("run sum ", name, " ", value)) ==
                 concat(name, ": '", value,
                        "'; expected a number of GB, 0.001 to 1,000,000,000"));
    }
    BOOST_TEST(
        refused(concat("check sum --timeout ", value)) ==
        concat("--timeout: '", value,
               "'; expected a number of seconds, 0.001 to 1,000,000,000"));
  }
  for (const char* value : {"0", "-1", "1.5", "99999999999", "two"}) {
    BOOST_TEST(refused(concat("run sum --cores ", value)) ==
               concat("--cores: '", value,
                      "'; expected a whole number, 1 to 1,000,000"));
  }
  BOOST_TEST(refused("gc --recent -1") ==
             "--recent: '-1'; expected a whole number, 0 to 1,000,000,000");
  place.write("here/s.csv", "section,patient\n");
  BOOST_TEST(refused("score --sheet s.csv --model ' '") ==
             "moonstain: --model is blank; expected what the predictor is "
             "called");
  BOOST_TEST(refused("check sum --sample nan") ==
             "--sample: 'nan'; expected a number above 0, at most 1");
  BOOST_TEST(place.run("run sum --memory 2.5 --cores 1 --timeout 60").code ==
             0);
}

// U+202E in a folder's name would turn what stands behind it.
BOOST_AUTO_TEST_CASE(nothing_foreign_turns_or_moves_a_terminal) {
  const Place place(kSum);
  const Said error = place.run(
      "run 'a\xE2\x80\xAE"
      "b\x1B[2J'");
  BOOST_TEST(error.code == 2);
  BOOST_TEST(holds(error.err, "no recipe 'a?\?\?b?[2J'"));
  place.run("run sum --set 'top=3'");
  const Said log = place.run("status --json");
  BOOST_TEST(log.code == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
