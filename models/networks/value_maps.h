#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "core/data/stored/grid_values.h"

namespace moonstain {

// Maps of slides as a network takes them.

/// @throws Error "WHAT: ..." naming the first map of another grid or other
///               genes than `like`
void check_value_maps(const std::vector<GridValues>& maps,
                      const GridValues& like, std::string_view what);

/// [which, genes, grid rows, grid columns] float32 of maps [cells, genes], in
/// the order of `which`.
/// @param maps  of one size (`check_value_maps`)
at::Tensor value_maps(const std::vector<GridValues>& maps,
                      const std::vector<std::size_t>& which);

}  // namespace moonstain
