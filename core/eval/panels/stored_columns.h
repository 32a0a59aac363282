#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/path.h"

namespace moonstain {

/// Some columns of a stored table of values about a section's places: of
/// targets or predictions (AnnData on Zarr, X [rows, columns] dense float32).
struct StoredColumns {
  std::string about;                 ///< uns/section: "her2st/B4"
  std::string row = "spot";          ///< noun of a row: uns/unit_kind
  std::string column = "gene";       ///< noun of a column: uns/variable_axis
  std::string transform;             ///< uns/transform; "" where there is none
  std::vector<std::string> rows;     ///< [rows] all of them
  std::vector<std::string> columns;  ///< [columns] those asked for
  Matrix values;                     ///< [rows, columns]
};

/// uns/section of a stored table.
std::string about_of(const fs::path& folder);

/// Reads X by blocks of rows, of which the other columns are dropped: memory
/// holds the columns asked for, and some 4 MiB.
///
/// @throws Error  "FOLDER: no gene 'WISH' (5 given, as 'A')"
StoredColumns read_columns(const fs::path& folder,
                           const std::vector<std::string>& columns);

/// The columns of highest mean, highest first; of equal ones the first.
std::vector<std::string> highest_columns(const fs::path& folder,
                                         std::size_t count);

}  // namespace moonstain
