#include "core/engine/program/warm_sandbox.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <string>

#include "core/base/error.h"
#include "core/engine/process/children.h"
#include "core/engine/process/usage.h"
#include "core/engine/program/task_mounts.h"
#include "core/engine/program/warm_check.h"
#include "core/engine/program/warm_message.h"

namespace moonstain {

namespace {

[[noreturn]] void refuse(std::string_view doing) {
  fail("cannot ", doing, ": ", std::strerror(errno));
}

/// The program, and how tasks are forked from it.
class WarmSandbox {
 public:
  WarmSandbox(pid_t program, int host_mounts)
      : program_(program), mounts_(host_mounts) {
    for (int file = 0; file < kStandardFiles; ++file) {
      flags_[file] = ::fcntl(file, F_GETFL);
    }
  }

  /// Waits until the program has imported its packages.
  WarmAnswer begin() {
    WarmAnswer answer;
    int status = 0;
    if (::waitpid(program_, &status, WUNTRACED) != program_) refuse("wait");
    if (!WIFSTOPPED(status)) {
      answer.refusal = concat("before the first task it ", words(status));
      return answer;
    }
    answer.refusal = mounts_.shut();
    answer.cpu_s = process_stat(program_).value_or(ProcessStat{}).cpu_s;
    return answer;
  }

  WarmAnswer run(const WarmOrder& order) {
    WarmAnswer answer;
    const pid_t task = fork_task(answer.refusal);
    if (answer.refusal.empty()) {
      answer.refusal = what_is_shared(program_, task);
    }
    if (!answer.refusal.empty()) return answer;
    try {
      mounts_.show(order);
    } catch (const std::exception& e) {
      answer.refusal = e.what();
      return answer;
    }
    const std::string before = state_of(program_);
    const double cpu_s = children_cpu_seconds();
    if (::kill(task, SIGCONT) != 0) refuse("wake a task");
    const int status = wait_for(task);
    if (WIFEXITED(status)) answer.code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) answer.signal = WTERMSIG(status);
    answer.spent = state_of(program_) != before;
    end_others(answer.spent);
    answer.cpu_s = children_cpu_seconds() - cpu_s;
    mounts_.hide();
    answer.spent = answer.spent || state_of(program_) != before ||
                   sockets_are_left() || !reset_files();
    return answer;
  }

 private:
  static std::string words(int status) {
    return end_words(WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                     WIFEXITED(status) ? WEXITSTATUS(status) : 0);
  }

  /// Lets the program make one. Both are stopped then.
  pid_t fork_task(std::string& refusal) const {
    if (::kill(program_, SIGCONT) != 0) refuse("wake the program");
    pid_t task = 0;
    bool waits = false;
    while (task == 0 || !waits) {
      int status = 0;
      const pid_t child = ::waitpid(-1, &status, WUNTRACED);
      if (child < 0 && errno == EINTR) continue;
      if (child < 0) refuse("wait for a fork");
      const bool is_program = child == program_;
      if (!WIFSTOPPED(status)) {
        refusal = concat(is_program ? "it " : "its fork ", words(status),
                         " before the task");
        return 0;
      }
      if (is_program) waits = true;
      if (!is_program) task = child;
    }
    return task;
  }

  /// Takes in orphans meanwhile, and the program where the task has ended it.
  int wait_for(pid_t task) const {
    while (true) {
      int status = 0;
      const pid_t child = ::waitpid(-1, &status, 0);
      if (child == task) return status;
      if (child < 0 && errno != EINTR) refuse("wait for a task");
    }
  }

  /// Kills all but this process and the program, who goes too where it is of no
  /// use any more.
  void end_others(bool with_program) const {
    for (;;) {
      bool any = false;
      for (const pid_t process : all_processes()) {
        if (process == ::getpid()) continue;
        if (process == program_ && !with_program) continue;
        any = true;
        ::kill(process, SIGKILL);
      }
      while (::waitpid(-1, nullptr, WNOHANG) > 0) {
      }
      if (!any) return;
      // Whose parent is the program is for nobody else to wait for.
      with_program =
          with_program ||
          process_stat(program_).value_or(ProcessStat{}).state != 'T';
      ::sched_yield();
    }
  }

  /// What a task may have set of the files that it has in common with the
  /// program. @return whether it was done
  bool reset_files() const {
    for (int file = 0; file < kStandardFiles; ++file) {
      if (::fcntl(file, F_SETFL, flags_[file]) != 0 ||
          ::fcntl(file, F_SETOWN, 0) != 0 || ::fcntl(file, F_SETSIG, 0) != 0) {
        return false;
      }
    }
    return true;
  }

  pid_t program_;
  TaskMounts mounts_;
  int flags_[kStandardFiles] = {};
};

}  // namespace

void serve_warm(pid_t program, int host_mounts, int orders) {
  WarmSandbox sandbox(program, host_mounts);
  WarmAnswer answer = sandbox.begin();
  send_answer(orders, answer);
  while (answer.refusal.empty() && !answer.spent) {
    const auto order = receive_order(orders);
    if (!order) return;
    answer = sandbox.run(*order);
    send_answer(orders, answer);
  }
}

}  // namespace moonstain
