#include "core/eval/export/csv.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {

CsvText::CsvText(const std::vector<std::string>& columns)
    : columns_(columns.size()) {
  for (const std::string& column : columns) field(column);
  end_row();
}

void CsvText::begin_field() {
  if (at_++ > 0) text_ += ',';
}

CsvText& CsvText::field(std::string_view text) {
  begin_field();
  if (text.find_first_of("\",\r\n") == text.npos) {
    text_ += text;
    return *this;
  }
  text_ += '"';
  for (const char letter : text) {
    if (letter == '"') text_ += '"';
    text_ += letter;
  }
  text_ += '"';
  return *this;
}

CsvText& CsvText::field(float number) {
  begin_field();
  if (!std::isnan(number)) text_ += concat(number);
  return *this;
}

CsvText& CsvText::field(double number) {
  begin_field();
  if (!std::isnan(number)) text_ += concat(number);
  return *this;
}

CsvText& CsvText::field(std::int64_t number) {
  begin_field();
  text_ += concat(number);
  return *this;
}

void CsvText::end_row() {
  check(at_ == columns_, "a row of ", at_, " fields in a table of ", columns_);
  at_ = 0;
  text_ += "\r\n";
}

}  // namespace moonstain
