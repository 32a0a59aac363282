#include "core/stats/correlation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/stats/columns.h"

namespace moonstain {
namespace {

void check_pair(const MatrixView& predicted, const MatrixView& measured,
                std::string_view what) {
  check(predicted.rows() == measured.rows() &&
            predicted.cols() == measured.cols(),
        what, ": predicted is [", predicted.rows(), ", ", predicted.cols(),
        "], measured is [", measured.rows(), ", ", measured.cols(),
        "]; both must be the same [spots, genes]");
  check(predicted.rows() >= 2, what, ": got ", predicted.rows(),
        " spot(s); a correlation needs at least 2");
}

// Calls `body` for 0 .. width - 1, eight at a time for the compiler to see.
template <typename Body>
void by_eights(Eigen::Index width, Body body) {
  Eigen::Index i = 0;
  for (; i + 8 <= width; i += 8) {
    for (int lane = 0; lane < 8; ++lane) {
      body(i + lane);
    }
  }
  for (; i < width; ++i) {
    body(i);
  }
}

// Means, and sums of squares and products about them, of some columns.
constexpr Eigen::Index kStrip = 256;
struct Moments {
  std::array<double, kStrip> p_mean{};
  std::array<double, kStrip> m_mean{};
  std::array<double, kStrip> pp{};
  std::array<double, kStrip> mm{};
  std::array<double, kStrip> pm{};
};

Moments moments_of(const MatrixView& predicted, const MatrixView& measured,
                   Eigen::Index begin, Eigen::Index end, Eigen::Index column,
                   Eigen::Index width) {
  Moments sums;
  for (Eigen::Index row = begin; row < end; ++row) {
    const float* p = predicted.row(row).data() + column;
    const float* m = measured.row(row).data() + column;
    by_eights(width, [&](Eigen::Index i) {
      sums.p_mean[i] += double{p[i]};
      sums.m_mean[i] += double{m[i]};
    });
  }
  const auto rows = static_cast<double>(end - begin);
  by_eights(width, [&](Eigen::Index i) {
    sums.p_mean[i] /= rows;
    sums.m_mean[i] /= rows;
  });
  for (Eigen::Index row = begin; row < end; ++row) {
    const float* p = predicted.row(row).data() + column;
    const float* m = measured.row(row).data() + column;
    by_eights(width, [&](Eigen::Index i) {
      const double dp = double{p[i]} - sums.p_mean[i];
      const double dm = double{m[i]} - sums.m_mean[i];
      sums.pp[i] += dp * dp;
      sums.mm[i] += dm * dm;
      sums.pm[i] += dp * dm;
    });
  }
  return sums;
}

// Adds what `more` rows give to what `rows` rows gave (Chan, Golub and LeVeque
// 1983, doi:10.1080/00031305.1983.10483115). Columns of one value keep sums of
// exactly 0, as their means are equal.
void add(const Moments& part, Eigen::Index more, Eigen::Index width,
         Eigen::Index rows, Moments& all) {
  const double share =
      static_cast<double>(more) / static_cast<double>(rows + more);
  const double weight = static_cast<double>(rows) * share;
  by_eights(width, [&](Eigen::Index i) {
    const double dp = part.p_mean[i] - all.p_mean[i];
    const double dm = part.m_mean[i] - all.m_mean[i];
    all.p_mean[i] += dp * share;
    all.m_mean[i] += dm * share;
    all.pp[i] += part.pp[i] + dp * dp * weight;
    all.mm[i] += part.mm[i] + dm * dm * weight;
    all.pm[i] += part.pm[i] + dp * dm * weight;
  });
}

// Values with their places, sorted: key << 32 | place. Zeros stand in the order
// of their places as they come, so that the others alone are sorted: counts are
// mostly 0, and so are the cells of a grid.
class Ranking {
 public:
  void sort(std::span<const float> values) {
    check(values.size() < (std::uint64_t{1} << 32),
          "mid_ranks: ", values.size(),
          " values; at most 2^32 - 1 can be ranked");
    const std::uint32_t zero = key_of(0.0F);
    sorted_.resize(values.size());
    zeros_.resize(values.size());
    std::size_t others = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      check(!std::isnan(values[i]), "mid_ranks: value ", i,
            " is NaN, which has no rank");
      const std::uint32_t key = key_of(values[i]);
      const std::uint64_t item = std::uint64_t{key} << 32 | i;
      // Without a branch, which would be guessed wrong half of the time.
      sorted_[others] = item;
      zeros_[i - others] = item;
      others += key == zero ? 0 : 1;
    }
    zeros_.resize(values.size() - others);
    sorted_.resize(others);
    radix_sort<32>(sorted_, scratch_);
    sorted_.insert(std::lower_bound(sorted_.begin(), sorted_.end(),
                                    std::uint64_t{zero} << 32),
                   zeros_.begin(), zeros_.end());
  }

