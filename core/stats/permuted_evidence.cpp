#include "core/stats/permuted_evidence.h"

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr Eigen::Index kColumns = 32;
using Row = Eigen::Array<double, kColumns, 1>;

// Values are brought to mean 0 and variance 1; a sum of squared distances below
// this is rounding alone.
constexpr double kNoSpread = 1e-9;

// -log10 of the two-sided p of a standard normal z, between values 1/256 apart:
// within 1e-6.
class NormalEvidence {
 public:
  NormalEvidence() {
    for (std::size_t i = 0; i < table_.size(); ++i) {
      table_[i] = -std::log10(
          std::erfc(static_cast<double>(i) / kSteps / std::numbers::sqrt2));
    }
  }
  double operator()(double z) const {
    const double at = std::min(z * kSteps, kLast);
    const auto i = static_cast<std::size_t>(at);
    const double share = at - static_cast<double>(i);
    return table_[i] + share * (table_[i + 1] - table_[i]);
  }

 private:
  static constexpr double kSteps = 256;
  static constexpr double kMostZ = 37;  // p 1e-299
  static constexpr double kLast = kSteps * kMostZ;
  std::array<double, static_cast<std::size_t>(kLast) + 2> table_{};
};

// Of the columns of a block: units with a value, their sum and sum of squares.
struct Sums {
  Row n = Row::Zero();
  Row sum = Row::Zero();
  Row squares = Row::Zero();

  void add(const Sums& row) {
    n += row.n;
    sum += row.sum;
    squares += row.squares;
  }
  void take(const Sums& row) {
    n -= row.n;
    sum -= row.sum;
    squares -= row.squares;
  }
  // Sum of squared distances from the mean.
  Row spread() const { return (squares - sum * sum / n).max(0); }
};

// How the two groups of a split are reached.
struct Way {
  bool anew = true;  ///< from nothing, else from the split before
  std::vector<std::size_t> in_low, in_high, out_low, out_high;
  bool same() const {
    return !anew && in_low.empty() && in_high.empty() && out_low.empty() &&
           out_high.empty();
  }
};

std::vector<Way> ways_through(const Splits& splits) {
  std::vector<Way> ways;
  for (Eigen::Index split = 0; split < splits.rows(); ++split) {
    Way full, changed;
    changed.anew = false;
    for (Eigen::Index i = 0; i < splits.cols(); ++i) {
      const int side = splits(split, i);
      const int before = split > 0 ? splits(split - 1, i) : 0;
      const auto unit = static_cast<std::size_t>(i);
      if (side < 0) full.in_low.push_back(unit);
      if (side > 0) full.in_high.push_back(unit);
      if (side == before) continue;
      if (side < 0) changed.in_low.push_back(unit);
      if (side > 0) changed.in_high.push_back(unit);
      if (before < 0) changed.out_low.push_back(unit);
      if (before > 0) changed.out_high.push_back(unit);
    }
    const auto rows = [](const Way& way) {
      return way.in_low.size() + way.in_high.size() + way.out_low.size() +
             way.out_high.size();
    };
    ways.push_back(split > 0 && rows(changed) < rows(full) ? changed : full);
  }
  return ways;
}

// The values of a block of columns by unit, at mean 0 and variance 1. A column
// without spread, and those beyond the last, have no value anywhere.
std::vector<Sums> block_of(const MatrixView& values, Eigen::Index first) {
  const Eigen::Index units = values.rows();
  std::vector<Sums> rows(static_cast<std::size_t>(units));
  const Eigen::Index columns = std::min(kColumns, values.cols() - first);
  for (Eigen::Index k = 0; k < columns; ++k) {
    const auto column = values.col(first + k);
    double n = 0, sum = 0, squares = 0;
    for (const float value : column) {
      if (std::isnan(value)) continue;
      n += 1;
      sum += value;
    }
    const double mean = sum / n;
    for (const float value : column) {
      if (!std::isnan(value)) squares += (value - mean) * (value - mean);
    }
    if (!(squares > 0)) continue;
    const double scale = std::sqrt(n / squares);
    for (Eigen::Index i = 0; i < units; ++i) {
      if (std::isnan(column[i])) continue;
      Sums& row = rows[static_cast<std::size_t>(i)];
      const double value = (column[i] - mean) * scale;
      row.n[k] = 1;
      row.sum[k] = value;
      row.squares[k] = value * value;
    }
  }
  return rows;
}

