#include "core/data/patients/synthetic_slide.h"

#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

bool responds(const SyntheticSlideOptions& options) {
  if (!options.responders.empty()) {
    const std::string name =
        options.patient.substr(options.patient.find('/') + 1);
    return std::ranges::any_of(options.responders, [&](const std::string& one) {
      return one == name || one == options.patient;
    });
  }
  RandomStream stream(options.seed, "synthetic_response", options.patient);
  return stream.uniform() < options.share;
}

// Places from -1 to 1 across the grid.
double across(std::int64_t place, std::int64_t side) {
  return (2 * static_cast<double>(place) + 1) / static_cast<double>(side) - 1;
}

StepKind&& with_slide_options(StepKind&& kind) {
  using Own = SyntheticSlideOptions;
  return std::move(kind)
      .numeric(Numeric::libm)
      .option("seed", &Own::seed, "everything made up follows from it")
      .option("section", &Own::section, "name of the section")
      .required()
      .option("patient", &Own::patient, "name of the patient")
      .required()
      .option("rows", &Own::rows, "of the grid", {1, 1e4})
      .option("columns", &Own::columns, "of the grid", {1, 1e4})
      .option("genes", &Own::genes, "number of genes", {1, 1e4})
      .option("share", &Own::share,
              "chance of a patient to respond, where none is named", {0, 1})
      .option("kinship", &Own::kinship,
              "how far a patient's own expression lies from others'", {0, 100})
      .option("response_effect", &Own::response_effect,
              "what a response adds to the first gene; 0: nothing is planted",
              {-100, 100})
      .option("responders", &Own::responders,
              "patients who respond and no other; none named: by `share`");
}

}  // namespace

GridValues synthetic_slide_map(const SyntheticSlideOptions& options) {
  GridValues map;
  map.section = options.section;
  map.predictor.name = "synthetic_slide_map";
  map.predictor.seed = options.seed;
  map.rows = options.rows;
  map.columns = options.columns;
  map.values = Matrix::Zero(options.rows * options.columns, options.genes);
  const double effect = responds(options) ? options.response_effect : 0;
  for (std::int64_t gene = 0; gene < options.genes; ++gene) {
    map.variables.push_back(concat("gene", gene));
    RandomStream own(options.seed, "synthetic_slide_patient",
                     concat(options.patient, "/", gene));
    const double level = 2 + options.kinship * own.normal();
    RandomStream stream(options.seed, "synthetic_slide_map",
                        concat(options.section, "/", gene));
    for (std::int64_t row = 0; row < options.rows; ++row) {
      for (std::int64_t column = 0; column < options.columns; ++column) {
        const double y = across(row, options.rows) / 0.75;
        const double x = across(column, options.columns) / 0.75;
        if (x * x + y * y > 1) continue;
        const double raised = gene == 0 && x < 0 ? effect : 0;
        map.values(row * options.columns + column, gene) = static_cast<float>(
            std::max(0.0, level + 0.5 * stream.normal() + raised));
      }
    }
  }
  return map;
}

Targets synthetic_response(const SyntheticSlideOptions& options) {
  Targets out;
  out.about = options.section;
  out.unit_kind = ObservedKind::patient;
  out.names = {options.section};
  out.variable_axis = "class";
  out.variables = {"response"};
  out.values = Matrix::Constant(1, 1, responds(options) ? 1.F : 0.F);
  out.transform = "whether the slide's patient responded";
  return out;
}

StepKind synthetic_slide_map_step() {
  return with_slide_options(
             StepKind("synthetic_slide_map", 1,
                      "Expression over the grid of a made-up slide of a "
                      "patient who may respond."))
      .makes<GridValues>([](const Inputs&, const Options& options) {
        return synthetic_slide_map(options.as<SyntheticSlideOptions>());
      });
}

StepKind synthetic_response_step() {
  return with_slide_options(
             StepKind("synthetic_response", 1,
                      "Whether the patient of a made-up slide responds; "
                      "options as for its synthetic_slide_map."))
      .makes<Targets>([](const Inputs&, const Options& options) {
        return synthetic_response(options.as<SyntheticSlideOptions>());
      });
}

}  // namespace moonstain
