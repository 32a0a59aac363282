#include "core/engine/worker/task_log.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <string>
#include <string_view>

#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

namespace {

void print(const TaskLog& log, std::string_view text) {
  BOOST_REQUIRE(::write(log.worker_end(), text.data(), text.size()) ==
                static_cast<ssize_t>(text.size()));
}

/// Fails to write, as a full disk does.
struct FullDisk : FileCalls {
  ssize_t write(int, const void*, std::size_t) override {
    errno = ENOSPC;
    return -1;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(task_log_test)

BOOST_AUTO_TEST_CASE(each_task_has_its_own_file_and_one_that_is_silent_none) {
  const TempFolder folder;
  TaskLog log;
  log.begin(folder / "first");
  print(log, "one\n");
  log.take();
  print(log, "two\n");
  log.finish();
  log.begin(folder / "silent");
  log.finish();
  // What comes between two tasks belongs to neither.
  print(log, "late\n");
  log.take();
  log.begin(folder / "third");
  print(log, "three\n");
  log.finish();
  BOOST_TEST(read_file(folder / "first") == "one\ntwo\n");
  BOOST_TEST(!path_exists(folder / "silent"));
  BOOST_TEST(read_file(folder / "third") == "three\n");
}

BOOST_AUTO_TEST_CASE(the_last_lines_are_five_and_safe_for_a_terminal) {
  const TempFolder folder;
  TaskLog log;
  log.begin(folder / "log");
  BOOST_TEST(log.last_lines() == "");
  print(log, "1\n2\n3\n\x1b[31mfour\t\x7f\n" + std::string(201, 'x') +
                 "\nsix\n7 \xc2\xb5m");
  log.finish();
  BOOST_TEST(log.last_lines() == "\n    3\n    ?[31mfour\t?\n    " +
                                     std::string(200, 'x') +
                                     "...\n    six\n    7 \xc2\xb5m");
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_written_fails_nothing) {
  const TempFolder folder;
  TaskLog log;
  FullDisk calls;
  {
    const ScopedFileCalls scope(calls);
    log.begin(folder / "log");
    print(log, "lost\n");
    log.finish();
  }
  BOOST_TEST(read_file(folder / "log") == "");
  BOOST_TEST(log.last_lines() == "\n    lost");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
