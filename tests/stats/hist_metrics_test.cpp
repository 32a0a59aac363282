// What HiST's authors score by, on numbers that their code was run on: genes,
// survival, response and folds (Yelab2020/HiST 8a2d015; inputs by the rule of
// tests/golden/learn/README.md). Masks are in mask_scores_test.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/matrix.h"
#include "core/stats/confusion.h"
#include "core/stats/correlation.h"
#include "core/stats/kfold.h"
#include "core/stats/student_t.h"
#include "core/stats/survival/concordance.h"
#include "core/stats/survival/follow_up.h"
#include "core/stats/survival/log_rank.h"
#include "tests/support/golden.h"
#include "tests/support/published_rule.h"

namespace moonstain {
namespace {

const Json& golden() {
  static const Json made = read_golden("stats/hist_metrics");
  return made;
}

// "nan" where the authors' code gives none.
void check_value(double found, const Json& expected, const std::string& what) {
  if (expected.is_string()) {
    BOOST_TEST(std::isnan(found), what);
  } else {
    const auto value = expected.get<double>();
    BOOST_TEST(std::fabs(found - value) <= 1e-8 * std::fabs(value),
               what << ": " << found << ", expected " << value);
  }
}

FollowUp followed(const Json& of) {
  FollowUp made{of.at("time").get<std::vector<double>>(), {}};
  for (const Json& event : of.at("event")) made.died.push_back(event == 1);
  return made;
}

// Whether a risk lies above the median.
std::vector<std::string> halves(const std::vector<double>& risks) {
  std::vector<double> sorted = risks;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t n = sorted.size();
  const double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  std::vector<std::string> made;
  for (const double risk : risks)
    made.push_back(risk > median ? "high" : "low");
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_metrics_test)

// Six genes on 16 x 16 cells: gene 3 is measured and gene 4 predicted as a
// constant, gene 5 has ties.
BOOST_AUTO_TEST_CASE(correlations_of_genes_are_the_authors) {
  constexpr int kCells = 256, kGenes = 6;
  MatrixD measured(kCells, kGenes), predicted(kCells, kGenes);
  for (int gene = 0; gene < kGenes; ++gene) {
    for (int cell = 0; cell < kCells; ++cell) {
      const auto i = static_cast<std::uint64_t>(gene * kCells + cell);
      const double target =
          std::max(0.0, 6 * uniform_at(fnv1a("input:cor_target") + i) - 3);
      const double said =
          0.5 * target +
          0.7 * (2 * uniform_at(fnv1a("input:cor_pred") + i) - 1);
      measured(cell, gene) = gene == 3 ? 0 : target;
      predicted(cell, gene) = gene == 4   ? 0.25
                              : gene == 5 ? std::nearbyint(4 * said) / 4
                                          : said;
    }
  }
  const Json& columns = golden().at("correlations").at("columns");
  // Ranks are the same in float32.
  const Eigen::VectorXd rho =
      spearman_by_gene(predicted.cast<float>(), measured.cast<float>());
  for (int gene = 0; gene < kGenes; ++gene) {
    const auto check = [&](double found, const char* column) {
      check_value(found, columns.at(column)[static_cast<std::size_t>(gene)],
                  column);
    };
    const double r =
        pearson(predicted.col(gene).array(), measured.col(gene).array());
    check(r, "Pearson_Correlation");
    check(correlation_p(r, kCells), "Pearson_Pvalue");
    check(rho[gene], "Spearman_Correlation");
    check(correlation_p(rho[gene], kCells), "Spearman_Pvalue");
  }
}

BOOST_AUTO_TEST_CASE(concordance_and_median_split_are_the_authors) {
  for (const Json& of : golden().at("concordance")) {
    const auto name = of.at("name").get<std::string>();
    const FollowUp patients = followed(of);
    const auto risks = of.at("risk").get<std::vector<double>>();
    check_value(concordance(patients, risks).index(), of.at("c_index"), name);
    const std::vector<std::string> groups = halves(risks);
    BOOST_TEST(std::count(groups.begin(), groups.end(), "high") ==
               of.at("n_high").get<int>());
    const LogRank test = log_rank(patients, groups);
    check_value(test.statistic, of.at("logrank_chi2"), name);
    check_value(test.p, of.at("logrank_p"), name);
  }
}

// Where no pair can be compared the authors' library raises an error.
BOOST_AUTO_TEST_CASE(ties_of_few_patients_are_the_authors) {
  for (const Json& of : golden().at("concordance_small")) {
    check_value(
        concordance(followed(of), of.at("risk").get<std::vector<double>>())
            .index(),
        of.at("c_index"), of.at("name"));
  }
}

// A precision of 0 / 0, of a class that is never called, counts as 1 there.
BOOST_AUTO_TEST_CASE(weighted_scores_of_classes_are_the_authors) {
  const auto named = [](const Json& classes) {
    std::vector<std::string> names;
    for (const Json& one : classes) names.push_back(one.dump());
    return names;
  };
  for (const Json& of : golden().at("classification_weighted")) {
    const auto name = of.at("name").get<std::string>();
    const Confusion found =
        confusion_of(named(of.at("true")), named(of.at("pred")));
    const ClassScores scores = weighted_scores(found, 1);
    check_value(accuracy(found), of.at("accuracy"), name);
    check_value(scores.precision, of.at("precision"), name);
    check_value(scores.recall, of.at("recall"), name);
    check_value(scores.f1, of.at("f1"), name);
  }
}

BOOST_AUTO_TEST_CASE(folds_are_the_authors) {
  for (const Json& of : golden().at("kfold_5")) {
    const Folds folds = k_folds(of.at("n").get<std::size_t>(), 5,
                                of.at("seed").get<std::uint32_t>());
    BOOST_TEST(Json(folds) == of.at("validation_folds"));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
