#include "core/engine/program/run_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/text.h"
#include "core/engine/process/children.h"
#include "core/engine/process/group_usage.h"
#include "core/engine/process/output_pipe.h"
#include "core/engine/process/usage.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kFirstFile = 3;
constexpr int kLookMs = 100;
/// Above the limit for all together, a hard stop for one process.
constexpr rlim_t kSpareBytes = rlim_t{256} << 20;
constexpr std::size_t kMostProcesses = 1000;
/// Files that are on their way between processes count here, too.
constexpr rlim_t kMostOpenFiles = 16'384;
constexpr rlim_t kMostSignals = 16'384;
/// Debian's own value: such pages of files would not go when they are wanted.
constexpr rlim_t kMostLockedBytes = rlim_t{8} << 20;
constexpr std::size_t kMostThreads = 10'000;
/// Between two looks at what it has written, and that in times of what a look
/// takes.
constexpr std::chrono::seconds kDiskLookEvery{1};
constexpr int kDiskLookShare = 20;
/// Under this share of a CPU a program counts as doing nothing.
constexpr double kIdleShare = 0.01;
constexpr std::size_t kMostWordsBytes = 4096;
constexpr std::size_t kEndBytes = 8192;

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         1e-6 * static_cast<double>(time.tv_usec);
}

double children_cpu_s() {
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  return seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
}

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

/// What a program prints: passed on where it is wanted, its end kept.
class Printed {
 public:
  explicit Printed(Printing printing) : printing_(printing) {}

  OutputPipe& pipe() { return pipe_; }
  std::uint64_t bytes() const { return bytes_; }

  /// Takes what was printed and not yet taken, at most one piece.
  /// @return whether there may be more
  bool take() {
    char bytes[OutputPipe::kPieceBytes];
    const auto piece = pipe_.read(bytes);
    if (!piece) return false;
    bytes_ += piece->size();
    if (printing_ == Printing::to_log) pass_on(*piece);
    end_.append(*piece);
    if (end_.size() > 2 * sizeof bytes) end_.erase(0, end_.size() - kEndBytes);
    return true;
  }

  std::string end() {
    if (end_.size() > kEndBytes) end_.erase(0, end_.size() - kEndBytes);
    return std::move(end_);
  }

