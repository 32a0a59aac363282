#include "models/networks/survival_network.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/random.h"
#include "core/data/stored/places.h"
#include "core/data/stored/predictions.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/survival/patient_features.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/schedule.h"
#include "core/learn/train/training.h"
#include "core/stats/summary.h"
#include "core/stats/survival/event_folds.h"
#include "models/networks/convnext_v2.h"
#include "models/networks/value_maps.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "hist_survival_risk";
using Rows = std::vector<std::size_t>;

void check_examples(const SurvivalExamples& examples) {
  check_follow_up(examples.follow_up, kStep);
  const std::size_t patients = examples.follow_up.patients();
  const bool covariates = examples.covariates.cols() > 0;
  check(covariates || !examples.maps.empty(), kStep,
        ": neither maps nor covariates");
  check(!covariates || std::cmp_equal(examples.covariates.rows(), patients),
        kStep, ": covariates of ", examples.covariates.rows(), " and ",
        patients, " patients");
  check(examples.maps.empty() || examples.maps.size() == patients, kStep, ": ",
        examples.maps.size(), " maps of ", patients, " patients");
  if (!examples.maps.empty()) {
    check_value_maps(examples.maps, examples.maps.front(), kStep);
  }
}

// Covariates as the network gets them, by numbers of the training part alone.
Matrix scaled(const MatrixD& values, const Rows& training,
              CovariateScale scale) {
  Matrix out(values.rows(), values.cols());
  for (Eigen::Index k = 0; k < values.cols(); ++k) {
    std::vector<double> seen;
    for (const std::size_t i : training) {
      seen.push_back(values(static_cast<Eigen::Index>(i), k));
    }
    const Summary known = summarise(seen);
    const double mean = known.n > 0 ? known.mean : 0;
    for (Eigen::Index i = 0; i < values.rows(); ++i) {
      const double value = std::isnan(values(i, k)) ? mean : values(i, k);
      out(i, k) = static_cast<float>(scale == CovariateScale::raw ? value
                                     : known.sd > 0 ? (value - mean) / known.sd
                                                    : 0);
    }
  }
  return out;
}

at::Tensor rows_at(const Matrix& values, const Rows& which) {
  at::Tensor out = at::empty({static_cast<std::int64_t>(which.size()),
                              static_cast<std::int64_t>(values.cols())},
                             at::kFloat);
  float* to = out.mutable_data_ptr<float>();
  for (const std::size_t i : which) {
    const auto row = values.row(static_cast<Eigen::Index>(i));
    to = std::copy(row.begin(), row.end(), to);
  }
  return out;
}

Batch batch_of(const SurvivalExamples& examples, const Matrix& covariates,
               const Rows& which) {
  Batch batch;
  if (!examples.maps.empty()) {
    batch.inputs.push_back(value_maps(examples.maps, which));
  }
  if (covariates.cols() > 0) {
    batch.inputs.push_back(rows_at(covariates, which));
  }
  const auto count = static_cast<std::int64_t>(which.size());
  at::Tensor died = at::empty({count}, at::kFloat);
  at::Tensor times = at::empty({count}, at::kDouble);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::size_t patient = which[static_cast<std::size_t>(i)];
    died.mutable_data_ptr<float>()[i] = examples.follow_up.died[patient];
    times.mutable_data_ptr<double>()[i] = examples.follow_up.times[patient];
  }
  batch.targets = {died, times};
  return batch;
}

ConvNextV2Config config_of(const SurvivalExamples& examples,
                           const SurvivalTraining& training) {
  ConvNextV2Config config;
  config.channels =
      examples.maps.empty()
          ? 0
          : static_cast<std::int64_t>(examples.maps.front().variables.size());
  config.covariates = examples.covariates.cols();
  config.depths = training.depths;
  config.dims = training.dims;
  config.drop_path = training.drop_path;
  return config;
}

}  // namespace

