#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moonstain {

/// What all random numbers of a run come from: its seed, and the fold that it
/// is a part of. Without a fold's name every fold draws the same numbers; with
/// one, folds are independent of each other.
struct StreamSeed {
  StreamSeed(std::int64_t seed = 0, std::string fold = "")
      : seed(seed), fold(std::move(fold)) {}

  std::int64_t seed;
  std::string fold;  ///< "her2st/B", or empty
};

/// A stream of random numbers that belongs to one purpose.
///
/// The stream is a function of (seed, fold, step, purpose, index) alone: fold 7
/// does not depend on folds 0 to 6, and adding a draw in one place moves no
/// other. The state comes from SHA-256 of "seed/step/purpose/index" (decimal
/// numbers), or with a fold's name of "seed@length:fold/step/purpose/index",
/// its length in bytes; the generator is xoshiro256** (Blackman and Vigna 2021,
/// doi:10.1145/3460772).
class RandomStream {
 public:
  RandomStream(const StreamSeed& seed, std::string_view step,
               std::string_view purpose, std::uint64_t index = 0);

  /// 64 uniform bits.
  std::uint64_t bits();
  /// Uniform in [0, 1), 53 bits.
  double uniform();
  /// Uniform in 0 .. n-1 without bias (Lemire 2019, doi:10.1145/3230636).
  std::uint64_t below(std::uint64_t n);
  /// Standard normal, by summing (Marsaglia polar method).
  double normal();
  /// Poisson with this mean, by inversion for small means and PTRS
  /// (Hoermann 1993) from 10 on.
  std::uint64_t poisson(double mean);
  /// 0 .. n-1 in random order (Fisher-Yates from the end).
  std::vector<std::size_t> permutation(std::size_t n);

 private:
  std::uint64_t state_[4];
  bool has_spare_ = false;
  double spare_ = 0;
};

}  // namespace moonstain
