#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/data/zarr/types.h"

namespace moonstain {

/// Values out of few: codes[i] is a position in `categories`, -1 is missing.
struct Categorical {
  std::vector<std::int32_t> codes;
  std::vector<std::string> categories;
  bool ordered = false;
};

/// Numbers, truth values or strings of which some are missing (read only).
template <typename T>
struct Nullable {
  std::vector<T> values;
  std::vector<zarr::Bool> missing;
};

/// A column of a data frame.
using Column =
    std::variant<std::vector<float>, std::vector<double>,
                 std::vector<std::int32_t>, std::vector<std::int64_t>,
                 std::vector<zarr::Bool>, std::vector<std::string>, Categorical,
                 Nullable<std::int64_t>, Nullable<zarr::Bool>,
                 Nullable<std::string>>;

/// Its rows.
std::size_t length_of(const Column& column);

/// Rows with a name each, and columns by name.
struct DataFrame {
  std::string index_name = "_index";
  std::vector<std::string> index = {};
  std::vector<std::pair<std::string, Column>> columns = {};

  /// @throws Error naming the column and the nearest there is
  const Column& column(std::string_view name) const;
};

/// Compressed sparse rows (or columns, when `by_column`). `starts` has one
/// entry more than there are rows (columns).
template <typename T>
struct Sparse {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  bool by_column = false;
  std::vector<std::int64_t> starts;
  std::vector<std::int32_t> indices;
  std::vector<T> values;
};

/// Makes a categorical of the distinct values, sorted by bytes.
Categorical categorical(const std::vector<std::string>& values);

}  // namespace moonstain
