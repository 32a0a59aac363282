#pragma once

#include <sys/types.h>

#include <string_view>

#include "core/base/file.h"

namespace moonstain {

/// What file.cpp and folder.cpp share.

/// An open file, also after signals; closed on exec.
int open_or_fail(const fs::path& path, int flags, std::string_view doing,
                 mode_t mode = 0666);

}  // namespace moonstain