 private:
  // A log that takes no more is no reason to fail.
  static void pass_on(std::string_view piece) {
    while (!piece.empty()) {
      const ssize_t count = ::write(STDOUT_FILENO, piece.data(), piece.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return;
      piece.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  Printing printing_;
  OutputPipe pipe_{"cannot make a pipe for its output"};
  std::uint64_t bytes_ = 0;
  std::string end_;
};

class Watched {
 public:
  Watched(pid_t child, const ProcessLimits& limits, std::string what,
          Printed& printed, SocketUsage* sockets)
      : child_(child),
        limits_(limits),
        what_(std::move(what)),
        printed_(printed),
        sockets_(sockets),
        file_(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))) {
    for (const fs::path& folder : limits_.folders) {
      struct stat info {};
      if (::stat(folder.c_str(), &info) == 0) {
        devices_.emplace(info.st_dev, folder);
      }
    }
    free_bytes_ = free_bytes();
  }
  ~Watched() {
    if (file_ >= 0) ::close(file_);
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  ProcessEnd wait() {
    int status = 0;
    while (::waitpid(child_, &status, WNOHANG) == 0) {
      pollfd files[2] = {{file_, POLLIN, 0},
                         {printed_.pipe().file(), POLLIN, 0}};
      ::poll(files, 2, kLookMs);
      printed_.take();
      const auto now = Clock::now();
      if (now - looked_ >= std::chrono::milliseconds(kLookMs)) {
        looked_ = now;
        look(now);
      }
    }
    if (WIFEXITED(status)) end_.code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) end_.signal = WTERMSIG(status);
    end_.peak_bytes = usage_.peak_bytes();
    return std::move(end_);
  }

 private:
  void look(Clock::time_point now) {
    const double spent = std::chrono::duration<double>(now - began_).count();
    const std::vector<Descendant> processes = descendants();
    const GroupUse use = usage_.look(processes);
    const double since = std::chrono::duration<double>(now - said_).count();
    if (since >= 1) {
      // No more than a sign of life: nobody knows how far it is.
      if (use.cpu_s - cpu_s_ > kIdleShare * since) {
        report_progress(static_cast<std::uint64_t>(spent), 0,
                        concat("s of ", what_));
      }
      said_ = now;
      cpu_s_ = use.cpu_s;
    }
    if (!end_.reason.empty()) return;
    const double whole =
        std::chrono::duration<double>(now - limits_.began.value_or(began_))
            .count();
    if (whole > limits_.seconds) {
      stop(concat("was ended after ", std::round(whole * 10) / 10,
                  " s; its needs say time_s = ", limits_.seconds));
    } else if (use.memory_bytes > limits_.memory_bytes) {
      stop(
          concat("was ended: it took more memory than its needs say, "
                 "memory_gb = ",
                 gigabytes(limits_.memory_bytes)));
    } else if (processes.size() > kMostProcesses) {
      stop(concat("was ended: it had more than ", kMostProcesses,
                  " processes at once"));
    } else if (use.threads > kMostThreads) {
      stop(concat("was ended: it had more than ", kMostThreads,
                  " threads at once"));
    } else if (printed_.bytes() > limits_.log_bytes) {
      stop(concat("was ended: it printed more than ", limits_.log_bytes >> 20,
                  " MB"));
    } else if (now >= disk_look_) {
      look_at_disk(processes);
    }
  }

  /// On the devices of its folders.
  std::uint64_t free_bytes() const {
    std::uint64_t bytes = 0;
    for (const auto& [device, folder] : devices_) {
      struct statvfs system {};
      if (::statvfs(folder.c_str(), &system) != 0) continue;
      bytes += static_cast<std::uint64_t>(system.f_bfree) * system.f_frsize;
    }
    return bytes;
  }

  /// What it has on disk. Where that cannot all be seen, what was seen last and
  /// all that has been taken from the devices since, by whomever.
  std::uint64_t disk_bytes(std::uint64_t named_bytes,
                           const std::vector<Descendant>& processes) {
    std::set<dev_t> devices;
    for (const auto& [device, folder] : devices_) devices.insert(device);
    std::set<ino_t> sockets;
    if (sockets_ != nullptr) {
      sockets_->look();
      sockets = sockets_->unix_sockets();
    }
    const UnnamedFiles unnamed = unnamed_files(processes, devices, sockets);
    const std::uint64_t bytes = named_bytes + unnamed.bytes;
    const std::uint64_t free = free_bytes();
    if (unnamed.may_be_more) {
      return std::max(bytes,
                      seen_bytes_ + free_bytes_ - std::min(free, free_bytes_));
    }
    seen_bytes_ = bytes;
    free_bytes_ = free;
    return bytes;
  }

  void look_at_disk(const std::vector<Descendant>& processes) {
    const auto began = Clock::now();
    TreeSize size;
    for (const fs::path& folder : limits_.folders) {
      const TreeSize one =
          tree_size(folder, {limits_.disk_bytes, limits_.files});
      size.bytes += one.bytes;
      size.entries += one.entries;
    }
    size.bytes = disk_bytes(size.bytes, processes);
    const auto took = Clock::now() - began;
    disk_look_ = began + std::max<Clock::duration>(kDiskLookEvery,
                                                   kDiskLookShare * took);
    if (size.bytes > limits_.disk_bytes) {
      stop(concat("was ended: it wrote more than its needs say, disk_gb = ",
                  gigabytes(limits_.disk_bytes)));
    } else if (size.entries > limits_.files) {
      stop(
          concat("was ended: it made more files and folders than its needs "
                 "say, files = ",
                 limits_.files));
    }
  }

  void stop(std::string reason) {
    end_.reason = std::move(reason);
    ::kill(child_, SIGKILL);
  }

  pid_t child_;
  const ProcessLimits& limits_;
  std::string what_;
  Printed& printed_;
  SocketUsage* sockets_;
  int file_;
  Clock::time_point began_ = Clock::now();
  Clock::time_point looked_ = began_;
  Clock::time_point said_ = began_;
  Clock::time_point disk_look_ = began_;
  double cpu_s_ = 0;
  GroupUsage usage_{sockets_, limits_.memory_bytes};
  /// On which its folders lie, with one of them.
  std::map<dev_t, fs::path> devices_;
  std::uint64_t seen_bytes_ = 0;  ///< when it could all be seen
  std::uint64_t free_bytes_ = 0;  ///< at that time
  ProcessEnd end_;
};

}  // namespace

ProcessEnd run_process(const std::function<int()>& body,
                       const ProcessLimits& limits,
                       const std::vector<int>& files, Printing printing,
                       const std::string& what, SocketUsage* sockets) {
  adopt_orphans();
  std::fflush(nullptr);
  const double before_s = children_cpu_s();
  const pid_t self = ::getpid();
  // What the fork begins with; it has not the files that tell.
  const std::uint64_t own_bytes = own_data_bytes();
  Printed printed(printing);
  const pid_t child = ::fork();
  if (child == 0) {
    become(body, limits, files, printed.pipe().program_end(), own_bytes, self);
  }
  check(child > 0, "cannot fork: ", std::strerror(errno));
  printed.pipe().close_program_end();
  ProcessEnd end = Watched(child, limits, what, printed, sockets).wait();
  // What outlived the program is this process's own child by now.
  end_children({});
  while (printed.take()) {
  }
  end.printed = printed.end();
  end.cpu_s = children_cpu_s() - before_s;
  return end;
}

double gigabytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 1e9;
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
