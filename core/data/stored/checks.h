#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/error.h"
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
inline void check_shape(std::string_view where, std::string_view path,
                        const zarr::Shape& found, const zarr::Shape& expected,
                        std::string_view axes) {
  if (found == expected) return;
  fail(where, ": ", path, " is [", listed(found), "], expected [",
       listed(expected), "] (", axes, ")");
}

/// Objects are joined by name; of two of one name a join would take either.
///
/// @param noun   "spot", "gene"
/// @throws Error naming the first name that is there twice and both places
inline void check_unique(std::string_view where, std::string_view noun,
                         const std::vector<std::string>& names) {
  std::unordered_map<std::string_view, std::size_t> seen;
  seen.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto [before, is_new] = seen.emplace(names[i], i);
    check(is_new, where, ": ", noun, " '", names[i], "' is there twice (",
          before->second, " and ", i, ", counted from 0), expected once");
  }
}

}  // namespace moonstain
