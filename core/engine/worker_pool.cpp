#include "core/engine/worker_pool.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/error.h"
#include "core/engine/process_usage.h"

extern char** environ;

namespace moonstain {

namespace {

constexpr int kStartLimitMs = 60'000;
constexpr int kNeedsLimitMs = 60'000;
constexpr int kEndLimitMs = 2'000;
constexpr int kTemplateFile = 3;

// Waits until `socket` can be read. @return false when the time is over
bool wait_readable(int socket, int limit_ms) {
  pollfd file{socket, POLLIN, 0};
  while (true) {
    const int ready = ::poll(&file, 1, limit_ms);
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

// The engine's environment with the class's variables in place.
std::vector<std::string> environment_of(const NumericClass& numbers) {
  const auto set = worker_environment(numbers);
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!set.contains(std::string(text.substr(0, text.find('='))))) {
      out.emplace_back(text);
    }
  }
  for (const auto& [name, value] : set) {
    if (!value.empty()) out.push_back(concat(name, "=", value));
  }
  return out;
}

// In the child, between fork and exec: plain system calls only.
[[noreturn]] void exec_template(const char* program, char* const* environment,
                                int socket, pid_t engine) {
  // Ctrl-C on the terminal is the engine's to handle.
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != engine) ::_exit(1);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  if (socket == kTemplateFile) {
    ::fcntl(socket, F_SETFD, 0);
  } else {
    ::dup2(socket, kTemplateFile);
  }
  char option[] = "--template";
  char* const arguments[] = {const_cast<char*>(program), option, nullptr};
  ::execve(program, arguments, environment);
  ::_exit(127);
}

std::string signal_words(int signal) {
  const char* name = ::sigabbrev_np(signal);
  std::string text = concat("signal ", signal);
  if (name != nullptr) text += concat(" (SIG", name, ")");
  return text;
}

TaskResult read_result(const Json& json) {
  TaskResult result;
  result.seconds = json.value("seconds", 0.0);
  result.cpu_s = json.value("cpu_s", 0.0);
  result.peak_bytes = json.value("peak_bytes", std::uint64_t{0});
  if (const auto error = json.find("error"); error != json.end()) {
    result.error = error->get<std::string>();
    return result;
  }
  if (const auto damaged = json.find("damaged"); damaged != json.end()) {
    for (const Json& object : *damaged) {
      result.damaged.push_back(
          Digest::from_hex(object.get_ref<const std::string&>()));
    }
    return result;
  }
  for (const Json& file : member(json, "files", "worker")) {
    result.files[file[0].get<std::string>()] = {
        file[1].get<std::uint64_t>(),
        Digest::from_hex(file[2].get_ref<const std::string&>())};
  }
  return result;
}

}  // namespace

WorkerPool::WorkerPool(const fs::path& program, const NumericClass& numbers) {
  check(::access(program.c_str(), X_OK) == 0, "worker ", program.native(),
        " cannot be started: ", std::strerror(errno));
  const ChannelPair ends = make_channel_pair();
  const std::vector<std::string> environment = environment_of(numbers);
  std::vector<char*> pointers;
  for (const std::string& entry : environment) {
    pointers.push_back(const_cast<char*>(entry.c_str()));
  }
  pointers.push_back(nullptr);
  const pid_t self = ::getpid();
  template_process_ = ::fork();
  if (template_process_ == 0) {
    exec_template(program.c_str(), pointers.data(), ends.worker, self);
  }
  const int reason = errno;
  ::close(ends.worker);
  template_ = Channel(ends.engine);
  check(template_process_ > 0, "worker ", program.native(),
        " cannot be started: ", std::strerror(reason));
  try {
    greet(numbers, program);
  } catch (...) {
    ::kill(template_process_, SIGKILL);
    ::waitpid(template_process_, nullptr, 0);
    throw;
  }
}

