#include "core/base/table.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/base/plain_text.h"
#include "core/base/text.h"

namespace moonstain {
namespace {

char separator_of(std::string_view text, std::string_view where) {
  const auto separates = [](std::string_view line, char separator) {
    return line.find(separator) != line.npos;
  };
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view header = text.substr(0, end);
  if (separates(header, '\t')) return '\t';
  if (separates(header, ',')) return ',';
  const bool semicolons = separates(header, ';');
  check(!semicolons && !separates(header, ' '), where, ": line 1 has ",
        semicolons ? "semicolons" : "spaces",
        " between fields, expected tabs or commas: ", printable(header, 60),
        "; save it with tabs");
  const std::string_view next =
      text.substr(end, text.find('\n', std::min(end + 1, text.size())) - end);
  return separates(next, ',') && !separates(next, '\t') ? ',' : '\t';
}

}  // namespace

Table Table::parse(std::string bytes, std::string where,
                   bool index_without_name) {
  Table table;
  table.read(std::move(bytes), std::move(where), index_without_name);
  return table;
}

Table Table::without_header(std::string bytes, std::string where,
                            std::vector<std::string> columns) {
  Table table;
  table.has_header_ = false;
  table.columns_ = std::move(columns);
  table.read(std::move(bytes), std::move(where), false);
  return table;
}

void Table::read(std::string bytes, std::string where,
                 bool index_without_name) {
  text_ = plain_text(std::move(bytes), where);
  where_ = std::move(where);
  const std::string& all = text_;
  check(all.size() < std::numeric_limits<std::uint32_t>::max(), where_,
        ": the table has ", all.size(), " bytes, at most 4 GiB can be read");
  separator_ = separator_of(all, where_);

  std::vector<Field> fields;
  std::size_t start = 0;
  std::size_t line = 0;
  std::size_t width = columns_.size();
  while (start < all.size()) {
    std::size_t end = all.find('\n', start);
    const std::size_t next = end == std::string::npos ? all.size() : end + 1;
    if (end == std::string::npos) end = all.size();
    if (end > start && all[end - 1] == '\r') --end;
    ++line;
    if (end == start) {
      check(all.find_first_not_of("\r\n", start) == std::string::npos, where_,
            ": line ", line, ": is empty");
      break;
    }
    split(start, end, line, fields);
    if (line == 1 && has_header_) {
      for (const auto& [at, size] : fields) {
        columns_.emplace_back(all, at, size);
      }
      width = fields.size();
    } else {
      if (line == 2 && index_without_name && fields.size() == width + 1) {
        columns_.insert(columns_.begin(), "");
        width = fields.size();
      }
      check(fields.size() == width, where_, ": line ", line, ": has ",
            fields.size(), " field(s), ",
            has_header_ ? "the header has " : "expected ", width);
      fields_.insert(fields_.end(), fields.begin(), fields.end());
      ++rows_;
    }
    start = next;
  }
  check_columns();
}

// The fields of a line.
void Table::split(std::size_t start, std::size_t end, std::size_t line,
                  std::vector<Field>& fields) {
  fields.clear();
  std::size_t stop = 0;
  for (std::size_t at = start;; at = stop + 1) {
    Field field(at, 0);
    stop = text_[at] == '"' && at < end ? unquote(at, end, field) : 0;
    if (stop == 0) {
      check(at == end || text_[at] != '"' || separator_ == '\t', where_,
            ": line ", line, ": field ", fields.size() + 1,
            " begins with a quote and does not end with one; a quote in a "
            "quoted field is written twice, and the field ends on its line");
      stop = std::min(text_.find(separator_, at), end);
      field.second = static_cast<std::uint32_t>(stop - at);
    }
    fields.push_back(field);
    if (stop == end) return;
  }
}

// A field that begins with a quote: what is between it and the closing one,
// where the text has it with two quotes made one.
// @return where the field stops; 0, and nothing done, when it is no quoted one
std::size_t Table::unquote(std::size_t start, std::size_t end, Field& field) {
  std::size_t stop = start + 1;
  bool closed = false;
  while (!closed) {
    stop = text_.find('"', stop);
    if (stop >= end) return 0;  // npos too
    closed = stop + 1 == end || text_[stop + 1] != '"';
    stop += closed ? 1 : 2;
  }
  if (stop != end && text_[stop] != separator_) return 0;
  std::size_t to = start + 1;
  for (std::size_t from = to; from + 1 < stop; ++from) {
    if (text_[from] == '"') ++from;
    text_[to++] = text_[from];
  }
  field = {start + 1, to - start - 1};
  return stop;
}

void Table::check_columns() const {
  check(!columns_.empty(), where_, ": is empty, expected a header line");
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto [before, is_new] = seen.emplace(columns_[i], i);
    check(is_new, where_, ": columns ", before->second + 1, " and ", i + 1,
          " are both named '", columns_[i],
          "'; add them up, or give each a name of its own");
  }
}

bool Table::has(std::string_view column) const {
  return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
}

std::size_t Table::column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found == columns_.end()) {
    fail(where_, ": no column '", name,
         "'; there are: ", listed(names_seen(columns_), 12));
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
  const auto value = whole_number<std::int64_t>(text);
  check(value.has_value(), place(row), ", column '", columns_[column],
        "': expected an integer, found '", text, "'");
  return *value;
}

std::string Table::place(std::size_t row) const {
  return concat(where_, ": line ", row + (has_header_ ? 2 : 1));
}

}  // namespace moonstain
