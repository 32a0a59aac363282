#include "core/eval/downstream/bulk_scores.h"

#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/data/stored/places.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/stats/correlation.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kLeastGenes = 3;

// The genes of a profile that the cohort has, as columns.
struct Bulk {
  std::vector<std::string> genes;
  Eigen::VectorXd profile;  // [genes]
  MatrixD patients;         // [patients, genes]; NaN: missing
  Eigen::VectorXd sums;     // [genes] over patients
  Eigen::VectorXd counts;   // [genes] patients with a value

  // Of all patients but one; NaN of a gene that no other has.
  Eigen::VectorXd average_without(Eigen::Index patient) const {
    Eigen::VectorXd out(sums.size());
    for (Eigen::Index gene = 0; gene < out.size(); ++gene) {
      const double own = patients(patient, gene);
      const bool has = !std::isnan(own);
      const double others = counts[gene] - (has ? 1 : 0);
      out[gene] = others > 0 ? (sums[gene] - (has ? own : 0)) / others : kNone;
    }
    return out;
  }
};

Bulk bulk_of(const Predictions& profile, const Cohort& cohort,
             const BulkScoresOptions& options) {
  const std::string what = concat("bulk_scores: ", profile.about);
  check(profile.size() == 1, what, ": ", counted(profile.size(), "row"),
        " of a profile; expected one, as slide_values makes");
  const MeasuredMatrix& matrix = cohort.matrix(options.matrix);
  const Places places(matrix.variables);
  std::vector<Eigen::Index> from, to;
  for (std::size_t gene = 0; gene < profile.variables.size(); ++gene) {
    const auto found = places.find(profile.variables[gene]);
    if (!found) continue;
    from.push_back(static_cast<Eigen::Index>(gene));
    to.push_back(static_cast<Eigen::Index>(*found));
  }
  check(from.size() >= kLeastGenes && cohort.size() >= 2, what, ": of ",
        counted(profile.variables.size(), "gene"), " '", options.matrix,
        "' of cohort ", cohort.about, " has ", from.size(), ", of ",
        counted(cohort.size(), "patient"), "; at least ", kLeastGenes,
        " and 2 are needed");
  Bulk out;
  const auto genes = static_cast<Eigen::Index>(from.size());
  const auto patients = static_cast<Eigen::Index>(cohort.size());
  out.profile.resize(genes);
  out.patients.resize(patients, genes);
  out.sums = out.counts = Eigen::VectorXd::Zero(genes);
  for (Eigen::Index gene = 0; gene < genes; ++gene) {
    const auto at = static_cast<std::size_t>(gene);
    out.genes.push_back(profile.variables[static_cast<std::size_t>(from[at])]);
    out.profile[gene] = profile.values(0, from[at]);
    for (Eigen::Index patient = 0; patient < patients; ++patient) {
      double value = matrix.values(patient, to[at]);
      if (options.scale == BulkScale::log2_1p && !std::isnan(value)) {
        check(value >= 0, what, ": '", options.matrix, "' of patient ",
              cohort.patients[static_cast<std::size_t>(patient)], ", gene ",
              out.genes.back(), ", is ", value,
              "; logarithms are taken of values from 0 on: are they taken "
              "already (scale = \"as_is\")?");
        value = std::log2(1 + value);
      }
      out.patients(patient, gene) = value;
      if (std::isnan(value)) continue;
      out.sums[gene] += value;
      ++out.counts[gene];
    }
  }
  return out;
}

// Pearson's and Spearman's over the genes that both have.
struct Agreement {
  double pearson = kNone;
  double spearman = kNone;
  double own = kNone;
};

Agreement agreement_of(const Eigen::VectorXd& profile,
                       const Eigen::VectorXd& patient,
                       const Eigen::VectorXd* average) {
  std::vector<Eigen::Index> kept;
  for (Eigen::Index gene = 0; gene < profile.size(); ++gene) {
    if (std::isnan(profile[gene] + patient[gene])) continue;
    if (average != nullptr && std::isnan((*average)[gene])) continue;
    kept.push_back(gene);
  }
  if (kept.size() < kLeastGenes) return {};
  const Eigen::ArrayXd x = profile(kept), y = patient(kept);
  Agreement out;
  out.pearson = moonstain::pearson(x, y);
  out.spearman = moonstain::pearson(mid_ranks(x.matrix().cast<float>()),
                                    mid_ranks(y.matrix().cast<float>()));
  if (average != nullptr) out.own = partial_pearson(x, y, (*average)(kept));
  return out;
}

double share_above(const Eigen::VectorXd& values, double above) {
  double defined = 0, high = 0;
  for (const double value : values) {
    defined += !std::isnan(value);
    high += value > above;
  }
  return defined > 0 ? high / defined : kNone;
}

