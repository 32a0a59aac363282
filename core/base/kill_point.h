#pragma once

namespace moonstain {

/// Called with the name of each kill point that is passed, where a test has set
/// it; null in a program. A hook and no environment variable: nothing that is
/// set around a program can end it.
inline void (*kill_hook)(const char* point) = nullptr;

/// Names a moment after which everything must be as good as before if the
/// process dies in it: "store.renamed". Costs a comparison where no test looks.
inline void kill_point(const char* point) {
  if (kill_hook != nullptr) [[unlikely]] {
    kill_hook(point);
  }
}

}  // namespace moonstain
