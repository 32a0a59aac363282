#pragma once

#include <sys/resource.h>

#include <chrono>
#include <ctime>
#include <string>

#include "core/base/error.h"

namespace moonstain {

/// Wall time, and CPU time of all threads of this process.
struct Seconds {
  double wall = 0;
  double cpu = 0;
};

/// Measures from where it was made.
class Stopwatch {
 public:
  Seconds elapsed() const {
    const std::chrono::duration<double> wall =
        std::chrono::steady_clock::now() - wall_;
    return {wall.count(),
            static_cast<double>(std::clock() - cpu_) / CLOCKS_PER_SEC};
  }

 private:
  std::chrono::steady_clock::time_point wall_ =
      std::chrono::steady_clock::now();
  std::clock_t cpu_ = std::clock();
};

/// The members `"wall_s": 1.5, "cpu_s": 1.4` of a JSON object.
inline std::string json_members(const Seconds& seconds) {
  return concat("\"wall_s\": ", seconds.wall, ", \"cpu_s\": ", seconds.cpu);
}

/// These, and `"peak_mb": 250`, the largest memory of this process so far.
inline std::string sample_members(const Seconds& seconds) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return concat(json_members(seconds),
                ", \"peak_mb\": ", usage.ru_maxrss / 1024);
}

}  // namespace moonstain
