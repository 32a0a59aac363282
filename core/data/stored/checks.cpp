#include "core/data/stored/checks.h"

#include "core/base/error.h"
#include "core/data/stored/places.h"

namespace moonstain {

void check_shape(std::string_view where, std::string_view path,
                 const zarr::Shape& found, const zarr::Shape& expected,
                 std::string_view axes) {
  if (found == expected) return;
  fail(where, ": ", path, " is [", listed(found), "], expected [",
       listed(expected), "] (", axes, ")");
}

void check_unique(std::string_view where, std::string_view noun,
                  const std::vector<std::string>& names) {
  const Places places(names);
  if (const auto again = places.repeated()) {
    fail(where, ": ", noun, " '", names[*again], "' is there twice (",
         *places.find(names[*again]), " and ", *again,
         ", counted from 0), expected once");
  }
}

}  // namespace moonstain
