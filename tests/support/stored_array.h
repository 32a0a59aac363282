#pragma once

#include <string>
#include <vector>

#include "core/base/folder.h"
#include "core/data/zarr/writer.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// Puts another array into the place of one in an object that was written
/// well, as a stranger's program could have.
template <typename T>
void replace_array(const fs::path& object, const std::string& path,
                   const std::vector<T>& values, const zarr::Shape& shape) {
  const TempFolder folder;
  zarr::Writer out(folder / "donor");
  if constexpr (std::is_same_v<T, std::string>) {
    out.strings("x", values);
  } else {
    out.array<T>("x", values, shape);
  }
  remove_tree(object / path);
  rename_path(folder / "donor/x", object / path);
}

}  // namespace moonstain
