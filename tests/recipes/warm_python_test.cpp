// Tasks of steps in Python are forks of one process an environment, which has
// imported its packages; and none finds anything of another.

#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/stored/features.h"
#include "tests/recipes/plain_program.h"
#include "tests/recipes/python_packages.h"
#include "tests/support/confined.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;

namespace {

/// A package that tells which process has imported it: its forks have the same
/// number.
const std::string kImported = R"(import os
number = int.from_bytes(os.urandom(2), "little")
)";

/// A step that takes a file and, to come later, what another has made.
std::string step(const std::string& name, const std::string& body) {
  return concat(
      "\n@moonstain.step(applies={\"file\": \"File\", \"after\": {\"type\": "
      "\"Features\",\n    \"optional\": True}}, makes=\"Features\", "
      "numeric=\"exact\")\ndef ",
      name, "(file, after):\n    \"\"\"Of the test.\"\"\"\n", body);
}

/// What it makes is a row of numbers.
const std::string kHead = R"(import imported, moonstain, numpy as np
import ctypes, os, resource, signal, socket, sys, time

def row(*values):
    return moonstain.Features("x/1", "own", ["a"],
                              np.array([values], dtype=np.float32))
)";

/// A recipe of steps in Python with packages of its own.
class PythonRecipe {
 public:
  PythonRecipe() { write_file(folder_ / "input.txt", "of the test\n"); }

  /// Environment NAME: the steps of NAME.py, which `ms.python` gives as NAME.
  void add(const std::string& name, const std::string& steps,
           const std::string& imported = kImported) {
    const fs::path lock = folder_ / name / "requirements.lock";
    make_folders(lock.parent_path());
    replace_file(lock, concat("# ", name, "\nnumpy\n"));
    packages_.add(lock, {{"imported", imported}});
    replace_file(folder_ / file(name), kHead + steps);
    head_ += concat("local ", name, " = ms.python { '", file(name),
                    "', packages = '", name, "/requirements.lock' }\n");
  }
  /// Its file, which no other process of this machine is called with.
  std::string file(const std::string& name) const {
    return concat(name, ::getpid(), ".py");
  }

  void write(const std::string& outputs) const {
    replace_file(folder_ / "recipe.lua",
                 concat("local ms = require 'moonstain'\n", head_,
                        "local file = ms.source { 'input.txt', "
                        "learned_from = 'nothing' }\n",
                        outputs));
  }
  std::string run(const std::string& outputs, int expected = 0,
                  const std::string& more = "--cores 1") const {
    write(outputs);
    return program_.run(folder_.path, expected, more);
  }

  float value(const std::string& output, int column = 0) const {
    const fs::path results = program_.results(folder_.path.filename().native());
    return Features::read(results / output).values(0, column);
  }
  /// What tasks of this step have printed, or was said of them.
  std::string log(const std::string& step) const {
    sh(concat("cd '", program_.folder().native(), "' && cat .moonstain/runs/*",
              "/logs/*-", step, ".log > logs.txt"));
    return read_file(program_.folder() / "logs.txt");
  }

  const PlainProgram& program() const { return program_; }
  const fs::path& folder() const { return folder_.path; }

 private:
  const PythonPackages packages_;
  const PlainProgram program_;
  const TempFolder folder_;
  std::string head_;
};

const std::string kNumber = "    return row(imported.number)\n";

const std::string kBoth =
    "local first = own.first { file = file }\n"
    "return { first = first,\n"
    "         second = own.second { file = file, after = first } }\n";

/// A failure as it is said: how the step ended, up to where its files are.
std::string failure(const std::string& said) {
  const std::size_t begin =
      std::min(said.find("left with code"), said.find("was ended by signal"));
  if (begin == std::string::npos) return said;
  return said.substr(begin, said.find("\n  what it had written: ") - begin);
}

/// Whether a process lives that is called with this word.
bool is_running(const std::string& word) {
  const std::string wanted = concat('\0', word, '\0');
  for (const std::string& process : list_folder("/proc")) {
    if (process.find_first_not_of("0123456789") != std::string::npos) continue;
    try {
      const std::string words =
          read_file(concat("/proc/", process, "/cmdline"), 1 << 20);
      if (words.find(wanted) != std::string::npos) return true;
    } catch (const Error&) {  // it has ended
    }
  }
  return false;
}

