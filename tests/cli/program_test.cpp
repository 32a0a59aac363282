// Steps that are other people's programs, as a person meets them: a recipe
// with ms.program, run by the command line.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "tests/cli/program_place.h"
#include "tests/support/plain_user.h"

namespace moonstain {

namespace utf = boost::unit_test;

BOOST_TEST_GLOBAL_FIXTURE(PlainUser);

BOOST_AUTO_TEST_SUITE(program_test)

// 1 + 2 by their program, doubled: 6; our own sum adds 4.
BOOST_AUTO_TEST_CASE(a_program_takes_our_values_and_we_take_its,
                     *utf::precondition(can_confine)) {
  need_programs();
  const Place place(R"(local ms = require 'moonstain'
local doubled = ms.program {
  name = "doubled", version = 1, sentence = "Twice the sum, in Python.",
  program = { ms.source { "main.py" }, ms.source { "lib/twice.py" } },
  interpreter = { name = "python3", version = "Python 3" },
  arguments = { "{program}", "{inputs.numbers}", "--by={options.by}",
                "--out", "{output}" },
  inputs = { numbers = { applies = "Number", many = true, "what is summed" } },
  options = { by = 2 },
  makes = "Number",
}
local one, two = ms.number { value = 1 }, ms.number { value = 2 }
local theirs = doubled { numbers = { one, two } }
return { total = ms.sum { numbers = { theirs, ms.number { value = 4 } } } }
)");
  place.write("home/recipes/sum/main.py", R"(import sys
sys.path.insert(0, __file__.rsplit("/", 1)[0] + "/lib")
from twice import times
numbers = [float(open(a + "/number").read()) for a in sys.argv[1:3]]
by = sys.argv[3]
assert sys.argv[1:] == ["/inputs/numbers/1", "/inputs/numbers/2", "--by=2",
                        "--out", "/output"], sys.argv
with open(sys.argv[5] + "/number", "w") as out:
    out.write("%g" % times(sum(numbers), int(by[5:])))
print("summed", len(numbers))
)");
  make_folders(place.root() / "home/recipes/sum/lib");
  place.write("home/recipes/sum/lib/twice.py",
              "def times(value, by):\n    return value * by\n");
  const Said first = place.run("run sum");
  BOOST_TEST(first.code == 0, first.err);
  BOOST_TEST(first.out.starts_with("5 run, 0 kept, "));
  BOOST_TEST(read_file(place.here() / "results/sum/default/total/number") ==
             "10");
  const std::string log =
      place.run("log --task 4").out + place.run("log --task 4").err;
  BOOST_TEST(log.find("python3: Python 3.") != std::string::npos, log);
  BOOST_TEST(log.find("summed 2\n") != std::string::npos, log);
  BOOST_TEST(place.run("run sum").out.starts_with("0 run, 5 kept, "));
  // What is collected as garbage is not what a recent run has made.
  BOOST_TEST(place.run("gc").code == 0);
  BOOST_TEST(place.run("run sum").out.starts_with("0 run, 5 kept, "));
  // Another program, the same result: what needs it stays as it is.
  place.write("home/recipes/sum/lib/twice.py",
              "def times(value, by):\n    return by * value\n");
  const Said other = place.run("run sum");
  BOOST_TEST(other.out.starts_with("1 run, 4 kept, "), other.out + other.err);
}

// One value, by itself or in a list: /inputs/number or /inputs/number/1.
BOOST_AUTO_TEST_CASE(an_input_that_becomes_a_list_is_another_task,
                     *utf::precondition(can_confine)) {
  const ShellPlace place(
      "ls /inputs/number > \"$1/seen\"\n",
      "inputs = { number = { applies = 'Number', many = false } }, ",
      "number = ms.number { value = 1 }");
  const Said one = place.run("run sum");
  BOOST_REQUIRE_MESSAGE(one.code == 0, one.err);
  BOOST_TEST(place.made("seen") == "number\n");
  std::string text = read_file(place.root() / "home/recipes/sum/recipe.lua");
  text.replace(text.find("many = false"), 12, "many = true");
  place.write("home/recipes/sum/recipe.lua", text);
  const Said list = place.run("run sum");
  BOOST_TEST(list.out.starts_with("1 run, 1 kept, "), list.out + list.err);
  BOOST_TEST(place.made("seen") == "1\n");
}

BOOST_AUTO_TEST_CASE(plan_and_lint_name_the_program_of_a_stranger) {
  const ShellPlace place("echo\n");
  const std::string sh = hash_file(fs::canonical("/bin/sh")).sha256.hex();
  const std::string script = sha256("echo\n").hex();
  const std::string expected =
      concat("program theirs: sh sha256 ", sh, ", confined    recipe.lua:3\n",
             "    run.sh sha256 ", script, "\n");
  const Said plan = place.run("plan sum");
  BOOST_TEST(plan.out.find(expected) != std::string::npos, plan.out);
  const Said lint = place.run("lint sum");
  BOOST_TEST(lint.out.find(expected) != std::string::npos, lint.out);
  BOOST_TEST(lint.out.find("note: ") == std::string::npos, lint.out);
  BOOST_TEST(lint.code == 0);
  const Said open = place.run("plan sum --unconfined theirs");
  BOOST_TEST(open.out.find(concat("program theirs: sh sha256 ", sh,
                                  ", NOT confined: it may do all that you may "
                                  "do    recipe.lua:3\n")) != std::string::npos,
             open.out);
}

BOOST_AUTO_TEST_CASE(lint_names_the_alias_and_what_to_write) {
  const ShellPlace place("echo\n");
  std::string recipe = read_file(place.root() / "home/recipes/sum/recipe.lua");
  recipe.replace(recipe.find("ms.program"), 10, "ms.command");
  place.write("home/recipes/sum/recipe.lua", recipe);
  const Said lint = place.run("lint sum");
  BOOST_TEST(lint.code == 0);
  BOOST_TEST(lint.out.find("note: recipe.lua:2: ms.command is an alias of "
                           "ms.program; write ms.program { ... }\n") !=
                 std::string::npos,
             lint.out);
  const Json json = parse_json(place.run("lint sum --json").out, "lint");
  BOOST_TEST(json["notes"].size() == 1);
}

BOOST_AUTO_TEST_CASE(a_program_sees_a_small_and_fixed_world,
                     *utf::precondition(can_confine)) {
  const ShellPlace place(R"sh(exec > "$1/seen"
env | sort
echo "started in $(pwd)"
echo "home: $(ls -A "$HOME") temp: $(ls -A "$TMPDIR")"
ls -A / | grep -v '^lib\|^bin$\|^sbin$' | tr '\n' ' '
echo
echo "etc: $(ls -A /etc | grep -v '^ld.so\|^alternatives$\|^R$' | tr '\n' ' ')"
echo "inputs: $(ls -A /inputs | tr '\n' ' ')"
id
cat /etc/passwd
echo "network: $(sed 1,2d /proc/net/dev | cut -d: -f1 | tr -d ' ')"
set -- /proc/[0-9]*
echo "processes: $#"
uname -n
grep CapEff /proc/self/status
)sh",
                         "environment = { MODE = 'paper' }, needs = { "
                         "threads = 3 }, ");
  const Said said = place.run("run sum");
  BOOST_REQUIRE_MESSAGE(said.code == 0, said.err);
  const std::string home = "/scratch/" + std::string("home");
  BOOST_TEST(place.made("seen") == concat(R"(HOME=)", home, R"(
LANG=C.UTF-8
LC_ALL=C.UTF-8
LOGNAME=moonstain
MKL_NUM_THREADS=3
MODE=paper
NUMEXPR_NUM_THREADS=3
OMP_NUM_THREADS=3
OPENBLAS_NUM_THREADS=3
PATH=/usr/local/bin:/usr/bin:/bin
PWD=/tmp
PYTHONDONTWRITEBYTECODE=1
PYTHONHASHSEED=0
PYTHONNOUSERSITE=1
SOURCE_DATE_EPOCH=0
TMPDIR=/tmp
TZ=UTC
USER=moonstain
started in /tmp
home:  temp: 
dev etc inputs output proc program scratch tmp usr )",
                                          R"(
etc: group passwd 
inputs: task.json 
uid=1000(moonstain) gid=1000(moonstain) groups=1000(moonstain)
moonstain:x:1000:1000::)",
                                          home, R"(:/bin/sh
network: lo
processes: 1
moonstain
CapEff:	0000000000000000
)"));
}

