#include "core/data/source/expression_table.h"

#include <cmath>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/base/table.h"
#include "core/data/stored/checks.h"

namespace moonstain {

ExpressionTable read_expression_table(std::string bytes,
                                      const std::string& where) {
  const Table table = Table::parse(std::move(bytes), where, true);
  ExpressionTable out;
  out.cells.assign(table.columns().begin() + 1, table.columns().end());
  const auto cells = static_cast<Eigen::Index>(out.cells.size());
  out.values.resize(cells, static_cast<Eigen::Index>(table.rows()));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    out.genes.emplace_back(table.field(row, 0));
    for (Eigen::Index cell = 0; cell < cells; ++cell) {
      const auto column = static_cast<std::size_t>(cell) + 1;
      const double value = table.number(row, column);
      check(value >= 0 && std::isfinite(value), table.place(row), ": gene '",
            out.genes.back(), "' of cell '", table.columns()[column], "' is ",
            value, ", expected counts, 0 or more");
      out.values(cell, static_cast<Eigen::Index>(row)) =
          static_cast<float>(value);
    }
  }
  check_unique(where, "gene", out.genes);
  return out;
}

std::vector<std::string> read_cell_groups(
    std::string bytes, const std::string& where,
    const std::vector<std::string>& cells) {
  const Table table =
      Table::without_header(std::move(bytes), where, {"cell", "group"});
  std::unordered_map<std::string_view, std::size_t> rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto [before, is_new] = rows.emplace(table.field(row, 0), row);
    check(is_new, table.place(row), ": cell '", table.field(row, 0),
          "' is there twice, before in ", table.place(before->second));
  }
  std::vector<std::string> groups;
  for (const std::string& cell : cells) {
    const auto found = rows.find(cell);
    check(found != rows.end(), where, ": has no group of cell '", cell,
          "'; its first is '",
          table.rows() > 0 ? table.field(0, 0) : std::string_view(), "'");
    groups.emplace_back(table.field(found->second, 1));
  }
  return groups;
}

}  // namespace moonstain
