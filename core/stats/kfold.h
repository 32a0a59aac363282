#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace moonstain {

// Folds as scikit-learn makes them, bit for bit, so that a split that a paper
// states by its seed can be had again. Standard library alone: the planner
// calls this.

/// The places held out by each fold, in rising order; the others train.
using Folds = std::vector<std::vector<std::size_t>>;

/// Random numbers of NumPy's `RandomState(seed)`: MT19937, seeded by a number
/// as Matsumoto and Nishimura's `init_genrand` does, which is also what
/// std::mt19937 does; NumPy seeds lists of numbers in another way.
///
/// Source: numpy/random/mtrand.pyx and src/distributions, "legacy"; its stream
/// is frozen (NumPy Enhancement Proposal 19). MT19937:
/// doi:10.1145/272991.272995.
class NumpyRandomState {
 public:
  explicit NumpyRandomState(std::uint32_t seed) : generator_(seed) {}

  /// Uniform in 0 .. most: bits of the smallest mask that covers `most`, drawn
  /// again while they lie above it.
  std::uint32_t interval(std::uint32_t most);

  /// `RandomState.shuffle` of a one-dimensional array: Fisher-Yates from the
  /// end.
  template <typename Value>
  void shuffle(std::vector<Value>& values) {
    for (std::size_t i = values.size(); i-- > 1;) {
      std::swap(values[i], values[interval(static_cast<std::uint32_t>(i))]);
    }
  }

 private:
  std::mt19937 generator_;
};

/// `sklearn.model_selection.KFold(k, shuffle=True, random_state=seed)`, or
/// without a seed `KFold(k)`: runs of neighbours. The first n % k folds are
/// one larger than the others.
///
/// @param n       units, 1 to 2^32 - 1
/// @param k       folds, 2 to n
/// @throws Error  outside these ranges
Folds k_folds(std::size_t n, std::size_t k, std::optional<std::uint32_t> seed);

/// Folds in which each class has its share.
struct StratifiedFolds {
  Folds folds;
  /// Classes with fewer units than folds, which some folds hold none of, in
  /// the order in which they appear; scikit-learn warns there.
  std::vector<std::string> scarce;
};

/// `sklearn.model_selection.StratifiedKFold` with `shuffle=True,
/// random_state=seed`, or without a seed unshuffled.
///
/// @param labels  class of each unit
/// @throws Error  when k is below 2, above the number of units, or above the
///                size of every class
StratifiedFolds stratified_k_folds(const std::vector<std::string>& labels,
                                   std::size_t k,
                                   std::optional<std::uint32_t> seed);

}  // namespace moonstain
