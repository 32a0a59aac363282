#pragma once

#include <string_view>

#include "core/base/path.h"

namespace moonstain {

/// Where the file lies, or will, that a person has named for what Moonstain
/// writes: behind links, so that a link stays one and its target is written.
/// Ask before the work whose result goes there.
///
/// @param option     said in errors: "report: --out"
/// @param workspace  in whose store nothing is written by a name
/// @throws Error     "OPTION PATH ..." on a name that is empty, a folder, a
///                   pipe or device, links in a circle, a folder that is not
///                   there or cannot be written, a place in the store (also
///                   by a folder of results, which leads there), and a file of
///                   the workspace's own, as the ledger is
fs::path named_file(std::string_view option, const fs::path& path,
                    const fs::path& workspace);

/// Replaces that file, or makes it (`replace_file`).
/// @throws Error as `named_file`, and where it cannot be written
void write_named_file(std::string_view option, const fs::path& path,
                      const fs::path& workspace, std::string_view bytes);

}  // namespace moonstain
