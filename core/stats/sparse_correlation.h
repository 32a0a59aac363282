#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

namespace moonstain {

/// A list of numbers of which most are 0: those that are not, all above 0.
struct SparseColumn {
  std::span<const std::int32_t> places;  ///< rising
  std::span<const float> values;         ///< above 0, one a place
};

/// Correlations of two lists that are mostly 0, as counts of genes are, in time
/// that grows with what is not 0. They are those of correlation.h to the last
/// digits: sums are taken in another order.
class SparseCorrelation {
 public:
  /// @param size   of the lists, at least 2
  /// @param given  [size], of which the linear part is taken out for `partial`;
  ///               or empty: then that is NaN
  explicit SparseCorrelation(std::int64_t size, Eigen::ArrayXd given = {});

  /// NaN where a list is constant.
  struct Result {
    double pearson = 0;
    double spearman = 0;
    double partial = 0;  ///< as `partial_pearson`
  };
  /// @throws Error on a value that is not above 0, where ranks would be wrong
  Result of(const SparseColumn& first, const SparseColumn& second);

 private:
  /// A list, or its ranks, by sums of what is not 0.
  struct Side {
    std::span<const std::int32_t> places;
    std::vector<double> values;
    double mean = 0;
    double squares = 0;  ///< about the mean
    bool constant = false;
  };
  void sum(Side& side) const;
  double correlation(const Side& first, const Side& second) const;
  double with_given(const Side& side) const;
  // Mid-ranks less that of 0, so that places without a value stay 0.
  void rank(const SparseColumn& column, std::vector<double>& ranks);

  std::int64_t size_;
  Eigen::ArrayXd given_;  ///< less its mean
  double given_squares_ = 0;
  Side values_[2];
  Side ranks_[2];
  std::vector<std::uint64_t> sorted_;
  std::vector<std::uint64_t> scratch_;
};

}  // namespace moonstain
