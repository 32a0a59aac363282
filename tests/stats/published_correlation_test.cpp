// What the authors of spot networks score by, on their recorded numbers
// (tests/golden/learn/README.md): the correlation of each gene, what it is
// where one side is constant, and its p.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/matrix.h"
#include "core/stats/correlation.h"
#include "core/stats/student_t.h"
#include "tests/support/golden.h"
#include "tests/support/published_rule.h"

namespace moonstain {
namespace {

using Value = std::function<double(double u)>;

// [spots, genes], by the rule of published inputs.
MatrixD drawn(const char* name, Eigen::Index spots, Eigen::Index genes,
              const Value& value) {
  MatrixD made(spots, genes);
  for (Eigen::Index i = 0; i < made.size(); ++i) {
    made.data()[i] =
        value(uniform_at(fnv1a(name) + static_cast<std::uint64_t>(i)));
  }
  return made;
}

struct Scored {
  MatrixD predicted, measured;

  Scored(Eigen::Index spots, Eigen::Index genes, const Value& value)
      : predicted(drawn("input:metric_pred", spots, genes, value)),
        measured(drawn("input:metric_true", spots, genes, value)) {}

  Eigen::Index genes() const { return measured.cols(); }
  double pearson_of(Eigen::Index gene) const {
    return pearson(predicted.col(gene).array(), measured.col(gene).array());
  }
  // Over the genes that have a value.
  double mean_of_defined() const {
    double sum = 0;
    int count = 0;
    for (Eigen::Index gene = 0; gene < genes(); ++gene) {
      const double r = pearson_of(gene);
      if (std::isnan(r)) continue;
      sum += r;
      ++count;
    }
    return sum / count;
  }
};

Json metric_of(const std::string& method) {
  return read_golden("learn/" + method).at("functions").at("metric");
}

// A value that the authors' code left out is NaN here.
void check_value(double found, const Json& expected, double within = 1e-9) {
  if (expected.is_null()) {
    BOOST_TEST(std::isnan(found));
  } else {
    BOOST_TEST(std::fabs(found - expected.get<double>()) <= within);
  }
}

double identity(double u) { return u; }
double twice(double u) { return 2 * u; }

}  // namespace

BOOST_AUTO_TEST_SUITE(published_correlation_test)

BOOST_AUTO_TEST_CASE(hist2st_and_thitogene_score_by_pearson) {
  Scored hist2st(12, 6, twice);
  hist2st.predicted.col(2).setConstant(0.7);
  hist2st.predicted.col(5).setConstant(0.5);
  hist2st.measured.col(4).setConstant(1.3);
  hist2st.measured.col(5).setConstant(0.25);
  Scored thitogene(12, 5, twice);
  thitogene.predicted.col(2).setConstant(0.7);
  thitogene.measured.col(4).setConstant(1.3);
  for (const auto& [method, scored] :
       {std::pair{"hist2st", hist2st}, std::pair{"thitogene", thitogene}}) {
    const Json metric = metric_of(method);
    for (Eigen::Index gene = 0; gene < scored.genes(); ++gene) {
      const auto place = static_cast<std::size_t>(gene);
      const double r = scored.pearson_of(gene);
      check_value(r, metric.at("r")[place]);
      check_value(correlation_p(r, 12), metric.at("p")[place]);
    }
    check_value(scored.mean_of_defined(), metric.at("nanmean"));
  }
  const Json metric = metric_of("thitogene");
  for (Eigen::Index gene = 0; gene < 5; ++gene) {
    check_value(-std::log10(correlation_p(thitogene.pearson_of(gene), 12)),
                metric.at("minus_log10_p")[static_cast<std::size_t>(gene)]);
  }
  // One of its scripts scales predictions to mean 0 and variance 1 first, a
  // constant one to 0: r is the same.
  for (Eigen::Index gene = 0; gene < 5; ++gene) {
    auto values = thitogene.predicted.col(gene).array();
    values -= values.mean();
    const double deviation = std::sqrt(values.square().sum() / 11);
    if (gene != 2) values /= deviation;
    check_value(thitogene.pearson_of(gene),
                metric.at("r_after_scaling")[static_cast<std::size_t>(gene)]);
  }
  check_value(thitogene.mean_of_defined(), metric.at("nanmean_after_scaling"));
}

BOOST_AUTO_TEST_CASE(igidl_scores_by_pearson_and_spearman) {
  Scored scored(12, 5, [](double u) { return std::floor(20 * u) / 10; });
  scored.predicted.col(2).setConstant(0.5);
  scored.measured.col(4).setConstant(0.25);
  // Ranks are the same in float32, ties included.
  const Eigen::VectorXd rho = spearman_by_gene(scored.predicted.cast<float>(),
                                               scored.measured.cast<float>());
  const Json metric = metric_of("igidl");
  for (Eigen::Index gene = 0; gene < 5; ++gene) {
    const auto place = static_cast<std::size_t>(gene);
    const double r = scored.pearson_of(gene);
    check_value(r, metric.at("Pear_corr")[place]);
    check_value(-std::log10(correlation_p(r, 12)),
                metric.at("Pear_log_p")[place]);
    check_value(rho[gene], metric.at("Spea_corr")[place]);
    check_value(-std::log10(correlation_p(rho[gene], 12)),
                metric.at("Spea_log_p")[place]);
  }
}

// As its loss has it, a value is missing here where EGN counts -1.
BOOST_AUTO_TEST_CASE(egn_counts_a_missing_value_as_minus_one) {
  Scored scored(9, 5, identity);
  scored.predicted.col(2).setConstant(0.5);
  scored.measured.col(4).setConstant(0.25);
  const Json metric = metric_of("egnv1");
  const Json& reported = metric.at("reported_per_gene");
  double sum = 0;
  for (Eigen::Index gene = 0; gene < 5; ++gene) {
    const double r = scored.pearson_of(gene);
    // Theirs is in float32.
    const double counted = std::isnan(r) ? -1 : r;
    check_value(counted, reported[static_cast<std::size_t>(gene)], 1e-7);
    sum += counted;
  }
  check_value(sum / 5, metric.at("reported_mean"), 1e-7);
}

// The mean over genes that have a value: constant ones are left out.
BOOST_AUTO_TEST_CASE(sequoia_leaves_missing_values_out) {
  Scored scored(9, 5, identity);
  scored.predicted.col(2).setConstant(0.5);
  scored.measured.col(4).setConstant(0.25);
  check_value(scored.mean_of_defined(), metric_of("sequoia").at("mean"));
}

BOOST_AUTO_TEST_CASE(bleep_scores_by_pearson) {
  Scored scored(12, 60, identity);
  scored.measured.col(1).setConstant(0.5);
  scored.measured.col(59) *= 0.01;
  const Json metric = metric_of("bleep");
  const Json& values = metric.at("gene_correlations").at("values");
  BOOST_REQUIRE(values.size() == 60U);
  std::vector<std::pair<double, double>> by_mean;
  for (Eigen::Index gene = 0; gene < 60; ++gene) {
    const double r = scored.pearson_of(gene);
    check_value(r, values[static_cast<std::size_t>(gene)]);
    by_mean.emplace_back(scored.measured.col(gene).mean(), r);
  }
  // What the authors print of fifty genes is shifted: the missing value is
  // taken out of the list, which is then read at places in the full one.
  std::vector<double> defined;
  for (const auto& [mean, r] : by_mean) {
    if (!std::isnan(r)) defined.push_back(r);
  }
  const Json& printed = metric.at("printed");
  BOOST_TEST(static_cast<double>(defined.size()) ==
             printed[1][1].get<double>());
  const auto shifted_mean = [&](const auto& of_gene) {
    std::vector<std::pair<double, std::size_t>> ranked;
    for (std::size_t gene = 0; gene < 60; ++gene) {
      const auto place = static_cast<Eigen::Index>(gene);
      ranked.emplace_back(of_gene(scored.measured.col(place).array()), gene);
    }
    std::sort(ranked.rbegin(), ranked.rend());
    double sum = 0;
    for (std::size_t i = 0; i < 50; ++i) sum += defined.at(ranked[i].second);
    return sum / 50;
  };
  check_value(shifted_mean([](const auto& values) { return values.mean(); }),
              printed[3][1]);
  check_value(shifted_mean([](const auto& values) {
                return (values - values.mean()).square().mean();
              }),
              printed[4][1]);
  // The fifty genes of highest expression, each with its own value.
  std::sort(by_mean.rbegin(), by_mean.rend());
  double sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < 50; ++i) {
    if (std::isnan(by_mean[i].second)) continue;
    sum += by_mean[i].second;
    ++count;
  }
  // The authors print the mean over spots and the largest of the genes.
  double of_spots = 0;
  for (Eigen::Index spot = 0; spot < 12; ++spot) {
    of_spots += pearson(scored.predicted.row(spot).transpose().array(),
                        scored.measured.row(spot).transpose().array());
  }
  check_value(of_spots / 12, printed[0][1]);
  double largest = -1;
  for (const auto& [mean, r] : by_mean) largest = std::fmax(largest, r);
  check_value(largest, printed[2][1]);
  check_value(sum / count,
              metric.at("mean_of_the_50_highest_expressed_with_missing_kept_in_"
                        "place"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
