#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace moonstain {

/// A stream of random numbers that belongs to one purpose.
///
/// The stream is a function of (seed, step, purpose, index) alone: fold 7
/// does not depend on folds 0 to 6, and adding a draw in one place moves no
/// other. The state comes from SHA-256 of "seed/step/purpose/index" (decimal
/// numbers); the generator is xoshiro256** (Blackman and Vigna 2021,
/// doi:10.1145/3460772).
class RandomStream {
 public:
  RandomStream(std::int64_t seed, std::string_view step,
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
