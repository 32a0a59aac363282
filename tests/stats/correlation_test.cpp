#include "core/stats/correlation.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "tests/support/published_metrics.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

// 330 spots of 300 genes, in several blocks of rows and columns: values far
// from 0, counts with many ties, and constant columns.
struct Pair {
  Matrix predicted = Matrix(330, 300);
  Matrix measured = Matrix(330, 300);

  Pair() {
    RandomStream random(1, "correlation_test", "values");
    for (Eigen::Index i = 0; i < predicted.size(); ++i) {
      predicted.data()[i] =
          static_cast<float>(random.normal() + 100.0 * (i % 7) - 300.0);
      measured.data()[i] = static_cast<float>(random.poisson(0.5));
    }
    predicted.col(3).setConstant(0.1F);
    measured.col(270).setConstant(0.3F);
  }
};

double by_definition(const Eigen::ArrayXd& a, const Eigen::ArrayXd& b) {
  const Eigen::ArrayXd da = a - a.mean();
  const Eigen::ArrayXd db = b - b.mean();
  return (da * db).sum() / std::sqrt(da.square().sum() * db.square().sum());
}

// One more than the values below, and half of the others that are equal.
Eigen::ArrayXd counted_ranks(const Eigen::ArrayXd& values) {
  Eigen::ArrayXd ranks(values.size());
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    ranks[i] = static_cast<double>((values < values[i]).count()) + 0.5 +
               0.5 * static_cast<double>((values == values[i]).count());
  }
  return ranks;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(correlation_test)

BOOST_AUTO_TEST_CASE(many_spots_and_genes_follow_the_definition) {
  const Pair pair;
  const Eigen::VectorXd r = pearson_by_gene(pair.predicted, pair.measured);
  const Eigen::VectorXd rho = spearman_by_gene(pair.predicted, pair.measured);
  for (Eigen::Index gene = 0; gene < r.size(); ++gene) {
    if (gene == 3 || gene == 270) {
      BOOST_TEST(std::isnan(r[gene]));
      BOOST_TEST(std::isnan(rho[gene]));
      continue;
    }
    const Eigen::ArrayXd p = pair.predicted.col(gene).cast<double>();
    const Eigen::ArrayXd m = pair.measured.col(gene).cast<double>();
    BOOST_TEST(std::abs(r[gene] - by_definition(p, m)) < 1e-13);
    BOOST_TEST(std::abs(rho[gene] - by_definition(counted_ranks(p),
                                                  counted_ranks(m))) < 1e-13);
  }
}

// Offsets (-1, 0, 1) and (-4, -1, 5)/3 give 3 / sqrt(2 * 14/3).
BOOST_AUTO_TEST_CASE(three_spots_match_the_value_worked_by_hand) {
  const Matrix predicted{{1.F}, {2.F}, {3.F}};
  const Matrix measured{{1.F}, {2.F}, {4.F}};
  BOOST_TEST(
      pearson_by_gene(predicted, measured)[0] == 3.0 / std::sqrt(28.0 / 3.0),
      tt::tolerance(1e-12));
}

// Eleven spots of 0.1: summed in float32 their mean is not 0.1, and the
// result would be 0 instead of NaN.
BOOST_AUTO_TEST_CASE(constant_gene_gives_nan) {
  const Matrix flat = Matrix::Constant(11, 1, 0.1F);
  const Matrix rising = Eigen::VectorXf::LinSpaced(11, 0.F, 10.F);
  BOOST_TEST(std::isnan(pearson_by_gene(flat, rising)[0]));
  BOOST_TEST(std::isnan(pearson_by_gene(rising, flat)[0]));
  BOOST_TEST(std::isnan(spearman_by_gene(flat, rising)[0]));
}

BOOST_AUTO_TEST_CASE(differing_shapes_are_refused_and_named) {
  BOOST_CHECK_EXCEPTION(
      pearson_by_gene(Matrix::Zero(3, 2), Matrix::Zero(3, 4)), Error,
      [](const Error& e) {
        return std::string(e.what()) ==
               "pearson_by_gene: predicted is [3, 2], measured is [3, 4]; "
               "both must be the same [spots, genes]";
      });
  BOOST_CHECK_EXCEPTION(
      spearman_by_gene(Matrix::Zero(1, 2), Matrix::Zero(1, 2)), Error,
      [](const Error& e) {
        return std::string(e.what()) ==
               "spearman_by_gene: got 1 spot(s); a correlation needs at least "
               "2";
      });
}

