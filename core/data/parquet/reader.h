#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/data/parquet/loaded.h"

namespace moonstain::parquet {

/// Whether the file begins as Parquet does.
bool is_parquet(const fs::path& file);

/// Reads a Parquet file: columns by name, whole or a group of rows at a time.
///
/// Numbers, truth values and texts are read, also where they are stored as a
/// dictionary or, as older files have texts, as byte strings; not lists,
/// structures, times and decimals. Bytes come through core/base's FileReader.
///
/// The library that does it (Arrow's, library.cpp) is loaded from beside the
/// program when the first file is opened: it takes 10 ms and starts a thread,
/// and the template that workers are forked from may have one alone.
///
/// @throws Error (all members) naming file and column, what was found and
///               expected; of what is damaged in the library's own words
class Reader {
 public:
  /// @param name   as errors call the file
  /// @throws Error when it is no Parquet, or damaged
  Reader(const fs::path& file, std::string name);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  const std::string& name() const;
  std::vector<std::string> columns() const;
  bool has(std::string_view column) const;
  /// @throws Error naming the column and the ones that are there
  Kind kind(std::string_view column) const;
  std::int64_t rows() const;
  std::size_t groups() const;
  std::size_t group_rows(std::size_t group) const;

  /// A column in one group of rows.
  /// @throws Error on another kind, and naming the first row (from 1, of the
  ///               file) that has no value
  std::vector<std::int64_t> integers(std::string_view column,
                                     std::size_t group) const;
  /// Integers are numbers too. NaN where a row has no value.
  std::vector<double> numbers(std::string_view column, std::size_t group) const;
  /// Integers in decimal digits. @throws Error on what is not UTF-8, too
  std::vector<std::string> texts(std::string_view column,
                                 std::size_t group) const;

  /// Texts or byte strings as they are.
  std::vector<std::string> bytes(std::string_view column,
                                 std::size_t group) const;

  /// The same of all groups.
  std::vector<std::int64_t> integers(std::string_view column) const;
  std::vector<double> numbers(std::string_view column) const;
  std::vector<std::string> texts(std::string_view column) const;
  std::vector<std::string> bytes(std::string_view column) const;

 private:
  struct Opened;
  std::unique_ptr<Opened> opened_;
};

}  // namespace moonstain::parquet
