// What goes wrong with other people's programs, and how it is said.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/cli/program_place.h"
#include "tests/support/plain_user.h"

namespace moonstain {

namespace utf = boost::unit_test;

BOOST_TEST_GLOBAL_FIXTURE(PlainUser);

namespace {

/// Whether a process with this among its arguments runs.
bool runs(const std::string& word) {
  for (const std::string& name : list_folder("/proc")) {
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    try {
      if (read_file(fs::path("/proc") / name / "cmdline").find(word) !=
          std::string::npos) {
        return true;
      }
    } catch (const Error&) {
      // It has ended.
    }
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(program_faults_test)

BOOST_AUTO_TEST_CASE(what_a_program_leaves_behind_is_ended,
                     *utf::precondition(can_confine)) {
  const std::string word = concat("9", ::getpid(), ".25");
  const std::string script = concat("setsid sleep ", word, " &\nsleep ", word,
                                    " &\n", "echo done > \"$1/done\"\n");
  const ShellPlace place(script);
  for (const char* how : {"run sum", "run sum --unconfined theirs"}) {
    const auto began = std::chrono::steady_clock::now();
    const Said said = place.run(how);
    BOOST_TEST(said.code == 0, said.err);
    BOOST_TEST(
        (std::chrono::steady_clock::now() - began < std::chrono::seconds(60)));
    BOOST_TEST(!runs(word));
    BOOST_TEST(place.made("done") == "done\n");
    BOOST_TEST(list_folder(place.here() / ".moonstain/stage").empty());
  }
}

BOOST_AUTO_TEST_CASE(a_code_or_a_signal_is_told_with_the_command_and_the_log,
                     *utf::precondition(can_confine)) {
  const ShellPlace place("echo first; echo 'no \"rows\"' >&2; exit 3\n");
  BOOST_TEST(failure(place.run("run sum")) ==
             "recipe.lua:3: theirs: left with code 3\n"
             "  command: /usr/bin/sh /program/run.sh /output\n"
             "  it printed at the end:\n"
             "    first\n"
             "    no \"rows\"");
  place.script("kill -SEGV $$\n");
  BOOST_TEST(failure(place.run("run sum")) ==
             "recipe.lua:3: theirs: was ended by signal 11 (SIGSEGV: "
             "Segmentation fault)\n"
             "  command: /usr/bin/sh /program/run.sh /output\n"
             "  it printed nothing");
  // Escape sequences and what is no text do not reach the terminal.
  place.script("printf 'a\\033[2Jb\\377c'; exit 1\n");
  BOOST_TEST(failure(place.run("run sum")) ==
             "recipe.lua:3: theirs: left with code 1\n"
             "  command: /usr/bin/sh /program/run.sh /output\n"
             "  it printed at the end:\n"
             "    a?[2Jb?c");
}

BOOST_AUTO_TEST_CASE(time_memory_and_print_are_bounded,
                     *utf::precondition(can_confine)) {
  const ShellPlace slow("sleep 600\n", "needs = { time_s = 0.5 }, ");
  const std::string late = failure(slow.run("run sum"));
  BOOST_TEST(late.starts_with("recipe.lua:3: theirs: was ended after "), late);
  BOOST_TEST(late.ends_with(" s; its needs say time_s = 0.5\n"
                            "  command: /usr/bin/sh /program/run.sh /output\n"
                            "  it printed nothing"),
             late);
  const PythonPlace large(
      "import time\nkept = b'x' * 200_000_000\ntime.sleep(600)\n",
      "needs = { memory_gb = 0.125 }, ");
  BOOST_TEST(failure(large.run("run sum")) ==
             "recipe.lua:3: theirs: was ended: it took more memory than its "
             "needs say, memory_gb = 0.125\n"
             "  command: /usr/bin/python3 /program/run.py /output\n"
             "  it printed nothing");
  const ShellPlace many(
      "for i in $(seq 3000); do sleep 600 & done; sleep 600\n");
  BOOST_TEST(failure(many.run("run sum")) ==
             "recipe.lua:3: theirs: was ended: it had more than 1000 "
             "processes at once\n"
             "  command: /usr/bin/sh /program/run.sh /output\n"
             "  it printed nothing");
  const ShellPlace loud("exec yes\n");
  const std::string flood = failure(loud.run("run sum"));
  BOOST_TEST(flood.starts_with(
                 "recipe.lua:3: theirs: was ended: it printed more than 64 MB\n"
                 "  command: /usr/bin/sh /program/run.sh /output\n"),
             flood);
}

BOOST_AUTO_TEST_CASE(what_is_no_result_is_refused,
                     *utf::precondition(can_confine)) {
  const ShellPlace place("true\n");
  const auto fails = [&](const std::string& script) {
    place.script(script);
    return failure(place.run("run sum"));
  };
  const std::string what = "recipe.lua:3: theirs: wrote ";
  BOOST_TEST(fails("mkdir \"$1/a\"\n") == what + "no file into its output");
  BOOST_TEST(fails("mkdir \"$1/a\"; ln -s /etc/passwd \"$1/a/b\"\n") ==
             what +
                 "'a/b' as a symbolic link; a result holds files and "
                 "folders only");
  BOOST_TEST(fails("mkfifo \"$1/a\"\n") ==
             what + "'a' as a pipe; a result holds files and folders only");
  BOOST_TEST(fails("echo > \"$1/a\"; ln \"$1/a\" \"$1/b\"\n") ==
             what + "'a', a file with a second name; a result holds copies");
  BOOST_TEST(fails("echo > \"$1/$(printf 'a\\tb')\"\n") ==
             what + "'a\tb', a name that is no plain text");
  // Permissions are the store's to give.
  place.script("echo x > \"$1/a\"; chmod 04000 \"$1/a\"\n");
  BOOST_TEST(place.run("run sum").code == 0);
  BOOST_TEST(place.made("a") == "x\n");
}

BOOST_AUTO_TEST_CASE(a_result_of_ours_must_be_one,
                     *utf::precondition(can_confine)) {
  const ShellPlace place("echo 5 > \"$1/number\"\n",
                         "numeric = 'exact', makes = 'Number', ", "",
                         "made = ms.sum { numbers = { made } }");
  place.write("home/recipes/sum/recipe.lua", [&] {
    std::string text = read_file(place.root() / "home/recipes/sum/recipe.lua");
    const std::string files = "makes = 'Files', ";
    text.erase(text.find(files), files.size());
    return text;
  }());
  BOOST_TEST(place.run("run sum").code == 0);
  BOOST_TEST(place.made("number") == "5");
  place.script("echo 5 > \"$1/numbers\"\n");
  const std::string said = failure(place.run("run sum"));
  BOOST_TEST(
      said.starts_with("recipe.lua:3: theirs: what it wrote is no Number: "),
      said);
}

BOOST_AUTO_TEST_CASE(an_interpreter_is_the_one_the_plan_was_made_for,
                     *utf::precondition(can_confine)) {
  const std::string sh = hash_file(fs::canonical("/bin/sh")).sha256.hex();
  const auto place_with = [](const std::string& interpreter) {
    ShellPlace place("echo > \"$1/done\"\n");
    std::string text = read_file(place.root() / "home/recipes/sum/recipe.lua");
    const std::string old = "interpreter = { name = 'sh' }";
    text.replace(text.find(old), old.size(), "interpreter = " + interpreter);
    place.write("home/recipes/sum/recipe.lua", text);
    const Said said = place.run("run sum");
    return said.code == 0 ? said.out : failure(said);
  };
  BOOST_TEST(place_with(concat("{ name = 'sh', sha256 = '", sh, "' }"))
                 .starts_with("1 run, "));
  const std::string other(64, '0');
  BOOST_TEST(place_with(concat("{ name = 'sh', sha256 = '", other, "' }")) ==
             concat("recipe.lua:3: theirs: its interpreter /usr/bin/sh has "
                    "sha256 ",
                    sh, "; the plan is made for ", other));
  BOOST_TEST(place_with("{ name = 'python3', version = 'Python 2.', probe = { "
                        "'-c', 'print(\"Python 3.x\")' } }") ==
             "recipe.lua:3: theirs: its interpreter python3 says 'Python 3.x'; "
             "expected 'Python 2.' in it");
}

BOOST_AUTO_TEST_CASE(an_interpreter_that_is_not_there_is_said_when_planning) {
  const ShellPlace place("true\n");
  std::string text = read_file(place.root() / "home/recipes/sum/recipe.lua");
  text.replace(text.find("'sh'"), 4, "'no-such-program'");
  place.write("home/recipes/sum/recipe.lua", text);
  const Said said = place.run("plan sum");
  BOOST_TEST(said.code == 2);
  BOOST_TEST(said.err ==
             "moonstain: recipe.lua:2: ms.program: theirs: no program "
             "'no-such-program' on this machine, looked for in "
             "/usr/local/bin:/usr/bin:/bin\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
