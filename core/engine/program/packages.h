#pragma once

#include <optional>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/path.h"

namespace moonstain {

/// The file among a program's whose packages it is given: a lock of pip's, with
/// version and hash of each.
inline constexpr std::string_view kPackagesLock = "requirements.lock";

/// Where the packages of a lock lie for one interpreter, made beforehand by
/// `python3 -m moonstain install requirements.lock`: a folder under
/// $MOONSTAIN_PYTHON, or else ~/.cache/moonstain/python, named by what
/// identifies it, the first 16 digits of the lock's sha256 and of the
/// interpreter's.
///
/// @param lock         its text
/// @param interpreter  of its executable
/// @return             nothing where the lock names no package
/// @throws Error       naming the folder that is not there, and what makes it
std::optional<fs::path> find_packages(std::string_view lock,
                                      const Digest& interpreter);

}  // namespace moonstain
