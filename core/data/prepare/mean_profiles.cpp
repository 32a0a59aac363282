#include "core/data/prepare/mean_profiles.h"

#include <string>

#include "core/base/error.h"
#include "core/data/stored/join.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "mean_profiles";

void check_pair(const Targets& targets, const CellTypes& types) {
  check(section_of_unit(targets.about) == section_of_unit(types.section), kStep,
        ": targets are of ", targets.about, ", the types beside them of ",
        types.section);
}

}  // namespace

Profiles mean_profiles(const std::vector<Targets>& targets,
                       const std::vector<CellTypes>& types,
                       std::int64_t least_cells) {
  check(!targets.empty() && targets.size() == types.size(), kStep, ": ",
        targets.size(), " targets and ", types.size(),
        " types; give those of the same sections");
  const std::vector<std::string>& classes = types.front().classes;
  const auto genes =
      static_cast<Eigen::Index>(targets.front().variables.size());
  MatrixD sums =
      MatrixD::Zero(static_cast<Eigen::Index>(classes.size()), genes);
  std::vector<std::int64_t> cells(classes.size());
  std::string sections;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    check_pair(targets[i], types[i]);
    const std::string what = concat(kStep, ": section ", targets[i].about);
    check_same_variables(targets[i], targets.front(), what);
    check_same_names(types[i].classes, classes, "class", what);
    const std::vector<std::int32_t> typed =
        types_of(targets[i].names, types[i]);
    for (std::size_t cell = 0; cell < typed.size(); ++cell) {
      const std::int32_t type = typed[cell];
      if (type < 0) continue;
      ++cells[static_cast<std::size_t>(type)];
      sums.row(type) +=
          targets[i].values.row(static_cast<Eigen::Index>(cell)).cast<double>();
    }
    sections += concat(sections.empty() ? "" : ", ", targets[i].about);
  }
  Profiles out;
  out.genes = targets.front().variables;
  std::vector<Eigen::Index> rows;
  for (std::size_t type = 0; type < classes.size(); ++type) {
    if (cells[type] < least_cells) continue;
    rows.push_back(static_cast<Eigen::Index>(type));
    out.names.push_back(classes[type]);
  }
  check(!rows.empty(), kStep, ": none of the ", classes.size(),
        " types has least_cells = ", least_cells, " cells in ", sections);
  out.values.resize(static_cast<Eigen::Index>(rows.size()), genes);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    out.values.row(static_cast<Eigen::Index>(row)) =
        (sums.row(rows[row]) /
         static_cast<double>(cells[static_cast<std::size_t>(rows[row])]))
            .cast<float>();
  }
  out.how = concat("means of ", targets.front().transform,
                   " over the cells of a type in ", sections);
  return out;
}

namespace {

struct MeanProfilesOptions {
  std::int64_t least_cells = 1;
};

}  // namespace

StepKind mean_profiles_step() {
  return StepKind("mean_profiles", 1,
                  "Mean expression of each type of cell, as a reference.")
      .learns_many<Targets>("targets", Learned::label,
                            "measured expression of the training cells")
      .learns_many<CellTypes>("types", Learned::label,
                              "of the cells of these sections")
      .option("least_cells", &MeanProfilesOptions::least_cells,
              "a type of fewer cells is left out", {1, {}})
      .needs(in_memory(2, 1))
      .makes<Profiles>([](const Inputs& in, const Options& options) {
        const Profiles made = mean_profiles(
            in.list<Targets>("targets"), in.list<CellTypes>("types"),
            options.as<MeanProfilesOptions>().least_cells);
        log_line(concat(made.names.size(), " profiles of ", made.genes.size(),
                        " genes"));
        return made;
      });
}

}  // namespace moonstain
