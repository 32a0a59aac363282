#pragma once

#include <functional>

#include "core/base/path.h"

namespace moonstain {

/// Makes a folder of an export, whole or not at all: `fill` writes beside it,
/// then it gets its name.
///
/// @throws Error  "TARGET is there and holds files; ..." and what `fill` throws
void make_new_folder(const fs::path& target,
                     const std::function<void(const fs::path& folder)>& fill);

/// The same of a file. @throws Error "TARGET is there already; ..."
void make_new_file(const fs::path& target,
                   const std::function<void(const fs::path& file)>& fill);

}  // namespace moonstain
