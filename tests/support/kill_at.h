#pragma once

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>

#include "core/base/error.h"
#include "core/base/kill_point.h"

namespace moonstain {

/// Where a process ends itself with SIGKILL.
struct KillAt {
  std::string point;
  int passes_before = 0;

  std::string text() const { return concat(point, " ", passes_before); }
};

namespace internal {
inline KillAt kill_at_plan;

inline void kill_if_there(const char* point) {
  if (kill_at_plan.point != point || kill_at_plan.passes_before-- > 0) return;
  ::kill(::getpid(), SIGKILL);
}
}  // namespace internal

/// From here on this process, and those forked from it.
inline void kill_at(const KillAt& plan) {
  internal::kill_at_plan = plan;
  kill_hook = internal::kill_if_there;
}

/// As $MOONSTAIN_TEST_KILL says; nothing when it is not set.
inline void kill_at_environment() {
  const char* text = std::getenv("MOONSTAIN_TEST_KILL");
  if (text == nullptr) return;
  KillAt plan;
  std::istringstream(text) >> plan.point >> plan.passes_before;
  kill_at(plan);
}

}  // namespace moonstain
