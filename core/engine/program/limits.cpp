#include "core/engine/program/limits.h"

namespace moonstain {

Json ProgramLimits::json() const {
  return {{"name", name},
          {"memory_bytes", memory_bytes},
          {"seconds", seconds},
          {"threads", threads},
          {"inputs", inputs}};
}

ProgramLimits ProgramLimits::parse(const Json& json) {
  ProgramLimits limits;
  limits.name = text_member(json, "name", "limits");
  limits.memory_bytes = static_cast<std::uint64_t>(
      integer_member(json, "memory_bytes", "limits"));
  limits.seconds = number_member(json, "seconds", "limits");
  limits.threads =
      static_cast<unsigned>(integer_member(json, "threads", "limits"));
  limits.inputs =
      member(json, "inputs", "limits").get<std::map<std::string, bool>>();
  return limits;
}

std::optional<Needs> declared_needs(const StepDecl& step) {
  if (step.runs_as.empty()) return std::nullopt;
  const ProgramLimits limits = ProgramLimits::parse(step.limits);
  Needs needs;
  needs.memory_bytes = limits.memory_bytes;
  needs.seconds = limits.seconds;
  needs.threads = limits.threads;
  return needs;
}

}  // namespace moonstain
