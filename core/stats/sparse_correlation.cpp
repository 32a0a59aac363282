#include "core/stats/sparse_correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/stats/columns.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

SparseCorrelation::SparseCorrelation(std::int64_t size, Eigen::ArrayXd given)
    : size_(size), given_(std::move(given)) {
  check(size >= 2, "correlation of ", size, " value(s), expected at least 2");
  check(given_.size() == 0 || given_.size() == size,
        "correlation: ", given_.size(), " values are given for ", size);
  if (given_.size() == 0) return;
  const bool constant = given_.minCoeff() == given_.maxCoeff();
  given_ -= given_.mean();
  given_squares_ = constant ? 0 : given_.square().sum();
}

void SparseCorrelation::sum(Side& side) const {
  const std::vector<double>& values = side.values;
  const auto n = static_cast<double>(size_);
  const auto zeros = n - static_cast<double>(values.size());
  double all = 0;
  for (const double value : values) all += value;
  side.mean = all / n;
  side.squares = zeros * side.mean * side.mean;
  for (const double value : values) {
    side.squares += (value - side.mean) * (value - side.mean);
  }
  side.constant =
      values.empty() ||
      (zeros == 0 && std::all_of(values.begin(), values.end(),
                                 [&](double v) { return v == values[0]; }));
}

double SparseCorrelation::correlation(const Side& first,
                                      const Side& second) const {
  if (first.constant || second.constant) return kNone;
  double products = 0;
  for (std::size_t i = 0, k = 0;
       i < first.places.size() && k < second.places.size();) {
    const std::int32_t left = first.places[i];
    const std::int32_t right = second.places[k];
    if (left == right) products += first.values[i] * second.values[k];
    i += left <= right ? 1 : 0;
    k += right <= left ? 1 : 0;
  }
  const double about =
      products - static_cast<double>(size_) * first.mean * second.mean;
  return about / std::sqrt(first.squares * second.squares);
}

// What is given sums to 0, so that places without a value add nothing.
double SparseCorrelation::with_given(const Side& side) const {
  double products = 0;
  for (std::size_t i = 0; i < side.values.size(); ++i) {
    products += side.values[i] * given_[side.places[i]];
  }
  return products / std::sqrt(side.squares * given_squares_);
}

void SparseCorrelation::rank(const SparseColumn& column,
                             std::vector<double>& ranks) {
  const std::size_t count = column.values.size();
  sorted_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    sorted_[i] = std::uint64_t{key_of(column.values[i])} << 32 | i;
  }
  radix_sort<32>(sorted_, scratch_);
  const double zeros = static_cast<double>(size_) - static_cast<double>(count);
  const double of_zero = 0.5 * (zeros + 1);
  ranks.resize(count);
  for (std::size_t begin = 0; begin < count;) {
    std::size_t end = begin + 1;
    while (end < count && sorted_[end] >> 32 == sorted_[begin] >> 32) ++end;
    const double shared =
        zeros + 0.5 * static_cast<double>(begin + end + 1) - of_zero;
    for (std::size_t i = begin; i < end; ++i) {
      ranks[sorted_[i] & 0xFFFFFFFFU] = shared;
    }
    begin = end;
  }
}

SparseCorrelation::Result SparseCorrelation::of(const SparseColumn& first,
                                                const SparseColumn& second) {
  const SparseColumn* columns[] = {&first, &second};
  for (int side = 0; side < 2; ++side) {
    const SparseColumn& column = *columns[side];
    check(std::all_of(column.values.begin(), column.values.end(),
                      [](float value) { return value > 0; }),
          "correlation: a list that is mostly 0 has a value that is not above "
          "0");
    values_[side].values.assign(column.values.begin(), column.values.end());
    rank(column, ranks_[side].values);
    for (Side* one : {&values_[side], &ranks_[side]}) {
      one->places = column.places;
      sum(*one);
    }
  }
  Result out;
  out.pearson = correlation(values_[0], values_[1]);
  out.spearman = correlation(ranks_[0], ranks_[1]);
  out.partial = kNone;
  if (given_.size() == 0) return out;
  if (given_squares_ == 0 || std::isnan(out.pearson)) {
    out.partial = out.pearson;
    return out;
  }
  constexpr double kSame = 1e-12;  // as partial_pearson
  const double a = with_given(values_[0]);
  const double b = with_given(values_[1]);
  if (1 - std::abs(a) < kSame || 1 - std::abs(b) < kSame) return out;
  out.partial = (out.pearson - a * b) / std::sqrt((1 - a * a) * (1 - b * b));
  return out;
}

}  // namespace moonstain
