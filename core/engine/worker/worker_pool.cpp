#include "core/engine/worker/worker_pool.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/text.h"
#include "core/engine/jail/jail_words.h"
#include "core/engine/process/usage.h"
#include "core/engine/worker/task_message.h"
#include "core/engine/worker/worker_message.h"
#include "core/engine/worker/worker_process.h"

namespace moonstain {

namespace {

constexpr int kEndLimitMs = 2'000;

std::map<std::string, std::string> varied(
    std::map<std::string, std::string> variables,
    const WorkerVariation& variation) {
  for (const auto& [name, value] : variation.environment) {
    variables[name] = value;
  }
  return variables;
}

/// @throws Error when it is required and not to be had
JailSettings checked(const JailSettings& jail) {
  const std::string gap = jail_gap(jail);
  check(!jail.require || gap.empty(), gap, "; --require-jail asks for it");
  return jail;
}

/// What can be read: a worker's socket, what it has printed, or the template.
enum class Source { log, socket, template_socket };

std::uint64_t tag_of(unsigned worker, Source source) {
  return std::uint64_t{worker} << 2 | static_cast<std::uint64_t>(source);
}

}  // namespace

WorkerPool::WorkerPool(const fs::path& program, const NumericClass& numbers,
                       fs::path stages, const JailSettings& jail,
                       WorkerVariation variation, Gpus gpus)
    : worker_(program),
      variables_(varied(worker_environment(numbers), variation)),
      variation_(std::move(variation)),
      gpus_(std::move(gpus)),
      stages_(std::move(stages)),
      jail_(checked(jail)),
      template_(program, numbers, variables_) {
  ready_.add(template_.socket(), tag_of(0, Source::template_socket));
}

WorkerPool::~WorkerPool() {
  // Workers are killed with their template. They are gone, and write no more,
  // when their sockets are closed.
  template_.end();
  for (auto& [number, worker] : workers_) {
    if (worker.gpu && !worker.ended) wait_for(worker);
  }
  for (const auto& [number, worker] : workers_) {
    pollfd file{worker.channel.socket(), 0, 0};  // only that it hangs up
    ::poll(&file, 1, kEndLimitMs);
    gone_.push_back(number);
  }
  remove_folders();
}

fs::path WorkerPool::folder(unsigned number) const {
  return stages_ / concat("worker-", number);
}

// What stays is tried again, and said, where the run ends.
void WorkerPool::remove_folders() {
  for (const unsigned number : gone_) try_remove_tree(folder(number));
  gone_.clear();
}

std::string WorkerPool::jail() const { return jail_words(jail_); }

std::string WorkerPool::jail_gap() const { return moonstain::jail_gap(jail_); }

unsigned WorkerPool::start(const Task& task) {
  std::vector<unsigned>& idle = idle_like(task.starts_programs, task.on_gpu);
  while (!idle.empty()) {
    const unsigned number = idle.back();
    idle.pop_back();
    if (give(number, task)) return number;
    // It died while it had nothing to do.
    if (workers_.at(number).gpu) wait_for(workers_.at(number));
    workers_.erase(number);
    gone_.push_back(number);
  }
  const unsigned number =
      task.on_gpu ? start_resident() : fork_worker(task.starts_programs);
  give(number, task);
  return number;
}

std::vector<unsigned>& WorkerPool::idle_like(bool starts_programs,
                                             bool on_gpu) {
  if (on_gpu) return idle_on_gpu_;
  return starts_programs ? idle_with_programs_ : idle_;
}

unsigned WorkerPool::next_number() {
  remove_folders();
  // What could not be removed must not meet a task.
  while (path_exists(folder(next_))) ++next_;
  return next_++;
}

unsigned WorkerPool::fork_worker(bool starts_programs) {
  const unsigned number = next_number();
  const ChannelPair ends = make_channel_pair();
  const bool sent = template_.send(ForkOrder{number}, ends.worker);
  ::close(ends.worker);
  workers_[number].starts_programs = starts_programs;
  JailPlan jail;
  jail.starts_programs = starts_programs;
  send_in(number, Channel(ends.engine), std::move(jail));
  if (!sent) template_.fail_gone();
  return number;
}

// No resident worker is idle. One that is not busy leaves, or is gone.
unsigned WorkerPool::free_gpu() const {
  for (unsigned gpu = 0; gpu < gpus_.count; ++gpu) {
    const bool taken =
        std::any_of(workers_.begin(), workers_.end(), [&](const auto& one) {
          return one.second.gpu == gpu && one.second.busy;
        });
    if (!taken) return gpu;
  }
  fail("no GPU is free: ", gpus_.count, " are there, and each has a task");
}

unsigned WorkerPool::start_resident() {
  const unsigned gpu = free_gpu();
  const unsigned number = next_number();
  auto variables = variables_;
  for (const auto& [name, value] : gpu_environment(gpus_.libraries)) {
    variables[name] = value;
  }
  const ChannelPair ends = make_channel_pair();
  Channel channel(ends.engine);
  const Channel theirs(ends.worker);
  const pid_t process =
      start_worker(worker_, {kResidentWord, concat(gpu), gpus_.numeric},
                   variables, ends.worker);
  workers_[number].gpu = gpu;
  workers_[number].process = process;
  JailPlan jail;
  jail.devices = gpu_device_files();
  send_in(number, std::move(channel), std::move(jail));
  return number;
}

// The first message to a worker: where it lives, and what it may do beside.
void WorkerPool::send_in(unsigned number, Channel channel, JailPlan jail) {
  Worker& worker = workers_.at(number);
  jail.folder = folder(number);
  jail.writes = chosen_write_jail(jail_, jail.starts_programs);
  jail.landlock_abi = jail_.landlock_abi;
  worker.folder = jail.folder.native();
  worker.channel = std::move(channel);
  ready_.add(worker.channel.socket(), tag_of(number, Source::socket));
  ready_.add(worker.log.file(), tag_of(number, Source::log));
  // The socket holds messages until the worker is there. One that could not
  // be forked shows as one that ended.
  worker.channel.send(jail_message(jail), worker.log.worker_end());
  worker.log.close_worker_end();
}

// @return false when the worker is gone
bool WorkerPool::give(unsigned number, const Task& task) {
  Worker& worker = workers_.at(number);
  worker.stage = concat(worker.folder, "/", task.name);
  worker.log.begin(task.log);
  worker.busy = true;
  worker.node = task.node;
  return worker.channel.send(task_message(task));
}

void WorkerPool::end(unsigned worker, const std::string& reason) {
  const auto found = workers_.find(worker);
  if (found == workers_.end() || !found->second.reason.empty()) return;
  found->second.reason = reason;
  if (found->second.gpu) {
    ::kill(static_cast<pid_t>(found->second.process), SIGKILL);
    return;
  }
  if (!template_.send(EndOrder{worker})) template_.fail_gone();
}

double WorkerPool::cpu_seconds(unsigned worker) const {
  const auto found = workers_.find(worker);
  if (found == workers_.end() || found->second.process == 0) return 0;
  return process_stat(found->second.process).value_or(ProcessStat{}).cpu_s;
}

TemplateProcess::Listener WorkerPool::listener() {
  return [this](const WorkerNews& news) {
    std::visit([this](const auto& one) { take(one); }, news);
  };
}

void WorkerPool::take(const Forked& forked) {
  const auto found = workers_.find(forked.worker);
  if (found != workers_.end()) found->second.process = forked.process;
}

void WorkerPool::take(const Ended& ended) {
  const auto found = workers_.find(ended.worker);
  if (found == workers_.end()) return;
  note_end(found->second, ended.signal, ended.code);
  found->second.left = ended.left;
}

void WorkerPool::note_end(Worker& worker, int signal, int code) {
  worker.fate = ends_.words(signal, code);
}

// A step may have broken its worker: what comes is checked, and one that says
// something else is ended alone.
void WorkerPool::hear(unsigned number, Worker& worker,
                      std::vector<WorkerReport>& out) {
  try {
    worker.channel.read_some();
    while (const auto message = worker.channel.next()) {
      out.push_back(report_of(number, worker, *message));
    }
    // One that is let go leaves when its socket is closed.
    worker.ended =
        worker.channel.gone() || (variation_.one_task_each && !worker.busy);
    // It would be readable for ever; the template says more.
    if (worker.ended) ready_.remove(worker.channel.socket());
    if (worker.ended && worker.gpu) wait_for(worker);
  } catch (const std::exception& e) {
    end(number, concat("its worker process was ended: ", e.what()));
    worker.channel.close();
    worker.ended = true;
    if (worker.gpu) wait_for(worker);
  }
}

// A resident worker that is gone, or must go.
void WorkerPool::wait_for(Worker& worker) {
  const auto process = static_cast<pid_t>(worker.process);
  ::kill(process, SIGKILL);  // changes nothing for one that has ended
  int status = 0;
  ::waitpid(process, &status, 0);
  note_end(worker, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
           WIFEXITED(status) ? WEXITSTATUS(status) : 0);
}

WorkerReport WorkerPool::report_of(unsigned number, Worker& worker,
                                   const Json& message) {
  check(worker.busy, "a worker process spoke without being asked");
  WorkerReport report{number, worker.node, std::nullopt, std::nullopt};
  WorkerMessage said = read_worker_message(message);
  if (auto* progress = std::get_if<TaskProgress>(&said)) {
    report.progress = std::move(*progress);
    return report;
  }
  auto& ended = std::get<TaskEnd>(said);
  report.result = std::move(ended.result);
  report.result->stage = worker.stage;
  worker.log.finish();
  worker.busy = false;
  const bool leaves = !report.result->error.empty() || ended.leaves;
  if (!leaves && worker.reason.empty() && !variation_.one_task_each) {
    idle_like(worker.starts_programs, worker.gpu.has_value()).push_back(number);
  } else {
    end(number, "");  // it leaves by itself, unless a step holds it
  }
  return report;
}

void WorkerPool::wait(int limit_ms) const {
  pollfd file{ready_.file(), POLLIN, 0};
  check(::poll(&file, 1, limit_ms) >= 0 || errno == EINTR,
        "cannot wait for workers");
}

std::vector<WorkerReport> WorkerPool::reports() {
  std::vector<WorkerReport> reports;
  for (const std::uint64_t tag : ready_.ready()) {
    const auto source = static_cast<Source>(tag & 3);
    if (source == Source::template_socket) {
      template_.hear(listener());
      continue;
    }
    const auto found = workers_.find(static_cast<unsigned>(tag >> 2));
    if (found == workers_.end()) continue;
    auto& [number, worker] = *found;
    if (source == Source::log) {
      worker.log.take();
    } else if (!worker.ended) {
      hear(number, worker, reports);
    }
  }
  for (auto at = workers_.begin(); at != workers_.end();) {
    auto& [number, worker] = *at;
    if (!worker.ended || (worker.busy && worker.fate.empty())) {
      ++at;
      continue;
    }
    if (worker.busy) {
      worker.log.finish();
      TaskResult result;
      result.stage = worker.stage;
      result.error = worker.reason.empty()
                         ? concat("its worker process ", worker.fate)
                         : worker.reason;
      if (!worker.left.empty()) {
        result.error += concat("; ended with it: ", worker.left);
      }
      const std::string lines = worker.log.last_lines();
      result.error += lines.empty() ? "; it has printed nothing"
                                    : concat("; the last it printed:", lines);
      reports.push_back({number, worker.node, std::nullopt, result});
    }
    std::erase(idle_like(worker.starts_programs, worker.gpu.has_value()),
               number);
    gone_.push_back(number);
    at = workers_.erase(at);
  }
  // Whatever else they hold, a worker's own words are in them.
  for (WorkerReport& report : reports) {
    if (!report.result) continue;
    report.result->error = printable(report.result->error, kMostErrorBytes);
  }
  return reports;
}

std::vector<Needs> WorkerPool::needs(const std::vector<NeedsQuery>& queries) {
  return template_.needs(queries, listener());
}

}  // namespace moonstain