Scores scores_of(const Bulk& bulk, const Predictions& profile,
                 const Cohort& cohort, const BulkScoresOptions& options,
                 const std::function<Agreement(Eigen::Index)>& of_patient) {
  Scores out;
  out.unit_kind = ScoredUnit::section;
  out.unit = profile.about;
  out.target =
      concat(options.scale == BulkScale::log2_1p ? "log2(1 + value) of " : "",
             options.matrix, " of ", cohort.about);
  out.item = "patient";
  out.items = cohort.patients;
  const auto patients = static_cast<Eigen::Index>(cohort.size());
  Eigen::VectorXd r(patients), rho(patients), own(patients);
  for (Eigen::Index patient = 0; patient < patients; ++patient) {
    const Agreement found = of_patient(patient);
    r[patient] = found.pearson;
    rho[patient] = found.spearman;
    own[patient] = found.own;
  }
  const std::string reading(readings::kBulk.name);
  out.places = {{reading, static_cast<std::int64_t>(bulk.genes.size())}};
  out.columns = {{reading, "bulk_pearson", r},
                 {reading, "bulk_spearman", rho},
                 {reading, "own_pearson", own}};
  out.add_whole(reading, "bulk_pearson_share", share_above(r, options.above));
  out.add_whole(reading, "bulk_spearman_share",
                share_above(rho, options.above));
  out.facts = {{"genes", static_cast<double>(bulk.genes.size())},
               {"patients", static_cast<double>(patients)},
               {"bound", options.above}};
  return out;
}

// A name with its data set or without.
std::string_view bare(std::string_view patient) {
  return patient.substr(patient.find('/') + 1);
}

}  // namespace

Scores bulk_scores(const Predictions& profile, const Cohort& cohort,
                   const BulkScoresOptions& options) {
  const Bulk bulk = bulk_of(profile, cohort, options);
  Scores out =
      scores_of(bulk, profile, cohort, options, [&](Eigen::Index patient) {
        const Eigen::VectorXd average = bulk.average_without(patient);
        return agreement_of(bulk.profile,
                            bulk.patients.row(patient).transpose(), &average);
      });
  out.predictor = profile.predictor;
  const Eigen::VectorXd& r = out.columns.front().values;
  for (Eigen::Index patient = 0; patient < r.size(); ++patient) {
    if (bare(cohort.patients[static_cast<std::size_t>(patient)]) !=
            bare(profile.names.front()) ||
        std::isnan(r[patient])) {
      continue;
    }
    double as_high = 0;
    for (const double other : r) as_high += other >= r[patient];
    out.facts["own_patient_pearson"] = r[patient];
    out.facts["patients_as_high"] = as_high / static_cast<double>(r.size());
  }
  return out;
}

Scores average_bulk_scores(const Predictions& profile, const Cohort& cohort,
                           const BulkScoresOptions& options, std::string name) {
  const Bulk bulk = bulk_of(profile, cohort, options);
  Scores out =
      scores_of(bulk, profile, cohort, options, [&](Eigen::Index patient) {
        return agreement_of(bulk.average_without(patient),
                            bulk.patients.row(patient).transpose(), nullptr);
      });
  out.predictor = {std::move(name), PredictorKind::null, 0, {}};
  return out;
}

namespace {

struct AverageOptions {
  std::string name = "average_profile";
};

StepKind&& with_bulk_options(StepKind&& kind) {
  using Own = BulkScoresOptions;
  return std::move(kind)
      .numeric(Numeric::libm)
      .option("matrix", &Own::matrix, "of the cohort: expression by gene")
      .option("scale", &Own::scale,
              "log2_1p: the logarithm of 1 + value is taken; as_is: it is "
              "taken already, or not wanted")
      .option("above", &Own::above,
              "a correlation that counts in the shares of patients", {-1, 1})
      .needs(in_memory(6, 2));
}

Scores told(Scores scores) {
  const auto of = [&](const char* name) {
    return fixed(scores.column(scores.places[0].first, name)[0], 3);
  };
  log_line(concat(scores.predictor.name, " on ", scores.unit, ": over ",
                  counted(scores.places[0].second, "gene"), ", of ",
                  counted(scores.items.size(), "patient"), " the share ",
                  of("bulk_pearson_share"), " (Pearson) and ",
                  of("bulk_spearman_share"), " (Spearman) lies above"));
  return scores;
}

}  // namespace

StepKind bulk_scores_step() {
  return with_bulk_options(
             StepKind("bulk_scores", 1,
                      "A slide's profile beside the bulk expression of each "
                      "patient of a cohort, across genes.")
                 .applies<Predictions>("profile", "of slide_values")
                 .applies<Cohort>("cohort", "bulk expression of patients")
                 .scores("profile"))
      .makes<Scores>([](const Inputs& in, const Options& options) {
        return told(bulk_scores(in.get<Predictions>("profile"),
                                in.get<Cohort>("cohort"),
                                options.as<BulkScoresOptions>()));
      });
}

StepKind average_bulk_scores_step() {
  return with_bulk_options(
             StepKind("average_bulk_scores", 1,
                      "Control: the average profile of all other patients in "
                      "the place of a slide's.")
                 .applies<Predictions>("profile", "for its genes alone")
                 .applies<Cohort>("cohort", "bulk expression of patients")
                 .option("name", &AverageOptions::name,
                         "what the predictor is called"))
      .makes<Scores>([](const Inputs& in, const Options& options) {
        return told(average_bulk_scores(in.get<Predictions>("profile"),
                                        in.get<Cohort>("cohort"),
                                        options.as<BulkScoresOptions>(),
                                        options.as<AverageOptions>().name));
      });
}

}  // namespace moonstain
