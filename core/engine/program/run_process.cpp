#include "core/engine/program/run_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/process/children.h"
#include "core/engine/process/usage.h"
#include "core/engine/program/process_watch.h"

namespace moonstain {

namespace {

constexpr int kFirstFile = 3;
/// Above the limit for all together, a hard stop for one process.
constexpr rlim_t kSpareBytes = rlim_t{256} << 20;
/// Files that are on their way between processes count here, too.
constexpr rlim_t kMostOpenFiles = 16'384;
constexpr rlim_t kMostSignals = 16'384;
/// Debian's own value: such pages of files would not go when they are wanted.
constexpr rlim_t kMostLockedBytes = rlim_t{8} << 20;
constexpr std::size_t kMostWordsBytes = 4096;

void limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
}

// Neither is raised.
void lower_limit(int resource, rlim_t most) {
  rlimit both{};
  ::getrlimit(static_cast<__rlimit_resource_t>(resource), &both);
  both.rlim_max = std::min(both.rlim_max, most);
  both.rlim_cur = std::min(both.rlim_cur, most);
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
}

[[noreturn]] void become(const std::function<int()>& body,
                         const ProcessLimits& limits,
                         const std::vector<int>& files, int printed,
                         std::uint64_t own_bytes, pid_t parent) noexcept {
  // Nothing that is thrown leads into what this process was forked in.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  for (int signal = 1; signal < 32; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::dup2(printed, STDOUT_FILENO);
  ::dup2(printed, STDERR_FILENO);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  // Through numbers above them all, so that none lands on another.
  const int above = kFirstFile + static_cast<int>(files.size());
  std::vector<int> high;
  for (const int file : files) high.push_back(::fcntl(file, F_DUPFD, above));
  int next = kFirstFile;
  for (const int file : high) ::dup2(file, next++);
  ::syscall(SYS_close_range, next, ~0U, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_DATA, limits.memory_bytes + own_bytes + kSpareBytes);
  lower_limit(RLIMIT_NOFILE, kMostOpenFiles);
  lower_limit(RLIMIT_SIGPENDING, kMostSignals);
  lower_limit(RLIMIT_MEMLOCK, kMostLockedBytes);
  // A file in /dev/shm is one, too.
  limit(RLIMIT_FSIZE, std::max(limits.disk_bytes, limits.memory_bytes));
  ::umask(022);
  ::_exit(body());
}

}  // namespace

pid_t start_process(const std::function<int()>& body,
                    const ProcessLimits& limits, const std::vector<int>& files,
                    int printed) {
  std::fflush(nullptr);
  const pid_t self = ::getpid();
  // What the fork begins with; it has not the files that tell.
  const std::uint64_t own_bytes = own_data_bytes();
  const pid_t child = ::fork();
  if (child == 0) become(body, limits, files, printed, own_bytes, self);
  check(child > 0, "cannot fork: ", std::strerror(errno));
  return child;
}

ProcessEnd run_process(const std::function<int()>& body,
                       const ProcessLimits& limits,
                       const std::vector<int>& files, Printing printing,
                       const std::string& what, SocketUsage* sockets) {
  adopt_orphans();
  const double before_s = children_cpu_seconds();
  Printed printed(printing);
  const pid_t child =
      start_process(body, limits, files, printed.pipe().program_end());
  printed.pipe().close_program_end();
  ProcessWatch watch(child, limits, what, printed, sockets,
                     [] { return descendants(); });
  const int file = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) watch.pass(file);
  if (file >= 0) ::close(file);
  ProcessEnd end;
  if (WIFEXITED(status)) end.code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
  end.reason = watch.reason();
  end.peak_bytes = watch.peak_bytes();
  // What outlived the program is this process's own child by now.
  end_children({});
  while (printed.take()) {
  }
  end.printed = printed.end();
  end.cpu_s = children_cpu_seconds() - before_s;
  return end;
}

std::string last_lines(const std::string& text, std::size_t lines) {
  std::size_t begin = text.find_last_not_of('\n');
  if (begin == std::string::npos) return "";
  const std::size_t end = begin + 1;
  for (; begin > 0; --begin) {
    if (text[begin - 1] == '\n' && --lines == 0) break;
    if (end - begin >= kMostWordsBytes) break;
  }
  return printable(std::string_view(text).substr(begin, end - begin));
}

}  // namespace moonstain
