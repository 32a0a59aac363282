#pragma once

#include <functional>
#include <string>

#include "core/engine/worker/worker_tasks.h"

namespace moonstain {

/// What the template needs to know of the libraries its steps use.
struct TemplateHooks {
  /// Runs once in the template, before any worker is forked: loads and warms
  /// libraries, and leaves one thread. May be empty.
  std::function<void()> prepare;
  std::string libtorch;  ///< version, or empty
  /// "avx512", "avx2" or "default", asked after `prepare`. May be empty.
  std::function<std::string()> capability;
};

/// The process that workers are forked from: serves an engine at file 3
/// (template_message.h) until that is gone. It runs `prepare`, makes sure that
/// it has one thread, and forks a worker (worker_tasks.h) whenever the engine
/// asks; it says which have ended, and ends programs that they have left.
///
/// @return the exit code; an error has been told to the engine
int serve_template(const StepsByName& steps, const TemplateHooks& hooks);

}  // namespace moonstain
