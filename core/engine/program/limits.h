#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/base/json.h"
#include "core/engine/step/needs.h"
#include "core/engine/step/step_decl.h"

namespace moonstain {

/// What a worker is told of a program beside its options: nothing of it is in
/// the key.
struct ProgramLimits {
  std::string name;  ///< of the declared step
  std::uint64_t memory_bytes = std::uint64_t{2} << 30;
  double seconds = 3600;
  unsigned threads = 1;
  /// Of the inputs that the recipe declares, whether each takes many.
  std::map<std::string, bool> inputs;

  Json json() const;
  static ProgramLimits parse(const Json& json);
};

/// What a program's declaration says that it takes; nothing for other steps.
std::optional<Needs> declared_needs(const StepDecl& step);

}  // namespace moonstain
