#include "core/engine/worker/template_process.h"

#include <signal.h>
#include <sys/wait.h>

#include "core/base/error.h"
#include "core/engine/worker/worker_process.h"

namespace moonstain {

namespace {

constexpr int kStartLimitMs = 60'000;
constexpr int kNeedsLimitMs = 60'000;

}  // namespace

TemplateProcess::TemplateProcess(
    const fs::path& program, const NumericClass& numbers,
    const std::map<std::string, std::string>& variables) {
  const ChannelPair ends = make_channel_pair();
  channel_ = Channel(ends.engine);
  {
    const Channel theirs(ends.worker);  // closed here once it has it
    process_ = start_worker(program, {kTemplateWord}, variables, ends.worker);
  }
  try {
    greet(program, numbers, variables.at("ATEN_CPU_CAPABILITY"));
  } catch (...) {
    end();
    throw;
  }
}

void TemplateProcess::end() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

void TemplateProcess::greet(const fs::path& program,
                            const NumericClass& numbers,
                            const std::string& capability) {
  check(channel_.wait(kStartLimitMs), "worker ", program.native(),
        " did not answer in ", kStartLimitMs / 1000, " s");
  const auto message = channel_.receive();
  check(message.has_value(), "worker ", program.native(),
        " ended while it started; is it a moonstain-worker?");
  const TemplateReport report = read_report_message(*message);
  if (const auto* failure = std::get_if<TemplateFailure>(&report)) {
    fail("worker ", program.native(), ": ", failure->error);
  }
  const auto* hello = std::get_if<Hello>(&report);
  check(hello != nullptr, "worker ", program.native(),
        " did not say what it is; is it a moonstain-worker?");
  NumericClass found = numeric_class(numbers.choice, hello->libtorch);
  found.libm = hello->libm;
  found.cuda = numbers.cuda;  // a resident worker says it for itself
  // Of no concern to a run without such a step.
  if (numbers.bfloat16.empty()) found.bfloat16.clear();
  check(found == numbers, "worker ", program.native(), " computes as '",
        found.libm, "', '", found.torch, "'; the plan is made for '",
        numbers.libm, "', '", numbers.torch,
        "'; program and worker must be of one build");
  check(hello->capability.empty() || hello->capability == capability, "worker ",
        program.native(), " uses the instruction set '", hello->capability,
        "'; the plan is made for '", capability, "'");
  libraries_ = hello->libtorch.empty()
                   ? found.libm
                   : concat(found.libm, "; libtorch ", hello->libtorch);
}

bool TemplateProcess::send(const TemplateOrder& order, int file) {
  return channel_.send(order_message(order), file);
}

void TemplateProcess::hear(const Listener& listener) {
  channel_.read_some();
  while (const auto message = channel_.next()) {
    const TemplateReport report = read_report_message(*message);
    if (const auto* forked = std::get_if<Forked>(&report)) {
      listener(*forked);
    } else if (const auto* ended = std::get_if<Ended>(&report)) {
      listener(*ended);
    } else if (const auto* answer = std::get_if<NeedsAnswer>(&report)) {
      needs_ = *answer;
    } else if (const auto* failure = std::get_if<TemplateFailure>(&report)) {
      fail("worker: ", failure->error);
    }
  }
  if (channel_.gone()) fail_gone();
}

std::vector<Needs> TemplateProcess::needs(
    const std::vector<NeedsQuery>& queries, const Listener& listener) {
  needs_.reset();
  if (!send(NeedsOrder{queries})) fail_gone();
  while (!needs_) {
    check(channel_.wait(kNeedsLimitMs),
          "the steps' needs were not estimated in ", kNeedsLimitMs / 1000,
          " s");
    hear(listener);
  }
  if (needs_->error) throw Error(*needs_->error);
  return needs_->needs;
}

void TemplateProcess::fail_gone() const {
  fail("the worker template (process ", process_,
       ") has ended; repeat the command to go on");
}

}  // namespace moonstain
