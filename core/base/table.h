#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// A text table with a header line, fields by name. No quoting: the formats
/// of the field that use it (count tables, spot files, GDC) have none.
class Table {
 public:
  /// @param text       lines end in \n or \r\n; a last line may lack its end;
  ///                   empty lines are refused except at the end
  /// @param separator  '\t' or ','
  /// @param where      named in errors, with line numbers: "B4.tsv.gz: line 3"
  /// @throws Error     on no header, on a line with another number of fields
  ///                   than the header (a first header field may be left out
  ///                   when `index_without_name`, as R writes it), on a column
  ///                   named twice
  static Table parse(std::string text, char separator, std::string where,
                     bool index_without_name = false);

  const std::vector<std::string>& columns() const { return columns_; }
  std::size_t rows() const { return rows_; }
  bool has(std::string_view column) const;
  /// @throws Error naming the column and the ones that are there
  std::size_t column(std::string_view name) const;
  std::string_view field(std::size_t row, std::size_t column) const;
  /// @throws Error naming where, line, column and the text found
  double number(std::size_t row, std::size_t column) const;
  std::int64_t integer(std::size_t row, std::size_t column) const;
  /// "WHERE: line L" of a row, for errors of the caller.
  std::string place(std::size_t row) const;

 private:
  std::string text_;
  std::string where_;
  std::vector<std::string> columns_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> fields_;
  std::size_t rows_ = 0;
};

}  // namespace moonstain
