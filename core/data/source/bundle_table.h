#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/source/tenx_matrix.h"

namespace moonstain {

/// A table as Xenium's bundles have each of them twice: a .csv.gz and a
/// .parquet of the same columns. Which of them a file is, its bytes tell. Large
/// ones are Parquet in parts of some rows; a .csv is one part.
///
/// @throws Error (all members) naming file, row and column
class BundleTable {
 public:
  explicit BundleTable(const File& file);
  ~BundleTable();
  BundleTable(BundleTable&&) noexcept;

  const std::string& name() const;
  bool has(std::string_view column) const;
  std::size_t parts() const;

  /// The columns of a part. Identifiers are texts, also where the file has
  /// numbers or byte strings.
  std::vector<std::string> texts(std::string_view column,
                                 std::size_t part) const;
  /// NaN where there is no value.
  std::vector<double> numbers(std::string_view column, std::size_t part) const;
  /// 1 of what is true, whether it is stored as a number, a word or a truth
  /// value.
  std::vector<std::uint8_t> flags(std::string_view column,
                                  std::size_t part) const;

  /// "cells.csv.gz: line 3", "cells.parquet: row 2": of a row of a part.
  std::string place(std::size_t part, std::size_t row) const;

 private:
  struct Source;
  std::unique_ptr<Source> source_;
};

}  // namespace moonstain
