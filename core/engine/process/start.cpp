#include "core/engine/process/start.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace moonstain {

namespace {

constexpr rlim_t kMostFiles = 65'536;

// In their order: the lowest number that is free is the one that is given.
void open_closed() {
  for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(file, F_GETFD) >= 0 || errno != EBADF) continue;
    const int flags = file == STDERR_FILENO ? O_WRONLY : O_RDONLY;
    [[maybe_unused]] const int opened = ::open("/dev/null", flags);
  }
}

void raise_file_limit() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  const rlim_t most = std::min(files.rlim_max, kMostFiles);
  if (files.rlim_cur >= most) return;
  files.rlim_cur = most;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

void begin_process() {
  open_closed();
  ::signal(SIGXFSZ, SIG_IGN);
  raise_file_limit();
}

}  // namespace moonstain
