#include "core/engine/program/limits.h"

namespace moonstain {

namespace {

/// Its worker ends a program and says what it printed, for which it has so
/// long: from then on the whole task is ended, whatever it is at.
constexpr double kToSaySoS = 5;

}  // namespace

Json ProgramLimits::json() const {
  return {{"name", name},
          {"memory_bytes", memory_bytes},
          {"seconds", seconds},
          {"threads", threads},
          {"disk_bytes", disk_bytes},
          {"files", files}};
}

ProgramLimits ProgramLimits::parse(const Json& json) {
  ProgramLimits limits;
  limits.name = text_member(json, "name", "limits");
  limits.memory_bytes = static_cast<std::uint64_t>(
      integer_member(json, "memory_bytes", "limits"));
  limits.seconds = number_member(json, "seconds", "limits");
  limits.threads =
      static_cast<unsigned>(integer_member(json, "threads", "limits"));
  limits.disk_bytes =
      static_cast<std::uint64_t>(integer_member(json, "disk_bytes", "limits"));
  limits.files =
      static_cast<std::uint64_t>(integer_member(json, "files", "limits"));
  return limits;
}

std::optional<Needs> declared_needs(const StepDecl& step) {
  if (step.runs_as.empty()) return std::nullopt;
  const ProgramLimits limits = ProgramLimits::parse(step.limits);
  Needs needs;
  needs.memory_bytes = limits.memory_bytes;
  needs.seconds = limits.seconds;
  needs.threads = limits.threads;
  needs.limit_s = limits.seconds + kToSaySoS;
  return needs;
}

}  // namespace moonstain
