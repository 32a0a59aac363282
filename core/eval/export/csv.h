#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// A table as text (RFC 4180): a header, fields separated by commas, lines that
/// end in CR LF. A field that holds a comma, a quote or a line end is quoted.
///
/// Numbers are written in the shortest form that reads back to the same value
/// of their type, NaN as an empty field, which pandas and R read as missing.
class CsvText {
 public:
  explicit CsvText(const std::vector<std::string>& columns);

  CsvText& field(std::string_view text);
  CsvText& field(const std::string& text) {
    return field(std::string_view(text));
  }
  CsvText& field(const char* text) { return field(std::string_view(text)); }
  CsvText& field(float number);
  CsvText& field(double number);
  CsvText& field(std::int64_t number);
  CsvText& field(std::int32_t number) {
    return field(static_cast<std::int64_t>(number));
  }
  /// @throws Error unless the row has as many fields as the header
  void end_row();

  const std::string& text() const { return text_; }

 private:
  void begin_field();

  std::size_t columns_;
  std::size_t at_ = 0;
  std::string text_;
};

}  // namespace moonstain
