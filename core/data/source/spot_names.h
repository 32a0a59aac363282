#pragma once

#include <string>
#include <string_view>

#include "core/base/table.h"

namespace moonstain {

/// Why the spots of a count table may not be those of its table of positions,
/// for an error: a known change of the names under which they would be.
///
/// Tried are: spots in the columns, names of new_x and new_y, of x and y with
/// decimals, the position inside a longer name ("S1_10x14") or with another
/// sign ("10_14"), y and x, and counting from 0 in place of 1 or the other way.
///
/// @param counts     spots by their names, a row each
/// @param positions  columns x and y, and new_x and new_y where there are such
/// @param share      of the spots with counts that the change must join
/// @return           "the columns of B4.tsv name the spots: write it
/// transposed,
///                   with a spot a row"; without a guess "are both tables of
///                   the same section?"
std::string guess_of_unjoined(const Table& counts, std::string_view counts_name,
                              const Table& positions,
                              std::string_view positions_name, double share);

}  // namespace moonstain
