#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace moonstain {

/// The file in a zip archive that holds one, as repositories of code and
/// supplements of papers pack a table; other bytes are given back as they are,
/// and so is an Office file, whose parts are no text. Folders, and what macOS
/// lays beside a file ("__MACOSX/"), do not count.
/// @throws Error "WHERE: ..." on a damaged archive, on one with no file or with
///               several, on a file with a password or packed by other means
///               than deflate, or when more than `limit_bytes` would come out
std::string unzip_if_needed(std::string bytes, std::string_view where,
                            std::uint64_t limit_bytes = std::uint64_t{1} << 34);

}  // namespace moonstain
