#include "core/engine/worker/worker_tasks.h"

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <new>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_calls.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/kill_point.h"
#include "core/engine/jail/jail.h"
#include "core/engine/jail/memory_limit.h"
#include "core/engine/process/children.h"
#include "core/engine/process/usage.h"
#include "core/engine/step/task_context.h"
#include "core/engine/store/object_files.h"
#include "core/engine/worker/channel.h"
#include "core/engine/worker/task_message.h"
#include "core/engine/worker/worker_message.h"

namespace moonstain {

namespace {

/// A worker over this size makes room for a fresh one after its task.
constexpr std::uint64_t kGrownBytes = std::uint64_t{1} << 30;

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
    engine_.send(worker_message(TaskProgress{done, total, std::string(what)}));
  }
  void log(std::string_view line) override {
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
  }
  void started_program(const ProgramUse& use) override { use_ = use; }
  const ProgramUse& program() const { return use_; }

 private:
  Channel& engine_;
  ProgramUse use_;
  bool sent_ = false;
  Clock::time_point last_;
};

void redirect_output(int log) {
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::close(log);
}

void finish_output() {
  std::cout.flush();
  std::fflush(nullptr);
}

// Programs that a step has started and not waited for: they could still write
// into its result.
void end_left_processes() {
  const std::vector<std::string> left = end_children({});
  if (left.empty()) return;
  std::fprintf(stderr, "ended with the step, which had left it running: %s\n",
               listed(left).c_str());
}

bool says(const std::string& error, int reason) {
  return error.find(std::strerror(reason)) != std::string::npos;
}

// The error with what the step cannot know: its limits.
std::string with_limits(std::string error, const MemoryLimit& memory) {
  if (says(error, ENOMEM)) error += concat("; ", memory.refusal());
  const std::vector<std::string> refused = take_refused_calls();
  if (!refused.empty()) {
    error += concat("; a step may not call ", listed(refused));
  } else if (says(error, EACCES) || says(error, EPERM) || says(error, EROFS) ||
             says(error, EXDEV)) {
    error += "; a step may write into its own output folder only";
  }
  return error;
}

struct Written {
  std::map<std::string, FileEntry> files;
  std::uint64_t unpacked_bytes = 0;  ///< 0: not known
};

/// Runs the body in the new folder `stage`. @return what it has written
Written run_step(const StepsByName& steps, const Task& task,
                 const fs::path& stage) {
  const auto found = steps.find(task.step);
  check(found != steps.end(), "the worker has no step '", task.step,
        "'; program and worker are not of one build");
  remove_tree(stage);  // what an earlier try has left
  make_folders(stage);
  Written recorded;
  {
    WriteRecorder recorder(stage);
    found->second->run(Inputs(task.step, task.inputs),
                       parse_json(task.options.text(), "options"), stage);
    end_left_processes();
    recorded = {recorder.entries(), recorder.unpacked_bytes()};
  }
  // A library may have written beside FileWriter, or removed a file again.
  Written written;
  for (const std::string& file : list_files(stage)) {
    const auto known = recorded.files.find(file);
    written.files[file] =
        known != recorded.files.end() ? known->second : hash_file(stage / file);
  }
  check(!written.files.empty(), task.step, ": made no file");
  // Of what a library or a program wrote, nobody said what it unpacks to.
  if (written.files == recorded.files) {
    written.unpacked_bytes = recorded.unpacked_bytes;
  }
  return written;
}

// Objects that the task is to read and that are not what their names say.
std::vector<Digest> damaged_inputs(const std::vector<fs::path>& folders) {
  std::vector<Digest> damaged;
  for (const fs::path& folder : folders) {
    const Digest object = Digest::from_hex(folder.filename().native());
    if (!object_problem(folder, object, "", Look::content).empty()) {
      damaged.push_back(object);
    }
  }
  return damaged;
}

