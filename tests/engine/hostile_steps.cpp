#include "tests/engine/hostile_steps.h"

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
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <thread>
#include <vector>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/engine/note.h"

namespace moonstain {

namespace {

// 0 or above: it worked. `target` is a path or a process, `out` the stage.
using Attempt = std::function<long(const char* target, const fs::path& out)>;

long open_and_close(const char* path, int flags) {
  const int file = ::open(path, flags, 0666);
  if (file >= 0) ::close(file);
  return file;
}

// The worker's own, over which it talks with the engine.
int inherited_socket() {
  for (int file = 0; file < 64; ++file) {
    struct stat info;
    if (::fstat(file, &info) == 0 && S_ISSOCK(info.st_mode)) return file;
  }
  return -1;
}

long send_to_localhost() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(9);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::sendto(inherited_socket(), "x", 1, MSG_NOSIGNAL,
                  reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

// To the engine, in the worker's name.
[[noreturn]] void say(const std::string& bytes) {
  ::send(inherited_socket(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  while (true) ::usleep(10'000);
}

// A message with its length in front, as core/engine/worker/channel.h has it.
std::string framed(const std::string& json) {
  const auto packed = Json::to_msgpack(Json::parse(json));
  std::string bytes = {static_cast<char>(packed.size()), 0, 0, 0};
  return bytes.append(packed.begin(), packed.end());
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

long try_it(const std::string& attempt, const std::string& target,
            const fs::path& out) {
  errno = 0;
  return attempts().at(attempt)(target.c_str(), out);
}

struct ReachOptions {
  std::string attempt = "write";
  std::string target;
};

Note reach(const Options& options, const fs::path& out) {
  const auto [attempt, target] = options.as<ReachOptions>();
  const long done = try_it(attempt, target, out);
  check(done >= 0, "reach: ", attempt, ": ", std::strerror(errno));
  return {attempt + " worked"};
}

// What a step may do all the same.
void behave(const fs::path& out) {
  make_folders(out / "a");
  write_file(out / "a" / "text", "first");
  rename_path(out / "a" / "text", out / "text");
  remove_tree(out / "a");
  const char* temporary = std::getenv("TMPDIR");
  check(temporary != nullptr, "TMPDIR is not set");
  write_file(fs::path(temporary) / "scratch", "x");
  write_file("scratch too", "x");  // in the working folder
  const int nothing = ::open("/dev/null", O_WRONLY);
  check(nothing >= 0, "/dev/null: ", std::strerror(errno));
  ::close(nothing);
  int sum = 0;
  std::thread([&sum] { sum = 3; }).join();
  check(sum == 3, "the thread has not run");
  check(::kill(::getpid(), 0) == 0, "kill: ", std::strerror(errno));
}

void print_lines(std::int64_t count) {
  for (std::int64_t i = 0; count < 0 || i < count; ++i) {
    std::printf("line %026lld\n", static_cast<long long>(i));  // 32 bytes
  }
  std::fflush(stdout);
}

enum class Distance { background, own_session, twice_removed };

// Starts `sleep` and waits until it is at it, not for its end.
void leave_running(Distance how, const std::string& seconds) {
  int ends[2];
  check(::pipe2(ends, O_CLOEXEC) == 0, "pipe: ", std::strerror(errno));
  const pid_t child = ::fork();
  check(child >= 0, "fork: ", std::strerror(errno));
  if (child == 0) {
    if (how != Distance::background) ::setsid();
    if (how == Distance::twice_removed && ::fork() != 0) ::_exit(0);
    ::execlp("sleep", "sleep", seconds.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  char byte;
  check(::read(ends[0], &byte, 1) == 0, "the pipe is not shut by execve");
  ::close(ends[0]);
}

struct HogOptions {
  std::int64_t megabytes = 8192;
  bool by_malloc = false;
};

struct SayOptions {
  std::string json;
  std::int64_t times = 1;
};

struct FloodOptions {
  std::int64_t lines = -1;
};

struct LeaveOptions {
  Distance how = Distance::background;
  std::string seconds = "60";
  bool hang = false;
};

}  // namespace

template <>
struct KindWords<Distance> {
  static constexpr std::string_view kAll[] = {"background", "own session",
                                              "twice removed"};
};

std::vector<StepKind> hostile_steps() {
  return {
      StepKind("reach", 1, "Tries what a step may not do.")
          .option("attempt", &ReachOptions::attempt, "what it tries")
          .option("target", &ReachOptions::target,
                  "path or process it is tried on")
          .makes_into<Note>(
              [](const Inputs&, const Options& options, const fs::path& out) {
                reach(options, out).write(out);
              }),
      StepKind("reach_quietly", 1, "Tries it and goes on.")
          .option("attempt", &ReachOptions::attempt, "what it tries")
          .makes_into<Note>(
              [](const Inputs&, const Options& options, const fs::path& out) {
                const long done =
                    try_it(options.as<ReachOptions>().attempt, "", out);
                Note{done < 0 ? "refused" : "worked"}.write(out);
              }),
      StepKind("behave", 1, "Does what a step may do.")
          .makes_into<Note>([](const Inputs&, const Options&,
                               const fs::path& out) { behave(out); }),
      StepKind("hog", 1, "Takes memory.")
          .option("megabytes", &HogOptions::megabytes, "how much", {1})
          .unit("MB")
          .option("by_malloc", &HogOptions::by_malloc, "as a C library does")
          .makes<Note>([](const Inputs&, const Options& options) {
            const auto [megabytes, by_malloc] = options.as<HogOptions>();
            const auto bytes = static_cast<std::size_t>(megabytes) << 20;
            if (by_malloc) {
              void* memory = std::malloc(bytes);
              check(memory != nullptr, "hog: ", std::strerror(errno));
              std::free(memory);
            } else {
              const std::vector<char> memory(bytes);
              check(memory[bytes / 2] == 0, "hog: memory is not clean");
            }
            return Note{"taken"};
          }),
      StepKind("say", 1, "Speaks to the engine in its worker's name.")
          .option("json", &SayOptions::json,
                  "what it says; empty: no message at all")
          .option("times", &SayOptions::times, "how often, at once")
          .makes<Note>([](const Inputs&, const Options& options) -> Note {
            const auto [json, times] = options.as<SayOptions>();
            std::string bytes;
            for (std::int64_t i = 0; i < times; ++i) {
              bytes += json.empty() ? "\xff\xff\xff\xff" : framed(json);
            }
            say(bytes);
          }),
      StepKind("hang", 1, "Does not end; says that it takes 0.3 s at most.")
          .needs([](const Options&, const InputSizes&) {
            return Needs{.limit_s = 0.3};
          })
          .makes<Note>([](const Inputs&, const Options&) -> Note {
            while (true) ::usleep(10'000);
          }),
      StepKind("flood", 1, "Prints lines of 32 bytes.")
          .option("lines", &FloodOptions::lines,
                  "how many; below 0: without end")
          .makes<Note>([](const Inputs&, const Options& options) {
            print_lines(options.as<FloodOptions>().lines);
            return Note{"printed"};
          }),
      StepKind("leave_running", 1, "Leaves a program behind.")
          .option("how", &LeaveOptions::how, "how far from the step")
          .option("seconds", &LeaveOptions::seconds,
                  "time that the program takes")
          .option("hang", &LeaveOptions::hang, "does not end either")
          .starts_programs()
          .makes<Note>([](const Inputs&, const Options& options) {
            const auto [how, seconds, hang] = options.as<LeaveOptions>();
            leave_running(how, seconds);
            while (hang) ::usleep(10'000);
            return Note{"left"};
          }),
      StepKind("program_reach", 1, "As `reach`, in a process it has started.")
          .option("attempt", &ReachOptions::attempt, "what it tries")
          .option("target", &ReachOptions::target,
                  "path or process it is tried on")
          .starts_programs()
          .makes_into<Note>(
              [](const Inputs&, const Options& options, const fs::path& out) {
                const auto [attempt, target] = options.as<ReachOptions>();
                const pid_t child = ::fork();
                if (child == 0) {
                  const long done = try_it(attempt, target, out);
                  ::_exit(done < 0 ? errno : 0);
                }
                int status = 0;
                ::waitpid(child, &status, 0);
                check(WIFEXITED(status), "the process was ended by a signal");
                check(WEXITSTATUS(status) == 0, "program_reach: ", attempt,
                      ": ", std::strerror(WEXITSTATUS(status)));
                Note{"worked"}.write(out);
              }),
  };
}

}  // namespace moonstain
