#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/json.h"
#include "core/engine/step/needs.h"
#include "core/engine/step/step_decl.h"

namespace moonstain {

/// What a worker is told of a program beside its options: nothing of it is in
/// the key, but the number of threads as an option, too. The defaults are
/// those of a declaration that does not say it.
struct ProgramLimits {
  std::string name;  ///< of the declared step
  std::uint64_t memory_bytes = 2'000'000'000;
  double seconds = 3600;
  unsigned threads = 1;
  /// Of all that it writes: its output, TMPDIR and HOME together.
  std::uint64_t disk_bytes = 20'000'000'000;
  std::uint64_t files = 500'000;  ///< and folders

  Json json() const;
  static ProgramLimits parse(const Json& json);
};

/// What a program's declaration says that it takes; nothing for other steps.
/// Its time is that of the task: placing inputs, running, looking through what
/// was made and hashing it.
std::optional<Needs> declared_needs(const StepDecl& step);

}  // namespace moonstain
