#include "core/data/source/count_rows.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/source/finite_number.h"

namespace moonstain {
namespace {

// A count is a whole number from 0 up; "3.0" is one, "2.5", "-1", "NaN" not.
std::int32_t count_of(const Table& table, std::size_t row, std::size_t column,
                      std::string_view noun) {
  const std::string_view text = table.field(row, column);
  const auto whole = whole_number<std::int32_t>(text);
  if (whole && *whole >= 0) return *whole;
  const auto number = finite_number(text);
  if (number && *number >= 0 &&
      *number <= std::numeric_limits<std::int32_t>::max() &&
      *number == std::floor(*number)) {
    return static_cast<std::int32_t>(*number);
  }
  fail(table.place(row), ": ", noun, " ", table.field(row, 0), ", gene ",
       table.columns()[column], ": count is '", text,
       "', expected a whole number from 0 up");
}

}  // namespace

void add_count_row(const Table& table, std::size_t row, std::string_view noun,
                   SparseCounts& counts) {
  if (counts.row_starts.empty()) counts.row_starts.push_back(0);
  for (std::size_t column = 1; column < table.columns().size(); ++column) {
    if (table.field(row, column) == "0") continue;
    const std::int32_t count = count_of(table, row, column, noun);
    if (count == 0) continue;
    counts.columns.push_back(static_cast<std::int32_t>(column - 1));
    counts.values.push_back(count);
  }
  counts.row_starts.push_back(static_cast<std::int64_t>(counts.values.size()));
  ++counts.rows;
  counts.columns_count = static_cast<std::int64_t>(table.columns().size()) - 1;
}

}  // namespace moonstain
