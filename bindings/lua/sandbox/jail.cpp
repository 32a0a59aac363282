#include "bindings/lua/sandbox/jail.h"

#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <utility>

#include "core/base/error.h"
#include "core/base/file_calls.h"
#include "core/base/text.h"

namespace moonstain::lua {

namespace {

constexpr int kMessages = 3;
constexpr int kLastWords = 4;
constexpr std::size_t kLastWordsBytes = 4096;

// What a signal handler may look at; set before the handlers are.
struct ForHandlers {
  char cpu_text[96];
  std::uintptr_t stack_top;
  std::size_t stack_bytes;
};
ForHandlers for_handlers;
alignas(16) char handler_stack[16384];

void on_cpu_timer(int) { end_jail(kLastWords, for_handlers.cpu_text); }

void on_fault(int, siginfo_t* info, void*) {
  const auto at = reinterpret_cast<std::uintptr_t>(info->si_addr);
  const bool in_stack = at < for_handlers.stack_top &&
                        for_handlers.stack_top - at <
                            for_handlers.stack_bytes + (std::size_t{1} << 20);
  end_jail(kLastWords,
           in_stack ? "calls are nested too deep: the C stack is exhausted"
                    : "the planner crashed; this is a fault in Moonstain");
}

void limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource_t>(resource), &both);
}

std::size_t address_space_bytes() {
  std::size_t pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%zu", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * 4096;
}

void set_limits(const JailLimits& limits) {
  const std::size_t now = address_space_bytes();
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_AS, now + limits.lua_memory_bytes + (std::size_t{192} << 20));
  // In whole seconds; the timer below is the finer one.
  limit(RLIMIT_CPU, static_cast<rlim_t>(limits.cpu.count() / 1000 + 2));
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

void set_handlers(const JailLimits& limits) {
  std::snprintf(for_handlers.cpu_text, sizeof for_handlers.cpu_text,
                "planning took more than %.1f s of CPU time",
                static_cast<double>(limits.cpu.count()) / 1000);
  int here = 0;
  for_handlers.stack_top = reinterpret_cast<std::uintptr_t>(&here);
  rlimit stack{};
  ::getrlimit(RLIMIT_STACK, &stack);
  for_handlers.stack_bytes = stack.rlim_cur == RLIM_INFINITY
                                 ? std::size_t{8} << 20
                                 : static_cast<std::size_t>(stack.rlim_cur);

  stack_t other{};
  other.ss_sp = handler_stack;
  other.ss_size = sizeof handler_stack;
  ::sigaltstack(&other, nullptr);
  struct sigaction action {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  ::sigaction(SIGSEGV, &action, nullptr);
  ::sigaction(SIGBUS, &action, nullptr);
  struct sigaction timer {};
  timer.sa_handler = on_cpu_timer;
  timer.sa_flags = SA_ONSTACK;
  ::sigaction(SIGPROF, &timer, nullptr);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
    ::signal(signal, SIG_DFL);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  // Of the clock that counts every slice; setitimer's own counts ticks, and a
  // child that waits for its pipe often is missed by them for half its time.
  sigevent by_signal{};
  by_signal.sigev_notify = SIGEV_SIGNAL;
  by_signal.sigev_signo = SIGPROF;
  timer_t of_cpu{};
  itimerspec after{};
  after.it_value.tv_sec = limits.cpu.count() / 1000;
  after.it_value.tv_nsec = limits.cpu.count() % 1000 * 1'000'000;
  if (::timer_create(CLOCK_PROCESS_CPUTIME_ID, &by_signal, &of_cpu) != 0 ||
      ::timer_settime(of_cpu, 0, &after, nullptr) != 0) {
    fail("no timer of CPU time: ", std::strerror(errno));
  }
}

[[noreturn]] void child(const JailLimits& limits, int messages, int last_words,
                        const std::function<void(const JailPipes&)>& body) {
  // Through higher numbers, so that neither lands on the other.
  const int first = ::fcntl(messages, F_DUPFD, kLastWords + 1);
  const int second = ::fcntl(last_words, F_DUPFD, kLastWords + 1);
  if (first < 0 || second < 0) {
    end_jail(last_words,
             concat("planning: no file for its pipe: ", reason_words(errno)));
  }
  ::dup2(first, kMessages);
  ::dup2(second, kLastWords);
  ::syscall(SYS_close_range, 5U, ~0U, 0U);
  ::close(0);
  ::close(1);
  ::close(2);
  ::clearenv();
  try {
    set_handlers(limits);
    set_limits(limits);
    body({kMessages, kLastWords});
  } catch (const std::exception& e) {
    end_jail(kLastWords, concat("the planner failed: ", e.what()));
  }
  ::_exit(0);
}

struct Pipe {
  int read = -1;
  int write = -1;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) {
      fail("planning: no pipe: ", reason_words(errno));
    }
    read = ends[0];
    write = ends[1];
  }
  ~Pipe() {
    close_end(read);
    close_end(write);
  }
  static void close_end(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

/// Kills and reaps the child unless it was waited for.
struct Child {
  pid_t process = -1;
  ~Child() { kill(); }
  void kill() {
    if (process > 0) {
      ::kill(process, SIGKILL);
      wait();
    }
  }
  int wait() {
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    process = -1;
    return status;
  }
};

std::string seconds_text(std::chrono::milliseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f",
                static_cast<double>(time.count()) / 1000);
  return text;
}

}  // namespace

