// What goes wrong with other people's programs, and how it is said.
#include <unistd.h>

#include <algorithm>
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

// 200 MB of a thread's child, 130 MB in files and 70 MB that four processes
// share: all are memory of the program, once.
BOOST_AUTO_TEST_CASE(memory_that_is_shared_counts,
                     *utf::precondition(can_confine)) {
  const std::string over =
      "recipe.lua:3: theirs: was ended: it took more memory than its needs "
      "say, memory_gb = 0.125\n"
      "  command: /usr/bin/python3 /program/run.py /output\n"
      "  it printed nothing";
  const PythonPlace child_of_thread(
      "import subprocess, threading, time\n"
      "def start(): subprocess.run(['python3', '-c', 'kept = b\"x\" * "
      "200_000_000; import time; time.sleep(600)'])\n"
      "threading.Thread(target=start).start()\n"
      "time.sleep(600)\n",
      "needs = { memory_gb = 0.125 }, ");
  BOOST_TEST(failure(child_of_thread.run("run sum")) == over);
  const PythonPlace shared(
      "import os, sys, time\n"
      "kept = open('/dev/shm/kept', 'wb')\n"
      "kept.write(b'x' * 70_000_000)\n"
      "kept.flush()\n"
      "if sys.argv[1] == 'over': kept.write(b'x' * 60_000_000)\n"
      "if sys.argv[1] == 'over': kept.flush()\n"
      "import mmap\n"
      "seen = mmap.mmap(os.open('/dev/shm/kept', os.O_RDWR), 70_000_000)\n"
      "for at in range(0, 70_000_000, 4096): seen[at] = 1\n"
      "for i in range(3):\n"
      "    if os.fork() == 0:\n"
      "        for at in range(0, 70_000_000, 4096): seen[at] = 1\n"
      "        time.sleep(1)\n"
      "        os._exit(0)\n"
      "for i in range(3): os.wait()\n"
      "if sys.argv[1] == 'over':\n"
      "    held = b'x' * 40_000_000\n"
      "    time.sleep(600)\n"
      "open('/output/done', 'w').write('done')\n",
      "needs = { memory_gb = 0.14 }, options = { how = 'under' }, arguments = "
      "{ '{program}', '{options.how}' }, ",
      "how = ms.param { name = 'how', default = 'under', 'which' }");
  const Said fits = shared.run("run sum");
  BOOST_TEST(fits.code == 0, fits.err);
  BOOST_TEST(failure(shared.run("run sum --set how=over")) ==
             "recipe.lua:3: theirs: was ended: it took more memory than its "
             "needs say, memory_gb = 0.14\n"
             "  command: /usr/bin/python3 /program/run.py over\n"
             "  it printed nothing");
  // It is as large as the memory, and nothing else there can be written.
  const ShellPlace full(
      "df --output=size -B1 /dev/shm | tail -1 > \"$1/seen\"\n"
      "echo > /dev/x; echo $? >> \"$1/seen\"\n",
      "needs = { memory_gb = 0.131072 }, ");
  const Said said = full.run("run sum");
  BOOST_REQUIRE_MESSAGE(said.code == 0, said.err);
  BOOST_TEST(full.made("seen") == "131072000\n2\n");
}

BOOST_AUTO_TEST_CASE(disk_and_files_are_bounded,
                     *utf::precondition(can_confine)) {
  const auto said = [](const std::string& script, const std::string& needs) {
    const ShellPlace place(script, concat("needs = { ", needs, " }, "));
    const std::string text = failure(place.run("run sum"));
    return text.substr(0, text.find("\n  command: "));
  };
  const std::string who = "recipe.lua:3: theirs: ";
  // A look at the disk may come between the last byte and the signal.
  const std::string large =
      said("exec head -c 400000000 /dev/zero > \"$1/x\"\n",
           "disk_gb = 0.1, memory_gb = 0.1");
  BOOST_TEST(large.starts_with(who + "was ended"), large);
  BOOST_TEST(large.ends_with("; no file of it may be larger than its needs "
                             "say, disk_gb = 0.1"),
             large);
  for (const char* folder : {"$1", "$HOME", "$TMPDIR"}) {
    BOOST_TEST(said(concat("for i in 1 2 3; do head -c 50000000 /dev/zero > \"",
                           folder, "/$i\"; done; sleep 600\n"),
                    "disk_gb = 0.1") ==
               who +
                   "was ended: it wrote more than its needs say, disk_gb = "
                   "0.1");
  }
  // A file that was removed while it is open is still there.
  BOOST_TEST(said("exec 5> x 6> y 7> z; rm x y z\n"
                  "for i in 5 6 7; do head -c 50000000 /dev/zero >&$i; done\n"
                  "sleep 600\n",
                  "disk_gb = 0.1") ==
             who +
                 "was ended: it wrote more than its needs say, disk_gb = 0.1");
  BOOST_TEST(said("for i in $(seq 300); do echo > \"$1/$i\"; done; sleep 600\n",
                  "files = 200") ==
             who +
                 "was ended: it made more files and folders than its needs "
                 "say, files = 200");
  BOOST_TEST(said("truncate -s 60M \"$1/a\"; truncate -s 60M \"$1/b\"\n",
                  "disk_gb = 0.1") ==
             who +
                 "wrote 'b' of 0.06291456 GB beside 0.06291456 GB of others; "
                 "its needs say disk_gb = 0.1");
}

