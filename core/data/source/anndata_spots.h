#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/data/anndata/reader.h"
#include "core/data/source/first_names.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

// What tables of spots as AnnData have in common, of HEST and of SpatialData.

/// A column as texts, whatever it is stored as; empty where there is no value.
std::vector<std::string> texts_of(const Column& column);

/// The first of X, layers/counts, raw/X and the other layers (sorted by name)
/// whose values are whole numbers from 0 up, whatever their type; where that is
/// not X it is a remark of `dataset`.
/// @param name   as remarks call the object
/// @throws Error with what each holds, where none holds counts
std::string place_of_counts(const AnnDataReader& in, const std::string& name,
                            Dataset& dataset);

/// [spots] 1 where obs/in_tissue is 1, or where there is no such column.
std::vector<std::uint8_t> under_tissue(const AnnDataReader& in,
                                       std::size_t spots);

/// `array_xy` by obs/array_col and obs/array_row, of the spots that are kept.
/// Without these columns all are (0, 0), which is a remark. Of cells (lattice
/// none) by their pixels, `pixel_xy`.
void read_array_positions(const AnnDataReader& in, const std::string& name,
                          const FirstNames& spots, Dataset& dataset);

}  // namespace moonstain
