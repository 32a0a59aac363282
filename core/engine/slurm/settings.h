#pragma once

#include <string>
#include <vector>

namespace moonstain::slurm {

/// What is asked of Slurm beside what the steps' needs say.
struct Settings {
  std::string partition;  ///< empty: the cluster's default
  std::string account;    ///< empty: the user's default
  /// Handed to sbatch as they are, last: "--qos=long", "--constraint=avx512".
  std::vector<std::string> options;
  /// Time limit of a job in minutes; 0: from how long the steps take.
  unsigned time_min = 0;
  /// A task that was killed for time or memory is tried once more, with four
  /// times the time or twice the memory.
  bool retry = true;
};

}  // namespace moonstain::slurm