/// Waits up to half a minute for it.
bool comes(const std::string& word, bool running) {
  for (int i = 0; i < 300; ++i) {
    if (is_running(word) == running) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(can_confine))
BOOST_AUTO_TEST_SUITE(warm_python_test)

// Under one process for all tasks, `imported` is imported once.
BOOST_AUTO_TEST_CASE(an_environment_has_one_process_and_another_its_own) {
  PythonRecipe recipe;
  recipe.add("own", step("first", kNumber) + step("second", kNumber));
  recipe.add("other", step("third", kNumber));
  recipe.run(
      "local first = own.first { file = file }\n"
      "local third = other.third { file = file, after = first }\n"
      "return { first = first, third = third,\n"
      "         second = own.second { file = file, after = third } }\n");
  BOOST_TEST(recipe.value("first") == recipe.value("second"));
  BOOST_TEST(recipe.value("first") != recipe.value("third"));
  BOOST_TEST(!is_running(recipe.file("own")));
}

// Its files, processes and folder, and what it made of modules; in a process
// that is the same.
BOOST_AUTO_TEST_CASE(nothing_that_a_step_leaves_is_there_for_the_next) {
  PythonRecipe recipe;
  recipe.add(
      "own",
      step("first", R"(    imported.left = np.left = 1
    for folder in ("/tmp", "/dev/shm", os.environ["HOME"]):
        open(folder + "/left", "w").close()
    if os.fork() == 0:
        os.setsid()
        time.sleep(600)
    os.chdir("/inputs")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind("\0left")
    opened = 0
    for process in range(1, 100):
        try:
            opened += process != os.getpid() and bool(
                open(f"/proc/{process}/mem", "r+b"))
        except OSError:
            pass
    return row(imported.number, opened, np.random.randint(1 << 20))
)") + step(
          "second",
          R"(    here = [name for name in os.listdir("/proc") if name.isdigit()]
    found = [os.listdir(folder) for folder in
             ("/tmp", "/dev/shm", os.environ["HOME"], "/output")]
    assert found == [[], [], [], []], found
    assert here == [str(os.getpid())], here
    assert sorted(os.listdir("/inputs")) == ["after", "file", "task.json"]
    assert os.getcwd() == "/tmp" and os.getppid() == 1
    assert sys.argv[1:] == ["/inputs/task.json", ")" +
              recipe.file("own") + R"(", "second"], sys.argv
    assert open("/proc/self/comm", "r+") and not os.listdir("/packages") == []
    assert not hasattr(imported, "left") and not hasattr(np, "left")
    socket.socket(socket.AF_UNIX).bind("\0left")
    return row(imported.number, 0, np.random.randint(1 << 20))
)"));
  recipe.run(kBoth);
  BOOST_TEST(recipe.value("first") == recipe.value("second"));
  // Into the process that all come from no fork can look, and write even less.
  BOOST_TEST(recipe.value("first", 1) == 1.F);  // the child that it has left
  // What is drawn without a seed is another number for each.
  BOOST_TEST(recipe.value("first", 2) != recipe.value("second", 2));
}

// A fork may send signals to the process that it comes from, and set limits and
// priority of it. The next step is no fork of that any more.
BOOST_AUTO_TEST_CASE(a_process_that_a_step_has_changed_gets_no_other) {
  const std::string others =
      "    for process in range(2, os.getpid()):\n"
      "        try:\n            ";
  const std::string passed =
      "\n        except OSError:\n            pass\n" + kNumber;
  const std::string plain =
      "    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 64\n"
      "    assert os.getpriority(os.PRIO_PROCESS, 0) < 19\n" +
      kNumber;
  PythonRecipe recipe;
  std::string outputs, named;
  int number = 0;
  for (const char* done :
       {"resource.prlimit(process, resource.RLIMIT_NOFILE, (64, 64))",
        "os.setpriority(os.PRIO_PROCESS, process, 19)",
        "os.kill(process, signal.SIGKILL)",
        "os.kill(process, signal.SIGCONT)"}) {
    const std::string name = concat("own", ++number);
    recipe.add(name, step("first" + name, others + done + passed) +
                         step("second" + name, plain));
    outputs += concat("local f", name, " = ", name, ".first", name,
                      " { file = file }\n");
    named += concat("first", name, " = f", name, ", second", name, " = ", name,
                    ".second", name, " { file = file, after = f", name, " }, ");
  }
  recipe.run(concat(outputs, "return { ", named, " }\n"));
  for (int i = 1; i <= number; ++i) {
    BOOST_TEST(recipe.value(concat("firstown", i)) !=
               recipe.value(concat("secondown", i)));
  }
}

// Caches that packages make where they are imported, as of fonts: each task has
// its own.
BOOST_AUTO_TEST_CASE(files_of_an_import_are_there_for_each_task) {
  PythonRecipe recipe;
  const std::string look =
      "    cache = os.environ['HOME'] + '/.cache/own'\n"
      "    found = open(cache + '/fonts').read()\n"
      "    assert found == '12', found\n"
      "    assert os.listdir(cache) == ['fonts'] and "
      "os.stat(cache).st_mode & 0o777 == 0o700\n"
      "    assert open(sys.modules['imported'].made).read() == '3'\n"
      "    open(cache + '/fonts', 'w').write('changed')\n"
      "    open(cache + '/more', 'w').close()\n" +
      kNumber;
  recipe.add("own", step("first", look) + step("second", look),
             kImported + R"(import tempfile
cache = os.environ["HOME"] + "/.cache/own"
os.makedirs(cache, mode=0o700)
open(cache + "/fonts", "w").write("12")
made = tempfile.mkdtemp() + "/kept"
open(made, "w").write("3")
)");
  recipe.run(kBoth);
  BOOST_TEST(recipe.value("first") == recipe.value("second"));
}

// A package could keep something by which one task tells another: then there
// is a process for each, as for any program.
BOOST_AUTO_TEST_CASE(packages_that_leave_something_have_a_process_for_each) {
  const std::map<std::string, std::pair<std::string, std::string>> packages = {
      {"opened",
       {"kept = open('/usr/bin/python3')",
        "it holds a file open: /usr/bin/python3"}},
      {"replaced",
       {"ends = os.pipe()\nos.dup2(ends[0], 0)\nos.close(ends[0])\n"
        "os.dup2(ends[1], 2)\nos.close(ends[1])",
        "it holds a file open: pipe:["}},
      {"shared",
       {"import mmap\nkept = mmap.mmap(-1, 4096)",
        "it shares memory: /dev/zero (deleted)"}},
      {"thread",
       {"import threading, time\nthreading.Thread(target=time.sleep, "
        "args=(600,), daemon=True).start()",
        "it has more than one thread"}},
      {"wrote",
       {"open('/dev/shm/kept', 'w').close()", "it has made /dev/shm/kept"}},
      {"linked",
       {"os.symlink('/etc/passwd', '/tmp/kept')", "it has left a link: kept"}},
      {"writing",
       {"kept = os.open('/tmp/kept', os.O_WRONLY | os.O_CREAT)",
        "it holds a file in /tmp open"}},
      {"process",
       {"import subprocess\nkept = subprocess.Popen(['sleep', '600'])",
        "it has started a process"}},
      {"looked_into",
       {"import ctypes, signal\nlibc = ctypes.CDLL(None)\nstop = os.kill\n"
        "def kill(process, number):\n    libc.prctl(4, 1)\n    stop(process, "
        "number)\nos.kill = kill",
        "it can be looked into"}}};
  PythonRecipe recipe;
  std::string outputs = "return { ";
  for (const auto& [name, kept] : packages) {
    recipe.add(name,
               step("first_" + name, kNumber) + step("second_" + name, kNumber),
               kImported + kept.first + "\n");
    for (const char* which : {"first_", "second_"}) {
      outputs += concat(which, name, " = ", name, ".", which, name,
                        " { file = file }, ");
    }
  }
  recipe.run(outputs + "}\n");
  for (const auto& [name, kept] : packages) {
    BOOST_TEST(recipe.value("first_" + name) != recipe.value("second_" + name),
               name);
    const std::string all =
        recipe.log("first_" + name) + recipe.log("second_" + name);
    const std::string said =
        "a process for each task, not one for all: " + kept.second;
    const std::size_t at = all.find(said);
    BOOST_TEST(at != std::string::npos, concat(name, ": ", all));
    BOOST_TEST(all.find(said, at + 1) == std::string::npos, all);
  }
}

// By the same words as of a process of its own, which packages get that leave a
// file.
BOOST_AUTO_TEST_CASE(a_crash_is_said_as_that_of_a_process_of_its_own) {
  for (const std::string body :
       {"    1 / 0\n", "    os._exit(3)\n", "    ctypes.string_at(0)\n",
        "    os.kill(os.getpid(), signal.SIGTERM)\n",
        "    print('so far', flush=True)\n    sys.exit('no more')\n",
        "    np.ones(1 << 29)\n", "    return None\n"}) {
    std::string said[2];
    for (const bool alone : {false, true}) {
      PythonRecipe recipe;
      recipe.add(
          "own", step("first", body),
          kImported + (alone ? "open('/dev/shm/kept', 'w').close()\n" : ""));
      said[alone] = failure(
          recipe.run("return { first = own.first { file = file } }", 1));
      BOOST_TEST((recipe.log("first").find("a process for each task") !=
                  std::string::npos) == alone);
    }
    BOOST_TEST(said[0] == said[1]);
    BOOST_TEST(
        said[0].find("run_step.py /inputs/task.json own") != std::string::npos,
        said[0]);
  }
}

BOOST_AUTO_TEST_CASE(a_crash_leaves_others_running) {
  PythonRecipe recipe;
  recipe.add("own", step("bad", "    time.sleep(0.5)\n    os.abort()\n") +
                        step("good", "    time.sleep(2)\n" + kNumber));
  const std::string good = "good = own.good { file = file }";
  recipe.run(concat("return { bad = own.bad { file = file }, ", good, " }\n"),
             1, "--cores 2");
  BOOST_TEST(
      recipe.run(concat("return { ", good, " }\n")).find("0 run, 1 kept") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_process_outlives_its_engine) {
  PythonRecipe recipe;
  recipe.add("own", step("first", kNumber) +
                        step("second", "    time.sleep(600)\n" + kNumber));
  recipe.write(kBoth);
  const std::string file = recipe.file("own");
  BOOST_REQUIRE(recipe.program().shell(concat(
                    recipe.program().command(concat(
                        "run '", recipe.folder().native(), "' --cores 1")),
                    " > started.txt 2>&1 &\necho $! > engine")) == 0);
  BOOST_TEST(comes(file, true));
  const std::string engine = read_file(recipe.program().folder() / "engine");
  sh("kill -9 " + engine);
  BOOST_TEST(comes(file, false));
}

BOOST_AUTO_TEST_SUITE_END()
