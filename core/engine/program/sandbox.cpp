#include "core/engine/program/sandbox.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/process/socket_usage.h"
#include "core/engine/program/sandbox_root.h"
#include "core/engine/program/warm_sandbox.h"

namespace moonstain {

namespace {

constexpr int kOrderFile = 3;
constexpr int kFilterFile = 4;
constexpr int kStatusFile = 5;
constexpr int kSocketsFile = 6;
constexpr int kOrdersFile = 7;

constexpr unsigned kNobody = 65534;
constexpr unsigned kInside = 1000;
constexpr const char* kHostName = "moonstain";

[[noreturn]] void refuse(std::string_view doing) {
  fail("cannot ", doing, ": ", std::strerror(errno));
}

// Files of /proc take a text in one piece or not at all.
void write_whole(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  const bool written = file >= 0 && ::write(file, text.data(), text.size()) ==
                                        static_cast<ssize_t>(text.size());
  if (!written) refuse("write " + path);
  ::close(file);
}

std::string read_whole(int file) {
  std::string text;
  char bytes[4096];
  for (ssize_t got; (got = ::pread(file, bytes, sizeof bytes,
                                   static_cast<off_t>(text.size()))) > 0;) {
    text.append(bytes, static_cast<std::size_t>(got));
  }
  return text;
}

SandboxOrder read_order() {
  const Json json = parse_json(read_whole(kOrderFile), "sandbox");
  return {ProgramWorld::parse(json.at("world")),
          json.at("words").get<std::vector<std::string>>(),
          json.at("is_warm").get<bool>()};
}

// Ranges of ids of this user namespace, each mapped to itself.
std::string all_ids(const char* map, bool& has_nobody) {
  std::istringstream lines(read_file(map));
  std::string same;
  has_nobody = false;
  for (std::uint64_t first, outside, count;
       lines >> first >> outside >> count;) {
    same += concat(first, " ", first, " ", count, "\n");
    has_nobody |= first <= kNobody && kNobody < first + count;
  }
  return same;
}

// In the namespace in which the sandbox is built, root is whoever started it,
// and real root still reads what is another's.
void map_ids(pid_t child, const SandboxUser& user) {
  const std::string process = concat("/proc/", child);
  if (user.instead_of_root) {
    bool has_nobody = false;
    write_whole(process + "/uid_map",
                all_ids("/proc/self/uid_map", has_nobody));
    write_whole(process + "/gid_map",
                all_ids("/proc/self/gid_map", has_nobody));
    return;
  }
  write_whole(process + "/setgroups", "deny");
  write_whole(process + "/uid_map", concat("0 ", user.user, " 1"));
  write_whole(process + "/gid_map", concat("0 ", user.group, " 1"));
}

void start_loopback() {
  const int file = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP;
  if (file < 0 || ::ioctl(file, SIOCSIFFLAGS, &request) != 0) {
    refuse("start the loopback");
  }
  ::close(file);
}

void set_rights(bool all) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct rights[2] = {};
  if (all) {
    if (::syscall(SYS_capget, &header, rights) != 0) refuse("read its rights");
    for (auto& half : rights) half.effective = half.permitted;
  }
  if (::syscall(SYS_capset, &header, rights) != 0) refuse("change its rights");
}

// Nothing of root's is left: neither the id nor groups. Rights stay, as the
// last namespace is still to be made.
void become(const SandboxUser& user) {
  if (!user.instead_of_root) return;
  if (::setgroups(0, nullptr) != 0 || ::prctl(PR_SET_KEEPCAPS, 1) != 0 ||
      ::setresgid(user.group, user.group, user.group) != 0 ||
      ::setresuid(user.user, user.user, user.user) != 0) {
    refuse("become nobody");
  }
  set_rights(true);
  // Another id has taken it away; else what it writes next in /proc is root's.
  ::prctl(PR_SET_DUMPABLE, 1);
}

// A second namespace, in which only the program's own id has a name; the limit
// of the first lets it be the last.
void enter_last_namespace() {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (::unshare(CLONE_NEWUSER) != 0) refuse("make a user namespace");
  write_whole("/proc/self/setgroups", "deny");
  write_whole("/proc/self/uid_map", concat(kInside, " ", user, " 1"));
  write_whole("/proc/self/gid_map", concat(kInside, " ", group, " 1"));
  check(::unshare(CLONE_NEWUSER) != 0,
        "cannot keep it from making user namespaces");
}

void drop_rights() {
  for (int right = 0; ::prctl(PR_CAPBSET_DROP, right, 0, 0, 0) == 0; ++right) {
  }
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  set_rights(false);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      ::prctl(PR_SET_DUMPABLE, 0) != 0) {
    refuse("give up its rights");
  }
}

void load_filter(const std::string& filter) {
  const sock_fprog program{
      static_cast<unsigned short>(filter.size() / sizeof(sock_filter)),
      reinterpret_cast<sock_filter*>(const_cast<char*>(filter.data()))};
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    refuse("filter system calls");
  }
}

void tell(const SandboxStatus& status) {
  if (::pwrite(kStatusFile, &status, sizeof status, 0) < 0) {
    refuse("say what came of it");
  }
}

