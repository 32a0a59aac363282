#include "core/engine/program/warm_program.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "core/base/error.h"
#include "core/engine/process/children.h"
#include "core/engine/process/group_usage.h"

namespace moonstain {

namespace {

constexpr std::size_t kShownLines = 3;

bool can_be_read(int file) {
  pollfd one{file, POLLIN, 0};
  return ::poll(&one, 1, 0) > 0;
}

}  // namespace

WarmProgram::WarmProgram(ProgramWorld world, std::vector<std::string> words)
    : world_(std::move(world)), words_(std::move(words)) {}

WarmProgram::~WarmProgram() { end(); }

void WarmProgram::start(const ProcessLimits& limits) {
  adopt_orphans();
  SandboxOrder order{world_, words_, true};
  order.world.shared_bytes = limits.memory_bytes;
  start_.emplace(order);
  sockets_.emplace(start_->sockets());
  child_ = start_process(&SandboxStart::become_sandbox, limits, start_->files(),
                         printed_.pipe().program_end());
  lasting_children().insert(child_);
  printed_.pipe().close_program_end();
  start_->close_sandbox_ends();
}

void WarmProgram::end() {
  if (child_ == 0) return;
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
  lasting_children().erase(child_);
  child_ = 0;
  // Its sandbox's first process has become this one's child.
  end_children({});
}

// @return nothing when its sandbox has ended
std::optional<WarmAnswer> WarmProgram::wait_for_answer(ProcessWatch& watch) {
  while (!can_be_read(start_->orders())) watch.pass(start_->orders());
  auto answer = receive_answer(start_->orders());
  while (printed_.take()) {
  }
  return answer;
}

ProcessEnd WarmProgram::stopped(const ProcessWatch& watch) {
  ProcessEnd result;
  result.reason = watch.reason();
  result.peak_bytes = watch.peak_bytes();
  result.printed = printed_.end();
  end();
  return result;
}

std::nullopt_t WarmProgram::refuse(std::string why) {
  refusal_ = std::move(why);
  end();
  return std::nullopt;
}

std::optional<ProcessEnd> WarmProgram::run(
    const std::vector<ProgramWorld::Mount>& mounts,
    const std::function<std::string()>& prepare, const ProcessLimits& limits,
    Printing printing, const std::string& what) {
  give_to_program(mounts);
  printed_.begin(Printing::kept);
  if (child_ == 0) start(limits);
  ProcessWatch watch(child_, limits, what, printed_, &*sockets_,
                     [this] { return descendants_from(child_); });
  ProcessEnd result;
  if (!ready_) {
    const auto answer = wait_for_answer(watch);
    if (!watch.reason().empty()) return stopped(watch);
    said_first_ = printed_.end();
    if (!answer) {
      return refuse(concat("its sandbox has ended: ",
                           last_lines(said_first_, kShownLines)));
    }
    if (!answer->refusal.empty()) return refuse(answer->refusal);
    result.cpu_s = answer->cpu_s;
    ready_ = true;
  }
  std::string lacking = prepare();
  if (!lacking.empty()) return refuse(std::move(lacking));
  // As if the task had imported it all itself.
  printed_.begin(printing);
  printed_.add(said_first_);
  send_order(start_->orders(), {mounts, limits.memory_bytes});
  const auto answer = wait_for_answer(watch);
  if (!watch.reason().empty()) return stopped(watch);
  if (!answer) {
    fail("the sandbox of its program has ended: ",
         last_lines(printed_.end(), kShownLines));
  }
  if (!answer->refusal.empty()) return refuse(answer->refusal);
  result.code = answer->signal != 0 ? -1 : answer->code;
  result.signal = answer->signal;
  result.cpu_s += answer->cpu_s;
  result.peak_bytes = watch.peak_bytes();
  result.printed = printed_.end();
  if (answer->spent) end();
  return result;
}

}  // namespace moonstain
