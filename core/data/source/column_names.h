#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// Whether a column of a text table of spots by genes is no gene by its name: a
/// row number, a name, a place, an area or a total, as pandas, scanpy, Seurat,
/// Space Ranger and Xenium call these. A fixed list, in any case; no symbol of
/// a gene of human or mouse is in it.
bool is_no_gene(std::string_view column);

/// Whether a name is one that spots have and no gene has: a place on an array
/// ("10x13", "7.96x8.94"), a barcode of Visium (16 letters A, C, G and T, with
/// or without "-1") or a bin of Visium HD ("s_002um_00010_00020-1").
bool is_spot_name(std::string_view name);

/// Whether more than half of the names are those of spots; of none, no.
bool are_spot_names(const std::vector<std::string>& names);

/// Whether the names are the whole numbers from 0, or from 1, in this order: a
/// table without names of its own, as pandas and R number its rows.
/// @param from  the first of them
bool are_row_numbers(const std::vector<std::string>& names, std::size_t from);

}  // namespace moonstain
