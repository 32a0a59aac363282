#include "core/engine/worker/worker.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/kill_point.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/process/children.h"
#include "core/engine/process/usage.h"
#include "core/engine/step/catalog.h"
#include "core/engine/worker/channel.h"
#include "core/engine/worker/worker_tasks.h"

namespace moonstain {

namespace {

constexpr int kEngineFile = 3;

Json needs_of(const StepsByName& steps, const Json& queries) {
  Json answers = Json::array();
  for (const Json& query : queries) {
    const std::string name = query[0].get<std::string>();
    const auto found = steps.find(name);
    Needs needs;
    if (found != steps.end() && found->second->needs()) {
      needs = with_context(concat(name, ": needs"), [&] {
        return found->second->needs()(
            Options(name, parse_json(query[1].get_ref<const std::string&>(),
                                     "options")),
            query[2].get<InputSizes>());
      });
    }
    answers.push_back({needs.memory_bytes, needs.seconds, needs.threads,
                       needs.gpus, needs.limit_s});
  }
  return answers;
}

class Template {
 public:
  Template(const StepsByName& steps, const WorkerHooks& hooks)
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
      engine_.send(
          {{"hello", 1},
           {"libm", numeric_class("native", "").libm},
           {"libtorch", hooks_.libtorch},
           {"capability", hooks_.capability ? hooks_.capability() : ""}});
      while (wait()) {
      }
    } catch (const std::exception& e) {
      engine_.send({{"error", e.what()}});
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
    while (const auto message = engine_.next()) answer(*message);
    return !engine_.gone();
  }

  void answer(const Json& message) {
    if (message.contains("fork")) {
      fork_worker(message["fork"].get<unsigned>());
    } else if (message.contains("end")) {
      for (const auto& [process, worker] : workers_) {
        // Not yet waited for, so the number is still its own.
        if (worker == message["end"].get<unsigned>()) {
          ::kill(process, SIGKILL);
        }
      }
    } else if (message.contains("needs")) {
      try {
        engine_.send({{"needs", needs_of(steps_, message["needs"])}});
      } catch (const std::exception& e) {
        engine_.send({{"needs_error", e.what()}});
      }
    }
  }

  void fork_worker(unsigned worker) {
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
    workers_[child] = worker;
    engine_.send({{"forked", worker}, {"process", child}});
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
      engine_.send({{"ended", worker},
                    {"signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0},
                    {"code", WIFEXITED(status) ? WEXITSTATUS(status) : 0},
                    {"left", listed(left)}});
    }
  }

  const StepsByName& steps_;
  const WorkerHooks& hooks_;
  Channel engine_;
  int signals_ = -1;
  int file_ = -1;
  std::map<pid_t, unsigned> workers_;
};

}  // namespace

int worker_main(const std::vector<StepKind>& steps, const WorkerHooks& hooks,
                int argc, char** argv) {
  const std::string_view command = argc == 2 ? argv[1] : "";
  try {
    if (command == "--catalog") {
      const std::string text = catalog_text(steps, hooks.libtorch);
      return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
                     std::fflush(stdout) == 0
                 ? 0
                 : 1;
    }
    if (command == "--template") {
      StepsByName by_name;
      for (const StepKind& step : steps) by_name[step.name()] = &step;
      return Template(by_name, hooks).serve();
    }
  } catch (const std::exception& e) {
    std::fprintf(stderr, "moonstain-worker: %s\n", e.what());
    return 1;
  }
  if (argc == 4 && std::string_view(argv[1]) == "--batch" && hooks.batch) {
    return hooks.batch(
        argv[0], argv[2],
        static_cast<unsigned>(std::strtoul(argv[3], nullptr, 10)));
  }
  std::fprintf(stderr,
               "moonstain-worker is started by moonstain; by hand it takes "
               "--catalog\n");
  return 2;
}

}  // namespace moonstain
