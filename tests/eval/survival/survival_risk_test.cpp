#include "core/eval/survival/survival_risk.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/random.h"
#include "core/eval/survival/risk_groups.h"
#include "core/stats/kfold.h"
#include "core/stats/survival/concordance.h"
#include "core/stats/survival/cox.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

struct Made {
  FollowUp patients;
  MatrixD x;
};

// Of `features` normal numbers the first multiplies the hazard by exp(effect).
Made made(std::int64_t seed, std::size_t count, Eigen::Index features,
          double effect) {
  RandomStream stream(seed, "test", "patients");
  Made out;
  out.x.resize(static_cast<Eigen::Index>(count), features);
  for (Eigen::Index i = 0; i < out.x.rows(); ++i) {
    for (Eigen::Index k = 0; k < features; ++k) out.x(i, k) = stream.normal();
    const double died =
        -std::log(1 - stream.uniform()) / std::exp(effect * out.x(i, 0));
    const double lost = -std::log(1 - stream.uniform());
    out.patients.times.push_back(std::min(died, lost));
    out.patients.died.push_back(died <= lost);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(survival_risk_test)

// The only feature, in two folds once: the risk of who is held out is its
// value, centred and scaled by the others', times Cox's coefficient of theirs.
BOOST_AUTO_TEST_CASE(a_risk_is_that_of_the_other_patients_model) {
  const Made one = made(1, 24, 1, 1);
  const CrossFittedRisk risk = cross_fitted_risk(
      one.patients, one.x,
      {.folds = 2, .repeats = 1, .features = 1, .ridge = 0, .seed = 7});
  std::vector<std::string> labels;
  for (const bool died : one.patients.died) labels.push_back(died ? "1" : "0");
  const auto folds = stratified_k_folds(labels, 2, 7).folds;
  for (std::size_t fold = 0; fold < 2; ++fold) {
    const auto& training = folds[1 - fold];
    FollowUp seen;
    MatrixD x(static_cast<Eigen::Index>(training.size()), 1);
    for (std::size_t i = 0; i < training.size(); ++i) {
      seen.times.push_back(one.patients.times[training[i]]);
      seen.died.push_back(one.patients.died[training[i]]);
      x(static_cast<Eigen::Index>(i), 0) =
          one.x(static_cast<Eigen::Index>(training[i]), 0);
    }
    // Cox's coefficient does not depend on centre and scale.
    const CoxFit fit = cox(seen, x);
    for (const std::size_t i : folds[fold]) {
      const double centred = one.x(static_cast<Eigen::Index>(i), 0) - x.mean();
      BOOST_TEST(risk.risk[i] == centred * fit.coefficients[0],
                 tt::tolerance(1e-8));
    }
  }
  BOOST_TEST(risk.fits == 2);
  BOOST_TEST(risk.unbounded == 0);
  BOOST_TEST(risk.chosen[0] == 2);
}

// Inputs of the step are applied, not learned from (survival_risk.h): this is
// what that rests on. Another time of the patient moves other risks.
BOOST_AUTO_TEST_CASE(a_patients_own_time_does_not_move_its_risk) {
  Made one = made(2, 40, 8, 1);
  const RiskProtocol protocol{.repeats = 5, .features = 2};
  const auto before = cross_fitted_risk(one.patients, one.x, protocol).risk;
  one.patients.times[3] *= 3;
  const auto after = cross_fitted_risk(one.patients, one.x, protocol).risk;
  BOOST_TEST(after[3] == before[3]);
  BOOST_TEST((after != before));
}

BOOST_AUTO_TEST_CASE(a_planted_effect_is_found_and_chosen) {
  const Made one = made(3, 120, 30, 1.2);
  const CrossFittedRisk risk =
      cross_fitted_risk(one.patients, one.x, {.repeats = 4});
  BOOST_TEST(concordance(one.patients, risk.risk).index() > 0.65);
  BOOST_TEST(risk.chosen[0] == risk.fits);
}

// Without an effect the concordance of held-out risks lies about 0.5, and a
// little below: a fold that lost its high risks learned from the others.
BOOST_AUTO_TEST_CASE(without_an_effect_chance_is_found) {
  double sum = 0;
  for (std::int64_t seed = 0; seed < 20; ++seed) {
    const Made one = made(100 + seed, 60, 20, 0);
    sum +=
        concordance(one.patients,
                    cross_fitted_risk(one.patients, one.x, {.repeats = 2}).risk)
            .index();
  }
  BOOST_TEST(std::abs(sum / 20 - 0.48) < 0.06);
}

// A missing value counts as the mean: a risk of 0 by the only feature. One that
// is missing in most patients, or constant, is not taken.
BOOST_AUTO_TEST_CASE(missing_values_count_as_the_mean) {
  Made one = made(4, 40, 3, 1);
  one.x(5, 0) = NAN;
  one.x.col(1).setConstant(2);
  for (Eigen::Index i = 0; i < 30; ++i) one.x(i, 2) = NAN;
  const CrossFittedRisk risk =
      cross_fitted_risk(one.patients, one.x, {.repeats = 3, .features = 3});
  BOOST_TEST(risk.risk[5] == 0.0);
  BOOST_TEST(risk.risk[6] != 0.0);
  BOOST_TEST(risk.chosen[0] == 9);
  BOOST_TEST(risk.chosen[1] == 0);
  BOOST_TEST(risk.chosen[2] == 0);
}

BOOST_AUTO_TEST_CASE(features_that_tell_all_deaths_are_counted) {
  Made one = made(5, 12, 1, 0);
  for (std::size_t i = 0; i < 12; ++i) {
    one.patients.times[i] = static_cast<double>(i + 1);
    one.patients.died[i] = i < 6;
    one.x(static_cast<Eigen::Index>(i), 0) = -static_cast<double>(i);
  }
  BOOST_TEST(cross_fitted_risk(one.patients, one.x, {.repeats = 1, .ridge = 0})
                 .unbounded == 3);
}

BOOST_AUTO_TEST_CASE(too_few_deaths_are_refused) {
  Made one = made(6, 10, 2, 0);
  std::fill(one.patients.died.begin(), one.patients.died.end(), false);
  one.patients.died[0] = one.patients.died[4] = true;
  const auto error = [](const Made& some) {
    return error_of([&] { cross_fitted_risk(some.patients, some.x, {}); });
  };
  BOOST_TEST(error(one) ==
             "survival_risk: 2 deaths of 10 patients and 3 folds: a fold would "
             "hold no death; take fewer folds or more patients");
  one = made(6, 10, 2, 0);
  one.x.setConstant(1);
  std::fill(one.patients.died.begin(), one.patients.died.end(), true);
  BOOST_TEST(
      error(one).starts_with("survival_risk: of 2 features none varies over "));
}

// Shuffled features are the same rows in another order; a permutation does not
// depend on how many there are.
BOOST_AUTO_TEST_CASE(null_risks_are_of_shuffled_features) {
  const Made one = made(7, 60, 4, 2);
  PatientFeatures features;
  features.patients.follow_up = one.patients;
  for (int i = 0; i < 60; ++i) {
    features.patients.patients.push_back(concat("P", i));
  }
  features.names = {"a", "b", "c", "d"};
  features.values = one.x;
  const RiskProtocol protocol{.repeats = 2, .features = 2};
  const Predictions null = null_risk(features, protocol, 12);
  BOOST_TEST(null.values.cols() == 12);
  BOOST_TEST(
      (null.values.leftCols(3) == null_risk(features, protocol, 3).values));
  double sum = 0;
  for (Eigen::Index k = 0; k < 12; ++k) {
    const Eigen::VectorXd risk = null.values.col(k).cast<double>();
    sum += concordance(one.patients, {risk.begin(), risk.end()}).index();
  }
  const auto real = cross_fitted_risk(one.patients, one.x, protocol);
  BOOST_TEST(concordance(one.patients, real.risk).index() > 0.7);
  BOOST_TEST(std::abs(sum / 12 - 0.48) < 0.07);
}

// Group sizes that recipes/ghist_tcga/METHOD.md 7.4 names: 23, 45, 23 of 91 and
// 115, 227, 115 of 457 patients, whose risks all differ.
BOOST_AUTO_TEST_CASE(quartiles_give_the_published_sizes) {
  for (const auto& [count, size] : {std::pair(91, 23), std::pair(457, 115)}) {
    std::vector<double> risks;
    for (int i = 0; i < count; ++i) risks.push_back(i * 37 % count);
    const auto groups = risk_groups(risks, RiskCut::quartiles);
    BOOST_TEST(std::ranges::count(groups, kHighRisk) == size);
    BOOST_TEST(std::ranges::count(groups, kLowRisk) == size);
    BOOST_TEST(std::ranges::count(groups, "") == count - 2 * size);
  }
  const auto halves = risk_groups({3, 1, 2}, RiskCut::median);
  BOOST_TEST(
      halves == (std::vector<std::string>{"high risk", "low risk", "low risk"}),
      tt::per_element());
}

BOOST_AUTO_TEST_CASE(risks_that_tell_no_groups_are_refused) {
  BOOST_TEST(error_of([] { risk_groups({1, 1, 1}, RiskCut::quartiles); }) ==
             "risk_groups: of 3 risks 3 lie at or above 1 and 3 at or below 1; "
             "they do not tell two groups apart");
  BOOST_TEST(error_of([] {
               risk_groups({1, 1}, RiskCut::median);
             }).starts_with("risk_groups: of 2 risks 0 lie at or above 1"));
  BOOST_TEST(error_of([] { risk_groups({1, NAN}, RiskCut::median); }) ==
             "risk_groups: the risk of patient 1 is nan; expected a finite "
             "number");
}

BOOST_AUTO_TEST_SUITE_END()
