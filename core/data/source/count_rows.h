#pragma once

#include <cstddef>
#include <string_view>

#include "core/base/table.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// Adds a row of a table to counts: its first field is a name, the others are a
/// gene each. Zeros are left out.
///
/// @param noun    of what a row is: "spot"
/// @throws Error  naming table, line, name and gene where a count is negative,
///                fractional or no number; "3.0" is one
void add_count_row(const Table& table, std::size_t row, std::string_view noun,
                   SparseCounts& counts);

}  // namespace moonstain
