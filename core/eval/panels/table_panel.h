#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/engine/step/kind_words.h"

namespace moonstain {

/// What the cells of a column hold.
enum class CellKind {
  text,
  number,
  interval,  ///< a number with the two ends of its interval
  p,         ///< a chance above 0, which is never shown as 0.000
};

template <>
struct KindWords<CellKind> {
  static constexpr std::string_view kAll[] = {"text", "number", "interval",
                                              "p"};
};

/// A column of a table. Only the lists of its kind hold anything.
struct TableColumn {
  std::string head;
  CellKind kind = CellKind::text;
  int digits = 3;                  ///< decimal places of numbers, 0 to 9
  std::vector<std::string> texts;  ///< [rows] of a text column
  std::vector<double> numbers;     ///< [rows] of the others; NaN: undefined
  std::vector<double> low;         ///< [rows] of an interval; NaN: none
  std::vector<double> high;
};

/// @param texts  [rows], or they are added later
inline TableColumn text_column(std::string head,
                               std::vector<std::string> texts = {}) {
  return {std::move(head), CellKind::text, 3, std::move(texts), {}, {}, {}};
}

/// @param digits  decimal places, 0 to 9
inline TableColumn number_column(std::string head, int digits) {
  return {std::move(head), CellKind::number, digits, {}, {}, {}, {}};
}

/// Of p, or of p adjusted.
inline TableColumn p_column(std::string head, int digits) {
  return {std::move(head), CellKind::p, digits, {}, {}, {}, {}};
}

/// Columns of equally many rows; the first names the rows.
struct TablePanel {
  std::string item;  ///< noun of a row: "gene"
  std::vector<TableColumn> columns;
};

}  // namespace moonstain
