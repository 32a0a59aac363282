#include "core/base/table.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "core/base/error.h"

namespace moonstain {

Table Table::parse(std::string text, char separator, std::string where,
                   bool index_without_name) {
  check(text.size() < std::numeric_limits<std::uint32_t>::max(), where,
        ": the table has ", text.size(), " bytes, at most 4 GiB can be read");
  Table table;
  table.text_ = std::move(text);
  table.where_ = std::move(where);
  const std::string& all = table.text_;

  std::vector<std::pair<std::uint32_t, std::uint32_t>> fields;
  std::size_t start = 0;
  std::size_t line = 0;
  std::size_t width = 0;
  while (start < all.size()) {
    std::size_t end = all.find('\n', start);
    const std::size_t next = end == std::string::npos ? all.size() : end + 1;
    if (end == std::string::npos) end = all.size();
    if (end > start && all[end - 1] == '\r') --end;
    ++line;
    if (end == start) {
      check(all.find_first_not_of("\r\n", start) == std::string::npos,
            table.where_, ": line ", line, ": is empty");
      break;
    }
    fields.clear();
    std::size_t field = start;
    while (true) {
      std::size_t stop = all.find(separator, field);
      if (stop == std::string::npos || stop > end) stop = end;
      fields.emplace_back(field, stop - field);
      if (stop == end) break;
      field = stop + 1;
    }
    if (line == 1) {
      for (const auto& [at, size] : fields) {
        table.columns_.emplace_back(all, at, size);
      }
      width = fields.size();
    } else {
      if (line == 2 && index_without_name && fields.size() == width + 1) {
        table.columns_.insert(table.columns_.begin(), "");
        width = fields.size();
      }
      check(fields.size() == width, table.where_, ": line ", line, ": has ",
            fields.size(), " field(s), the header has ", width);
      table.fields_.insert(table.fields_.end(), fields.begin(), fields.end());
      ++table.rows_;
    }
    start = next;
  }
  check(!table.columns_.empty(), table.where_,
        ": is empty, expected a header line");
  std::vector<std::string> sorted = table.columns_;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  check(twice == sorted.end(), table.where_, ": column '",
        twice == sorted.end() ? "" : *twice, "' is named twice");
  return table;
}

bool Table::has(std::string_view column) const {
  return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
}

std::size_t Table::column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found == columns_.end()) {
    fail(where_, ": no column '", name, "'; there are: ", listed(columns_, 12));
  }
  return found - columns_.begin();
}

std::string_view Table::field(std::size_t row, std::size_t column) const {
  const auto& [at, size] = fields_.at(row * columns_.size() + column);
  return std::string_view(text_).substr(at, size);
}

double Table::number(std::size_t row, std::size_t column) const {
  const std::string_view text = field(row, column);
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  check(error == std::errc() && end == text.data() + text.size(), place(row),
        ", column '", columns_[column], "': expected a number, found '", text,
        "'");
  return value;
}

std::int64_t Table::integer(std::size_t row, std::size_t column) const {
  const std::string_view text = field(row, column);
  std::int64_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  check(error == std::errc() && end == text.data() + text.size(), place(row),
        ", column '", columns_[column], "': expected an integer, found '", text,
        "'");
  return value;
}

std::string Table::place(std::size_t row) const {
  return concat(where_, ": line ", row + 2);
}

}  // namespace moonstain
