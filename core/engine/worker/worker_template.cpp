#include "core/engine/worker/worker_template.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/kill_point.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/process/children.h"
#include "core/engine/process/usage.h"
#include "core/engine/worker/channel.h"
#include "core/engine/worker/template_message.h"
#include "core/engine/worker/worker_process.h"

namespace moonstain {

namespace {

// @throws Error "NAME: needs: ..." what a step's estimate throws
std::vector<Needs> needs_of(const StepsByName& steps,
                            const std::vector<NeedsQuery>& queries) {
  std::vector<Needs> answers;
  for (const NeedsQuery& query : queries) {
    const auto found = steps.find(query.step);
    Needs needs;
    if (found != steps.end()) {
      needs = with_context(concat(query.step, ": needs"), [&] {
        return found->second->needs_of(
            parse_json(query.options.text(), "options"), query.sizes);
      });
    }
    answers.push_back(needs);
  }
  return answers;
}

class Template {
 public:
  Template(const StepsByName& steps, const TemplateHooks& hooks)
      : steps_(steps), hooks_(hooks), engine_(kEngineFile) {}

  int serve() {
    ::fcntl(kEngineFile, F_SETFD, FD_CLOEXEC);
    adopt_orphans();
    sigset_t ended;
    ::sigemptyset(&ended);
    ::sigaddset(&ended, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &ended, nullptr);
    signals_ = ::signalfd(-1, &ended, SFD_CLOEXEC | SFD_NONBLOCK);
    try {
      if (hooks_.prepare) hooks_.prepare();
      check_threads();
      kill_point("template.prepared");
      tell(Hello{numeric_class("native", "").libm, hooks_.libtorch,
                 hooks_.capability ? hooks_.capability() : ""});
      while (wait()) {
      }
    } catch (const std::exception& e) {
      tell(TemplateFailure{e.what()});
      return 1;
    }
    return 0;
  }

 private:
  // A fork copies one thread; the others' locks would stay locked for ever.
  static void check_threads() {
    const int threads = own_thread_count();
    check(threads == 1, "the template process has ", threads,
          " threads; it must have one, or workers hang");
  }

  bool wait() {
    pollfd files[2] = {{engine_.socket(), POLLIN, 0}, {signals_, POLLIN, 0}};
    if (::poll(files, 2, -1) < 0 && errno != EINTR) return false;
    if (files[1].revents != 0) report_ended();
    if (files[0].revents == 0) return true;
    engine_.read_some();
    // A file may arrive with a message that came before its own.
    if (const int file = engine_.take_file(); file >= 0) file_ = file;
    while (const auto message = engine_.next()) {
      std::visit([this](const auto& order) { obey(order); },
                 read_order_message(*message));
    }
    return !engine_.gone();
  }

  void tell(const TemplateReport& report) {
    engine_.send(report_message(report));
  }

  void obey(const EndOrder& order) {
    for (const auto& [process, worker] : workers_) {
      // Not yet waited for, so the number is still its own.
      if (worker == order.worker) ::kill(process, SIGKILL);
    }
  }

  void obey(const NeedsOrder& order) {
    try {
      tell(NeedsAnswer{needs_of(steps_, order.queries), std::nullopt});
    } catch (const std::exception& e) {
      tell(NeedsAnswer{{}, e.what()});
    }
  }

  void obey(const ForkOrder& order) {
    check_threads();
    std::fflush(nullptr);
    const pid_t self = ::getpid();
    const pid_t child = ::fork();
    if (child == 0) {
      const int socket = file_;
      ::close(signals_);
      engine_.close();
      kill_point("worker.forked");
      serve_tasks(steps_, socket, self);
    }
    kill_point("template.forked");
    const int reason = errno;
    ::close(file_);
    file_ = -1;
    check(child > 0, "cannot fork a worker: ", std::strerror(reason));
    workers_[child] = order.worker;
    tell(Forked{order.worker, child});
  }

  void report_ended() {
    signalfd_siginfo info;
    while (::read(signals_, &info, sizeof info) > 0) {
    }
    int status = 0;
    while (true) {
      const pid_t child = ::waitpid(-1, &status, WNOHANG);
      if (child <= 0) return;
      const auto found = workers_.find(child);
      if (found == workers_.end()) continue;
      const unsigned worker = found->second;
      workers_.erase(found);
      // Programs of a worker that was killed are now children of this process.
      const std::vector<std::string> left = end_children(
          [this](pid_t process) { return workers_.contains(process); });
      tell(Ended{worker, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                 WIFEXITED(status) ? WEXITSTATUS(status) : 0, listed(left)});
    }
  }

  const StepsByName& steps_;
  const TemplateHooks& hooks_;
  Channel engine_;
  int signals_ = -1;
  int file_ = -1;
  std::map<pid_t, unsigned> workers_;
};

}  // namespace

int serve_template(const StepsByName& steps, const TemplateHooks& hooks) {
  return Template(steps, hooks).serve();
}

}  // namespace moonstain
