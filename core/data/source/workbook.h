#pragma once

#include <string>

#include "core/base/path.h"

namespace moonstain {

/// Refuses a workbook of Excel where a text table is expected: it is known by
/// its content (.xlsx, .xlsm, .xlsb and the older .xls), whatever its name.
/// @param name    as errors call the file
/// @throws Error  saying how to make a table of it; as `zip_paths` on a damaged
///                archive
void check_no_workbook(const fs::path& file, const std::string& name);

}  // namespace moonstain