  // Calls `body(place, rank)` for each value, in rising order.
  template <typename Body>
  void for_each_rank(Body body) const {
    const std::size_t n = sorted_.size();
    for (std::size_t begin = 0; begin < n;) {
      std::size_t end = begin + 1;
      while (end < n && sorted_[end] >> 32 == sorted_[begin] >> 32) {
        ++end;
      }
      const double shared = 0.5 * static_cast<double>(begin + end + 1);
      for (std::size_t i = begin; i < end; ++i) {
        body(static_cast<Eigen::Index>(sorted_[i] & 0xFFFFFFFFU), shared);
      }
      begin = end;
    }
  }

 private:
  std::vector<std::uint64_t> sorted_;
  std::vector<std::uint64_t> zeros_;
  std::vector<std::uint64_t> scratch_;
};

}  // namespace

double pearson(const Eigen::ArrayXd& predicted,
               const Eigen::ArrayXd& measured) {
  // The mean of twelve 0.7 is not 0.7.
  const auto constant = [](const Eigen::ArrayXd& values) {
    return values.minCoeff() == values.maxCoeff();
  };
  if (constant(predicted) || constant(measured)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const Eigen::ArrayXd p = predicted - predicted.mean();
  const Eigen::ArrayXd m = measured - measured.mean();
  return (p * m).sum() / std::sqrt(p.square().sum() * m.square().sum());
}

double partial_pearson(const Eigen::ArrayXd& predicted,
                       const Eigen::ArrayXd& measured,
                       const Eigen::ArrayXd& given) {
  constexpr double kSame = 1e-12;
  const double pm = pearson(predicted, measured);
  if (given.minCoeff() == given.maxCoeff()) return pm;
  const double pg = pearson(predicted, given);
  const double mg = pearson(measured, given);
  if (std::isnan(pm) || 1 - std::abs(pg) < kSame || 1 - std::abs(mg) < kSame) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return (pm - pg * mg) / std::sqrt((1 - pg * pg) * (1 - mg * mg));
}

// Rows come in blocks that stay in the cache between the pass for the means
// and the pass about them, so that each value is brought from memory once.
Eigen::VectorXd pearson_by_gene(const MatrixView& predicted,
                                const MatrixView& measured) {
  check_pair(predicted, measured, "pearson_by_gene");
  constexpr Eigen::Index kRows = 64;
  Eigen::VectorXd r(predicted.cols());
  for (Eigen::Index column = 0; column < r.size(); column += kStrip) {
    const Eigen::Index width = std::min(kStrip, r.size() - column);
    Moments all;
    for (Eigen::Index row = 0; row < predicted.rows(); row += kRows) {
      const Eigen::Index end = std::min(row + kRows, predicted.rows());
      add(moments_of(predicted, measured, row, end, column, width), end - row,
          width, row, all);
    }
    for (Eigen::Index i = 0; i < width; ++i) {
      r[column + i] = all.pm[i] / std::sqrt(all.pp[i] * all.mm[i]);
    }
  }
  return r;
}

// Ranks less their mean (n + 1) / 2 are multiples of 1/2, and so are the sums
// of 1/4: exact in float64 up to some 200,000 spots, in whatever order.
Eigen::VectorXd spearman_by_gene(const MatrixView& predicted,
                                 const MatrixView& measured) {
  check_pair(predicted, measured, "spearman_by_gene");
  const double middle = 0.5 * static_cast<double>(predicted.rows() + 1);
  Columns p_columns(predicted);
  Columns m_columns(measured);
  Ranking ranking;
  Eigen::ArrayXd p(predicted.rows());
  Eigen::ArrayXd m(predicted.rows());
  Eigen::VectorXd rho(predicted.cols());
  for (Eigen::Index gene = 0; gene < rho.size(); ++gene) {
    ranking.sort(p_columns.at(gene));
    ranking.for_each_rank(
        [&](Eigen::Index at, double rank) { p[at] = rank - middle; });
    ranking.sort(m_columns.at(gene));
    ranking.for_each_rank(
        [&](Eigen::Index at, double rank) { m[at] = rank - middle; });
    rho[gene] = (p * m).sum() / std::sqrt(p.square().sum() * m.square().sum());
  }
  return rho;
}

Eigen::VectorXd mid_ranks(const Eigen::Ref<const Eigen::VectorXf>& values) {
  Ranking ranking;
  ranking.sort({values.data(), static_cast<std::size_t>(values.size())});
  Eigen::VectorXd ranks(values.size());
  ranking.for_each_rank(
      [&](Eigen::Index at, double rank) { ranks[at] = rank; });
  return ranks;
}

}  // namespace moonstain
