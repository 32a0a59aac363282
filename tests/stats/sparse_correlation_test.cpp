#include "core/stats/sparse_correlation.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/base/matrix.h"
#include "core/base/random.h"
#include "core/stats/correlation.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace tt = boost::test_tools;

namespace {

/// A list, and what of it is not 0.
struct Sparse {
  std::vector<std::int32_t> places;
  std::vector<float> values;

  explicit Sparse(const Eigen::VectorXf& all) {
    for (Eigen::Index i = 0; i < all.size(); ++i) {
      if (all[i] == 0) continue;
      places.push_back(static_cast<std::int32_t>(i));
      values.push_back(all[i]);
    }
  }
  SparseColumn column() const { return {places, values}; }
};

SparseCorrelation::Result of(const Eigen::VectorXf& first,
                             const Eigen::VectorXf& second,
                             const Eigen::ArrayXd& given = {}) {
  return SparseCorrelation(first.size(), given)
      .of(Sparse(first).column(), Sparse(second).column());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sparse_correlation_test)

// Of (0, 0, 2, 4) and (0, 3, 0, 6), as numpy's corrcoef, scipy's spearmanr and
// the formula of the partial correlation given (1, 2, 4, 3) have them.
BOOST_AUTO_TEST_CASE(four_values_match_the_peers) {
  const auto r = of(Eigen::Vector4f(0, 0, 2, 4), Eigen::Vector4f(0, 3, 0, 6),
                    Eigen::Array4d(1, 2, 4, 3));
  BOOST_TEST(r.pearson == 0.6363636363636364, tt::tolerance(1e-12));
  BOOST_TEST(r.spearman == 0.5000000000000001, tt::tolerance(1e-12));
  BOOST_TEST(r.partial == 0.7453559924999298, tt::tolerance(1e-12));
}

// Counts of 300 places, from almost none to almost all above 0, beside the
// correlations of whole lists.
BOOST_AUTO_TEST_CASE(counts_correlate_as_whole_lists_do) {
  RandomStream random(3, "sparse_correlation_test", "counts");
  Eigen::ArrayXd given(300);
  for (double& value : given) value = random.normal();
  for (const double mean : {0.02, 0.3, 2.0, 9.0}) {
    Matrix first(300, 1), second(300, 1);
    for (Eigen::Index i = 0; i < 300; ++i) {
      const double level = mean * std::exp(given[i]);
      first(i, 0) = std::log1p(static_cast<float>(random.poisson(level)));
      second(i, 0) = std::log1p(static_cast<float>(random.poisson(level)));
    }
    const auto r = of(first.col(0), second.col(0), given);
    BOOST_TEST(r.pearson == pearson_by_gene(first, second)[0],
               tt::tolerance(1e-10));
    BOOST_TEST(r.spearman == spearman_by_gene(first, second)[0],
               tt::tolerance(1e-10));
    BOOST_TEST(
        r.partial == partial_pearson(first.col(0).cast<double>(),
                                     second.col(0).cast<double>(), given),
        tt::tolerance(1e-9));
  }
}

BOOST_AUTO_TEST_CASE(constant_lists_have_none) {
  const Eigen::Vector4f varies(0, 1, 2, 0);
  for (const float value : {0.F, 0.1F}) {
    const auto r = of(Eigen::Vector4f::Constant(value), varies,
                      Eigen::Array4d(1, 2, 4, 3));
    BOOST_TEST(std::isnan(r.pearson));
    BOOST_TEST(std::isnan(r.spearman));
    BOOST_TEST(std::isnan(r.partial));
  }
  // What is given and constant takes nothing out; nothing given has none.
  const Eigen::Vector4f other(1, 0, 2, 0);
  const auto r = of(varies, other, Eigen::Array4d::Constant(2));
  BOOST_TEST(r.partial == r.pearson);
  BOOST_TEST(std::isnan(of(varies, other).partial));
}

BOOST_AUTO_TEST_CASE(a_list_that_is_what_is_given_leaves_nothing) {
  const Eigen::Vector4f list(0, 1, 2, 4);
  BOOST_TEST(std::isnan(
      of(list, Eigen::Vector4f(1, 0, 2, 1), list.cast<double>().array())
          .partial));
}

BOOST_AUTO_TEST_CASE(what_is_below_0_is_refused) {
  BOOST_TEST((error_of([] {
                of(Eigen::Vector4f(0, -1, 2, 0), Eigen::Vector4f(1, 0, 2, 0));
              }) == "correlation: a list that is mostly 0 has a value that is "
                    "not above 0"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
