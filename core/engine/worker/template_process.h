#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/path.h"
#include "core/engine/plan/numeric_class.h"
#include "core/engine/step/needs.h"
#include "core/engine/worker/channel.h"
#include "core/engine/worker/template_message.h"

namespace moonstain {

/// What the template says of a worker.
using WorkerNews = std::variant<Forked, Ended>;

/// The template of an engine's workers (worker_template.h), from the engine's
/// side: a process that is started once, and says of itself what it computes
/// with. Workers that it has forked die with it.
class TemplateProcess {
 public:
  using Listener = std::function<void(const WorkerNews&)>;

  /// Starts it and waits until it is ready.
  /// @param program    of the workers
  /// @param numbers    what they must be of
  /// @param variables  put over this process's environment (worker_process.h),
  ///                   among them ATEN_CPU_CAPABILITY
  /// @throws Error when the program cannot be started, ends, does not answer in
  ///               60 s, or is of another numeric class or instruction set
  TemplateProcess(const fs::path& program, const NumericClass& numbers,
                  const std::map<std::string, std::string>& variables);
  ~TemplateProcess() { end(); }
  TemplateProcess(const TemplateProcess&) = delete;
  TemplateProcess& operator=(const TemplateProcess&) = delete;

  /// Ends it at once, and all that it has forked; more calls do nothing.
  void end();

  /// Readable when there is something to hear.
  int socket() const { return channel_.socket(); }
  /// @param file   goes with it; -1: none
  /// @return       false when it is gone
  bool send(const TemplateOrder& order, int file = -1);
  /// What it has said since, without waiting.
  /// @throws Error when it has failed, or is gone
  void hear(const Listener& listener);
  /// What tasks take, in the order of the queries; meanwhile `listener` hears
  /// what else comes.
  /// @throws Error when it is gone, takes 60 s or a step's estimate throws
  std::vector<Needs> needs(const std::vector<NeedsQuery>& queries,
                           const Listener& listener);
  /// @throws Error always, naming its process
  [[noreturn]] void fail_gone() const;

  /// LibTorch and C library of the workers, for the ledger.
  const std::string& libraries() const { return libraries_; }

 private:
  void greet(const fs::path& program, const NumericClass& numbers,
             const std::string& capability);

  Channel channel_;
  int process_ = -1;  ///< -1: none
  std::string libraries_;
  std::optional<NeedsAnswer> needs_;
};

}  // namespace moonstain
