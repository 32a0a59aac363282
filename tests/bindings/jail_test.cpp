#include "bindings/lua/sandbox/jail.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <ctime>

#include "tests/bindings/planning.h"

namespace moonstain::lua {

using testing::kHead;
using testing::Recipe;

namespace {

const std::string kOutput = "\nreturn { d = ms.dataset { manifest = data } }\n";

/// What a recipe prints that goes on to plan.
std::vector<std::string> printed(const std::string& text) {
  return Recipe(kHead + text + kOutput).plan().printed;
}

std::string error(const std::string& text) {
  return Recipe(kHead + text + kOutput).error();
}

/// How the kernel answers a child behind the filter that calls `body`.
std::string answer(const std::function<void()>& body) {
  try {
    run_in_jail(
        {},
        [&](const JailPipes& pipes) {
          shut_jail(pipes);
          body();
        },
        [](std::string_view) { return true; });
  } catch (const Error& e) {
    return e.what();
  }
  return "allowed";
}

const std::string kKilled =
    "planning tried a system call that is not allowed there";

}  // namespace

BOOST_AUTO_TEST_SUITE(jail_test)

// What an interpreter that was taken over would try.
BOOST_AUTO_TEST_CASE(the_kernel_ends_a_child_that_reaches_outside) {
  BOOST_TEST(answer([] {}) == "allowed");
  // Files.
  BOOST_TEST(answer([] { ::open("/etc/passwd", O_RDONLY); }) == kKilled);
  BOOST_TEST(answer([] { ::unlink("x"); }) == kKilled);
  BOOST_TEST(answer([] { ::mkdir("x", 0755); }) == kKilled);
  BOOST_TEST(answer([] { ::chdir("/"); }) == kKilled);
  // Descriptors it has: read of either pipe, standard output, a copy.
  BOOST_TEST(answer([] {
               char byte = 0;
               (void)!::read(3, &byte, 1);
             }) == kKilled);
  BOOST_TEST(answer([] { (void)!::write(1, "x", 1); }) == kKilled);
  BOOST_TEST(answer([] { ::dup(3); }) == kKilled);
  BOOST_TEST(answer([] { ::ioctl(3, TIOCSTI, "x"); }) == kKilled);
  // Network.
  BOOST_TEST(answer([] { ::socket(AF_INET, SOCK_STREAM, 0); }) == kKilled);
  BOOST_TEST(answer([] { ::socket(AF_UNIX, SOCK_STREAM, 0); }) == kKilled);
  BOOST_TEST(answer([] { ::syscall(SYS_io_uring_setup, 8, nullptr); }) ==
             kKilled);
  // Processes.
  BOOST_TEST(answer([] { ::fork(); }) == kKilled);
  BOOST_TEST(answer([] { ::vfork(); }) == kKilled);
  BOOST_TEST(answer([] { ::syscall(SYS_clone3, nullptr, 0); }) == kKilled);
  BOOST_TEST(answer([] { ::execl("/bin/true", "true", nullptr); }) == kKilled);
  BOOST_TEST(answer([] { ::kill(1, SIGKILL); }) == kKilled);
  BOOST_TEST(answer([] { ::raise(SIGTERM); }) == kKilled);
  BOOST_TEST(answer([] { ::ptrace(PTRACE_TRACEME, 0, 0, 0); }) == kKilled);
  BOOST_TEST(answer([] { ::getpid(); }) == kKilled);
  BOOST_TEST(answer([] {
               const rlimit none{};
               ::setrlimit(RLIMIT_CPU, &none);
             }) == kKilled);
  BOOST_TEST(answer([] { ::prctl(PR_SET_DUMPABLE, 1); }) == kKilled);
  // Code of its own, and time.
  BOOST_TEST(answer([] {
               ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
             }) == kKilled);
  BOOST_TEST(answer([] {
               ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, 3, 0);
             }) == kKilled);
  BOOST_TEST(answer([] {
               void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE,
                                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
               ::mprotect(page, 4096, PROT_READ | PROT_EXEC);
             }) == kKilled);
  BOOST_TEST(answer([] { ::usleep(1); }) == kKilled);
  // The calls of a 32-bit program have other numbers.
  BOOST_TEST(answer([] {
               long call = 20;  // getpid
               asm volatile("int $0x80" : "+a"(call) : : "memory");
             }) == kKilled);
}

// Waiting is all that it can do; the clock on the wall ends it.
BOOST_AUTO_TEST_CASE(a_child_that_waits_for_ever_is_ended) {
  JailLimits limits;
  limits.wall = std::chrono::milliseconds(100);
  BOOST_CHECK_EXCEPTION(
      run_in_jail(
          limits,
          [&](const JailPipes& pipes) {
            shut_jail(pipes);
            int word = 0;
            ::syscall(SYS_futex, &word, 0 /* wait */, 0, nullptr, nullptr, 0);
          },
          [](std::string_view) { return true; }),
      Error, [](const Error& e) {
        return std::string(e.what()) == "planning took more than 0.1 s";
      });
}

BOOST_AUTO_TEST_CASE(last_words_are_shown_without_control_characters) {
  BOOST_CHECK_EXCEPTION(
      run_in_jail(
          {},
          [&](const JailPipes& pipes) {
            end_jail(pipes.last_words, std::string_view("a\0b\x1b[2J\xff", 8));
          },
          [](std::string_view) { return true; }),
      Error,
      [](const Error& e) { return std::string(e.what()) == "a?b?[2J?"; });
}

