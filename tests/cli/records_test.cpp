// What the program says of itself and of earlier runs.
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <regex>
#include <string>
#include <thread>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/cli/place.h"

namespace moonstain {

namespace {

bool matches(const std::string& text, const std::string& pattern) {
  return std::regex_match(text, std::regex(pattern));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(records_test)

BOOST_AUTO_TEST_CASE(runs_are_listed_with_what_was_set) {
  const Place place(kSum);
  BOOST_TEST(place.run("runs").err ==
             "moonstain: there is no run in .moonstain; `moonstain run "
             "RECIPE` makes one\n");
  place.run("run sum");
  place.run("run sum --set top=4");
  BOOST_TEST(matches(place.run("runs").out,
                     "0001  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  done         "
                     "[0-9.]+ s +sum\n"
                     "0002  .*  done  .* sum top=4\n"));
  const Json json = parse_json(place.run("runs --json").out, "runs");
  BOOST_TEST(json["runs"].size() == 2);
  BOOST_TEST(json["runs"][1]["run"] == "0002");
  BOOST_TEST(json["runs"][1]["variant"] == "top=4");
  BOOST_TEST(json["runs"][1]["state"] == "done");
  BOOST_TEST(json["runs"][1]["headline"] == "");
  BOOST_TEST(json["runs"][1]["command"] == "moonstain run sum --set top=4");
}

BOOST_AUTO_TEST_CASE(a_run_without_predictors_has_no_table_of_their_cost) {
  const Place place(kSum);
  place.run("run sum");
  const Said said = place.run("cost");
  BOOST_TEST(said.code == 2);
  BOOST_TEST(said.err ==
             "moonstain: cost: run 0001 of sum has no findings with scores, "
             "and so no predictors; `moonstain log 0001` has the time of each "
             "task\n");
  // A recipe is its last run, as for `export`.
  place.run("run sum --set top=4");
  BOOST_TEST(holds(place.run("cost sum").err, "cost: run 0002 of sum has no"));
  BOOST_TEST(holds(place.run("cost sun").err,
                   "no run of a recipe 'sun' in .moonstain; did you mean "
                   "'sum'?"));
}

BOOST_AUTO_TEST_CASE(a_run_without_predictors_has_no_column) {
  const Place place(kSum);
  place.run("run sum");
  BOOST_TEST(place.run("table 1").err ==
             "moonstain: table: run 1 has no findings with scores; `moonstain "
             "runs` lists what there is\n");
  BOOST_TEST(place.run("table sum").err ==
             "moonstain: table: of recipe sum no run that is done has findings "
             "with scores that are still in the store; `moonstain runs` lists "
             "what there is\n");
  BOOST_TEST(place.run("table 7").code == 2);
  BOOST_TEST(place.run("table").code == 2);
}

BOOST_AUTO_TEST_CASE(why_between_two_runs_names_what_moved) {
  const Place place(kSum);
  place.run("run sum");
  place.run("run sum --set top=4");
  const std::string said = place.run("why --between 1 2").out;
  BOOST_TEST(holds(said,
                   "what moved from 0001 to 0002:\n"
                   "  param top = 4, was 3\n"
                   "  number is new\n"
                   "      at total.numbers[4]\n"
                   "output total: other bytes\n"));
  BOOST_TEST(holds(place.run("why --between 2 2").out,
                   "nothing moved: the plans are the same\n"
                   "output total: the same bytes\n"));
  const Json json =
      parse_json(place.run("why --between 0001 2 --json").out, "why");
  BOOST_TEST(json["moved"][0]["what"] == "param top = 4, was 3");
  BOOST_TEST(json["outputs"]["total"] == "other bytes");
  BOOST_TEST(place.run("why --between 1 7").err ==
             "moonstain: no run '0007' in .moonstain; the latest is 0002\n");
  BOOST_TEST(place.run("why sum total --between 1 2").code == 2);
  BOOST_TEST(place.run("why sum").err ==
             "moonstain: why: expected a recipe and a node, such as "
             "findings.metrics[3].model, or --between RUN RUN\n");
}

BOOST_AUTO_TEST_CASE(help_is_there_for_each_command_with_exit_codes) {
  const Place place(kSum);
  const Said whole = place.run("--help");
  BOOST_TEST(whole.code == 0);
  BOOST_TEST(holds(whole.out, "Exit codes: 0 done; 1 a step failed"));
  BOOST_TEST(place.run("help").out == whole.out);
  const Said run = place.run("help run");
  BOOST_TEST(run.code == 0);
  BOOST_TEST(holds(run.out, "--task-memory"));
  BOOST_TEST(holds(run.out, "Exit codes: "));
  BOOST_TEST(run.out == place.run("run --help").out);
  BOOST_TEST(place.run("help rum").err ==
             "moonstain: no command 'rum'; did you mean 'run'?\n");
  BOOST_TEST(place.run("rum sum").err ==
             "moonstain: no command 'rum'; did you mean 'run'?\n");
  // --help does not hide it.
  const Said helped = place.run("rum --help");
  BOOST_TEST(helped.code == 2);
  BOOST_TEST(helped.err ==
             "moonstain: no command 'rum'; did you mean 'run'?\n");
  BOOST_TEST(place.run("run sum --core 2").err ==
             "moonstain: run: no option '--core'; did you mean '--cores'?\n");
  const Said more = place.run("run sum more --or less");
  BOOST_TEST(more.code == 2);
  BOOST_TEST(more.err ==
             "moonstain: run: more, --or, less are not expected; --help says "
             "what it takes\n");
  BOOST_TEST(matches(place.run("--version").out, "moonstain [0-9.]+\n"));
}

// In a shell as a person has it: what the Tab key would offer.
BOOST_AUTO_TEST_CASE(a_shell_completes_commands_options_and_their_words) {
  const Place place(kSum);
  const Said script = place.run("completion bash");
  BOOST_TEST(script.code == 0);
  place.write("script", script.out);
  const auto offered = [&](const std::string& words, int at) {
    const Said said =
        place.run("", concat("bash -c '. ../script; COMP_WORDS=(", words,
                             "); COMP_CWORD=", at,
                             "; _moonstain; echo ${COMPREPLY[@]}'"));
    return said.out;
  };
  BOOST_TEST(offered("moonstain ver", 1) == "verify\n");
  BOOST_TEST(offered("moonstain run --task", 2) == "--task-memory\n");
  BOOST_TEST(offered("moonstain run x --executor s", 4) == "slurm\n");
  BOOST_TEST(offered("moonstain --json completion f", 3) == "fish\n");
  BOOST_TEST(offered("moonstain run rec", 2) ==
             "\n");  // files: the shell's own
  for (const char* shell : {"zsh", "fish"}) {
    const Said other = place.run(concat("completion ", shell));
    BOOST_TEST(other.code == 0);
    BOOST_TEST(holds(other.out, "task-memory"));
    BOOST_TEST(holds(other.out, "slurm"));
  }
  BOOST_TEST(place.run("completion ksh").code == 2);
}

BOOST_AUTO_TEST_CASE(status_of_a_run_that_was_ended_has_nothing_running) {
  const Place place(R"(local ms = require 'moonstain'
local first = ms.number { value = 1 }
local slow = ms.number { value = 2, wait_s = 20 }
return { t = ms.sum { numbers = { first, slow } } }
)");
  const pid_t process = place.start("run sum --cores 1");
  for (int i = 0; i < 1000; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (path_exists(place.root() / "err") &&
        holds(read_file(place.root() / "err"), "[1/3]")) {
      break;
    }
  }
  ::kill(process, SIGTERM);
  BOOST_TEST(place.finish(process).code == 1);
  const Said said = place.run("status");
  BOOST_TEST(holds(said.out, "sum default, interrupted, began "));
  BOOST_TEST(holds(said.out, "\n  1 of 3 done\n"));
  BOOST_TEST(!holds(said.out, "running"));
  const Json json = parse_json(place.run("status --json").out, "status");
  BOOST_TEST(json["state"] == "interrupted");
  BOOST_TEST(json["running"].empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
