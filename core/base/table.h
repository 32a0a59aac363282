#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// A text table with a header line, fields by name.
///
/// Fields are separated by tabs where the header has one, else by commas (of a
/// header of one name the next line tells). A field in quotes loses them and
/// may hold separators; two quotes in it stand for one. In a table with tabs a
/// field that only begins with a quote stays as it is: tables of the GDC and
/// their kind quote nothing.
class Table {
 public:
  /// @param bytes    of the file, as `plain_text` takes them: lines end in \n
  ///                 or \r\n, a last line may lack its end; empty lines are
  ///                 refused except at the end
  /// @param where    named in errors, with line numbers: "B4.tsv.gz: line 3"
  /// @throws Error   as `plain_text`; on no header, on one with other
  ///                 separators, on a line with another number of fields than
  ///                 the header (a first header field may be left out when
  ///                 `index_without_name`, as R writes it), on a column named
  ///                 twice, on a field whose quotes are not closed
  static Table parse(std::string bytes, std::string where,
                     bool index_without_name = false);
  /// The same of a table without a header line: each line is a row.
  /// @param columns  their names; every line has as many fields
  static Table without_header(std::string bytes, std::string where,
                              std::vector<std::string> columns);

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
  using Field = std::pair<std::uint32_t, std::uint32_t>;  // place and length
  void read(std::string bytes, std::string where, bool index_without_name);
  void split(std::size_t start, std::size_t end, std::size_t line,
             std::vector<Field>& fields);
  std::size_t unquote(std::size_t start, std::size_t end, Field& field);
  void check_columns() const;

  std::string text_;
  char separator_ = '\t';
  std::string where_;
  std::vector<std::string> columns_;
  bool has_header_ = true;
  std::vector<Field> fields_;
  std::size_t rows_ = 0;
};

}  // namespace moonstain
