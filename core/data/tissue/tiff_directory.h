#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/file.h"

namespace moonstain {

/// What a TIFF says of one of its pictures: the whole numbers of its
/// directory's entries, by tag. Entries of other types are left out.
struct TiffDirectory {
  std::map<std::uint16_t, std::vector<std::uint64_t>> numbers;

  /// The first number of a tag, or what it is by default.
  std::uint64_t number(std::uint16_t tag, std::uint64_t otherwise) const;
  /// All of them; none where the tag is not there.
  const std::vector<std::uint64_t>& list(std::uint16_t tag) const;
};

/// The directories of a TIFF or BigTIFF, in the order in which the file chains
/// them.
struct TiffFile {
  bool big_endian = false;
  std::vector<TiffDirectory> directories;  ///< at least one
};

/// @param where   begins errors
/// @throws Error  on a directory beyond the file's end, a chain in a circle, or
///                more entries than the file can hold
///
/// Source: TIFF 6.0, section 2; BigTIFF as libtiff 4 writes it.
TiffFile read_tiff_directories(FileReader& file, const std::string& where);

}  // namespace moonstain
