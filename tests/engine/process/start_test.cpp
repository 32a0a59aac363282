#include "core/engine/process/start.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <functional>

namespace moonstain {

namespace {

/// What a child process leaves with.
int code_of(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(start_test)

// The next file that is opened is none of the three; standard output says that
// it cannot be written, standard error swallows.
BOOST_AUTO_TEST_CASE(closed_standard_files_are_taken) {
  BOOST_TEST(code_of([] {
               ::close_range(0, ~0U, 0);
               begin_process();
               const int next = ::open("/dev/null", O_RDONLY);
               const bool refused = ::write(1, "x", 1) < 0 && errno == EBADF;
               const bool swallowed = ::write(2, "x", 1) == 1;
               return next == 3 && refused && swallowed ? 7 : 1;
             }) == 7);
}

BOOST_AUTO_TEST_CASE(open_standard_files_are_left_alone) {
  BOOST_TEST(code_of([] {
               int ends[2];
               if (::pipe(ends) != 0) return 1;
               ::dup2(ends[1], 1);
               begin_process();
               return ::write(1, "x", 1) == 1 ? 7 : 1;
             }) == 7);
}

BOOST_AUTO_TEST_CASE(a_file_at_its_limit_is_an_error_and_no_signal) {
  BOOST_TEST(code_of([] {
               begin_process();
               const rlimit one{1, 1};
               ::setrlimit(RLIMIT_FSIZE, &one);
               const int file = ::open("/tmp", O_TMPFILE | O_RDWR, 0600);
               if (file < 0 || ::write(file, "x", 1) != 1) return 1;
               return ::write(file, "x", 1) < 0 && errno == EFBIG ? 7 : 2;
             }) == 7);
}

BOOST_AUTO_TEST_CASE(as_many_files_may_be_open_as_the_system_grants) {
  BOOST_TEST(code_of([] {
               const rlimit few{20, 300};
               ::setrlimit(RLIMIT_NOFILE, &few);
               begin_process();
               rlimit now{};
               ::getrlimit(RLIMIT_NOFILE, &now);
               return now.rlim_cur == 300 ? 7 : 1;
             }) == 7);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
