// Whose a stranger's program is, and what it has written, as the machine sees
// them. Both as root and as a plain user: see plain_user.h.
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>
#include <thread>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/cli/program_place.h"
#include "tests/support/plain_user.h"

namespace moonstain {

namespace utf = boost::unit_test;

BOOST_TEST_GLOBAL_FIXTURE(PlainUser);

namespace {

/// The `Uid:` of a process among whose arguments `word` is, as soon as there is
/// one; empty after half a minute.
std::string user_of(const std::string& word) {
  for (int i = 0; i < 300; ++i) {
    for (const std::string& name : list_folder("/proc")) {
      if (name.find_first_not_of("0123456789") != std::string::npos) continue;
      try {
        const fs::path process = fs::path("/proc") / name;
        if (read_file(process / "cmdline") !=
            "sleep" + std::string(1, '\0') + word + std::string(1, '\0')) {
          continue;
        }
        const std::string status = read_file(process / "status");
        const std::size_t begin = status.find("\nUid:\t") + 6;
        return status.substr(begin, status.find('\t', begin) - begin);
      } catch (const Error&) {
        // It has ended.
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return "";
}

/// Whether root here has nobody to give way to, as in a container that maps
/// all ids; a namespace of one id has not.
bool is_real_root() {
  if (::geteuid() != 0) return false;
  const std::string map = read_file("/proc/self/uid_map");
  return map.find("4294967295") != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(program_user_test)

// As the machine sees it; what it has written is the user's own again.
BOOST_AUTO_TEST_CASE(outside_it_is_the_user_and_in_place_of_root_nobody,
                     *utf::precondition(can_confine)) {
  const std::string word = concat("4", ::getpid(), ".5");
  const ShellPlace place(concat(
      "mkdir -p \"$1/a/b\"; echo x > \"$1/a/b/c\"; chmod 4000 \"$1/a/b/c\"\n",
      "sleep ", word, "\n"));
  const pid_t run = place.start("run sum");
  BOOST_TEST(user_of(word) == (is_real_root() ? "65534" : concat(::geteuid())));
  ::kill(run, SIGTERM);
  ::waitpid(run, nullptr, 0);
  place.script("mkdir -p \"$1/a/b\"; echo x > \"$1/a/b/c\"\n");
  BOOST_REQUIRE(place.run("run sum").code == 0);
  struct stat info {};
  const fs::path made = place.here() / "results/sum/default/made/a";
  BOOST_REQUIRE(::stat((made / "b/c").c_str(), &info) == 0);
  BOOST_TEST(info.st_uid == ::geteuid());
  BOOST_REQUIRE(::stat(made.c_str(), &info) == 0);
  BOOST_TEST(info.st_uid == ::geteuid());
}

// Neither while it runs nor after it has failed: whoever comes by may not start
// what it wrote in its user's name.
BOOST_AUTO_TEST_CASE(no_program_is_left_that_runs_as_its_owner,
                     *utf::precondition(can_confine)) {
  const std::string word = concat("5.0", ::getpid());
  const ShellPlace place(concat("mkdir \"$1/a\"; echo > \"$1/a/b\"\n",
                                "chmod 6755 \"$1/a/b\"; chmod 3111 \"$1/a\"\n",
                                "sleep ", word, "; exit 1\n"));
  const pid_t run = place.start("run sum");
  const std::string user = user_of(word);
  BOOST_TEST(user != "");
  const fs::path stage = place.here() / ".moonstain/stage";
  struct stat info {};
  for (const std::string& worker : list_folder(stage)) {
    BOOST_REQUIRE(::stat((stage / worker).c_str(), &info) == 0);
    BOOST_TEST((info.st_mode & 07777) == 0700U, worker);
  }
  BOOST_TEST(place.finish(run).code == 1);
  const fs::path left =
      place.here() / ".moonstain/runs/0001/failed/00001-theirs";
  BOOST_REQUIRE(::stat((left / "a").c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 07000) == 0U);
  BOOST_REQUIRE(::stat((left / "a/b").c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 07000) == 0U);
}

BOOST_AUTO_TEST_CASE(root_is_told_what_nobody_may_not_read,
                     *utf::precondition(can_confine)) {
  const ShellPlace place("cp \"$2\" \"$1/\"\n",
                         "inputs = { note = { applies = 'File' } }, arguments "
                         "= { '{program}', '{output}', '{inputs.note}' }, ",
                         "note = ms.source { 'note' }");
  place.write("home/recipes/sum/note", "mine");
  const fs::path note = place.root() / "home/recipes/sum/note";
  BOOST_REQUIRE(::chmod(note.c_str(), 0600) == 0);
  const Said said = place.run("run sum");
  if (is_real_root()) {
    BOOST_TEST(failure(said) ==
               concat("recipe.lua:3: theirs: its program may not read ",
                      note.native(),
                      ": started by root it runs as nobody; let all read it "
                      "(chmod -R a+rX), or start Moonstain as its owner"));
  } else {
    BOOST_REQUIRE_MESSAGE(said.code == 0, said.err);
    BOOST_TEST(place.made("note") == "mine");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
