#include "core/eval/study/synthetic_study.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/random.h"
#include "core/data/patients/synthetic_cohort.h"
#include "core/data/patients/synthetic_options.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/copy_number_tests.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/survival/survival_risk.h"
#include "core/eval/survival/survival_scores.h"

namespace moonstain {
namespace {

namespace facts = survival_facts;
constexpr double kLevel = 0.05;
constexpr std::string_view kCorrelation = "nn_correlation";
constexpr std::string_view kStep = "synthetic_study";
// Splits into folds take seeds below 2^32 and count on from the first.
constexpr std::uint64_t kSeeds = std::uint64_t{1} << 31;

/// What runs for each of many cohorts reports nowhere: its progress and log
/// lines are of one.
class Unreported {
 public:
  Unreported() : context_(std::exchange(TaskContext::current(), nullptr)) {}
  ~Unreported() { TaskContext::current() = context_; }
  Unreported(const Unreported&) = delete;
  Unreported& operator=(const Unreported&) = delete;

 private:
  TaskContext* context_;
};

std::vector<Decision> decisions_of(const SyntheticPatientOptions& patient) {
  const std::string permuted = "p by permutations of the whole protocol";
  std::vector<Decision> out{
      {std::string(kNominalLogRank), "nominal p below 0.05", Subject::survival,
       kLevel},
      {"log-rank test, permuted", concat(permuted, " at most 0.05"),
       Subject::survival, kLevel},
      {"concordance, permuted", concat(permuted, " at most 0.05"),
       Subject::survival, kLevel},
      {"concordance", "95 % interval above 0.5", Subject::survival, kLevel / 2},
      {"any pair, published line", "a p at most 0.05 over the loci",
       Subject::copy_number, kLevel},
      {"any pair, Bonferroni", "a p at most 0.05 over all pairs",
       Subject::copy_number, kLevel},
      {"any pair, Benjamini and Hochberg", "a q at most 0.05",
       Subject::copy_number, kLevel},
      {"any bin of the track",
       "above the 95th percentile of the highest permuted bin",
       Subject::copy_number, kLevel}};
  if (patient.locus_effect != 0) {
    out.push_back({concat("the planted pair, ", patient.planted_locus, " and ",
                          patient.planted_gene),
                   "p at most 0.05 over all pairs", Subject::copy_number,
                   kLevel});
  }
  return out;
}

std::string analysis_words(const SyntheticStudyOptions& options,
                           const RiskProtocol& protocol) {
  return concat(
      "a risk from ", listed(options.matrices), ", ",
      counted(static_cast<std::uint64_t>(protocol.features), "feature"), ", ",
      protocol.folds, " folds, ",
      counted(static_cast<std::uint64_t>(protocol.repeats), "repeat"),
      ", cut at ", options.cut == RiskCut::median ? "the median" : "quartiles",
      "; ", options.permutations, " permutations of it with ",
      counted(static_cast<std::uint64_t>(options.null_repeats), "repeat"), "; ",
      options.draws, " draws of patients; ", options.track_permutations,
      " permutations along the genome");
}

std::int8_t answer(bool yes) {
  return yes ? DecisionStudy::kYes : DecisionStudy::kNo;
}

void add_survival(std::vector<std::int8_t>& said, const Cohort& cohort,
                  const SyntheticStudyOptions& options,
                  const RiskProtocol& protocol) {
  const PatientFeatures features = patient_features(
      {cohort},
      followed_patients(cohort, {.time = "months", .event = "died"}, kStep),
      options.matrices, {}, kStep);
  std::vector<double> risks =
      cross_fitted_risk(features.patients.follow_up, features.values, protocol)
          .risk;
  // As stored ones are.
  for (double& one : risks) one = double{static_cast<float>(one)};
  std::optional<MatrixD> permuted;
  if (options.permutations > 0) {
    RiskProtocol of_null = protocol;
    of_null.repeats = options.null_repeats;
    permuted = null_risk(features, of_null, options.permutations)
                   .values.cast<double>();
  }
  const Scores scores =
      survival_scores(features.patients.follow_up, risks, permuted,
                      {.cut = options.cut,
                       .draws = options.draws,
                       .permutations = 0,
                       .seed = protocol.seed});
  said.push_back(answer(
      scores.column(readings::kPatients.name, "log_rank_p")[0] < kLevel));
  for (const char* name : {facts::kPLogRank, facts::kP}) {
    said.push_back(permuted ? answer(scores.fact(name) <= kLevel)
                            : DecisionStudy::kNotAsked);
  }
  said.push_back(answer(scores.fact(facts::kLow) > 0.5));
}

void add_copy_number(DecisionStudy& study, std::vector<std::int8_t>& said,
                     const Cohort& cohort, const SyntheticStudyOptions& options,
                     const SyntheticPatientOptions& patient,
                     const GenePositions& positions) {
  const LocusTests tests =
      copy_number_tests(cohort, cohort, positions,
                        {.features = std::string(kCorrelation),
                         .least = options.least,
                         .permutations = options.track_permutations,
                         .seed = patient.seed});
  std::int64_t count = 0, below = 0;
  double least_p = 1, least_q = 1;
  for (Eigen::Index i = 0; i < tests.p.size(); ++i) {
    const double p = tests.p.data()[i];
    if (std::isnan(p)) continue;
    ++count;
    below += p < kLevel;
    least_p = std::min(least_p, p);
    least_q = std::min(least_q, tests.q.data()[i]);
  }
  study.tests.push_back(count);
  study.tests_below.push_back(below);
  const double line = kLevel / static_cast<double>(count);
  said.push_back(
      answer(least_p <= kLevel / static_cast<double>(tests.loci.size())));
  said.push_back(answer(least_p <= line));
  said.push_back(answer(least_q <= kLevel));
  said.push_back(
      options.track_permutations == 0
          ? DecisionStudy::kNotAsked
          : answer(std::ranges::any_of(tests.bins, [&](const LocusBin& bin) {
              return bin.value > tests.highest_chance;
            })));
  if (patient.locus_effect == 0) return;
  const auto locus =
      std::ranges::find(tests.loci, patient.planted_locus, &Locus::name);
  const auto gene = std::ranges::find(tests.features, patient.planted_gene);
  said.push_back(locus == tests.loci.end()
                     ? DecisionStudy::kNotAsked
                     : answer(tests.p(locus - tests.loci.begin(),
                                      gene - tests.features.begin()) <= line));
}

}  // namespace

DecisionStudy synthetic_study(
    const SyntheticStudyOptions& options, SyntheticPatientOptions patient,
    RiskProtocol protocol, const GenePositions& positions,
    const std::function<void(std::int64_t)>& progress) {
  CellFeatureOptions features;
  features.features = options.matrices;
  if (std::ranges::find(features.features, kCorrelation) ==
      features.features.end()) {
    features.features.emplace_back(kCorrelation);
  }
  DecisionStudy out;
  out.cohort =
      concat(options.patients, " patients of ", patient.cells, " cells, ",
             patient.genes.size(), " genes and ", patient.loci.size(), " loci");
  out.how = analysis_words(options, protocol);
  out.locus_effect = patient.locus_effect;
  out.hazard_effect = patient.hazard_effect;
  out.decisions = decisions_of(patient);
  const std::int64_t seed = patient.seed;
  for (std::int64_t k = options.first; k < options.first + options.cohorts;
       ++k) {
    RandomStream seeds(seed, kStep, "cohort", static_cast<std::uint64_t>(k));
    patient.seed = static_cast<std::int64_t>(seeds.below(kSeeds));
    protocol.seed = patient.seed;
    try {
      const Unreported here;
      const Cohort cohort = synthetic_cohort(
          {.about = "synthetic_cells", .patients = options.patients}, patient,
          features);
      std::vector<std::int8_t> said;
      add_survival(said, cohort, options, protocol);
      add_copy_number(out, said, cohort, options, patient, positions);
      out.said.push_back(std::move(said));
    } catch (const Error& error) {
      fail(kStep, ": cohort ", k, ": ", error.what());
    }
    out.cohorts.push_back(k);
    if (progress) progress(k - options.first + 1);
  }
  return out;
}

StepKind synthetic_study_step() {
  using Own = SyntheticStudyOptions;
  using Protocol = RiskProtocol;
  return with_synthetic_patients(
             StepKind("synthetic_study", 1,
                      "What the analysis of survival and copy number decides "
                      "of many made-up cohorts, with something planted or "
                      "nothing.")
                 .applies<File>("positions",
                                "table of genes with chromosome and start"))
      .option("first", &Own::first, "number of the first cohort", {1, 1e9})
      .option("cohorts", &Own::cohorts, "how many from there on", {1, 1e6})
      .option("patients", &Own::patients, "of a cohort", {1, 1e5})
      .option("matrices", &Own::matrices,
              "features of cells that a risk is learned from")
      .option("folds", &Protocol::folds, "parts that are held out in turn",
              {2, {}})
      .option("repeats", &Protocol::repeats, "splits into folds", {1, {}})
      .option("feature_count", &Protocol::features,
              "features taken in each training part", {1, {}})
      .option("ridge", &Protocol::ridge, "penalty of the joint model", {0, {}})
      .option("permutations", &Own::permutations,
              "of a risk's whole protocol; 0: nothing is decided by them",
              {0, {}})
      .option("null_repeats", &Own::null_repeats, "repeats of each", {1, {}})
      .option("cut", &Own::cut, "where the risk is cut into groups")
      .option("draws", &Own::draws, "of patients, for intervals", {100, {}})
      .option("least", &Own::least, "patients that each group must have",
              {2, {}})
      .option("track_permutations", &Own::track_permutations,
              "of patients along the genome; 0: the track decides nothing",
              {0, {}})
      .needs([](const Options& options, const InputSizes&) {
        return Needs{.memory_bytes = 512 * kMiB,
                     .seconds = 2 + 0.3 * static_cast<double>(
                                              options.as<Own>().cohorts)};
      })
      .makes<DecisionStudy>([](const Inputs& in, const Options& options) {
        const auto own = options.as<Own>();
        const auto file = in.get<File>("positions");
        DecisionStudy study = synthetic_study(
            own, options.as<SyntheticPatientOptions>(),
            options.as<RiskProtocol>(),
            GenePositions::parse(read_file(file.path), file.name,
                                 Assembly::hg38),
            [&](std::int64_t done) {
              report_progress(static_cast<std::uint64_t>(done),
                              static_cast<std::uint64_t>(own.cohorts),
                              "cohorts");
            });
        for (std::size_t i = 0; i < study.decisions.size(); ++i) {
          log_line(concat(study.decisions[i].name, ": ",
                          rate_words(rate_of(study, i))));
        }
        return study;
      });
}

}  // namespace moonstain