WorkerPool::~WorkerPool() {
  // Workers are killed with their template. They are gone, and write no more,
  // when their sockets are closed.
  ::kill(template_process_, SIGKILL);
  ::waitpid(template_process_, nullptr, 0);
  for (const auto& [number, worker] : workers_) {
    pollfd file{worker.channel.socket(), 0, 0};  // only that it hangs up
    ::poll(&file, 1, kEndLimitMs);
  }
}

void WorkerPool::greet(const NumericClass& numbers, const fs::path& program) {
  check(wait_readable(template_.socket(), kStartLimitMs), "worker ",
        program.native(), " did not answer in ", kStartLimitMs / 1000, " s");
  const auto hello = template_.receive();
  check(hello.has_value(), "worker ", program.native(),
        " ended while it started; is it a moonstain-worker?");
  if (const auto error = hello->find("error"); error != hello->end()) {
    fail("worker ", program.native(), ": ", error->get<std::string>());
  }
  const std::string libtorch = hello->at("libtorch").get<std::string>();
  const std::string capability = hello->at("capability").get<std::string>();
  NumericClass found = numeric_class(numbers.choice, libtorch);
  found.libm = hello->at("libm").get<std::string>();
  check(found == numbers, "worker ", program.native(), " computes as '",
        found.libm, "', '", found.torch, "'; the plan is made for '",
        numbers.libm, "', '", numbers.torch,
        "'; program and worker must be of one build");
  const std::string expected =
      numbers.choice == "portable" ? "avx2" : cpu_capability();
  check(capability.empty() || capability == expected, "worker ",
        program.native(), " uses the instruction set '", capability,
        "'; the plan is made for '", expected, "'");
  program_ = libtorch.empty() ? found.libm
                              : concat(found.libm, "; libtorch ", libtorch);
}

unsigned WorkerPool::start(const Task& task) {
  Json inputs = Json::object();
  for (const auto& [name, items] : task.inputs) {
    Json& list = inputs[name] = Json::array();
    for (const Inputs::Item& item : items) {
      list.push_back({item.path.native(), item.name, item.section});
    }
  }
  Json unhashed = Json::array();
  for (const fs::path& object : task.check) unhashed.push_back(object.native());
  const Json message = {{"step", task.step},
                        {"check", std::move(unhashed)},
                        {"options", task.options},
                        {"inputs", std::move(inputs)},
                        {"stage", task.stage.native()},
                        {"log", task.log.native()}};
  while (!idle_.empty()) {
    const unsigned number = idle_.back();
    idle_.pop_back();
    Worker& worker = workers_.at(number);
    if (!worker.channel.send(message)) {
      workers_.erase(number);  // it died while it had nothing to do
      continue;
    }
    worker.busy = true;
    worker.node = task.node;
    return number;
  }
  const ChannelPair ends = make_channel_pair();
  const unsigned number = next_++;
  const bool sent = template_.send({{"fork", number}}, ends.worker);
  ::close(ends.worker);
  Worker& worker = workers_[number];
  worker.channel = Channel(ends.engine);
  worker.busy = true;
  worker.node = task.node;
  if (!sent) template_gone();
  // The socket holds the task until the worker is there. One that could not
  // be forked shows as one that ended.
  worker.channel.send(message);
  return number;
}

void WorkerPool::end(unsigned worker, const std::string& reason) {
  const auto found = workers_.find(worker);
  if (found == workers_.end() || !found->second.reason.empty()) return;
  found->second.reason = reason;
  if (!template_.send({{"end", worker}})) template_gone();
}

double WorkerPool::cpu_seconds(unsigned worker) const {
  const auto found = workers_.find(worker);
  if (found == workers_.end() || found->second.process == 0) return 0;
  return cpu_seconds_of(found->second.process);
}

std::vector<int> WorkerPool::sockets() const {
  std::vector<int> sockets = {template_.socket()};
  for (const auto& [number, worker] : workers_) {
    // One that has ended would be readable for ever; the template says more.
    if (!worker.ended) sockets.push_back(worker.channel.socket());
  }
  return sockets;
}

