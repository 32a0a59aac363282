#include "core/eval/report/panels/table.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/report/html.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {
namespace {

std::string cell_text(const TableColumn& column, std::size_t row) {
  if (column.kind == CellKind::text) return column.texts[row];
  const double value = column.numbers[row];
  const double least = std::pow(10.0, -column.digits);
  if (column.kind == CellKind::p && value < least) {
    return concat("< ", fixed(least, column.digits));
  }
  std::string text = fixed(value, column.digits);
  if (column.kind == CellKind::interval && !std::isnan(value)) {
    text += std::isnan(column.low[row]) || std::isnan(column.high[row])
                ? " (no interval)"
                : concat(" (", fixed(column.low[row], column.digits), " to ",
                         fixed(column.high[row], column.digits), ")");
  }
  return text;
}

std::string cell_html(const TableColumn& column, std::size_t row) {
  const std::string text = cell_text(column, row);
  if (column.kind == CellKind::text) return text_element("td", {}, text);
  return text_element(
      "td", {{"class", std::isnan(column.numbers[row]) ? "num warn" : "num"}},
      text);
}

}  // namespace

std::string table_html(const TablePanel& panel, const Drawing& drawing) {
  const TableColumn& first = panel.columns[0];
  const std::size_t rows =
      first.kind == CellKind::text ? first.texts.size() : first.numbers.size();
  std::string head;
  for (const TableColumn& one : panel.columns) {
    head += one.kind == CellKind::text ? word_head(one.head)
                                       : number_head(one.head);
  }
  std::string body;
  for (std::size_t row = 0; row < rows; ++row) {
    std::string cells = row_head(cell_text(first, row));
    for (std::size_t i = 1; i < panel.columns.size(); ++i) {
      cells += cell_html(panel.columns[i], row);
    }
    body += element("tr", {}, cells);
  }
  return table(drawing.title, "", head, body);
}

}  // namespace moonstain::report
