#pragma once

#include "core/base/file.h"

namespace moonstain {

/// Looks through what a program has written as its result, and gives all of
/// it plain permissions.
///
/// @throws Error on a link, a device, a pipe or a socket, a file with a second
///               name, a name that is no plain text, or when there is no file
void check_output(const fs::path& folder);

}  // namespace moonstain
