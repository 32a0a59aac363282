#include "core/engine/program/confinement.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

#include "core/base/error.h"
#include "core/engine/jail/jail.h"
#include "core/engine/process/socket_usage.h"
#include "core/engine/program/filter.h"
#include "core/engine/program/sandbox.h"

namespace moonstain {

namespace {

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// An open file that goes with the object.
class OpenFile {
 public:
  explicit OpenFile(int file) : file_(file) {
    check(file_ >= 0, "cannot make a file in memory: ", std::strerror(errno));
  }
  ~OpenFile() { ::close(file_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int number() const { return file_; }

 private:
  int file_;
};

void write_order(const OpenFile& file, const std::string& text) {
  const bool written = ::write(file.number(), text.data(), text.size()) ==
                       static_cast<ssize_t>(text.size());
  check(written, "cannot write a file in memory: ", std::strerror(errno));
}

SandboxStatus read_status(const OpenFile& file) {
  SandboxStatus status;
  if (::pread(file.number(), &status, sizeof status, 0) !=
      static_cast<ssize_t>(sizeof status)) {
    return {};
  }
  return status;
}

void own(const fs::path& path, const SandboxUser& user) {
  const bool owned = ::lchown(path.c_str(), user.user, user.group) == 0;
  check(owned, path.native(),
        ": cannot be given to another user: ", std::strerror(errno));
}

/// Root gives the program what it may write, and nobody else's files.
void give(const ProgramWorld& world, const SandboxUser& user) {
  if (!user.instead_of_root) return;
  for (const ProgramWorld::Mount& mount : world.mounts) {
    if (mount.writable) {
      own(mount.from, user);
      continue;
    }
    struct stat info {};
    if (::stat(mount.from.c_str(), &info) != 0) continue;  // said when shown
    const mode_t wanted = S_ISDIR(info.st_mode) ? 05 : 04;
    check((info.st_mode & wanted) == wanted || info.st_uid == user.user,
          "its program may not read ", mount.from.native(),
          ": started by root it runs as nobody; let all read it (chmod -R "
          "a+rX), or start Moonstain as its owner");
  }
}

/// A result has fewer levels (output.h); what is deeper is only removed.
constexpr int kMostLevels = 100;

/// One thing that it wrote, in an open folder. Links have no mode.
void take_one(int folder, const char* name, const SandboxUser& user) {
  struct stat info {};
  bool taken = ::fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0;
  if (taken && info.st_uid != user.user) {
    taken = ::fchownat(folder, name, user.user, user.group,
                       AT_SYMLINK_NOFOLLOW) == 0;
  }
  const mode_t mode = S_ISDIR(info.st_mode) ? 0755 : info.st_mode & 0777;
  if (taken && !S_ISLNK(info.st_mode) && (info.st_mode & 07777) != mode) {
    taken = ::fchmodat(folder, name, mode, 0) == 0;
  }
  check(taken, "what it wrote cannot be taken over: ", std::strerror(errno));
}

/// All in an open folder, which is closed.
void take_all(int folder, const SandboxUser& user, int levels) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(folder),
                                                    &::closedir);
  check(entries != nullptr,
        "cannot list what it wrote: ", std::strerror(errno));
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    take_one(folder, entry->d_name, user);
    const int below = levels == 0
                          ? -1
                          : ::openat(folder, entry->d_name,
                                     O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
                                         O_NONBLOCK | O_CLOEXEC);
    if (below >= 0) take_all(below, user, levels - 1);
  }
}

}  // namespace

ProcessEnd run_confined(const ProgramWorld& world,
                        const std::vector<std::string>& program,
                        const ProcessLimits& limits, Printing printing,
                        const std::string& what) {
  give(world, sandbox_user());
  SandboxOrder order{world, program};
  order.world.shared_bytes = limits.memory_bytes;
  const OpenFile orders(::memfd_create("order", MFD_CLOEXEC));
  write_order(orders, sandbox_order_text(order));
  const OpenFile filter(program_filter());
  const OpenFile report(::memfd_create("status", MFD_CLOEXEC));
  int ends[2];
  check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0,
        "cannot make a pair of sockets: ", std::strerror(errno));
  const OpenFile own_end(ends[0]), sandbox_end(ends[1]);
  SocketUsage sockets(own_end.number());
  // Executed and not only forked: what this process knows is nobody's business.
  std::vector<std::string> words = {"moonstain-worker", kSandboxWord};
  std::vector<char*> pointers = pointers_to(words);
  ProcessEnd end = run_process(
      [&] {
        char* no_variables[] = {nullptr};
        ::execve("/proc/self/exe", pointers.data(), no_variables);
        ::dprintf(STDERR_FILENO, "/proc/self/exe: %s", std::strerror(errno));
        return 1;
      },
      limits,
      {orders.number(), filter.number(), report.number(), sandbox_end.number()},
      printing, what, &sockets);
  const SandboxStatus status = read_status(report);
  if (status.ended != 0) {
    end.code = status.signal != 0 ? -1 : status.code;
    end.signal = status.signal;
  }
  check(status.exec_error == 0,
        "its program cannot be started: ", program.front(), ": ",
        std::strerror(status.exec_error));
  if (!end.reason.empty() || end.signal != 0 || status.started != 0) return end;
  const std::string said = last_lines(end.printed, 3);
  fail("its program cannot be confined on this machine: ",
       said.empty() ? "the sandbox gave no reason" : said,
       "; allow user namespaces there, or let it run with all that you may "
       "do: --unconfined ",
       what);
}

ProcessEnd run_unconfined(const ProgramWorld& world,
                          const std::vector<std::string>& program,
                          const ProcessLimits& limits, Printing printing,
                          const std::string& what) {
  std::vector<std::string> words = program;
  std::vector<std::string> environment;
  for (const auto& [name, value] : world.environment) {
    environment.push_back(concat(name, "=", value));
  }
  std::vector<char*> pointers = pointers_to(words);
  std::vector<char*> variables = pointers_to(environment);
  return run_process(
      [&] {
        drop_sandbox_rights();
        if (::chdir(world.folder.c_str()) == 0) {
          ::execve(pointers[0], pointers.data(), variables.data());
        }
        ::dprintf(STDERR_FILENO, "%s: %s\n", pointers[0], std::strerror(errno));
        return 127;
      },
      limits, {}, printing, what);
}

void take_back(const fs::path& folder) {
  const SandboxUser self{::geteuid(), ::getegid(), false};
  take_one(AT_FDCWD, folder.c_str(), self);
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  check(file >= 0, folder.native(),
        ": cannot be opened: ", std::strerror(errno));
  take_all(file, self, kMostLevels);
}

}  // namespace moonstain
