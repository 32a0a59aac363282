#pragma once

#include <string>

#include "core/base/path.h"

namespace moonstain {

/// Copies what a program has left in a folder while it imported its packages
/// (caches of fonts, settings), for a task that is a fork of it: as if it had
/// imported them there itself. Where real root started this, the copies are
/// nobody's, as the program's own files are (sandbox_start.h).
///
/// The program has stopped, and nobody writes there any more. Of its names and
/// files nothing is believed.
///
/// @param to  a folder that is there and empty
/// @return    why it cannot be, so that nothing counts as copied: "it has left
///            a link: NAME", a name that is no plain text, one that cannot be
///            read, or more than 10,000 names or 256 MB; empty when all is done
std::string copy_left_files(const fs::path& from, const fs::path& to);

/// Removes what was copied there: a process that imports for itself begins with
/// empty folders.
void remove_copies(const fs::path& folder);

}  // namespace moonstain