// What a step throws is its own; all of it becomes a text.
TaskResult run_task(const StepsByName& steps, const Task& task,
                    const fs::path& stage, Channel& engine) {
  const auto began = Clock::now();
  const double cpu_before = own_cpu_seconds();
  reset_own_peak_memory();
  TaskResult result;
  const MemoryLimit memory(task.memory_limit_bytes);
  ProgramUse use;
  try {
    const WorkerContext context(engine);
    result.damaged = damaged_inputs(task.check);
    if (result.damaged.empty()) {
      Written written = run_step(steps, task, stage);
      result.files = std::move(written.files);
      result.unpacked_bytes = written.unpacked_bytes;
    }
    use = context.program();
  } catch (const std::bad_alloc&) {
    result.error = memory.refusal();
  } catch (const std::exception& e) {
    result.error = *e.what() != '\0' ? e.what() : "an error without a text";
  } catch (...) {
    result.error = "an exception that is no std::exception";
  }
  end_left_processes();
  if (!result.error.empty()) {
    result.error = with_limits(std::move(result.error), memory);
    std::fprintf(stderr, "%s\n", result.error.c_str());
  } else if (const auto refused = take_refused_calls(); !refused.empty()) {
    std::fprintf(stderr, "refused to the step: %s\n", listed(refused).c_str());
  }
  finish_output();
  result.seconds = seconds_since(began);
  result.cpu_s = own_cpu_seconds() - cpu_before + use.cpu_s;
  result.peak_bytes = std::max(own_peak_memory_bytes(), use.peak_bytes);
  result.program = use.program;
  return result;
}

// Whether a worker stays so large that a fresh one does better. A step that
// failed may have left anything behind, too.
bool is_spent(const TaskResult& result) {
  if (!result.error.empty()) return true;
  if (result.peak_bytes <= kGrownBytes) return false;
  ::malloc_trim(0);
  return own_memory_bytes() > kGrownBytes;
}

// What a library leaves in its temporary folder must not meet the next task.
// @return whether it is empty
bool empty_folder(const fs::path& folder) {
  bool empty = true;
  for (const std::string& name : list_folder(folder)) {
    empty = try_remove_tree(folder / name).empty() && empty;
  }
  return empty;
}

// The first message says where the worker lives and what it may do. Its folder
// has one for temporary files, in which it works; the tasks' stages lie beside.
// @return the folder for temporary files
fs::path move_in(const JailPlan& jail, int log) {
  fs::path temporary = jail.folder / "tmp";
  make_folders(temporary);
  redirect_output(log);
  if (jail.starts_programs) {
    adopt_orphans();
    // What it lays out for a program may be another user's to read. What that
    // makes of its files, programs that run as their owner, is in nobody's
    // reach.
    ::umask(022);
    if (::chmod(jail.folder.c_str(), 0700) != 0) {
      fail_call(jail.folder, "shut");
    }
  }
  open_own_usage();
  enter_worker_jail(jail);
  if (::chdir(temporary.c_str()) != 0) fail_call(temporary, "enter");
  ::setenv("TMPDIR", temporary.c_str(), 1);
  return temporary;
}

}  // namespace

void serve_tasks(const StepsByName& steps, int socket, pid_t parent,
                 const std::function<void()>& begin) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  Channel engine(socket);
  try {
    int log = -1;
    const auto first = engine.receive(&log);
    if (!first) ::_exit(0);
    const fs::path temporary = move_in(read_jail_message(*first), log);
    if (begin) begin();
    while (const auto message = engine.receive()) {
      kill_point("worker.begun");
      const Task task = read_task_message(*message);
      TaskResult result =
          run_task(steps, task, temporary.parent_path() / task.name, engine);
      const bool spent = begin ? !result.error.empty() : is_spent(result);
      kill_point("worker.made");
      if (!engine.send(worker_message(TaskEnd{std::move(result), spent}))) {
        break;
      }
      kill_point("worker.answered");
      if (spent || !empty_folder(temporary)) break;
    }
    ::_exit(0);
  } catch (const std::exception& e) {
    TaskResult result;
    result.error = e.what();
    engine.send(worker_message(TaskEnd{std::move(result), true}));
    ::_exit(1);
  }
}

}  // namespace moonstain
