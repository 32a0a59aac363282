#include "core/data/patients/synthetic_map.h"

#include <algorithm>

#include "core/base/random.h"
#include "core/data/patients/synthetic_options.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

GridValues synthetic_map(const SyntheticMapOptions& options,
                         const SyntheticPatientOptions& patient) {
  const double malignancy = synthetic_truth(patient).malignancy;
  GridValues map;
  map.section = patient.section;
  map.predictor.name = "synthetic_map";
  map.predictor.seed = patient.seed;
  map.rows = options.rows;
  map.columns = options.columns;
  map.variables = patient.genes;
  map.values = Matrix::Zero(options.rows * options.columns,
                            static_cast<Eigen::Index>(patient.genes.size()));
  // Places from -1 to 1 across the grid.
  const auto across = [](std::int64_t place, std::int64_t side) {
    return (2 * static_cast<double>(place) + 1) / static_cast<double>(side) - 1;
  };
  for (std::size_t gene = 0; gene < patient.genes.size(); ++gene) {
    RandomStream stream(patient.seed, "synthetic_map",
                        patient.section + "/" + patient.genes[gene]);
    const bool planted = patient.genes[gene] == patient.planted_gene;
    for (std::int64_t row = 0; row < options.rows; ++row) {
      for (std::int64_t column = 0; column < options.columns; ++column) {
        const double y = across(row, options.rows) / 0.75;
        const double x = across(column, options.columns) / 0.75;
        if (x * x + y * y > 1) continue;
        const double raised = planted && x < 0 ? malignancy : 0;
        map.values(row * options.columns + column,
                   static_cast<Eigen::Index>(gene)) =
            static_cast<float>(
                std::max(0.0, 2 + 0.5 * stream.normal() + raised));
      }
    }
  }
  return map;
}

StepKind synthetic_map_step() {
  using Own = SyntheticMapOptions;
  return with_one_synthetic_patient(
             StepKind("synthetic_map", 1,
                      "Expression over the grid of a made-up patient's slide."))
      .option("rows", &Own::rows, "of the grid", {1, 1e4})
      .option("columns", &Own::columns, "of the grid", {1, 1e4})
      .makes<GridValues>([](const Inputs&, const Options& options) {
        return synthetic_map(options.as<Own>(),
                             options.as<SyntheticPatientOptions>());
      });
}

}  // namespace moonstain