// @return never, or the reason why it cannot be executed
int execute(const SandboxOrder& order) {
  ::clearenv();
  for (const auto& [name, value] : order.world.environment) {
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  ::setenv("PWD", order.world.folder.c_str(), 1);
  std::vector<char*> words;
  for (const std::string& word : order.words) {
    words.push_back(const_cast<char*>(word.c_str()));
  }
  words.push_back(nullptr);
  ::execvp(words[0], words.data());
  return errno;
}

// The program's own process: nothing of the first one's is left open, what
// tells why it was not executed closes when it is.
[[noreturn]] void start(const SandboxOrder& order, const std::string& filter,
                        int reason_file) {
  int reason = 0;
  if (::dup3(reason_file, kOrderFile, O_CLOEXEC) < 0 ||
      ::syscall(SYS_close_range, kOrderFile + 1, ~0U, 0) != 0 ||
      ::chdir(order.world.folder.c_str()) != 0) {
    reason = errno;
  } else {
    load_filter(filter);
    reason = execute(order);
  }
  if (::write(kOrderFile, &reason, sizeof reason) < 0) ::_exit(126);
  ::_exit(127);
}

/// The program, and where comes what keeps it from being executed.
struct Started {
  pid_t program = 0;
  int reason_file = -1;
};

/// @param prepare  runs in its process first
template <typename Prepare>
Started fork_program(const SandboxOrder& order, const std::string& filter,
                     const Prepare& prepare) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) refuse("make a pipe");
  const pid_t program = ::fork();
  if (program < 0) refuse("fork");
  if (program == 0) {
    try {
      prepare();
      start(order, filter, ends[1]);
    } catch (const std::exception& e) {
      std::fputs(e.what(), stderr);
      ::_exit(126);
    }
  }
  ::close(ends[1]);
  return {program, ends[0]};
}

SandboxStatus begun(const Started& started) {
  SandboxStatus status;
  int reason = 0;
  status.started = ::read(started.reason_file, &reason, sizeof reason) == 0;
  status.exec_error = reason;
  ::close(started.reason_file);
  tell(status);
  return status;
}

// The first process: it waits for its own child and takes in orphans.
void serve(const SandboxOrder& order, const std::string& filter) {
  const Started started = fork_program(order, filter, [] {});
  load_filter(filter);
  SandboxStatus status = begun(started);
  int left = 0;
  for (pid_t child = 0; child != started.program;) {
    child = ::wait(&left);
    if (child < 0 && errno != EINTR) refuse("wait");
  }
  status.ended = 1;
  if (WIFEXITED(left)) status.code = WEXITSTATUS(left);
  if (WIFSIGNALED(left)) status.signal = WTERMSIG(left);
  tell(status);
}

void give_up_rights(const SandboxUser& user) {
  // Of a process that has shut itself /proc is root's.
  ::prctl(PR_SET_DUMPABLE, 1);
  become(user);
  enter_last_namespace();
  drop_rights();
}

// A change of rights takes the signal away, so it is asked for after it.
void begin_session() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::setsid() < 0) refuse("make a session");
}

void first_process(const SandboxOrder& order, const SandboxUser& user,
                   const std::string& filter) {
  if (::sethostname(kHostName, std::strlen(kHostName)) != 0) {
    refuse("set the host's name");
  }
  start_loopback();
  begin_socket_usage(kSocketsFile);
  ::close(kSocketsFile);
  write_whole("/proc/sys/user/max_user_namespaces", "1");
  // What waits to be read from one may be 5 MB.
  write_whole("/proc/sys/user/max_inotify_instances", "8");
  if (!order.is_warm) {
    enter_sandbox_root(order.world);
    give_up_rights(user);
    begin_session();
    serve(order, filter);
    return;
  }
  const int host = ::open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
  if (host < 0 || ::unshare(CLONE_NEWNS) != 0) refuse("keep the host's mounts");
  enter_sandbox_root(order.world);
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) refuse("shut itself");
  begin_session();
  const Started started =
      fork_program(order, filter, [&] { give_up_rights(user); });
  if (begun(started).started == 0) return;
  serve_warm(started.program, host, kOrdersFile);
}

}  // namespace

std::string sandbox_order_text(const SandboxOrder& order) {
  return Json{{"world", order.world.json()},
              {"words", order.words},
              {"is_warm", order.is_warm}}
      .dump();
}

SandboxUser sandbox_user() {
  SandboxUser user{::geteuid(), ::getegid(), false};
  if (user.user != 0) return user;
  bool has_user = false, has_group = false;
  all_ids("/proc/self/uid_map", has_user);
  all_ids("/proc/self/gid_map", has_group);
  if (has_user && has_group) user = {kNobody, kNobody, true};
  return user;
}

int sandbox_main() {
  try {
    const SandboxOrder order = read_order();
    const std::string filter = read_whole(kFilterFile);
    const SandboxUser user = sandbox_user();
    int ready[2];
    if (::pipe2(ready, O_CLOEXEC) != 0) refuse("make a pipe");
    constexpr unsigned long kinds = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID |
                                    CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |
                                    CLONE_NEWCGROUP | SIGCHLD;
    const auto child = static_cast<pid_t>(
        ::syscall(SYS_clone, kinds, nullptr, nullptr, nullptr, nullptr));
    if (child < 0) refuse("make namespaces");
    if (child == 0) {
      ::close(ready[1]);
      char byte = 0;
      // Closed without a word: the one outside has given up.
      if (::read(ready[0], &byte, 1) != 1) ::_exit(1);
      first_process(order, user, filter);
      ::_exit(0);
    }
    map_ids(child, user);
    if (::write(ready[1], "x", 1) != 1) refuse("begin");
    int status = 0;
    while (::waitpid(child, &status, 0) < 0) {
      if (errno != EINTR) refuse("wait");
    }
    if (WIFSIGNALED(status)) ::raise(WTERMSIG(status));
    return WEXITSTATUS(status);
  } catch (const std::exception& e) {
    std::fputs(e.what(), stderr);
    return 1;
  }
}

}  // namespace moonstain
