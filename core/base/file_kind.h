#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace moonstain {

/// A file that stands in another's place: an archive, a workbook, the page that
/// a server sends for an error, the pointer that version control leaves.
struct FileKind {
  std::string name;    ///< "a zip archive"
  std::string remedy;  ///< "unpack it and name the file inside"
  /// A page or a pointer: nobody means the file itself.
  bool stands_in = false;
};

/// Bytes from which `file_kind` tells all that it knows.
inline constexpr std::size_t kFileKindBytes = 4096;

/// What the first bytes of a file say it is; nothing for text, and for what is
/// not known. Only signatures with which no text begins by chance are known.
std::optional<FileKind> file_kind(std::string_view start);

}  // namespace moonstain
