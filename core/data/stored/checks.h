#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/zarr/types.h"

namespace moonstain {

// What an object's `read` asks of an element of any kind. The folder may be
// the work of another program, and what is wrong there must not come out as a
// number.

/// A count of elements alone does not tell [2, n] from [n, 2].
///
/// @param axes   names them in the error: "[spots, (x, y)]"
/// @throws Error "WHERE: obsm/spatial is [2, 9], expected [9, 2] ([spots, (x,
///               y)])"
void check_shape(std::string_view where, std::string_view path,
                 const zarr::Shape& found, const zarr::Shape& expected,
                 std::string_view axes);

/// Objects are joined by name; of two of one name a join would take either.
///
/// @param noun   "spot", "gene"
/// @throws Error naming the first name that is there twice and both places
void check_unique(std::string_view where, std::string_view noun,
                  const std::vector<std::string>& names);

}  // namespace moonstain
