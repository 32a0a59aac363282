#include "core/engine/worker.h"

#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <map>
#include <new>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/kill_point.h"
#include "core/engine/catalog.h"
#include "core/engine/message.h"
#include "core/engine/numeric_class.h"
#include "core/engine/object_files.h"
#include "core/engine/process_usage.h"
#include "core/engine/task_context.h"

namespace moonstain {

namespace {

constexpr int kEngineFile = 3;

/// A worker over this size makes room for a fresh one after its task.
constexpr std::uint64_t kGrownBytes = std::uint64_t{1} << 30;

using Steps = std::unordered_map<std::string, const StepKind*>;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Sends a running step's progress to the engine, and its lines to the log.
class WorkerContext : public TaskContext {
 public:
  explicit WorkerContext(Channel& engine) : engine_(engine) {
    TaskContext::current() = this;
  }
  ~WorkerContext() override { TaskContext::current() = nullptr; }

  void progress(std::uint64_t done, std::uint64_t total,
                std::string_view what) override {
    const auto now = Clock::now();
    if (sent_ && done != total &&
        now - last_ < std::chrono::milliseconds(100)) {
      return;
    }
    sent_ = true;
    last_ = now;
    engine_.send({{"progress", {done, total, what}}});
  }
  void log(std::string_view line) override {
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
  }

 private:
  Channel& engine_;
  bool sent_ = false;
  Clock::time_point last_;
};

void redirect_output(const std::string& path) {
  const int log = FileCalls::current().open(
      path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (log < 0) fail_call(path, "make the log");
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::close(log);
}

void finish_output(const std::string& path) {
  std::cout.flush();
  std::fflush(nullptr);
  struct stat info;
  if (::fstat(STDOUT_FILENO, &info) == 0 && info.st_size == 0) {
    FileCalls::current().unlink(path.c_str());
  }
}

std::map<std::string, std::vector<Inputs::Item>> read_inputs(
    const Json& inputs) {
  std::map<std::string, std::vector<Inputs::Item>> items;
  for (const auto& [name, list] : inputs.items()) {
    for (const Json& item : list) {
      items[name].push_back({item[0].get<std::string>(),
                             item[1].get<std::string>(),
                             item[2].get<std::string>()});
    }
  }
  return items;
}

/// Runs the body in the new folder `stage`. @return what it has written
std::map<std::string, FileEntry> run_step(const Steps& steps,
                                          const Json& task) {
  const auto& name = task["step"].get_ref<const std::string&>();
  const auto found = steps.find(name);
  check(found != steps.end(), "the worker has no step '", name,
        "'; program and worker are not of one build");
  const fs::path stage = task["stage"].get<std::string>();
  make_folders(stage);
  std::map<std::string, FileEntry> files;
  {
    WriteRecorder recorder(stage);
    found->second->body()(Inputs(name, read_inputs(task["inputs"])),
                          Options(name, task["options"]), stage);
    files = recorder.entries();
  }
  // A library may have written beside FileWriter, or removed a file again.
  std::map<std::string, FileEntry> written;
  for (const std::string& file : list_files(stage)) {
    const auto recorded = files.find(file);
    written[file] =
        recorded != files.end() ? recorded->second : hash_file(stage / file);
  }
  check(!written.empty(), name, ": made no file");
  return written;
}

// Objects that the task is to read and that are not what their names say.
Json damaged_inputs(const Json& folders) {
  Json damaged = Json::array();
  for (const Json& path : folders) {
    const fs::path folder = path.get<std::string>();
    const std::string name = folder.filename();
    if (!object_problem(folder, Digest::from_hex(name), "", Look::content)
             .empty()) {
      damaged.push_back(name);
    }
  }
  return damaged;
}

// What a step throws is its own; all of it becomes a text.
Json run_task(const Steps& steps, const Json& task, Channel& engine) {
  const std::string log = task["log"].get<std::string>();
  const auto began = Clock::now();
  const double cpu_before = own_cpu_seconds();
  reset_own_peak_memory();
  Json result = Json::object();
  try {
    redirect_output(log);
    const WorkerContext context(engine);
    Json damaged = damaged_inputs(task["check"]);
    if (!damaged.empty()) {
      result["damaged"] = std::move(damaged);
    } else {
      Json files = Json::array();
      for (const auto& [path, entry] : run_step(steps, task)) {
        files.push_back({path, entry.size_bytes, entry.sha256.hex()});
      }
      result["files"] = std::move(files);
    }
  } catch (const std::bad_alloc&) {
    result["error"] = "not enough memory";
  } catch (const std::exception& e) {
    result["error"] = *e.what() != '\0' ? e.what() : "an error without a text";
  } catch (...) {
    result["error"] = "an exception that is no std::exception";
  }
  if (const auto error = result.find("error"); error != result.end()) {
    std::fprintf(stderr, "%s\n", error->get_ref<std::string&>().c_str());
  }
  finish_output(log);
  const std::uint64_t peak_bytes = own_peak_memory_bytes();
  result["seconds"] = seconds_since(began);
  result["cpu_s"] = own_cpu_seconds() - cpu_before;
  result["peak_bytes"] = peak_bytes;
  if (peak_bytes > kGrownBytes) {
    ::malloc_trim(0);
    result["grown"] = own_memory_bytes() > kGrownBytes;
  }
  return result;
}

[[noreturn]] void serve_tasks(const Steps& steps, int socket,
                              pid_t template_process) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != template_process) ::_exit(1);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  try {
    Channel engine(socket);
    while (const auto task = engine.receive()) {
      kill_point("worker.begun");
      const Json result = run_task(steps, *task, engine);
      kill_point("worker.made");
      if (!engine.send({{"result", result}})) break;
      kill_point("worker.answered");
      // A step that failed may have left anything behind.
      if (result.contains("error") || result.value("grown", false)) break;
    }
    ::_exit(0);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "moonstain-worker: %s\n", e.what());
    ::_exit(1);
  }
}

Json needs_of(const Steps& steps, const Json& queries) {
  Json answers = Json::array();
  for (const Json& query : queries) {
    const std::string name = query[0].get<std::string>();
    const auto found = steps.find(name);
    Needs needs;
    if (found != steps.end() && found->second->needs()) {
      needs = with_context(concat(name, ": needs"), [&] {
        return found->second->needs()(Options(name, query[1]),
                                      query[2].get<InputSizes>());
      });
    }
    answers.push_back({needs.memory_bytes, needs.seconds});
  }
  return answers;
}

class Template {
 public:
  Template(const Steps& steps, const WorkerHooks& hooks)
      : steps_(steps), hooks_(hooks), engine_(kEngineFile) {}

  int serve() {
    ::fcntl(kEngineFile, F_SETFD, FD_CLOEXEC);
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
    if (const auto message = engine_.receive(&file_)) {
      answer(*message);
      return true;
    }
    return false;
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
      engine_.send({{"ended", found->second},
                    {"signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0},
                    {"code", WIFEXITED(status) ? WEXITSTATUS(status) : 0}});
      workers_.erase(found);
    }
  }

  const Steps& steps_;
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
      Steps by_name;
      for (const StepKind& step : steps) by_name[step.name()] = &step;
      return Template(by_name, hooks).serve();
    }
  } catch (const std::exception& e) {
    std::fprintf(stderr, "moonstain-worker: %s\n", e.what());
    return 1;
  }
  std::fprintf(stderr,
               "moonstain-worker is started by moonstain; by hand it takes "
               "--catalog\n");
  return 2;
}

}  // namespace moonstain