// Sum over the block's columns of -log10 p.
double evidence_of(const Sums& low, const Sums& high, double least,
                   const NormalEvidence& normal) {
  const Row a = low.spread() / (low.n * (low.n - 1));
  const Row b = high.spread() / (high.n * (high.n - 1));
  const Row error2 = a + b;
  const Row gap = low.sum / low.n - high.sum / high.n;
  const Row degrees =
      error2 * error2 / (a * a / (low.n - 1) + b * b / (high.n - 1));
  // Hill's transformation of t to a standard normal.
  const Row c = degrees - 0.5;
  const Row d = 48 * c * c;
  const Row y = c * (1 + gap * gap / (error2 * degrees)).log();
  const Row z =
      (((((-0.4 * y - 3.3) * y - 24) * y - 85.5) / (0.8 * y * y + 100 + d) + y +
        3) /
           d +
       1) *
      y.sqrt();
  double sum = 0;
  for (Eigen::Index k = 0; k < kColumns; ++k) {
    if (low.n[k] >= least && high.n[k] >= least && z[k] > 0) {
      sum += normal(z[k]);
    }
  }
  return sum;
}

}  // namespace

// A test takes of each group how many units have a value, their sum and their
// sum of squares. All of them together are products of 0/1 matrices [splits,
// units] with [units, columns]; a permutation moves the rows of the values
// alone. Along the genome neighbouring splits are nearly the same, so that the
// sums of one follow from those of the one before by the units that differ:
// each split is reached that way, or anew where its groups are the fewer rows.
// Columns are taken in blocks that stay in the cache with all units. What is
// left is p itself, by a formula of arithmetic, one logarithm and one square
// root, and a table of the normal tail.
MatrixD permuted_evidence(
    const Splits& splits, const MatrixView& values, std::int64_t least,
    const std::vector<std::vector<std::size_t>>& orders,
    const std::function<void(std::size_t, std::size_t)>& progress) {
  check_splits(splits, values, least);
  const std::vector<Way> ways = ways_through(splits);
  const NormalEvidence normal;
  MatrixD out =
      MatrixD::Zero(static_cast<Eigen::Index>(orders.size()), splits.rows());
  const Eigen::Index blocks = (values.cols() + kColumns - 1) / kColumns;
  for (Eigen::Index block = 0; block < blocks; ++block) {
    const std::vector<Sums> rows = block_of(values, block * kColumns);
    for (std::size_t i = 0; i < orders.size(); ++i) {
      const std::vector<std::size_t>& order = orders[i];
      Sums low, high;
      double evidence = 0;
      for (std::size_t split = 0; split < ways.size(); ++split) {
        const Way& way = ways[split];
        if (!way.same()) {
          if (way.anew) low = high = Sums{};
          for (const std::size_t unit : way.in_low) low.add(rows[order[unit]]);
          for (const std::size_t unit : way.in_high) {
            high.add(rows[order[unit]]);
          }
          for (const std::size_t unit : way.out_low) {
            low.take(rows[order[unit]]);
          }
          for (const std::size_t unit : way.out_high) {
            high.take(rows[order[unit]]);
          }
          evidence = evidence_of(low, high, static_cast<double>(least), normal);
        }
        out(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(split)) +=
            evidence;
      }
    }
    if (progress) {
      progress(static_cast<std::size_t>(block) + 1,
               static_cast<std::size_t>(blocks));
    }
  }
  return out;
}

}  // namespace moonstain
