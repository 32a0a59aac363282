#include "core/engine/program/output.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

/// What is said of an output that `fill` has made.
std::string said_of(const std::function<void(const fs::path&)>& fill,
                    const ProcessLimits& limits = {}) {
  const TempFolder folder;
  fill(folder.path);
  return error_of([&] { check_output(folder.path, limits); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(output_test)

// 15 TB, of which the disk has nothing, would be read for hours.
BOOST_AUTO_TEST_CASE(a_hole_is_refused_by_its_length) {
  ProcessLimits limits;
  limits.disk_bytes = 20'000'000'000;
  BOOST_TEST(said_of(
                 [](const fs::path& out) {
                   write_file(out / "a", "1");
                   write_file(out / "hole", "");
                   BOOST_REQUIRE(::truncate((out / "hole").c_str(),
                                            off_t{15'000'000'000'000}) == 0);
                 },
                 limits) ==
             "wrote 'hole' of 15000 GB beside 1e-09 GB of others; its needs "
             "say disk_gb = 20");
  // So are many that are small enough one by one.
  BOOST_TEST(said_of(
                 [](const fs::path& out) {
                   for (const char* name : {"a", "b", "c"}) {
                     write_file(out / name, "");
                     BOOST_REQUIRE(::truncate((out / name).c_str(),
                                              off_t{8'000'000'000}) == 0);
                   }
                 },
                 limits) ==
             "wrote 'c' of 8 GB beside 16 GB of others; its needs say "
             "disk_gb = 20");
}

BOOST_AUTO_TEST_CASE(files_and_folders_are_counted) {
  ProcessLimits limits;
  limits.files = 3;
  const auto fill = [](const fs::path& out) {
    make_folders(out / "a");
    write_file(out / "a" / "x", "1");
    write_file(out / "a" / "y", "1");
  };
  BOOST_TEST(said_of(fill, limits) == "no error");
  limits.files = 2;
  BOOST_TEST(said_of(fill, limits) ==
             "wrote more than 2 files and folders; its needs say files = 2");
}

BOOST_AUTO_TEST_CASE(paths_too_long_for_the_store_are_refused) {
  const std::string name(250, 'x');
  const std::string path = concat(name, "/", name, "/", name, "/", name);
  BOOST_TEST(said_of([&](const fs::path& out) {
               make_folders(out / path);
               write_file(out / path / std::string(21, 'y'), "1");
             }) ==
             concat("wrote '", path, "/", std::string(21, 'y'),
                    "', a path of 1025 letters; in a result one has at most "
                    "1024"));
  BOOST_TEST(said_of([&](const fs::path& out) {
               make_folders(out / path);
               write_file(out / path / std::string(20, 'y'), "1");
             }) == "no error");
}

BOOST_AUTO_TEST_CASE(what_it_shut_is_opened) {
  const TempFolder folder;
  const fs::path out = folder / "out";
  make_folders(out / "a");
  write_file(out / "a" / "x", "1");
  ::chmod((out / "a" / "x").c_str(), 0);
  ::chmod((out / "a").c_str(), 0);
  ::chmod(out.c_str(), 0);
  check_output(out, {});
  BOOST_TEST((fs::status(out).permissions() == fs::perms(0755)));
  BOOST_TEST((fs::status(out / "a").permissions() == fs::perms(0755)));
  BOOST_TEST((fs::status(out / "a" / "x").permissions() == fs::perms(0644)));
}

// What a stranger wrote can end the fork that reads it, and nothing else.
BOOST_AUTO_TEST_CASE(a_reader_that_is_shut_in_fails_alone) {
  ProcessLimits limits;
  limits.seconds = 0.5;
  limits.memory_bytes = std::uint64_t{64} << 20;
  const auto said = [&](const std::function<void()>& read) {
    return error_of([&] { read_shut_in(limits, read); });
  };
  int read = 0;
  BOOST_TEST(said([&] { read = 1; }) == "no error");
  BOOST_TEST(read == 0);
  BOOST_TEST(said([] { fail("x.json: no \033[2J list"); }) ==
             "x.json: no ?[2J list");
  BOOST_TEST(said([] { throw std::out_of_range("at 7"); }) == "at 7");
  const std::string who = "cannot be read: the reader ";
  BOOST_TEST(said([] { ::raise(SIGSEGV); }) ==
             who + "was ended by signal 11 (SIGSEGV: Segmentation fault)");
  BOOST_TEST(said([] { ::_exit(7); }) == who + "left with code 7");
  // No Error: the fork ends by std::terminate.
  BOOST_TEST(said([] {
               throw 7;
             }).starts_with(who + "was ended by signal 6 (SIGABRT"));
  BOOST_TEST(said([] {
               for (volatile bool on = true; on;) {
               }
             }).starts_with(who + "was ended after 0."));
  BOOST_TEST(said([] { std::string(std::size_t{1} << 30, 'x'); }) ==
             "cannot be read: it takes more memory than there is");
}

// It can neither start a process nor open a connection.
BOOST_AUTO_TEST_CASE(a_reader_that_is_shut_in_reaches_nothing) {
  const auto said = [](const std::function<int()>& call) {
    return error_of([&] {
      read_shut_in({}, [&] {
        const int done = call();
        check(done >= 0, std::strerror(errno));
      });
    });
  };
  BOOST_TEST(said([] { return ::fork(); }) == "Operation not permitted");
  BOOST_TEST(said([] {
               char* none[] = {nullptr};
               return ::execve("/bin/true", none, none);
             }) == "Operation not permitted");
  BOOST_TEST(said([] { return ::kill(::getppid(), 0); }) ==
             "Operation not permitted");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
