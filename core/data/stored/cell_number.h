#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// The labels of cells in a label image: the numbers that their names are.
///
/// @param section       of the cells, for errors
/// @param float32_ids   whether ids go through float32, as in GHIST's published
///                      loader, which holds whole numbers up to 2^24 alone
///                      (recipes/ghist_cells/METHOD.md 2.2)
/// @throws Error        "WHERE: cell 'a-1' of section x/S ...": a name that is
///                      no whole number from 1 to 2^31 - 1, or where
///                      `float32_ids` one beyond 2^24
std::vector<std::int32_t> cell_numbers(const std::vector<std::string>& cells,
                                       const std::string& section,
                                       std::string_view where,
                                       bool float32_ids = false);

}  // namespace moonstain
