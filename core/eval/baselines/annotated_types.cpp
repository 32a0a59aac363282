#include "core/eval/baselines/annotated_types.h"

#include <optional>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/data/stored/predictions.h"
#include "core/data/stored/targets.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "annotated_types";

// Each row less its mean, of length 1; a constant row becomes 0.
MatrixD standard_rows(MatrixD rows) {
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    const bool constant = rows.row(i).minCoeff() == rows.row(i).maxCoeff();
    rows.row(i).array() -= rows.row(i).mean();
    if (constant) {
      rows.row(i).setZero();
    } else {
      rows.row(i) /= rows.row(i).norm();
    }
  }
  return rows;
}

}  // namespace

CellTypes annotated_types(const Observations& expression,
                          const TypeProfiles& profiles, double least_r) {
  check_same_names(expression.variables, profiles.described.variables,
                   profiles.described.variable_axis,
                   concat(kStep, ": expression of ", expression.about));
  const MatrixD types = standard_rows(profiles.profiles);
  CellTypes called;
  called.section = expression.about;
  called.cells = expression.names;
  called.classes = profiles.classes;
  called.classes.emplace_back(kUnassigned);
  // The same in every fold, so that their scores can stand beside each other.
  called.how = concat(
      "called by Pearson correlation with the mean profiles of training cells' "
      "types, unassigned below ",
      least_r);
  const auto unassigned = static_cast<std::int32_t>(profiles.classes.size());
  constexpr Eigen::Index kBlock = 1024;  // cells at a time
  for (Eigen::Index first = 0; first < expression.values.rows();
       first += kBlock) {
    const Eigen::Index count =
        std::min(kBlock, expression.values.rows() - first);
    const MatrixD cells = standard_rows(
        expression.values.middleRows(first, count).cast<double>());
    const MatrixD r = cells * types.transpose();
    for (Eigen::Index cell = 0; cell < count; ++cell) {
      Eigen::Index best = 0;
      const double most = r.row(cell).maxCoeff(&best);
      const bool is_like = !cells.row(cell).isZero(0) && most >= least_r;
      called.index.push_back(is_like ? static_cast<std::int32_t>(best)
                                     : unassigned);
    }
  }
  return called;
}

namespace {

struct AnnotatedTypesOptions {
  double least_r = 0.3;
  std::int64_t least_cells = 1;
};

// What was measured or what was predicted; one of them.
Observations expression_of(const Inputs& in, const TypeProfiles& profiles) {
  in.check_one_of("targets", "predictions");
  if (in.has("predictions")) return in.get<Predictions>("predictions");
  const auto targets = in.get<Targets>("targets");
  check(targets.transform == profiles.transform, kStep, ": targets of ",
        targets.about, " are ", targets.transform,
        ", those of the training "
        "cells ",
        profiles.transform);
  return targets;
}

}  // namespace

StepKind annotated_types_step() {
  return StepKind(kStep, 1,
                  "Types of cells by their expression, measured or predicted: "
                  "the training profile that is most alike.")
      .learns_many<Targets>("training", Learned::label,
                            "expression of the training cells")
      .learns_many<CellTypes>("types", Learned::label,
                              "types of the training cells")
      .applies<Targets>("targets", "measured expression of the cells to call")
      .optional()
      .applies<Predictions>("predictions",
                            "predicted expression of the cells to call")
      .optional()
      .option("least_r", &AnnotatedTypesOptions::least_r,
              "correlation below which a cell is unassigned", {-1, 1})
      .option("least_cells", &AnnotatedTypesOptions::least_cells,
              "training cells that a type needs", {1, {}})
      .needs(in_memory(6, 2))
      .makes<CellTypes>([](const Inputs& in, const Options& options) {
        const auto own = options.as<AnnotatedTypesOptions>();
        const TypeProfiles profiles =
            type_profiles(in.list<Targets>("training"),
                          in.list<CellTypes>("types"), own.least_cells, kStep);
        CellTypes called =
            annotated_types(expression_of(in, profiles), profiles, own.least_r);
        log_line(concat("profiles of ",
                        counted(profiles.classes.size(), "type"), ", ",
                        counted(profiles.cells, "training cell")));
        if (!profiles.left_out.empty()) {
          log_line(concat("types with too few training cells: ",
                          listed(profiles.left_out)));
        }
        return called;
      });
}

}  // namespace moonstain