void WorkerPool::take(const Json& message) {
  if (message.contains("forked")) {
    const auto found = workers_.find(message["forked"].get<unsigned>());
    if (found != workers_.end()) {
      found->second.process = message["process"].get<std::int64_t>();
    }
  } else if (message.contains("ended")) {
    const auto found = workers_.find(message["ended"].get<unsigned>());
    if (found == workers_.end()) return;
    const int signal = message["signal"].get<int>();
    found->second.fate =
        signal != 0 ? concat("was ended by ", signal_words(signal))
                    : concat("left with code ", message["code"].get<int>());
    if (signal == SIGKILL) {
      found->second.fate +=
          "; when nobody else ended it, the system was out of memory: try "
          "--memory or fewer --cores";
    }
  } else if (message.contains("needs") || message.contains("needs_error")) {
    needs_ = message;
  } else if (const auto error = message.find("error"); error != message.end()) {
    fail("worker: ", error->get<std::string>());
  }
}

void WorkerPool::template_gone() {
  fail("the worker template (process ", template_process_,
       ") has ended; repeat the command to go on");
}

void WorkerPool::hear_template() {
  while (const auto message = template_.poll()) take(*message);
  if (template_.gone()) template_gone();
}

void WorkerPool::hear(unsigned number, Worker& worker,
                      std::vector<WorkerReport>& out) {
  while (const auto message = worker.channel.poll()) {
    WorkerReport report{number, worker.node, std::nullopt, std::nullopt};
    if (const auto progress = message->find("progress");
        progress != message->end()) {
      report.progress = TaskProgress{progress->at(0).get<std::uint64_t>(),
                                     progress->at(1).get<std::uint64_t>(),
                                     progress->at(2).get<std::string>()};
    } else {
      const Json& result = member(*message, "result", "worker");
      report.result = read_result(result);
      worker.busy = false;
      if (report.result->error.empty() && worker.reason.empty() &&
          !result.value("grown", false)) {
        idle_.push_back(number);
      }
    }
    out.push_back(std::move(report));
  }
  worker.ended = worker.channel.gone();
}

std::vector<WorkerReport> WorkerPool::reports() {
  hear_template();
  std::vector<WorkerReport> reports;
  for (auto& [number, worker] : workers_) {
    if (!worker.ended) hear(number, worker, reports);
  }
  for (auto at = workers_.begin(); at != workers_.end();) {
    auto& [number, worker] = *at;
    if (!worker.ended || (worker.busy && worker.fate.empty())) {
      ++at;
      continue;
    }
    if (worker.busy) {
      TaskResult result;
      result.error = worker.reason.empty()
                         ? concat("its worker process ", worker.fate)
                         : worker.reason;
      reports.push_back({number, worker.node, std::nullopt, result});
    }
    std::erase(idle_, number);
    at = workers_.erase(at);
  }
  return reports;
}

std::vector<Needs> WorkerPool::needs(const std::vector<NeedsQuery>& queries) {
  Json list = Json::array();
  for (const NeedsQuery& query : queries) {
    list.push_back({query.step, query.options, query.sizes});
  }
  needs_.reset();
  if (!template_.send({{"needs", std::move(list)}})) template_gone();
  while (!needs_) {
    check(wait_readable(template_.socket(), kNeedsLimitMs),
          "the steps' needs were not estimated in ", kNeedsLimitMs / 1000,
          " s");
    hear_template();
  }
  if (needs_->contains("needs_error")) {
    fail((*needs_)["needs_error"].get<std::string>());
  }
  std::vector<Needs> needs;
  for (const Json& answer : (*needs_)["needs"]) {
    needs.push_back({answer[0].get<std::uint64_t>(), answer[1].get<double>()});
  }
  return needs;
}

}  // namespace moonstain
