#include "core/data/source/profile_table.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/table.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

Profiles read_profiles(std::string bytes, const std::string& name) {
  const Table table = Table::parse(std::move(bytes), name, true);
  check(table.columns().size() > 1 && table.rows() > 0, name, ": ",
        table.rows(), " rows of ", table.columns().size(),
        " columns; expected a profile a row: a name, then a value of each "
        "gene");
  Profiles out;
  out.genes.assign(table.columns().begin() + 1, table.columns().end());
  out.values.resize(static_cast<Eigen::Index>(table.rows()),
                    static_cast<Eigen::Index>(out.genes.size()));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    out.names.emplace_back(table.field(row, 0));
    for (std::size_t gene = 0; gene < out.genes.size(); ++gene) {
      const double value = table.number(row, gene + 1);
      check(std::isfinite(value), table.place(row), ", gene '", out.genes[gene],
            "': expected a finite number, found ", value);
      out.values(static_cast<Eigen::Index>(row),
                 static_cast<Eigen::Index>(gene)) = static_cast<float>(value);
    }
  }
  out.how = concat("as ", name, " gives them");
  return out;
}

StepKind profile_table_step() {
  return StepKind("profile_table", 1,
                  "Mean expression of kinds of cells, from a table.")
      .applies<File>("table", "a profile a row, a gene a column")
      .makes<Profiles>([](const Inputs& in, const Options&) {
        const auto table = in.get<File>("table");
        return read_profiles(read_file(table.path), table.name);
      });
}

}  // namespace moonstain
