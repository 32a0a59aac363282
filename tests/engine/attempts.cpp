#include "tests/engine/attempts.h"

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <functional>
#include <map>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/text.h"

namespace moonstain {

namespace {

using Attempt = std::function<long(const char* target, const fs::path& out)>;

long open_and_close(const char* path, int flags) {
  const int file = ::open(path, flags, 0666);
  if (file >= 0) ::close(file);
  return file;
}

long send_to_localhost() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(9);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::sendto(inherited_socket(), "x", 1, MSG_NOSIGNAL,
                  reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

long send_a_file() {
  char byte = 'x';
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  cmsghdr* with = CMSG_FIRSTHDR(&header);
  with->cmsg_level = SOL_SOCKET;
  with->cmsg_type = SCM_RIGHTS;
  with->cmsg_len = CMSG_LEN(sizeof(int));
  return ::sendmsg(inherited_socket(), &header, MSG_NOSIGNAL);
}

bool write_over(const char* path, const std::string& text) {
  const int file = ::open(path, O_WRONLY);
  const bool written = file >= 0 && ::write(file, text.data(), text.size()) ==
                                        static_cast<ssize_t>(text.size());
  if (file >= 0) ::close(file);
  return written;
}

// What a sandbox does to confine a program: namespaces with ids, a name, a
// loopback and processes of their own, a fresh /proc, and no more of the kind.
long make_sandbox(const fs::path& out) {
  const std::string user = concat("0 ", ::geteuid(), " 1");
  const std::string group = concat("0 ", ::getegid(), " 1");
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET |
                CLONE_NEWIPC | CLONE_NEWUTS) != 0 ||
      !write_over("/proc/self/setgroups", "deny") ||
      !write_over("/proc/self/uid_map", user) ||
      !write_over("/proc/self/gid_map", group) ||
      ::sethostname("moonstain", 9) != 0 ||
      ::socket(AF_NETLINK, SOCK_RAW, 0) < 0 || ::if_nametoindex("lo") == 0 ||
      !write_over("/proc/sys/user/max_user_namespaces", "1")) {
    return -1;
  }
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(::mount("proc", out.c_str(), "proc", 0, nullptr) == 0 ? 0 : errno);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  errno = WEXITSTATUS(status);
  return errno == 0 ? 0 : -1;
}

long connect_to_localhost(const char* port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port)));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int file = ::socket(AF_INET, SOCK_STREAM, 0);
  return file < 0 ? -1
                  : ::connect(file, reinterpret_cast<sockaddr*>(&address),
                              sizeof address);
}

long start_shell() {
  char name[] = "/bin/sh";
  char* const arguments[] = {name, nullptr};
  return ::execv(name, arguments);
}

// Waits until another task is at work below `stages`/worker-N.
long write_into_another(const fs::path& stages, const fs::path& out) {
  for (int i = 0; i < 500; ++i) {
    for (const std::string& worker : list_folder(stages)) {
      for (const std::string& task : list_folder(stages / worker)) {
        const fs::path stage = stages / worker / task;
        if (task == "tmp" || stage == out) continue;
        return open_and_close((stage / "theirs").c_str(), O_WRONLY | O_CREAT);
      }
    }
    ::usleep(10'000);
  }
  return -1;
}

pid_t process_of(const char* target) {
  return static_cast<pid_t>(std::atoi(target));
}

const std::map<std::string, Attempt>& attempts() {
  static const std::map<std::string, Attempt> all = {
      {"tcp socket",
       [](auto, auto&) { return ::socket(AF_INET, SOCK_STREAM, 0); }},
      {"tcp connect", [](auto to, auto&) { return connect_to_localhost(to); }},
      {"udp socket",
       [](auto, auto&) { return ::socket(AF_INET, SOCK_DGRAM, 0); }},
      {"unix socket",
       [](auto, auto&) { return ::socket(AF_UNIX, SOCK_STREAM, 0); }},
      {"send to 127.0.0.1", [](auto, auto&) { return send_to_localhost(); }},
      {"send a file", [](auto, auto&) { return send_a_file(); }},
      {"write",
       [](auto to, auto&) { return open_and_close(to, O_WRONLY | O_CREAT); }},
      {"append",
       [](auto to, auto&) { return open_and_close(to, O_WRONLY | O_APPEND); }},
      {"other stage",
       [](auto to, auto& out) { return write_into_another(to, out); }},
      {"truncate", [](auto to, auto&) { return ::truncate(to, 0); }},
      {"open and cut",
       [](auto to, auto&) { return open_and_close(to, O_RDONLY | O_TRUNC); }},
      {"symlink",
       [](auto to, auto& out) {
         const std::string link = out / "link";
         if (::symlink(to, link.c_str()) != 0) return -1L;
         return open_and_close(link.c_str(), O_WRONLY | O_CREAT);
       }},
      {"rename out",
       [](auto to, auto& out) {
         write_file(out / "mine", "mine");
         return ::rename((out / "mine").c_str(), to);
       }},
      {"hard link in",
       [](auto to, auto& out) { return ::link(to, (out / "theirs").c_str()); }},
      {"rename in",
       [](auto to, auto& out) {
         return ::rename(to, (out / "theirs").c_str());
       }},
      {"unlink", [](auto to, auto&) { return ::unlink(to); }},
      {"mkdir", [](auto to, auto&) { return ::mkdir(to, 0777); }},
      {"chmod", [](auto to, auto&) { return ::chmod(to, 0777); }},
      {"chown",
       [](auto to, auto&) { return ::chown(to, ::getuid(), ::getgid()); }},
      {"utime",
       [](auto to, auto&) { return ::syscall(SYS_utime, to, nullptr); }},
      {"setxattr",
       [](auto to, auto&) { return ::setxattr(to, "user.x", "x", 1, 0); }},
      {"set flags",
       [](auto to, auto&) {
         const int file = ::open(to, O_RDONLY);
         int flags = 0x40;  // FS_NODUMP_FL
         // Its upper half is nothing to the kernel.
         return ::ioctl(file, 0x7f'4008'6602UL, &flags);
       }},
      {"execve", [](auto, auto&) { return start_shell(); }},
      {"fork",
       [](auto, auto&) {
         const pid_t child = ::fork();
         if (child == 0) ::_exit(0);
         return child;
       }},
      {"kill", [](auto to, auto&) { return ::kill(process_of(to), SIGTERM); }},
      {"ptrace",
       [](auto to, auto&) {
         return ::ptrace(PTRACE_ATTACH, process_of(to), nullptr, nullptr);
       }},
      {"read memory",
       [](auto to, auto&) {
         char byte;
         iovec mine{&byte, 1};
         iovec theirs{&byte, 1};
         return ::process_vm_readv(process_of(to), &mine, 1, &theirs, 1, 0);
       }},
      {"sandbox", [](auto, auto& out) { return make_sandbox(out); }},
      {"namespace", [](auto, auto&) { return ::unshare(CLONE_NEWUSER); }},
      {"mount",
       [](auto, auto& out) {
         return ::mount("none", out.c_str(), "tmpfs", 0, nullptr);
       }},
  };
  return all;
}

}  // namespace

int inherited_socket() {
  for (int file = 0; file < 64; ++file) {
    struct stat info;
    if (::fstat(file, &info) == 0 && S_ISSOCK(info.st_mode)) return file;
  }
  return -1;
}

long try_it(const std::string& attempt, const std::string& target,
            const fs::path& out) {
  errno = 0;
  return attempts().at(attempt)(target.c_str(), out);
}

}  // namespace moonstain