// Each attempt says what came of it. The listener is this test's own.
BOOST_AUTO_TEST_CASE(a_program_cannot_leave_its_world,
                     *utf::precondition(can_confine)) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  BOOST_REQUIRE(
      ::bind(listener, reinterpret_cast<sockaddr*>(&address), length) == 0);
  BOOST_REQUIRE(::listen(listener, 1) == 0);
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);

  const PythonPlace place(
      R"(import ctypes, os, socket, subprocess, sys
libc = ctypes.CDLL(None, use_errno=True)
out = open(sys.argv[1] + "/seen", "w")
port, secret = int(sys.argv[2]), sys.argv[3]
def attempt(what, call):
    try:
        call()
        out.write(what + ": DONE\n")
    except Exception as e:
        out.write("%s: %s\n" % (what, getattr(e, "strerror", None) or e))
def call(*numbers):
    if libc.syscall(*numbers) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
def connect(host, port):
    socket.create_connection((host, port), timeout=5)
attempt("connect to this machine", lambda: connect("127.0.0.1", port))
attempt("connect to another", lambda: connect("192.0.2.1", 80))
attempt("look up a name", lambda: socket.getaddrinfo("example.org", 80))
for name in ["/x", "/usr/x", "/program/x", "/inputs/x", "/inputs/number/x",
             "/inputs/number/number", "/etc/x", "/scratch/x"]:
    attempt("write " + name, lambda: open(name, "a"))
attempt("read a file of the host", lambda: open(secret))
attempt("list the host's root", lambda: os.listdir("/" + "root"))
attempt("list the host's home", lambda: os.listdir("/" + "home"))
attempt("signal the host", lambda: os.kill(os.getppid(), 0) if
        os.getppid() > 2 else os.kill(int(sys.argv[4]), 0))
attempt("become root", lambda: os.setuid(0))
attempt("mount", lambda: subprocess.run(
    ["mount", "-t", "tmpfs", "none", "/tmp"], check=True,
    stderr=subprocess.DEVNULL))
attempt("namespaces", lambda: subprocess.run(
    ["unshare", "-U", "true"], check=True, stderr=subprocess.DEVNULL))
attempt("keys of the kernel", lambda: call(250, 0, -3, 0))
attempt("trace", lambda: call(101, 0, 0, 0))
attempt("write the output", lambda: open("/output/more", "w").write("more"))
attempt("read the input", lambda: open("/inputs/number/number").read())
)",
      concat("inputs = { number = { applies = 'Number' } "
             "}, arguments = { '{program}', '{output}', '",
             ntohs(address.sin_port), "', '{options.secret}', '", ::getpid(),
             "' }, options = { secret = '' }, "),
      "number = ms.number { value = 1 }, secret = "
      "ms.param { name = 'secret', default = '', 'path' }");
  place.write("secret", "secret");
  const Said said = place.run(
      concat("run sum --set secret=", (place.root() / "secret").native()));
  ::close(listener);
  BOOST_REQUIRE_MESSAGE(said.code == 0, said.err);
  std::string seen;
  for (const std::string& variant : list_folder(place.here() / "results/sum")) {
    if (variant.starts_with("secret")) {
      seen = read_file(place.here() / "results/sum" / variant / "made/seen");
    }
  }
  BOOST_TEST(seen == R"(connect to this machine: Connection refused
connect to another: Network is unreachable
look up a name: Temporary failure in name resolution
write /x: Read-only file system
write /usr/x: Read-only file system
write /program/x: Read-only file system
write /inputs/x: Read-only file system
write /inputs/number/x: Read-only file system
write /inputs/number/number: Permission denied
write /etc/x: Read-only file system
write /scratch/x: Read-only file system
read a file of the host: No such file or directory
list the host's root: No such file or directory
list the host's home: No such file or directory
signal the host: No such process
become root: Invalid argument
mount: Command '['mount', '-t', 'tmpfs', 'none', '/tmp']' returned non-zero exit status 32.
namespaces: Command '['unshare', '-U', 'true']' returned non-zero exit status 1.
keys of the kernel: Operation not permitted
trace: Operation not permitted
write the output: DONE
read the input: DONE
)");
}