// 7 is last; the two 5s hold ranks 2 and 3.
BOOST_AUTO_TEST_CASE(tied_values_share_their_mean_rank) {
  const Eigen::VectorXf values{{5.F, 1.F, 5.F, 7.F}};
  const Eigen::VectorXd expected{{2.5, 1.0, 2.5, 4.0}};
  BOOST_TEST(mid_ranks(values) == expected);
}

BOOST_AUTO_TEST_CASE(negative_values_rank_below_zero_and_zeros_tie) {
  const Eigen::VectorXf values{{0.F, -1.F, -0.F, -2.F, 3.F}};
  const Eigen::VectorXd expected{{3.5, 2.0, 3.5, 1.0, 5.0}};
  BOOST_TEST((mid_ranks(values) == expected));
}

BOOST_AUTO_TEST_CASE(nan_has_no_rank) {
  Eigen::VectorXf values = Eigen::VectorXf::Zero(3);
  values[1] = std::numeric_limits<float>::quiet_NaN();
  BOOST_CHECK_EXCEPTION(mid_ranks(values), Error, [](const Error& e) {
    return std::string(e.what()) ==
           "mid_ranks: value 1 is NaN, which has no "
           "rank";
  });
}

// Ranks 1 2 3 4 5 and 2 1 4 3 5: 1 - 6 * 4 / (5 * 24) = 0.8. The first column
// is far from a line, so Pearson differs.
BOOST_AUTO_TEST_CASE(five_spots_match_spearmans_formula) {
  const Matrix a{{1.F}, {2.F}, {30.F}, {400.F}, {5000.F}};
  const Matrix b{{2.F}, {1.F}, {4.F}, {3.F}, {5.F}};
  BOOST_TEST(spearman_by_gene(a, b)[0] == 0.8, tt::tolerance(1e-12));
}

// Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: offsets give 4.5 / sqrt(4.5 * 5).
BOOST_AUTO_TEST_CASE(ties_are_correlated_as_mid_ranks) {
  const Matrix a{{0.F}, {1.F}, {1.F}, {2.F}};
  const Matrix b{{1.F}, {2.F}, {3.F}, {4.F}};
  BOOST_TEST(spearman_by_gene(a, b)[0] == 4.5 / std::sqrt(22.5),
             tt::tolerance(1e-12));
}

// Values of GHIST's own code: 40 nuclei, 6 genes, of which one is measured and
// one predicted as a constant.
BOOST_AUTO_TEST_CASE(genes_correlate_as_in_published_code) {
  const PublishedMetrics published;
  const Eigen::VectorXd r =
      pearson_by_gene(published.predicted, published.truth);
  const Json& expected = published.golden.at("pcc_per_gene");
  for (Eigen::Index gene = 0; gene < 6; ++gene) {
    const Json& one = expected[static_cast<std::size_t>(gene)];
    BOOST_TEST_CONTEXT("gene " << gene) {
      if (one.is_string()) {
        BOOST_TEST(std::isnan(r[gene]));
      } else {
        BOOST_TEST(r[gene] == one.get<double>(), tt::tolerance(1e-6));
      }
    }
  }
}

// By numpy 2.3: lstsq of each list on [1, given], then corrcoef of what is
// left.
BOOST_AUTO_TEST_CASE(what_is_linear_in_a_third_list_is_taken_out_of_both) {
  const Eigen::ArrayXd p{{1, 2, 3, 4, 7}};
  const Eigen::ArrayXd m{{1, 3, 2, 5, 4}};
  const Eigen::ArrayXd given{{1, 1, 2, 2, 5}};
  BOOST_TEST(partial_pearson(p, m, given) == 0.9664968761885224,
             tt::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_constant_third_list_takes_nothing_out) {
  const Eigen::ArrayXd p{{1, 2, 3}};
  const Eigen::ArrayXd m{{1, 2, 4}};
  BOOST_TEST(partial_pearson(p, m, Eigen::ArrayXd::Ones(3)) == pearson(p, m));
}

BOOST_AUTO_TEST_CASE(of_a_list_that_is_the_third_one_nothing_is_left) {
  const Eigen::ArrayXd given{{1, 2, 4, 8}};
  const Eigen::ArrayXd m{{1, 3, 2, 5}};
  BOOST_TEST(std::isnan(partial_pearson(3 * given + 1, m, given)));
  BOOST_TEST(std::isnan(partial_pearson(m, -given, given)));
  BOOST_TEST(std::isnan(partial_pearson(Eigen::ArrayXd::Ones(4), m, given)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
