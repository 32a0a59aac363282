#include "models/networks/survival_network.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/random.h"
#include "core/eval/survival/epoch_concordance.h"
#include "core/learn/network/torch_runtime.h"
#include "core/stats/survival/event_folds.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// Half of the patients die, the sooner the higher their first number.
SurvivalExamples patients(std::size_t count, Eigen::Index covariates) {
  RandomStream stream(4, "test", "patients");
  SurvivalExamples out;
  out.covariates.resize(static_cast<Eigen::Index>(count), covariates);
  for (std::size_t i = 0; i < count; ++i) {
    for (Eigen::Index k = 0; k < covariates; ++k) {
      out.covariates(static_cast<Eigen::Index>(i), k) = stream.normal();
    }
    const double first = out.covariates(static_cast<Eigen::Index>(i), 0);
    out.follow_up.times.push_back(std::exp(-first + 0.3 * stream.normal()));
    out.follow_up.died.push_back(i % 2 == 0);
  }
  return out;
}

// A rate at which a few dozen steps learn.
SurvivalTraining quick() {
  return {.epochs = 150,
          .folds = 2,
          .learning_rate = 2,
          .loss = RiskSet::time,
          .risk_norm = RiskNorm::none};
}

double at_last(const SurvivalExamples& examples, const Matrix& risks) {
  return epoch_concordance(examples.follow_up, risks,
                           {.folds = 2, .fold_seed = 15, .from_epoch = 0})
      .columns[0]
      .values[0];
}

std::string error_with(const SurvivalExamples& examples) {
  return error_of([&] { epoch_risks(examples, quick()); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(survival_network_test)

BOOST_AUTO_TEST_CASE(what_tells_who_dies_is_learned) {
  prepare_torch();
  const SurvivalExamples examples = patients(80, 3);
  const Matrix risks = epoch_risks(examples, quick());
  BOOST_TEST(risks.rows() == 80);
  BOOST_TEST(risks.cols() == 150);
  BOOST_TEST(at_last(examples, risks) > 0.8);
  // Repeats to the last bit.
  BOOST_TEST((epoch_risks(examples, quick()) == risks));
  SurvivalTraining other = quick();
  other.seed = 2;
  BOOST_TEST((epoch_risks(examples, other) != risks));
}

// Inputs of the step are applied, not learned from: this is what that rests on.
// A time moves the risks of the other fold alone.
BOOST_AUTO_TEST_CASE(a_patients_own_time_does_not_move_its_risk) {
  prepare_torch();
  SurvivalExamples examples = patients(40, 2);
  const Matrix before = epoch_risks(examples, quick());
  examples.follow_up.times[4] *= 20;
  const Matrix after = epoch_risks(examples, quick());
  const auto folds = event_folds(examples.follow_up, 2, 15);
  const auto& own =
      std::ranges::count(folds[0].held_out, 4U) ? folds[0] : folds[1];
  for (const std::size_t i : own.held_out) {
    BOOST_TEST((after.row(static_cast<Eigen::Index>(i)) ==
                before.row(static_cast<Eigen::Index>(i))));
  }
  const auto other = static_cast<Eigen::Index>(own.training.front());
  BOOST_TEST((after.row(other) != before.row(other)));
}

// The published loss does not see time at all.
BOOST_AUTO_TEST_CASE(by_row_order_times_say_nothing) {
  prepare_torch();
  SurvivalExamples examples = patients(40, 2);
  SurvivalTraining published = quick();
  published.loss = RiskSet::row_order;
  published.risk_norm = RiskNorm::l2;
  const Matrix before = epoch_risks(examples, published);
  std::ranges::reverse(examples.follow_up.times);
  BOOST_TEST((epoch_risks(examples, published) == before));
}

// A missing covariate counts as the training part's mean; a covariate in
// another unit is the same once scaled.
BOOST_AUTO_TEST_CASE(covariates_are_scaled_by_the_training_part) {
  prepare_torch();
  SurvivalExamples examples = patients(40, 2);
  SurvivalTraining scaled = quick();
  scaled.covariate_scale = CovariateScale::training;
  const Matrix before = epoch_risks(examples, scaled);
  examples.covariates.col(1) *= 64;
  examples.covariates.col(1).array() += 512;
  const Matrix after = epoch_risks(examples, scaled);
  BOOST_TEST((after - before).cwiseAbs().maxCoeff() < 1e-2);
  examples.covariates(7, 1) = NAN;
  BOOST_TEST(epoch_risks(examples, scaled).allFinite());
  BOOST_TEST(epoch_risks(examples, quick()).allFinite());
}

// Of maps of one gene the left half is as high as the patient's first number.
BOOST_AUTO_TEST_CASE(what_maps_tell_is_learned) {
  prepare_torch();
  SurvivalExamples examples = patients(40, 1);
  for (Eigen::Index i = 0; i < 40; ++i) {
    GridValues map;
    map.section = concat("x/S", i);
    map.rows = map.columns = 32;
    map.variables = {"A", "B"};
    map.values = Matrix::Ones(32 * 32, 2);
    for (Eigen::Index cell = 0; cell < 32 * 32; ++cell) {
      if (cell % 32 < 16) {
        map.values(cell, 0) += static_cast<float>(examples.covariates(i, 0));
      }
    }
    examples.maps.push_back(std::move(map));
  }
  examples.covariates.resize(40, 0);
  BOOST_TEST(at_last(examples, epoch_risks(examples, quick())) > 0.7);
  examples.maps[3].rows = 16;
  examples.maps[3].columns = 64;
  BOOST_TEST(error_with(examples) ==
             "hist_survival_risk: the map of section x/S3 has 16 x 64 cells of "
             "2 genes, that of x/S0 32 x 32 of 2; all must be of the same");
  examples.maps.pop_back();
  BOOST_TEST(error_with(examples) ==
             "hist_survival_risk: 39 maps of 40 patients");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_learned_is_named) {
  prepare_torch();
  SurvivalExamples examples = patients(12, 1);
  examples.covariates.resize(12, 0);
  BOOST_TEST(error_with(examples) ==
             "hist_survival_risk: neither maps nor covariates");
  examples.covariates.resize(11, 1);
  BOOST_TEST(error_with(examples) ==
             "hist_survival_risk: covariates of 11 and 12 patients");
  examples = patients(12, 1);
  examples.follow_up.died.assign(12, false);
  BOOST_TEST(
      error_with(examples).starts_with("event_folds: 2 folds, 0 deaths"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