Matrix epoch_risks(
    const SurvivalExamples& examples, const SurvivalTraining& training,
    const std::function<void(std::int64_t, std::int64_t)>& progress) {
  check_examples(examples);
  keep_freed_memory();
  const auto folds =
      event_folds(examples.follow_up, static_cast<std::size_t>(training.folds),
                  static_cast<std::uint32_t>(training.fold_seed));
  const Objective objective{{survival_term(training.loss, training.risk_norm)}};
  constexpr double kBatches = 2, kNominalBatch = 256;
  Matrix risks(static_cast<Eigen::Index>(examples.follow_up.patients()),
               training.epochs);
  for (std::size_t k = 0; k < folds.size(); ++k) {
    const auto network = convnext_v2_network(
        config_of(examples, training),
        {StreamSeed(training.seed, concat("fold ", k + 1)), kStep});
    Optimiser optimiser(network->state(), application_optimiser());
    Schedule schedule(
        {.learning_rate = training.learning_rate * kBatches / kNominalBatch,
         .course = CosineRate{training.eta_min},
         .warm_up = {}},
        training.epochs);
    const Matrix covariates = scaled(examples.covariates, folds[k].training,
                                     training.covariate_scale);
    const Batch seen = batch_of(examples, covariates, folds[k].training);
    const Batch held_out = batch_of(examples, covariates, folds[k].held_out);
    for (std::int64_t epoch = 0; epoch < training.epochs; ++epoch) {
      const StepValue value =
          train_step(*network, seen, objective, optimiser, schedule.rate());
      check(std::isfinite(value.loss), kStep, ": the loss is ", value.loss,
            " in epoch ", epoch, " of fold ", k + 1,
            "; a lower learning_rate may help");
      schedule.next_epoch();
      const c10::NoGradGuard no_gradient;
      const at::Tensor risk =
          network->forward(held_out.inputs, Mode::evaluation)
              .at(0)
              .flatten()
              .contiguous();
      for (std::size_t i = 0; i < folds[k].held_out.size(); ++i) {
        risks(static_cast<Eigen::Index>(folds[k].held_out[i]), epoch) =
            risk.const_data_ptr<float>()[i];
      }
      if (progress) {
        progress(static_cast<std::int64_t>(k) * training.epochs + epoch + 1,
                 std::ssize(folds) * training.epochs);
      }
    }
  }
  return risks;
}

namespace {

struct RiskOptions {
  std::string name = kStep;
  PredictorKind kind = PredictorKind::model;
  std::vector<std::string> matrices;
  std::vector<std::string> log1p;
  std::vector<std::string> map_patients;
  std::string about;
  std::int64_t shuffled = 0;
};

struct Given {
  std::vector<std::string> patients;
  SurvivalExamples examples;
};

// Of those followed, who have all that is asked for, sorted by name.
Given given_of(const Inputs& in, const RiskOptions& own,
               const FollowedPatients& followed) {
  Given out;
  const auto cohorts = in.list<Cohort>("features");
  check(cohorts.empty() == own.matrices.empty(), kStep,
        ": features and matrices go together");
  PatientFeatures features;
  if (!own.matrices.empty()) {
    features =
        patient_features(cohorts, followed, own.matrices, own.log1p, kStep);
  } else {
    Rows order(followed.patients.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) -> const std::string& {
      return followed.patients[i];
    });
    for (const std::size_t i : order) {
      features.patients.patients.push_back(followed.patients[i]);
    }
    features.patients.follow_up = followed_at(followed.follow_up, order);
    features.values.resize(static_cast<Eigen::Index>(order.size()), 0);
  }
  std::vector<GridValues> maps = in.list<GridValues>("maps");
  check(maps.size() == own.map_patients.size(), kStep, ": ", maps.size(),
        " maps and ", own.map_patients.size(),
        " map_patients; each map needs its patient's name");
  const Places of_maps(own.map_patients);
  check(!of_maps.repeated().has_value(), kStep,
        ": map_patients names a patient twice");
  Rows kept;
  for (std::size_t i = 0; i < features.patients.patients.size(); ++i) {
    const auto map = of_maps.find(features.patients.patients[i]);
    if (!maps.empty() && !map) continue;
    kept.push_back(i);
    out.patients.push_back(features.patients.patients[i]);
    if (map) out.examples.maps.push_back(std::move(maps[*map]));
  }
  check(!kept.empty(), kStep, ": none of ", features.patients.patients.size(),
        " patients who were followed, as '", features.patients.patients.front(),
        "', has a map; map_patients names '", own.map_patients.front(), "'");
  out.examples.follow_up = followed_at(features.patients.follow_up, kept);
  out.examples.covariates.resize(static_cast<Eigen::Index>(kept.size()),
                                 features.values.cols());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    out.examples.covariates.row(static_cast<Eigen::Index>(i)) =
        features.values.row(static_cast<Eigen::Index>(kept[i]));
  }
  return out;
}

// Maps and covariates stay together and go to another patient.
void shuffle(SurvivalExamples& examples, std::int64_t number,
             std::int64_t seed) {
  RandomStream stream(seed, kStep, "patients",
                      static_cast<std::uint64_t>(number));
  const Rows order = stream.permutation(examples.follow_up.patients());
  SurvivalExamples moved = examples;
  for (std::size_t i = 0; i < order.size(); ++i) {
    moved.covariates.row(static_cast<Eigen::Index>(i)) =
        examples.covariates.row(static_cast<Eigen::Index>(order[i]));
    if (!examples.maps.empty()) moved.maps[i] = examples.maps[order[i]];
  }
  examples = std::move(moved);
}

