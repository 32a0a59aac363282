#include "core/eval/baselines/type_profiles.h"

#include <map>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"

namespace moonstain {

std::vector<std::string> type_names(const CellTypes& types,
                                    const std::vector<std::string>& cells,
                                    const std::string& what) {
  std::vector<std::string> names;
  for (const std::int32_t type :
       types_at(types, cells, concat(what, ": types of ", types.section))) {
    names.push_back(type < 0 ? ""
                             : types.classes[static_cast<std::size_t>(type)]);
  }
  return names;
}

TypeProfiles type_profiles(const std::vector<Targets>& targets,
                           const std::vector<CellTypes>& types,
                           std::int64_t least_cells, std::string_view what) {
  check(!targets.empty(), what, ": no training sections");
  std::vector<std::string> target_sections, type_sections;
  for (const Targets& one : targets) target_sections.push_back(one.about);
  for (const CellTypes& one : types) type_sections.push_back(one.section);
  const std::vector<std::size_t> of =
      paired_sections(target_sections, "targets", type_sections, "types", what);

  struct Sum {
    Eigen::RowVectorXd values;
    std::int64_t cells = 0;
  };
  TypeProfiles made;
  made.described.unit_kind = targets[0].unit_kind;
  made.described.variable_axis = targets[0].variable_axis;
  made.described.variables = targets[0].variables;
  made.transform = targets[0].transform;
  made.mean = Eigen::RowVectorXd::Zero(targets[0].values.cols());
  std::map<std::string, Sum> sums;
  for (const CellTypes& one : types) {
    for (const std::string& name : one.classes) {
      sums[name].values = Eigen::RowVectorXd::Zero(made.mean.size());
    }
  }
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Targets& part = targets[i];
    check_same_variables(part, made.described,
                         concat(what, ": targets of ", part.about));
    check(part.transform == made.transform, what, ": targets of ", part.about,
          " are ", part.transform, ", those of ", targets[0].about, " ",
          made.transform);
    const std::vector<std::string> names =
        type_names(types[of[i]], part.names, std::string(what));
    for (std::size_t cell = 0; cell < names.size(); ++cell) {
      const Eigen::RowVectorXd values =
          part.values.row(static_cast<Eigen::Index>(cell)).cast<double>();
      made.mean += values;
      ++made.cells;
      if (names[cell].empty()) continue;
      Sum& sum = sums.at(names[cell]);
      sum.values += values;
      ++sum.cells;
    }
  }
  check(made.cells > 0, what, ": the training sections hold no cells");
  made.mean /= static_cast<double>(made.cells);
  std::vector<Eigen::RowVectorXd> rows;
  for (const auto& [name, sum] : sums) {
    if (sum.cells < least_cells) {
      made.left_out.push_back(name);
      continue;
    }
    made.classes.push_back(name);
    rows.push_back(sum.values / static_cast<double>(sum.cells));
  }
  check(!rows.empty(), what, ": none of ", counted(sums.size(), "type"),
        " has ", counted(least_cells, "training cell"), " or more");
  made.profiles.resize(static_cast<Eigen::Index>(rows.size()),
                       made.mean.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    made.profiles.row(static_cast<Eigen::Index>(i)) = rows[i];
  }
  return made;
}

}  // namespace moonstain
