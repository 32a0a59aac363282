#include "core/data/patients/synthetic_cohort.h"

#include <iterator>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/patients/joined_features.h"
#include "core/data/patients/synthetic_cells.h"
#include "core/data/patients/synthetic_options.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

Cohort synthetic_cohort(const SyntheticCohortOptions& options,
                        SyntheticPatientOptions patient,
                        const CellFeatureOptions& features) {
  check(options.patients >= 1, "synthetic cohort: patients is ",
        options.patients, ", expected at least 1");
  std::vector<Cohort> rows;
  for (std::int64_t i = 1; i <= options.patients; ++i) {
    patient.section = concat(options.about, "/C", i);
    patient.patient = concat(options.about, "/P", i);
    const CellTable cells =
        cell_table(synthetic_cells(patient), synthetic_cell_types(patient));
    Cohort row = cell_features(cells, features, patient.genes, patient.genes);
    Cohort outcome = synthetic_outcomes(patient);
    std::move(outcome.clinical.begin(), outcome.clinical.end(),
              std::back_inserter(row.clinical));
    std::move(outcome.measured.begin(), outcome.measured.end(),
              std::back_inserter(row.measured));
    rows.push_back(std::move(row));
  }
  return joined_cohorts(rows, options.about);
}

StepKind synthetic_cohort_step() {
  using Made = SyntheticCohortOptions;
  return with_feature_options(
             with_synthetic_patients(
                 StepKind("synthetic_cohort", 1,
                          "Features, survival and copy number of many made-up "
                          "patients.")))
      .option("about", &Made::about, "name of the cohort")
      .option("patients", &Made::patients, "number of patients", {1, 1e5})
      .makes<Cohort>([](const Inputs&, const Options& options) {
        return synthetic_cohort(options.as<Made>(),
                                options.as<SyntheticPatientOptions>(),
                                options.as<CellFeatureOptions>());
      });
}

}  // namespace moonstain
