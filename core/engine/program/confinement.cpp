#include "core/engine/program/confinement.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

#include "core/base/error.h"
#include "core/engine/jail/jail.h"
#include "core/engine/process/socket_usage.h"
#include "core/engine/program/sandbox_start.h"

namespace moonstain {

namespace {

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
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
  SandboxOrder order{world, program, false};
  order.world.shared_bytes = limits.memory_bytes;
  const SandboxStart start(order);
  SocketUsage sockets(start.sockets());
  ProcessEnd end = run_process(&SandboxStart::become_sandbox, limits,
                               start.files(), printing, what, &sockets);
  const SandboxStatus status = start.status();
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
