#include "core/eval/survival/survival_risk.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/random.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::size_t kMostNamed = 5;

Predictions empty_risk(const PatientFeatures& features,
                       const RiskProtocol& protocol) {
  Predictions out;
  out.unit_kind = ObservedKind::patient;
  out.names = features.patients.patients;
  out.predictor.seed = protocol.seed;
  return out;
}

struct FeatureOptions {
  std::string name = "survival_risk";
  std::vector<std::string> matrices;
  std::vector<std::string> log1p;
};

struct RiskOptions {
  PredictorKind kind = PredictorKind::model;
};

struct NullOptions {
  std::int64_t permutations = 100;
};

// Of the cohort and the features that a step was given.
PatientFeatures given(const Inputs& in, const Options& options,
                      std::string_view what, std::string& about) {
  const auto cohort = in.get<Cohort>("cohort");
  about = cohort.about;
  const auto own = options.as<FeatureOptions>();
  std::vector<Cohort> cohorts = in.list<Cohort>("features");
  PatientFeatures features = patient_features(
      cohorts, followed_patients(cohort, options.as<FollowUpColumns>(), what),
      own.matrices, own.log1p, what);
  log_line(concat(
      counted(features.patients.patients.size(), "patient"), " of ", about,
      ", ", counted(features.patients.follow_up.deaths(), "death"), ", ",
      counted(features.names.size(), "feature"),
      features.patients.without > 0
          ? concat("; ", features.patients.without,
                   " without a time or an event left out")
          : "",
      features.without_features > 0 ? concat("; ", features.without_features,
                                             " without features left out")
                                    : ""));
  return features;
}

// What was chosen, and how often no bound was found.
std::string words(const CrossFittedRisk& made,
                  const std::vector<std::string>& names) {
  std::vector<std::size_t> order(names.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return made.chosen[a] > made.chosen[b];
  });
  std::vector<std::string> often;
  for (const std::size_t i : order) {
    if (often.size() == kMostNamed || made.chosen[i] == 0) break;
    often.push_back(concat(names[i], " ", made.chosen[i]));
  }
  return concat("of ", made.fits, " fits chose most often ", listed(often),
                made.unbounded > 0
                    ? concat("; ", made.unbounded,
                             " had a coefficient without a bound, as the "
                             "chosen features told all who died")
                    : "");
}

StepKind&& with_protocol(StepKind&& step) {
  using Protocol = RiskProtocol;
  return with_follow_up(
      std::move(step)
          .applies_many<Cohort>("features",
                                "matrices of the patients' features")
          .applies<Cohort>("cohort", "who was followed for how long")
          .option("matrices", &FeatureOptions::matrices,
                  "matrices whose variables are features")
          .required()
          .option("log1p", &FeatureOptions::log1p,
                  "of them, those whose values x become ln(1 + x)")
          .option("name", &FeatureOptions::name, "of the predictor")
          .option("folds", &Protocol::folds, "parts that are held out in turn",
                  {2, {}})
          .option("repeats", &Protocol::repeats, "splits into folds", {1, {}})
          .option("feature_count", &Protocol::features,
                  "features taken in each training part", {1, {}})
          .option("ridge", &Protocol::ridge, "penalty of the joint model",
                  {0, {}})
          .option("seed", &Protocol::seed,
                  "of the first split; the others count on from it", {0, 4e9}));
}

std::function<void(std::int64_t)> repeats_done(const RiskProtocol& protocol) {
  return [repeats = protocol.repeats](std::int64_t done) {
    report_progress(static_cast<std::uint64_t>(done),
                    static_cast<std::uint64_t>(repeats), "repeats");
  };
}

// One number a patient, under the names that the step was given.
Predictions of_patients(const PatientFeatures& features, const Options& options,
                        const std::string& about, const std::string& variable,
                        const std::vector<double>& values) {
  Predictions out = empty_risk(features, options.as<RiskProtocol>());
  out.about = about;
  out.predictor.name = options.as<FeatureOptions>().name;
  out.predictor.kind = options.as<RiskOptions>().kind;
  out.variable_axis = variable;
  out.variables = {variable};
  out.values.resize(static_cast<Eigen::Index>(values.size()), 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    out.values(static_cast<Eigen::Index>(i), 0) = static_cast<float>(values[i]);
  }
  return out;
}