BOOST_AUTO_TEST_CASE(the_environment_is_empty_in_the_child) {
  ::setenv("MOONSTAIN_SECRET", "x", 1);
  std::string seen;
  run_in_jail(
      {},
      [](const JailPipes& pipes) {
        const char* secret = std::getenv("MOONSTAIN_SECRET");
        (void)!::write(pipes.messages, secret == nullptr ? "no" : "yes", 2);
      },
      [&](std::string_view bytes) {
        seen += bytes;
        return true;
      });
  BOOST_TEST(seen == "no");
}

BOOST_AUTO_TEST_CASE(pairs_goes_by_sorted_keys_and_tostring_shows_no_address) {
  const auto lines = printed(R"(
local t = { z = 1, a = 2, m = 3, [10] = 4, [2] = 5, [true] = 6, [1.5] = 7 }
local keys = {}
for key, value in pairs(t) do keys[#keys + 1] = tostring(key) .. '=' .. value end
print(table.concat(keys, ' '))
for key in pairs(t) do t[key] = nil end
for key in pairs(t) do print('left') end
print(tostring({}), tostring(print), string.format('%s %5.2f %d %q', {}, 1.5, 3, 'a'))
print(1e15, 0.1, 3, -0.5, 2^53)
)");
  BOOST_REQUIRE(lines.size() == 3);
  BOOST_TEST(lines[0] == "1.5=7 2=5 10=4 true=6 a=2 m=3 z=1");
  BOOST_TEST(lines[1] == "table\tfunction\ttable  1.50 3 \"a\"");
  BOOST_TEST(lines[2] == "1e+15\t0.1\t3\t-0.5\t9007199254740992");
  BOOST_TEST(error("for k in pairs({ [{}] = 1 }) do end") ==
             "recipe.lua:2: pairs: a key is a table, which has no order; use "
             "text or numbers as keys");
}

// Values from the manual of Lua 5.1; of all calls but the last one value
// counts.
BOOST_AUTO_TEST_CASE(patterns_are_those_of_lua) {
  const auto lines = printed(R"(
print(('key = value'):match('^(%w+)%s*=%s*(%w+)$'))
print(('hello world'):find('o w'), ('a.b'):find('.', 1, true), ('x'):find('y'))
print(('abc'):gsub('%w', '%0%0'), ('abc'):gsub('', '-'), ('hello'):gsub('l', { l = 'L' }))
for k, v in ('a=1, b=2'):gmatch('(%w+)=(%w+)') do print(k, v) end
print(('f(a(b)c)d'):match('%b()'), ('THE (quick) fox'):find('%((%a+)%)'))
print(('THE quick'):gsub('%f[%a]%a+', 'x'), ('[[x]]'):match('%[%[(.-)%]%]'), ('a-b'):gsub('%-', '+'))
print(('abcabc'):match('(abc)%1'), ('  trim '):match('^%s*(.-)%s*$') .. '|', ('x'):rep(3), ('abc'):sub(-2, -1), ('abc'):byte(1, -1))
)");
  const std::vector<std::string> expected = {"key\tvalue",
                                             "5\t2\tnil",
                                             "aabbcc\t-a-b-c-\theLLo\t2",
                                             "a\t1",
                                             "b\t2",
                                             "(a(b)c)\t5\t11\tquick",
                                             "x x\tx\ta+b\t1",
                                             "abc\ttrim|\txxx\tbc\t97\t98\t99"};
  BOOST_TEST(lines == expected, boost::test_tools::per_element());
  BOOST_TEST(error("('x'):match('[a')") ==
             "recipe.lua:2: malformed pattern (missing ']')");
  BOOST_TEST(error("('x'):match('%')") ==
             "recipe.lua:2: malformed pattern (ends with '%')");
}

// How a recipe ends that meets them is shown in tests/bindings/hostile.
BOOST_AUTO_TEST_CASE(limits_are_those_of_the_request) {
  JailLimits limits;
  limits.instructions = 5'000'000;
  const auto limited = [&](const std::string& text) {
    return Recipe(kHead + text + kOutput).limit(limits).error();
  };
  BOOST_TEST(limited("while true do\n pcall(function()\n while true do end\n"
                     "end) end") ==
             "recipe.lua:3 (recipe.lua:4): planning took more than 5 million "
             "instructions; is there a loop without an end?");
  limits.lua_memory_bytes = std::size_t{32} << 20;
  BOOST_TEST(limited("local t = {} for i = 1, 1e9 do t[i] = { i } end") ==
             "planning took more than 32 MB of memory");
}

BOOST_AUTO_TEST_CASE(too_many_nodes_are_refused) {
  JailLimits limits;
  limits.nodes = 1000;
  BOOST_TEST(Recipe(kHead +
                    "local d = ms.dataset { manifest = data, sections = all }\n"
                    "for i = 1, 1e9 do ms.patches { dataset = d, size_px = i }"
                    " end" +
                    kOutput)
                 .limit(limits)
                 .error() == "recipe.lua:3: the plan has more than 1000 nodes");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain::lua