// 900 GB of zeros take some ten minutes to hash.
BOOST_AUTO_TEST_CASE(time_covers_what_is_made_being_hashed,
                     *utf::precondition(can_confine)) {
  const ShellPlace place("truncate -s 900G \"$1/hole\"\n",
                         "needs = { time_s = 0.5, disk_gb = 1000 }, ");
  const std::string said = failure(place.run("run sum"));
  BOOST_TEST(said.starts_with("recipe.lua:3: theirs: ended after "), said);
  BOOST_TEST(
      said.find(" s; the step's own limit is 5.5 s") != std::string::npos,
      said);
}

BOOST_AUTO_TEST_CASE(needs_above_what_is_given_are_refused_before_anything) {
  const ShellPlace place("echo > \"$1/done\"\n", "needs = { memory_gb = 4 }, ");
  const auto said = [&](const std::string& given) {
    const Said said = place.run("run sum " + given);
    BOOST_TEST(said.code == 2);
    return said.err.substr(
        std::min(said.err.find("moonstain: "), said.err.size()));
  };
  BOOST_TEST(said("--memory 2") ==
             "moonstain: recipe.lua:3: theirs: its needs say memory_gb = 4, "
             "but --memory gives all tasks together 2 GB; give more, or lower "
             "what it needs\n");
  BOOST_TEST(said("--task-memory 1") ==
             "moonstain: recipe.lua:3: theirs: its needs say memory_gb = 4, "
             "but --task-memory gives a task 1 GB; give more, or lower what "
             "it needs\n");
  BOOST_TEST(list_folder(place.here() / ".moonstain/store").empty());
}

// Paths of 12,000 letters, folders that nobody may enter: in its output, TMPDIR
// and HOME. Nothing of it stays, whoever runs it.
BOOST_AUTO_TEST_CASE(what_a_program_leaves_is_removed_however_deep,
                     *utf::precondition(can_confine)) {
  const PythonPlace place(R"(import os, sys
def bury(folder):
    opened = [os.open(folder, os.O_RDONLY)]
    for level in range(60):
        os.mkdir("x" * 200, dir_fd=opened[-1])
        opened.append(os.open("x" * 200, os.O_RDONLY, dir_fd=opened[-1]))
    os.close(os.open("file", os.O_WRONLY | os.O_CREAT, dir_fd=opened[-1]))
    for one in opened[1:]:
        os.fchmod(one, 0)
for folder in sys.argv[1:3] if sys.argv[3] == "fail" else sys.argv[2:3]:
    bury(folder)
bury(os.environ["HOME"])
open(sys.argv[1] + "/done", "w").write("done")
sys.exit(1 if sys.argv[3] == "fail" else 0)
)",
                          "arguments = { '{program}', '{output}', '/tmp', "
                          "'{options.how}' }, options = { how = 'good' }, ",
                          "how = ms.param { name = 'how', default = 'good', "
                          "'which' }");
  const Said good = place.run("run sum");
  BOOST_TEST(good.code == 0, good.err);
  BOOST_TEST(good.err.find("stays") == std::string::npos, good.err);
  BOOST_TEST(list_folder(place.here() / ".moonstain/stage").empty());
  const Said failed = place.run("run sum --set how=fail");
  BOOST_TEST(failure(failed).starts_with("recipe.lua:3: theirs: left with "
                                         "code 1\n"),
             failed.err);
  BOOST_TEST(list_folder(place.here() / ".moonstain/stage").empty());
  // What it had written is kept to be looked at, until gc.
  BOOST_TEST(place.run("run sum --set how=fail").code == 1);
  const Said gc = place.run("gc --recent 0");
  BOOST_TEST(gc.code == 0, gc.err);
  BOOST_TEST(gc.err == "");
  for (const std::string& run : list_folder(place.here() / ".moonstain/runs")) {
    BOOST_TEST(!path_exists(place.here() / ".moonstain/runs" / run / "failed"));
  }
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
