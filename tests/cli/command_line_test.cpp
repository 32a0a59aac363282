#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "tests/cli/place.h"

namespace moonstain {

namespace {

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  if (end == std::string::npos) return "";
  const std::size_t begin = text.rfind('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1,
                     end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command_line_test)

BOOST_AUTO_TEST_CASE(a_run_links_its_results_and_a_repeat_does_nothing) {
  const Place place(kSum);
  const Said first = place.run("run sum");
  BOOST_TEST(first.code == 0);
  BOOST_TEST(first.out.starts_with("4 run, 0 kept, "));
  BOOST_TEST(read_file(place.here() / "results/sum/default/total/number") ==
             "6");
  const Said second = place.run("run recipes/sum");
  BOOST_TEST(second.code == 0);
  BOOST_TEST(second.out.starts_with("0 run, 4 kept, "));
  // One more number: the sum and that number are new.
  const Said third = place.run("run sum --set top=4");
  BOOST_TEST(third.out.starts_with("2 run, 3 kept, "));
  BOOST_TEST(read_file(place.here() / "results/sum/top=4/total/number") ==
             "10");
}

// `first` is used; `second` is not; `way` has the same value at both ends.
BOOST_AUTO_TEST_CASE(lint_finds_what_changes_nothing) {
  const Place place(R"(local ms = require 'moonstain'
local first = ms.param { name = 'first', default = 1, 'a number' }
local second = ms.param { name = 'second', default = 2, 'another' }
local way = ms.switch { name = 'way', kind = 'training', published = 5,
  audited = 5, choices = { 6 }, why = 'the paper does not say' }
local scale = ms.switch { name = 'scale', kind = 'scoring', published = 1,
  audited = 10, why = 'the unit' }
return { total = ms.number { value = scale * (first + way) } }
)");
  const Said said = place.run("lint sum");
  BOOST_TEST(said.code == 0);
  BOOST_TEST(said.out ==
             "param second changes nothing: tried 3\n"
             "recipe.lua:4: switch way changes nothing\n"
             "0 leaks, 0 unacknowledged; 0 unused; 2 without effect\n");
  BOOST_TEST(place.run("lint sum --set way=6").out ==
             "param second changes nothing: tried 3\n"
             "0 leaks, 0 unacknowledged; 0 unused; 1 without effect\n");
}

BOOST_AUTO_TEST_CASE(a_plan_says_what_would_run) {
  const Place place(kSum);
  const Said before = place.run("plan sum");
  BOOST_TEST(before.code == 0);
  BOOST_TEST(before.out ==
             "sum default\n"
             "step                      nodes   kept    run  maybe kept\n"
             "number                        3      0      3           0   "
             "recipe.lua:4\n"
             "sum                           1      0      0           1   "
             "recipe.lua:5\n"
             "0 kept, 3 will run, 1 may be kept; 0 source files\n");
  place.run("run sum");
  const Json json = parse_json(place.run("plan sum --json").out, "plan");
  BOOST_TEST(json["nodes"].size() == 4);
  BOOST_TEST(json["nodes"][3]["step"] == "sum");
  BOOST_TEST(json["nodes"][3]["state"] == "kept");
  BOOST_TEST(json["nodes"][3]["inputs"]["numbers"] == Json::array({0, 1, 2}));
  BOOST_TEST(json["nodes"][3]["key"].is_string());
  BOOST_TEST(json["params"][0]["name"] == "profile");
  BOOST_TEST(json["params"][0]["paper"].is_null());
  BOOST_TEST(json["params"][1]["name"] == "top");
  BOOST_TEST(json["params"][1]["paper"] == 3);
  BOOST_TEST(json["switches"] == Json::array());
  const Said dot = place.run("plan sum --graph dot");
  BOOST_TEST(dot.out.starts_with("digraph \"sum\" {"));
  BOOST_TEST(dot.out.find("n2 -> n3 [label=\"numbers\"];") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_failed_step_is_code_1_and_names_line_and_files) {
  const Place place(R"(local ms = require 'moonstain'
local one = ms.number { value = 1 }
return { bad = ms.failure { number = one }, good = ms.sum { numbers = { one } } }
)");
  const Said said = place.run("run sum --keep-going");
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.err.find("failed: recipe.lua:3: ") != std::string::npos);
  BOOST_TEST(said.err.find("failure: this step always fails") !=
             std::string::npos);
  BOOST_TEST(last_line(said.err) == "1 step failed; 2 of 3 are done and kept");
}

BOOST_AUTO_TEST_CASE(a_wrong_recipe_or_command_is_code_2) {
  const Place place(kSum);
  const Said unknown = place.run("run summ");
  BOOST_TEST(unknown.code == 2);
  BOOST_TEST(unknown.err ==
             "moonstain: no recipe 'summ': no such folder with a recipe.lua; "
             "did you mean 'recipes/sum'?\n");
  BOOST_TEST(place.run("run sum --set tops=4").err ==
             "moonstain: --set tops=4: recipe sum has no param 'tops'; did you "
             "mean 'top'?\n");
  BOOST_TEST(place.run("run sum --set top").err ==
             "moonstain: --set top: expected NAME=VALUE\n");
  BOOST_TEST(place.run("rum sum").code == 2);
  BOOST_TEST(place.run("").code == 2);
  place.write("home/recipes/sum/recipe.lua", "not lua\n");
  const Said wrong = place.run("plan sum");
  BOOST_TEST(wrong.code == 2);
  BOOST_TEST(wrong.err ==
             "moonstain: recipe.lua:1: this is not Lua: "
             "unexpected symbol near 'not'\n");
}

// What a script's variable that is not set leaves is not taken for a value, or
// for none.
BOOST_AUTO_TEST_CASE(an_empty_value_is_refused) {
  const Place place(kSum);
  for (const std::string option :
       {"--results", "--workspace", "--data", "--set", "--timeout"}) {
    const Said said = place.run("run sum " + option + " ''");
    BOOST_TEST(said.code == 2);
    BOOST_TEST(said.err.starts_with(option + ": "), said.err);
  }
  BOOST_TEST(place.run("run sum --results ''")
                 .err.starts_with("--results: is empty; expected a value, or "
                                  "no --results\n"));
  BOOST_TEST(place.run("run ''").err.starts_with(
      "recipe: is empty; expected a value, or no recipe\n"));
  BOOST_TEST(place.run("claims --page ''").code == 2);
  BOOST_TEST(!path_exists(place.here() / ".moonstain"));
}

BOOST_AUTO_TEST_CASE(events_come_as_lines_of_json) {
  const Place place(kSum);
  const Said said = place.run("run sum --json");
  BOOST_TEST(said.code == 0);
  std::istringstream lines(said.out);
  std::string line;
  std::vector<std::string> events;
  while (std::getline(lines, line)) {
    events.push_back(parse_json(line, "event")["event"]);
  }
  BOOST_TEST(std::count(events.begin(), events.end(), "task_done") == 4);
  BOOST_TEST(events.back() == "results");
}

BOOST_AUTO_TEST_CASE(status_log_verify_gc_and_why_speak_of_the_last_run) {
  const Place place(kSum);
  BOOST_TEST(place.run("status").err ==
             "moonstain: there is no run in .moonstain; `moonstain run "
             "RECIPE` makes one\n");
  place.run("run sum");
  BOOST_TEST(place.run("status").out.find(": sum default, done, began ") !=
             std::string::npos);
  BOOST_TEST(place.run("log").out.find("done     sum  ") != std::string::npos);
  BOOST_TEST(last_line(place.run("verify").out).starts_with("4 objects, "));
  BOOST_TEST(place.run("gc --recent 0 --dry-run").code == 0);
  const Said why = place.run("why sum total --set top=4");
  BOOST_TEST(why.code == 0);
  BOOST_TEST(!why.out.empty());
}

BOOST_AUTO_TEST_CASE(a_damaged_result_is_found_and_made_again) {
  const Place place(kSum);
  place.run("run sum");
  const fs::path file = place.here() / "results/sum/default/total/number";
  const fs::path real = fs::canonical(file);
  fs::permissions(real, fs::perms::owner_write, fs::perm_options::add);
  std::ofstream(real, std::ios::binary) << "7";
  const Said found = place.run("verify");
  BOOST_TEST(found.code == 1);
  // The object, and the link in results/ that led to it.
  BOOST_TEST(last_line(found.out).ends_with(", 1 damaged"));
  BOOST_TEST(place.run("run sum").code == 0);
  BOOST_TEST(read_file(file) == "6");
}

// 1, 2, 3 and 6: an object of one digit each.
BOOST_AUTO_TEST_CASE(a_quick_look_says_that_it_was_one) {
  const Place place(kSum);
  place.run("run sum");
  const Said quick = place.run("verify --quick");
  BOOST_TEST(quick.code == 0);
  BOOST_TEST(quick.out ==
             "4 objects, 4 B by their names and sizes, 0 damaged\n");
  const fs::path file = place.here() / "results/sum/default/total/number";
  fs::permissions(fs::canonical(file), fs::perms::owner_write,
                  fs::perm_options::add);
  fs::resize_file(file, 0);
  BOOST_TEST(place.run("verify --quick --report-only").code == 1);
}

BOOST_AUTO_TEST_CASE(a_lost_ledger_is_made_again_and_said) {
  const Place place(kSum);
  place.run("run sum");
  remove_file(place.here() / ".moonstain/ledger.sqlite");
  const Said said = place.run("run sum");
  BOOST_TEST(said.code == 0);
  BOOST_TEST(said.out.starts_with("0 run, 4 kept, "));
  BOOST_TEST(said.err.find("warning: ledger ") != std::string::npos);
  BOOST_TEST(said.err.find("ledger.sqlite was missing\n") != std::string::npos);
  BOOST_TEST(place.run("log").out.find("warning  ledger ") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(steps_are_listed_and_annotated) {
  const Place place(kSum);
  BOOST_TEST(place.run("steps").out ==
             "number                  -> Number          A number.\n"
             "sum                     -> Number          The sum of numbers.\n"
             "failure                 -> Number          A step that fails.\n"
             "program                 -> Files           A program of somebody "
             "else, as ms.program declares it.\n");
  BOOST_TEST(place.run("steps number").out.find("must be given") !=
             std::string::npos);
  BOOST_TEST(place.run("steps nmber").err ==
             "moonstain: no step 'nmber'; did you mean 'number'?\n");
  const std::string lua = place.run("steps --lua").out;
  BOOST_TEST(lua.starts_with("---@meta moonstain\n"));
  BOOST_TEST(
      lua.find(
          "---@field numbers Number|Number[]|Number[][] what is summed\n") !=
      std::string::npos);
  BOOST_TEST(lua.find("---@field makes \"Files\"|\"Number\"\n") !=
             std::string::npos);
  BOOST_TEST(lua.find("---@param args program_args\n"
                      "---@return fun(args: table): any\n"
                      "function ms.program(args) end\n") != std::string::npos);
  const std::size_t declared = lua.find("---@class program_args\n");
  BOOST_TEST(declared != std::string::npos);
  BOOST_TEST(lua.find("---@class program_args\n", declared + 1) ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_source_file_is_found_and_a_change_is_seen) {
  const Place place(R"(local ms = require 'moonstain'
return { n = ms.number { value = 1, from = ms.source { 'x.txt' } } }
)");
  place.write("home/recipes/sum/x.txt", "abc");
  BOOST_TEST(place.run("run sum").code == 0);
  BOOST_TEST(read_file(place.here() / "results/sum/default/n/number") == "4");
  place.write("home/recipes/sum/x.txt", "abcdef");
  BOOST_TEST(place.run("run sum").out.starts_with("1 run, 0 kept, "));
  BOOST_TEST(read_file(place.here() / "results/sum/default/n/number") == "7");
}

BOOST_AUTO_TEST_CASE(weights_are_named_on_the_command_line) {
  const Place place(R"(local ms = require 'moonstain'
local from = ms.param { name = 'from', default = 'none', 'what to read' }
if from == 'none' then return { n = ms.number { value = 1 } } end
return { n = ms.number { value = 1, from = ms.weights {
  'three letters', learned_from = 'nothing' } } }
)");
  place.write("w.bin", "abc");
  const Said said = place.run("run sum --set from=file --weights ../w.bin");
  BOOST_TEST(said.code == 0, said.err);
  BOOST_TEST(read_file(place.here() / "results/sum/from=file/n/number") == "4");
  // Content and name are part of what is made, as of every file; its place is
  // not.
  place.write("here/w.bin", "abc");
  BOOST_TEST(place.run("run sum --set from=file --weights w.bin")
                 .out.starts_with("0 run, 1 kept, "));
  place.write("w.bin", "abcd");
  BOOST_TEST(place.run("run sum --set from=file --weights ../w.bin")
                 .out.starts_with("1 run, 0 kept, "));
  BOOST_TEST(read_file(place.here() / "results/sum/from=file/n/number") == "5");

  place.write("w.bin", "");
  BOOST_TEST(place.run("run sum --weights ../w.bin").err ==
             "moonstain: --weights ../w.bin: is empty; expected a file of "
             "weights\n");
  place.write("w.bin", "abcd");
  BOOST_TEST(place.run("run sum --set from=file").err ==
             "moonstain: recipe.lua:4: weights are missing: name a file by "
             "--weights FILE, three letters\n");
  BOOST_TEST(place.run("plan sum --weights ../w.bin").err ==
             "moonstain: --weights w.bin: recipe sum takes no weights with "
             "these settings; leave it out, or choose by --set what takes "
             "them\n");
  BOOST_TEST(place.run("lint sum --weights w").err ==
             "moonstain: --weights w: there is no such file; expected a file "
             "of weights\n");
  BOOST_TEST(place.run("run sum --weights .").err ==
             "moonstain: --weights .: is no regular file; expected a file of "
             "weights\n");
}

// What is said to be typed goes through a shell as it was given.
BOOST_AUTO_TEST_CASE(a_line_that_is_said_can_be_typed_as_it_stands) {
  const Place place(R"(local ms = require 'moonstain'
local word = ms.param { name = 'word', default = 'a', 'any' }
return { n = ms.number { value = #word } }
)");
  const std::string set = R"(--set 'word=it'\''s $5 "b"')";
  const Said packed = place.run("bundle sum " + set);
  BOOST_TEST(packed.code == 0, packed.err);
  BOOST_TEST(holds(packed.out, "`moonstain run sum " + set + "` makes them"),
             packed.out);
  BOOST_TEST(place.run("run sum " + set).out.starts_with("1 run, 0 kept, "));
  const Json runs = parse_json(place.run("runs --json").out, "runs");
  BOOST_TEST(runs.at("runs").at(0).at("command") == "moonstain run sum " + set);
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_says_how_to_go_on_and_goes_on) {
  const Place place(R"(local ms = require 'moonstain'
local first = ms.number { value = 1 }
local slow = ms.number { value = 2, wait_s = 20 }
return { t = ms.sum { numbers = { first, slow } } }
)");
  const pid_t process = place.start("run sum --cores 1");
  // The first number is done once its line is out; then the slow one runs.
  for (int i = 0; i < 1000; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (fs::exists(place.root() / "err") &&
        read_file(place.root() / "err").find("[1/3]") != std::string::npos) {
      break;
    }
  }
  ::kill(process, SIGINT);
  const Said said = place.finish(process);
  BOOST_TEST(said.code == 1);
  BOOST_TEST(said.err.find("interrupted: 1 of 3 are done and kept; ") !=
             std::string::npos);
  BOOST_TEST(said.err.find("the same command goes on from there:\n  moonstain "
                           "run sum --cores 1\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(options_of_another_executor_are_refused) {
  const Place place(kSum);
  const Said time = place.run("run sum --slurm-time 5");
  BOOST_TEST(time.code == 2);
  BOOST_TEST(time.err ==
             "moonstain: --slurm-time goes with --executor slurm\n");
  const Said memory = place.run("run sum --executor slurm --memory 4");
  BOOST_TEST(memory.code == 2);
  BOOST_TEST(memory.err ==
             "moonstain: --memory shares out this machine; with --executor "
             "slurm a job asks for what its step needs, and "
             "--slurm-option=--mem=32G for more\n");
}

// What LibTorch and GPU lack is in tests/engine/worker:gpus_test.
BOOST_AUTO_TEST_CASE(a_device_is_the_cpu_or_one_that_networks_can_be_put_on) {
  const Place place(kSum);
  BOOST_TEST(place.run("plan sum --device cpu").code == 0);
  const Said none = place.run("plan sum --device cuda");
  BOOST_TEST(none.code == 2);
  BOOST_TEST(none.err ==
             "moonstain: --device cuda: this program has no LibTorch, and so "
             "no networks\n");
  const Said unknown = place.run("plan sum --device tpu");
  BOOST_TEST(unknown.code == 2);
  BOOST_TEST(holds(unknown.err, "--device: tpu not in {cpu,cuda}"));
}

BOOST_AUTO_TEST_CASE(a_cluster_needs_slurms_commands) {
  const Place place(kSum);
  ::setenv("PATH", "/nonexistent", 1);
  const Said said = place.run("run sum --executor slurm");
  ::setenv("PATH", "/usr/bin:/bin", 1);
  BOOST_TEST(said.code == 2);
  BOOST_TEST(last_line(said.err) ==
             "moonstain: --executor slurm: 'sbatch' is not in PATH; start "
             "Moonstain where Slurm's commands are, on a login node of the "
             "cluster, or leave --executor out");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
