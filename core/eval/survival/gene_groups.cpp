#include "core/eval/survival/gene_groups.h"

#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/stored/places.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/survival/risk_groups.h"

namespace moonstain {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

Eigen::Index column_of(const std::vector<std::string>& genes,
                       const std::string& gene, const std::string& where) {
  const auto place = Places(genes).find(gene);
  check(place.has_value(), where, " has no gene '", gene, "'",
        did_you_mean(gene, genes));
  return static_cast<Eigen::Index>(*place);
}

}  // namespace

Cohort gene_groups(const Cohort& cohort, const std::string& gene,
                   const std::vector<double>& values) {
  std::vector<std::string> patients;
  std::vector<double> known;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    patients.push_back(cohort.patients[i]);
    known.push_back(values[i]);
  }
  const std::string what =
      concat("gene_groups: ", gene, " in cohort ", cohort.about);
  check(!known.empty(), what, " is known of none of ", values.size(),
        " patients");
  std::vector<std::string> groups;
  for (const std::string& group : with_context(
           what, [&] { return risk_groups(known, RiskCut::median); })) {
    groups.push_back(concat(group == kHighRisk ? "high " : "low ", gene));
  }
  Cohort out = narrowed(cohort, patients);
  out.clinical.push_back({"expression", std::move(known)});
  out.clinical.push_back({"expression_group", std::move(groups)});
  return out;
}

std::vector<double> measured_of_gene(const Cohort& cohort,
                                     const std::string& matrix,
                                     const std::string& gene) {
  const MeasuredMatrix& measured = cohort.matrix(matrix);
  const Eigen::Index column =
      column_of(measured.variables, gene,
                concat("gene_groups: matrix ", matrix, " of ", cohort.about));
  std::vector<double> out;
  for (Eigen::Index i = 0; i < measured.values.rows(); ++i) {
    out.push_back(double{measured.values(i, column)});
  }
  return out;
}

std::vector<double> predicted_of_gene(const Cohort& cohort,
                                      const std::vector<Predictions>& profiles,
                                      const std::string& gene) {
  const Places places(cohort.patients);
  std::vector<double> out(cohort.size(), kUnknown);
  std::set<std::string> seen;
  for (const Predictions& profile : profiles) {
    check(profile.unit_kind == ObservedKind::patient,
          "gene_groups: a profile is of a ", word_of(profile.unit_kind),
          ", expected of patients");
    const Eigen::Index column =
        column_of(profile.variables, gene,
                  concat("gene_groups: the profile of ",
                         profile.names.empty() ? "" : profile.names.front()));
    for (std::size_t i = 0; i < profile.names.size(); ++i) {
      check(seen.insert(profile.names[i]).second,
            "gene_groups: two profiles are of patient '", profile.names[i],
            "'; give one a patient");
      const auto place = places.find(profile.names[i]);
      if (!place) continue;
      out[*place] =
          double{profile.values(static_cast<Eigen::Index>(i), column)};
    }
  }
  return out;
}

namespace {

struct GeneGroupOptions {
  std::string gene;
  std::string matrix;
};

Cohort groups_of(const Inputs& in, const Options& options) {
  const auto own = options.as<GeneGroupOptions>();
  const auto cohort = in.get<Cohort>("cohort");
  check(in.has("profiles") == own.matrix.empty(),
        "gene_groups: expected either the input profiles or the option "
        "matrix, which say the gene's expression");
  return gene_groups(
      cohort, own.gene,
      own.matrix.empty()
          ? predicted_of_gene(cohort, in.list<Predictions>("profiles"),
                              own.gene)
          : measured_of_gene(cohort, own.matrix, own.gene));
}

}  // namespace

StepKind gene_groups_step() {
  using Own = GeneGroupOptions;
  return StepKind("gene_groups", 1,
                  "Patients in halves by one gene's expression, measured or "
                  "predicted.")
      .applies<Cohort>("cohort", "the patients")
      .applies_many<Predictions>("profiles",
                                 "predicted pseudo-bulk, one a patient, of "
                                 "`slide_values`")
      .optional()
      .option("gene", &Own::gene, "whose median cuts")
      .required()
      .option("matrix", &Own::matrix, "of the cohort, that has the gene")
      .needs(in_memory(3, 2))
      .makes<Cohort>(groups_of);
}

}  // namespace moonstain