// Measured: a fit of 640 patients takes 0.1 ms a feature.
Needs needs_of(const InputSizes& sizes, const RiskProtocol& protocol,
               double times) {
  const auto bytes = static_cast<double>(sizes.total());
  return {.memory_bytes = 256 * kMiB + 6 * sizes.total(),
          .seconds =
              5 + 5e-8 * bytes * times *
                      static_cast<double>(protocol.folds * protocol.repeats)};
}

}  // namespace

StepKind survival_risk_step() {
  return with_protocol(
             StepKind("survival_risk", 1,
                      "The risk of patients by Cox's model of the features "
                      "that tell most, each patient held out in turn.")
                 .numeric(Numeric::libm))
      .option("kind", &RiskOptions::kind, "what it stands for beside others")
      .needs([](const Options& options, const InputSizes& sizes) {
        return needs_of(sizes, options.as<RiskProtocol>(), 1);
      })
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        std::string about;
        const PatientFeatures features =
            given(in, options, "survival_risk", about);
        const auto protocol = options.as<RiskProtocol>();
        const CrossFittedRisk made =
            cross_fitted_risk(features.patients.follow_up, features.values,
                              protocol, repeats_done(protocol));
        log_line(words(made, features.names));
        return of_patients(features, options, about, "risk", made.risk);
      });
}

StepKind survival_chances_step() {
  return with_protocol(
             StepKind("survival_chances", 1,
                      "The chance of patients to live longer than they were "
                      "followed, by the protocol of survival_risk.")
                 .numeric(Numeric::libm))
      .option("kind", &RiskOptions::kind, "what it stands for beside others")
      .needs([](const Options& options, const InputSizes& sizes) {
        return needs_of(sizes, options.as<RiskProtocol>(), 1);
      })
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        std::string about;
        const PatientFeatures features =
            given(in, options, "survival_chances", about);
        const auto protocol = options.as<RiskProtocol>();
        return of_patients(
            features, options, about, "chance",
            cross_fitted_chances(features.patients.follow_up, features.values,
                                 protocol, repeats_done(protocol)));
      });
}

Predictions null_risk(const PatientFeatures& features,
                      const RiskProtocol& protocol, std::int64_t permutations) {
  Predictions out = empty_risk(features, protocol);
  out.predictor.kind = PredictorKind::null;
  out.variable_axis = "permutation";
  const auto patients = features.values.rows();
  out.values.resize(patients, static_cast<Eigen::Index>(permutations));
  MatrixD shuffled(patients, features.values.cols());
  for (std::int64_t k = 0; k < permutations; ++k) {
    RandomStream stream(protocol.seed, "survival_null", "patients",
                        static_cast<std::uint64_t>(k));
    const auto order = stream.permutation(static_cast<std::size_t>(patients));
    for (Eigen::Index i = 0; i < patients; ++i) {
      shuffled.row(i) = features.values.row(
          static_cast<Eigen::Index>(order[static_cast<std::size_t>(i)]));
    }
    const CrossFittedRisk made =
        cross_fitted_risk(features.patients.follow_up, shuffled, protocol);
    out.variables.push_back(concat(k + 1));
    for (Eigen::Index i = 0; i < patients; ++i) {
      out.values(i, static_cast<Eigen::Index>(k)) =
          static_cast<float>(made.risk[static_cast<std::size_t>(i)]);
    }
    report_progress(static_cast<std::uint64_t>(k + 1),
                    static_cast<std::uint64_t>(permutations), "permutations");
  }
  return out;
}

StepKind survival_null_step() {
  return with_protocol(
             StepKind("survival_null", 1,
                      "Risks by the whole protocol of survival_risk where "
                      "features are shuffled between patients.")
                 .numeric(Numeric::libm))
      .option("permutations", &NullOptions::permutations,
              "how often they are shuffled", {1, {}})
      .needs([](const Options& options, const InputSizes& sizes) {
        return needs_of(
            sizes, options.as<RiskProtocol>(),
            static_cast<double>(options.as<NullOptions>().permutations));
      })
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        std::string about;
        const PatientFeatures features =
            given(in, options, "survival_null", about);
        Predictions out = null_risk(features, options.as<RiskProtocol>(),
                                    options.as<NullOptions>().permutations);
        out.about = about;
        out.predictor.name = options.as<FeatureOptions>().name;
        return out;
      });
}

}  // namespace moonstain
