#include "core/engine/program/sandbox_start.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "core/base/error.h"
#include "core/engine/program/filter.h"

namespace moonstain {

namespace {

void own(const fs::path& path, const SandboxUser& user) {
  const bool owned = ::lchown(path.c_str(), user.user, user.group) == 0;
  check(owned, path.native(),
        ": cannot be given to another user: ", std::strerror(errno));
}

void make_pair(std::optional<OpenFile>& own, std::optional<OpenFile>& other) {
  int ends[2];
  check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0,
        "cannot make a pair of sockets: ", std::strerror(errno));
  own.emplace(ends[0]);
  other.emplace(ends[1]);
}

}  // namespace

OpenFile::OpenFile(int file) : file_(file) {
  check(file_ >= 0, "cannot make a file in memory: ", std::strerror(errno));
}

OpenFile::~OpenFile() { ::close(file_); }

void give_to_program(const std::vector<ProgramWorld::Mount>& mounts) {
  const SandboxUser user = sandbox_user();
  if (!user.instead_of_root) return;
  for (const ProgramWorld::Mount& mount : mounts) {
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

SandboxStart::SandboxStart(const SandboxOrder& order)
    : order_(::memfd_create("order", MFD_CLOEXEC)),
      filter_(program_filter(order.is_warm)),
      status_(::memfd_create("status", MFD_CLOEXEC)) {
  give_to_program(order.world.mounts);
  const std::string text = sandbox_order_text(order);
  const bool written = ::write(order_.number(), text.data(), text.size()) ==
                       static_cast<ssize_t>(text.size());
  check(written, "cannot write a file in memory: ", std::strerror(errno));
  make_pair(own_sockets_, sandbox_sockets_);
  if (order.is_warm) make_pair(own_orders_, sandbox_orders_);
}

std::vector<int> SandboxStart::files() const {
  std::vector<int> files = {order_.number(), filter_.number(), status_.number(),
                            sandbox_sockets_->number()};
  if (sandbox_orders_) files.push_back(sandbox_orders_->number());
  return files;
}

// Executed and not only forked: what this process knows is nobody's business.
int SandboxStart::become_sandbox() {
  std::string words[] = {"moonstain-worker", kSandboxWord};
  char* pointers[] = {words[0].data(), words[1].data(), nullptr};
  char* no_variables[] = {nullptr};
  ::execve("/proc/self/exe", pointers, no_variables);
  ::dprintf(STDERR_FILENO, "/proc/self/exe: %s", std::strerror(errno));
  return 1;
}

SandboxStatus SandboxStart::status() const {
  SandboxStatus status;
  if (::pread(status_.number(), &status, sizeof status, 0) !=
      static_cast<ssize_t>(sizeof status)) {
    return {};
  }
  return status;
}

void SandboxStart::close_sandbox_ends() {
  sandbox_sockets_.reset();
  sandbox_orders_.reset();
}

}  // namespace moonstain