// Measured beside other work: an epoch of 765 patients takes some 2 ms with 12
// covariates, 24 ms with 1,570.
Needs needs_of(const Options& options, const InputSizes& sizes) {
  const auto training = options.as<SurvivalTraining>();
  const auto steps = static_cast<double>(training.epochs * training.folds);
  return {.memory_bytes = 512 * kMiB + 6 * sizes.total(),
          .seconds =
              3 + steps * (1e-3 + 2e-9 * static_cast<double>(sizes.total()))};
}

Predictions risks_of(const Inputs& in, const Options& options) {
  const auto own = options.as<RiskOptions>();
  const auto training = options.as<SurvivalTraining>();
  const auto cohort = in.get<Cohort>("cohort");
  Given given = given_of(
      in, own, followed_patients(cohort, options.as<FollowUpColumns>(), kStep));
  if (own.shuffled > 0) {
    shuffle(given.examples, own.shuffled, training.seed);
  }
  log_line(concat(
      counted(given.patients.size(), "patient"), " of ", cohort.about, ", ",
      counted(given.examples.follow_up.deaths(), "death"), ", ",
      counted(static_cast<std::uint64_t>(given.examples.covariates.cols()),
              "covariate"),
      given.examples.maps.empty() ? ", no maps" : ", maps"));
  Predictions out;
  out.unit_kind = ObservedKind::patient;
  out.about = own.about.empty() ? cohort.about : own.about;
  out.names = given.patients;
  out.predictor.name = own.name;
  out.predictor.kind = own.kind;
  out.predictor.seed = training.seed;
  out.variable_axis = "epoch";
  for (std::int64_t epoch = 1; epoch <= training.epochs; ++epoch) {
    out.variables.push_back(std::to_string(epoch));
  }
  out.values = epoch_risks(
      given.examples, training, [](std::int64_t done, std::int64_t all) {
        report_progress(static_cast<std::uint64_t>(done),
                        static_cast<std::uint64_t>(all), "epochs");
      });
  return out;
}

}  // namespace

StepKind hist_survival_risk_step() {
  using Training = SurvivalTraining;
  return with_follow_up(
             StepKind("hist_survival_risk", 1,
                      "Risks of patients by HiST's survival network, each "
                      "held out in turn, after every epoch.")
                 .numeric(Numeric::torch)
                 .applies_many<GridValues>(
                     "maps", "of predicted expression, one a patient")
                 .optional()
                 .applies_many<Cohort>("features",
                                       "matrices of the patients' covariates")
                 .optional()
                 .applies<Cohort>("cohort", "who was followed for how long"))
      .option("matrices", &RiskOptions::matrices,
              "matrices whose variables are covariates")
      .option("log1p", &RiskOptions::log1p,
              "of them, those whose values x become ln(1 + x)")
      .option("map_patients", &RiskOptions::map_patients,
              "the patient of each map, in their order")
      .option("name", &RiskOptions::name, "of the predictor")
      .option("kind", &RiskOptions::kind, "what it stands for beside others")
      .option("about", &RiskOptions::about,
              "what its scores are about, where one of many repeats; empty: "
              "the cohort")
      .option("shuffled", &RiskOptions::shuffled,
              "0, or the number of a permutation by which what is known of a "
              "patient goes to another",
              {0, {}})
      .option("epochs", &Training::epochs, "steps, each of all patients",
              {1, {}})
      .option("folds", &Training::folds, "parts that are held out in turn",
              {2, {}})
      .option("fold_seed", &Training::fold_seed, "of the split", {0, 4e9})
      .option("learning_rate", &Training::learning_rate,
              "nominal; the first rate is 2 / 256 of it", {0, {}})
      .option("eta_min", &Training::eta_min, "where the cosine ends", {0, {}})
      .option("loss", &Training::loss, "with whom a death is compared")
      .option("risk_norm", &Training::risk_norm, "of a risk in the loss")
      .option("covariate_scale", &Training::covariate_scale,
              "in what unit covariates enter")
      .option("drop_path", &Training::drop_path,
              "chance that the last branch is left out in training", {0, 0.99})
      .option("seed", &Training::seed, "of first weights and draws")
      .needs(needs_of)
      .makes<Predictions>(risks_of);
}

}  // namespace moonstain