void end_jail(int last_words, std::string_view text) {
  const std::size_t count = std::min(text.size(), kLastWordsBytes);
  [[maybe_unused]] const auto written = ::write(last_words, text.data(), count);
  ::_exit(4);
}

void shut_jail(const JailPipes& pipes) {
  // Unwinding and the first exception set up tables: before the filter.
  try {
    throw Error("");
  } catch (const Error&) {
  }
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  int failed = filter == nullptr;
  const auto allow = [&](int call) {
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) != 0;
  };
  if (filter != nullptr) {
    for (const int call :
         {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
          SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(futex)}) {
      allow(call);
    }
    for (const int file : {pipes.messages, pipes.last_words}) {
      failed |= seccomp_rule_add(
                    filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                    SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(file))) != 0;
    }
    // Private, anonymous, never executable.
    failed |= seccomp_rule_add(
                  filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                  SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                  SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_PRIVATE | MAP_ANONYMOUS,
                          MAP_PRIVATE | MAP_ANONYMOUS)) != 0;
    failed |= seccomp_load(filter) != 0;
    seccomp_release(filter);
  }
  if (failed) {
    end_jail(pipes.last_words,
             "this system refuses the filter (seccomp) that keeps a recipe "
             "from files and network; recipes are not planned without it");
  }
}

void run_in_jail(const JailLimits& limits,
                 const std::function<void(const JailPipes&)>& body,
                 const std::function<bool(std::string_view)>& take) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + limits.wall;
  Pipe messages;
  Pipe last_words;
  Child running{::fork()};
  check(running.process >= 0,
        "planning: no process could be started: ", std::strerror(errno));
  if (running.process == 0) {
    child(limits, messages.write, last_words.write, body);
  }
  Pipe::close_end(messages.write);
  Pipe::close_end(last_words.write);

  std::string words;
  std::string buffer(std::size_t{64} << 10, '\0');
  std::uint64_t taken = 0;
  while (messages.read >= 0 || last_words.read >= 0) {
    pollfd files[2] = {{messages.read, POLLIN, 0},
                       {last_words.read, POLLIN, 0}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - Clock::now());
    check(left.count() > 0, "planning took more than ",
          seconds_text(limits.wall), " s");
    const int ready = ::poll(files, 2, static_cast<int>(left.count()) + 1);
    if (ready < 0 && errno != EINTR) {
      fail("planning: poll: ", std::strerror(errno));
    }
    if (ready <= 0) continue;
    if (files[0].revents != 0) {
      const auto count = ::read(messages.read, buffer.data(), buffer.size());
      if (count > 0) {
        taken += static_cast<std::uint64_t>(count);
        check(taken <= limits.message_bytes, "the plan is larger than ",
              limits.message_bytes >> 20, " MB");
        if (!take({buffer.data(), static_cast<std::size_t>(count)})) return;
      } else if (count == 0 || errno != EINTR) {
        Pipe::close_end(messages.read);
      }
    }
    if (files[1].revents != 0) {
      const auto count = ::read(last_words.read, buffer.data(), buffer.size());
      if (count > 0) {
        words.append(buffer, 0, static_cast<std::size_t>(count));
        if (words.size() > kLastWordsBytes) words.resize(kLastWordsBytes);
      } else if (count == 0 || errno != EINTR) {
        Pipe::close_end(last_words.read);
      }
    }
  }
  const int status = running.wait();
  if (!words.empty()) fail(printable(words, kLastWordsBytes));
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    check(signal != SIGSYS,
          "planning tried a system call that is not allowed there");
    check(signal != SIGXCPU && signal != SIGKILL,
          "planning was ended: it took too much CPU time or memory");
    fail("planning was ended by signal ", signal);
  }
}

}  // namespace moonstain::lua