BOOST_AUTO_TEST_CASE(the_task_is_there_as_json,
                     *utf::precondition(can_confine)) {
  const ShellPlace place(
      "cat \"$1\" > \"$2/task\"\n",
      "inputs = { number = { applies = 'Number' }, note = { applies = 'File', "
      "optional = true } }, options = { rate = { type = 'number', default = 1, "
      "'a rate' }, names = { 'a', 'b' } }, arguments = { '{program}', "
      "'{task}', "
      "'{output}' }, ",
      "number = ms.number { value = 1 }, names = { 'c' }, "
      "note = ms.source { 'run.sh' }");
  const Said said = place.run("run sum");
  BOOST_REQUIRE_MESSAGE(said.code == 0, said.err);
  BOOST_TEST(place.made("task") == R"({
  "inputs": {
    "note": [
      {
        "path": "/inputs/note/run.sh",
        "section": ""
      }
    ],
    "number": [
      {
        "path": "/inputs/number",
        "section": ""
      }
    ]
  },
  "options": {
    "names": ["c"],
    "rate": 1.0
  },
  "output": "/output",
  "program": "/program/run.sh",
  "step": "theirs",
  "threads": 1
}
)");
}

// Without namespaces nothing is run, and nothing is run quietly.
BOOST_AUTO_TEST_CASE(without_confinement_only_what_is_named_runs,
                     *utf::precondition(can_confine)) {
  const ShellPlace place(R"(echo "$HOME" > "$1/seen"
pwd >> "$1/seen"
ls -A "$HOME" "$TMPDIR" | grep -vc : >> "$1/seen"
cat "$2/number" >> "$1/seen"
)",
                         "inputs = { number = { applies = 'Number' } }, "
                         "arguments = { '{program}', '{output}', "
                         "'{inputs.number}' }, ",
                         "number = ms.number { value = 7 }");
  const std::string bare =
      "unshare -Ur sh -c 'echo 0 > /proc/sys/user/max_user_namespaces; exec "
      "\"$0\" \"$@\"'";
  const std::string refused = failure(place.run("run sum", bare));
  BOOST_TEST(refused.starts_with(
                 "recipe.lua:3: theirs: its program cannot be confined on this "
                 "machine: "),
             refused);
  BOOST_TEST(refused.ends_with(
                 "; allow user namespaces there, or let it run with all that "
                 "you may do: --unconfined theirs"),
             refused);
  const Said unknown = place.run("run sum --unconfined other", bare);
  BOOST_TEST(unknown.code == 2);
  BOOST_TEST(unknown.err ==
             "moonstain: --unconfined other: the recipe has no program of this "
             "name; it has theirs\n");
  const Said open = place.run("run sum --unconfined theirs", bare);
  BOOST_REQUIRE_MESSAGE(open.code == 0, open.err);
  // HOME and the folder it starts in are its own, beside the stage.
  const std::string seen = place.made("seen");
  BOOST_TEST(seen.find("/.moonstain/stage/") != std::string::npos, seen);
  BOOST_TEST(seen.ends_with("\n1\n7"), seen);
  // The record says so, and a confined result is another one.
  const std::string plan = place.run("plan sum --json").out;
  BOOST_TEST(plan.find("\"state\": \"kept\"") != std::string::npos);
  BOOST_TEST(place.run("run sum").out.starts_with("1 run, 1 kept, "));
  BOOST_TEST(place.made("seen").starts_with("/scratch/"));
}

// What the program sees as its system is in the archive, and nothing else.
BOOST_AUTO_TEST_CASE(a_root_of_its_own_takes_the_place_of_the_host,
                     *utf::precondition(can_confine)) {
  const ShellPlace place(R"(read -r marker < /etc/marker
if [ -e /usr/bin/env ]; then marker="$marker and the host"; fi
echo "$marker" > "$1/seen"
)");
  std::string text = read_file(place.root() / "home/recipes/sum/recipe.lua");
  text.replace(
      text.find("interpreter = { name = 'sh' }"), 29,
      "interpreter = { name = 'sh', probe = { '-c', 'echo tiny 1' } }, "
      "root = ms.source { 'root.tar.gz', learned_from = 'nothing' }");
  place.write("home/recipes/sum/recipe.lua", text);
  const std::string made = concat(
      "cd '", place.root().native(),
      "' && mkdir -p tree/bin tree/etc tree/dev && cp -L /bin/sh tree/bin/sh "
      "&& "
      "for f in $(ldd /bin/sh | grep -o '/[^ ]*'); do mkdir -p tree$(dirname "
      "$f) && cp -L $f tree$f; done && echo own > tree/etc/marker && tar -czf "
      "here/root.tar.gz -C tree . && mv here/root.tar.gz home/recipes/sum/");
  BOOST_REQUIRE(std::system(made.c_str()) == 0);
  const Said said = place.run("run sum");
  BOOST_REQUIRE_MESSAGE(said.code == 0, said.err);
  BOOST_TEST(place.made("seen") == "own\n");
  const Said plan = place.run("plan sum");
  BOOST_TEST(plan.out.find("program theirs: sh of its root, confined") !=
                 std::string::npos,
             plan.out);
  BOOST_TEST(plan.out.find("    root.tar.gz sha256 ") != std::string::npos);
  const Said open = place.run("plan sum --unconfined theirs");
  BOOST_TEST(open.err ==
             "moonstain: recipe.lua:2: ms.program: theirs: it has a root of "
             "its own, which cannot be used without confinement\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
